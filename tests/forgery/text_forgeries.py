"""Files that two readers could understand differently: no verifier may choose a meaning for them."""

from tests.forgery.forged import Forgery, changed, honest, honest_text, text_forgery

MASS = '"coc_mass_g":"59818000"'
NAME = '"name":"Île-de-France Boîtes SA"'


def number(text: str) -> bytes:
    return text_forgery(MASS, f'"coc_mass_g":{text}')


def renamed(text: str) -> bytes:
    return text_forgery(NAME, f'"name":"{text}"')


TEXTS: dict[str, tuple[bytes, str]] = {
    "a mass twice": (text_forgery(MASS, f'{MASS},"coc_mass_g":"76217900"'), "coc_mass_g' twice"),
    "a mass twice, once with its name escaped": (
        text_forgery(MASS, f'{MASS},"coc\\u005fmass_g":"76217900"'),
        "coc_mass_g' twice",
    ),
    "a proof twice": (text_forgery('"proof":{', '"proof":{},"proof":{'), "proof' twice"),
    "an issuer twice": (
        text_forgery('"issuer":{"id', '"issuer":{"id":"did:web:else.example"},"issuer":{"id'),
        "issuer' twice",
    ),
    "a number that a double does not hold": (number("9007199254740993"), "number"),
    "a number of many digits": (number("5" * 400), "number"),
    "a number beyond all doubles": (number("1e400"), "number"),
    "a number that a double rounds": (number("0.10000000000000000555"), "number"),
    "minus zero": (number("-0"), "number"),
    "a zero with a point": (number("-0.0"), "number"),
    "not a number": (number("NaN"), "NaN"),
    "infinity": (number("Infinity"), "Infinity"),
    "half a character": (renamed("\\ud800"), r"U\+D800"),
    "a text that is turned round": (renamed("Î\u202eserîtoB"), r"U\+202E"),
    "a character of zero": (renamed("Île\\u0000"), r"U\+0000"),
    "a text with an isolated direction": (renamed("Île\u2066"), r"U\+2066"),
    "a byte order mark": ("\ufeff".encode() + honest_text().encode(), "no JSON"),
    "another encoding": (honest_text().encode("utf-16"), "UTF-8|utf-8"),
    "a character in too many bytes": (
        honest_text().encode().replace(b"Hafenstr", b"\xc1\x88afenstr"),
        "UTF-8|utf-8",
    ),
    "a second statement behind the first": (honest_text().encode() * 2, "no JSON"),
    "a comma too many": (honest_text()[:-1].encode() + b",}", "no JSON"),
    "a comment": (honest_text().encode() + b"// true", "no JSON"),
    "brackets without end": (text_forgery(MASS, '"coc_mass_g":' + "[" * 100_000), "levels"),
    "a nest of thirty levels": (text_forgery(MASS, '"coc_mass_g":' + "[" * 30 + "]" * 30), "levels"),
    "more values than a statement has": (text_forgery(MASS, f'{MASS},"more":[{"0," * 200_000}0]'), "values"),
    "the statement in a list": (f"[{honest_text()}]".encode(), "JSON"),
    "megabytes of blanks": (honest_text().encode() + b" " * 5_000_000, "bytes"),
    "nothing": (b"", "no JSON"),
    "null": (b"null", "None"),
}

PROOFS: dict[str, tuple[bytes, str]] = {
    "no proof": (changed(lambda c: c.pop("proof")), "proof"),
    "an empty list of proofs": (changed(lambda c: c.update(proof=[])), "proof"),
    "two proofs": (changed(lambda c: c.update(proof=[c["proof"], c["proof"]])), "proof"),
    "a proof that is a text": (changed(lambda c: c.update(proof="signed")), "proof"),
}


def proof(name: str, value: object) -> bytes:
    return changed(lambda secured: secured["proof"].update({name: value}))


def value(text: str) -> bytes:
    return proof("proofValue", text)


def true_value() -> str:
    return str(honest()["proof"]["proofValue"])


PROOF_FORMS: dict[str, tuple[bytes, str]] = {
    "a proof of another type": (proof("type", "Ed25519Signature2020"), "Ed25519Signature2020"),
    "a proof of another suite": (proof("cryptosuite", "eddsa-rdfc-2022"), "eddsa-rdfc-2022"),
    "a weaker suite": (proof("cryptosuite", "ecdsa-jcs-2019"), "ecdsa-jcs-2019"),
    "a proof for another purpose": (proof("proofPurpose", "authentication"), "authentication"),
    "a purpose in a list": (proof("proofPurpose", ["assertionMethod"]), "proofPurpose"),
    "a signature in another base": (value("u" + true_value()[1:]), "u|base"),
    "a signature without its base": (value(true_value()[1:]), "base|multibase"),
    "a signature with a digit that is none": (value("z0" + true_value()[2:]), "z0"),
    "a signature with a zero before": (value("z1" + true_value()[1:]), "z1"),
    "a signature that is too short": (value(true_value()[:-2]), "z"),
    "a signature with blanks behind": (value(true_value() + " "), "z"),
    "no signature": (value(""), "''|“”"),
    "a signature of a megabyte": (value("z" + "2" * 1_000_000), "z2"),
    "created without a zone": (proof("created", "2025-04-01T12:00:00"), "created"),
    "created on a day only": (proof("created", "2025-04-01"), "created"),
    "created on no day of the calendar": (proof("created", "2025-02-30T12:00:00Z"), "created"),
    "created in another writing": (proof("created", "2025-04-01 12:00:00Z"), "created"),
    "created as a number": (proof("created", 1743508800), "created"),
    "a proof with a member that nobody reads": (proof("previousProof", "urn:uuid:1"), "previousProof"),
    "a proof with a challenge": (proof("challenge", "x"), "challenge"),
    "a key that is no method": (proof("verificationMethod", "did:web:casthouse.example"), "did:web"),
    "a method that is an object": (proof("verificationMethod", {"id": "did:web:x#y"}), "verificationMethod"),
    "a method on another host": (proof("verificationMethod", "https://else.example/key#1"), "https://else"),
    "a context before the one that was signed": (
        changed(lambda c: c["@context"].insert(0, "https://else.example/v1")),
        "context",
    ),
    "the contexts in another order": (changed(lambda c: c["@context"].reverse()), "context"),
}


def text_forgeries() -> list[Forgery]:
    return [
        Forgery(name=name, content=content, check="parse", says=says)
        for name, (content, says) in (TEXTS | PROOFS | PROOF_FORMS).items()
    ]
