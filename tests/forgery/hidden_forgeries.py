"""Passports shown in part whose openings are not the ones that were signed, or hide what must not be hidden."""

import json
from hashlib import sha256
from typing import Any

from casthouse.passport.base64url import base64url, octets
from casthouse.passport.canonical import canonical
from casthouse.passport.hidden_part import HiddenPart
from casthouse.passport.opening import digest_of, opening, read_opening
from tests.forgery.archive_forgeries import archive
from tests.forgery.forged import Change, Forgery, Members, honest_token, part
from tests.forgery.log_forgeries import entry, known_log, proof, tree
from tests.forgery.signer_forgeries import STRANGER
from tests.forgery.token_forgeries import envelope
from tests.unit.passport.passport_world import delivery_credential, shown_passport, whole_passport
from tests.unit.passport.statement_world import AT, DIDS, NAMES, OTHER, RHEIN, SIGNERS, method, signed_by

HEADER: Members = {"alg": "EdDSA", "kid": method(RHEIN), "typ": "dc+sd-jwt"}
SALT = b"\7" * 16
SIGNED, *OPENINGS = whole_passport().split("~")[:-1]
HEAD, BODY, SIGNATURE = SIGNED.split(".")
NAMED = {str(read_opening(each)[1]): each for each in OPENINGS}
"""The openings by the names of what they open; of origins that of the last one."""

MASS = NAMED["coc_mass_g"]
MORE = opening(SALT, "coc_mass_g", "76217900")
"""What a forger would like the mass to be."""


def joined(*parts: str) -> bytes:
    return "".join(f"{each}~" for each in parts).encode()


def without(*names: str) -> list[str]:
    """Return the openings without some."""
    return [each for each in OPENINGS if each not in {NAMED[name] for name in names}]


def payload() -> Members:
    """Return a payload as an honest signer writes one, with everything in clear."""
    claims = {"iss": DIDS[RHEIN], "iat": int(AT.timestamp()), "vct": "urn:casthouse:vct:delivery-passport:1"}
    return {**delivery_credential(), **claims, "_sd_alg": "sha-256"}


def decoded_payload() -> Members:
    """Return the payload of the true passport, with its digests."""
    found: Members = json.loads(octets(BODY))
    return found


def said(change: Change, *openings: str, **header: object) -> bytes:
    """Return a token that says what the forger wants, under a right signature: whoever holds the key can do that."""
    members = payload()
    change(members)
    body = f"{part({**HEADER, **header})}.{part(members)}"
    return joined(f"{body}.{part(SIGNERS[RHEIN].sign(body.encode()))}", *openings)


def hidden(*path: str, show: bool = True) -> bytes:
    """Return a token in which a member is hidden, and shown again by its opening, or not."""
    openings: list[str] = []

    def change(members: Members) -> None:
        holder: Any = members
        for step in path[:-1]:
            holder = holder[int(step) if step.isdigit() else step]
        openings.append(opening(SALT, path[-1], holder.pop(path[-1])))
        holder["_sd"] = [digest_of(openings[-1])]

    token = said(change)
    return token + joined(*openings) if show else token


def added(name: str, value: object) -> bytes:
    """Return a token to which a claim is added by an opening."""
    text = opening(SALT, name, value)  # type: ignore[arg-type]
    return said(lambda c: c.update(_sd=[digest_of(text)]), text)


def subject(**members: object) -> Change:
    return lambda credential: credential["credentialSubject"].update(members)


def digests(*texts: str) -> Change:
    return lambda credential: credential["credentialSubject"].update(_sd=[digest_of(each) for each in texts])


def chained(length: int) -> bytes:
    """Return a token with an opening in an opening in an opening."""
    texts = [opening(SALT, "end", "")]
    for _ in range(length):
        texts.append(opening(SALT, "a", {"_sd": [digest_of(texts[-1])]}))
    return said(digests(texts[-1]), *texts)


def made(content: object) -> str:
    return base64url(canonical(content))  # type: ignore[arg-type]


def written(old: str, new: str) -> bytes:
    """Return a token whose payload spells something in another way, under a right signature."""
    text = canonical(payload()).decode()
    assert text.count(old) == 1
    body = f"{part(HEADER)}.{part(text.replace(old, new).encode())}"
    return joined(f"{body}.{part(SIGNERS[RHEIN].sign(body.encode()))}")


INSTANT = f'"iat":{int(AT.timestamp())}'
BUYER = made(["salt", "buyer", {"code": "ILE"}])
NUMBER = opening(SALT, "coc_mass_g", 59818000)
OF_ITEM = made(["salt", "coc_mass_g"])
TWICE = base64url(b'["s","lot","L1","lot","L2"]')
UNSEEN = base64url('["s","lot","L\u202e1"]'.encode())
TWINS = base64url(b'["s","lot",{"a":1,"a":2}]')

FORMS: dict[str, tuple[bytes, str]] = {
    "an opening with another mass": (joined(SIGNED, *without("coc_mass_g"), MORE), "openings of nothing"),
    "an opening of a mass that was hidden, made up": (
        shown_passport(HiddenPart.MASSES).encode() + joined(MORE),
        "openings of nothing",
    ),
    "an opening of another passport": (joined(SIGNED, *OPENINGS, BUYER), "openings of nothing"),
    "an opening of what is in clear": (
        joined(SIGNED, *OPENINGS, opening(SALT, "material", "dross")),
        "openings of nothing",
    ),
    "an opening twice": (joined(SIGNED, *OPENINGS, MASS), "twice"),
    "an opening that stands for another": (
        joined(SIGNED, *without("coc_mass_g"), made([*read_opening(MASS)[:1], "total_mass_g", "59818000"])),
        "openings of nothing",
    ),
    "a digest twice": (said(subject(_sd=["x", "x"])), "twice"),
    "a digest at two places": (
        said(lambda c: c.update(_sd=["x"], credentialSubject={**c["credentialSubject"], "_sd": ["x"]})),
        "twice",
    ),
    "a second mass behind a digest": (said(digests(MORE), MORE), "stands there"),
    "two masses behind two digests": (
        said(lambda c: (c["credentialSubject"].pop("coc_mass_g"), digests(MASS, MORE)(c)), MASS, MORE),
        "stands there",
    ),
    "an opening named _sd": (said(digests(x := made(["s", "_sd", ["y"]])), x), "opening of"),
    "an opening named with three points": (said(digests(x := made(["s", "...", "y"])), x), "opening of"),
    "an opening without a name": (said(digests(OF_ITEM), OF_ITEM), "opening of"),
    "an opening whose name is a number": (said(digests(x := made(["s", 1, "y"])), x), "opening of"),
    "an opening whose salt is a number": (said(digests(x := made([1, "lot", "y"])), x), "opening of"),
    "an opening of five texts": (said(digests(TWICE), TWICE), "opening of"),
    "an opening of an object": (said(digests(x := made({"lot": "y"})), x), "opening"),
    "an opening with a hidden character": (said(digests(UNSEEN), UNSEEN), "202E"),
    "an opening with a member twice": (said(digests(TWINS), TWINS), "twice"),
    "an opening in another spelling": (joined(SIGNED, *without("coc_mass_g"), MASS + "="), "token|base64"),
    "an opening that is no JSON": (joined(SIGNED, "AAAA"), "JSON"),
    "an empty opening": (joined(SIGNED, *OPENINGS, ""), "token|base64|JSON"),
    "a chain of openings": (chained(100), "levels"),
    "a digest that is no text": (said(subject(_sd=[1])), "digests"),
    "digests that are no list": (said(subject(_sd="x")), "digests"),
    "a hidden item of a list": (said(lambda c: c["type"].append({"...": "x"})), "vct|type"),
    "a hidden origin": (
        said(lambda c: c["credentialSubject"]["provenance"]["origins"].append({"...": "x"})),
        "hidden item",
    ),
    "a member of three points": (said(subject(**{"...": "x"})), "hidden item"),
    "a hidden issuer, shown": (hidden("issuer"), "iss|hidden"),
    "a hidden name of the issuer, shown": (hidden("issuer", "name"), "a hidden issuer"),
    "a hidden status, shown": (hidden("credentialStatus"), "a hidden credentialStatus"),
    "a hidden entry of the status, shown": (
        hidden("credentialStatus", "0", "statusListIndex"),
        "a hidden credentialStatus",
    ),
    "a hidden schema, shown": (hidden("credentialSchema"), "a hidden credentialSchema"),
    "a hidden beginning, shown": (hidden("validFrom"), "a hidden validFrom"),
    "a hidden iss, shown": (hidden("iss"), "iss None"),
    "a hidden vct, shown": (hidden("vct"), "vct None"),
    "a hidden instant, shown": (hidden("iat"), "iat|hidden"),
    "an end added by an opening": (added("validUntil", "2024-01-01T00:00:00Z"), "a hidden validUntil"),
    "a status added by an opening": (added("status", {"status_list": {"idx": 0}}), "a hidden status"),
    "another hash": (said(lambda c: c.update(_sd_alg="sha-1")), "_sd_alg 'sha-1'"),
    "a hash that is none": (said(lambda c: c.update(_sd_alg=None)), "_sd_alg None"),
    "a passport of another vct": (said(lambda c: c.update(vct="urn:casthouse:vct:certificate:1")), "vct"),
    "a document under the vct of a passport": (
        said(lambda c: c.update(type=["VerifiableCredential", "CocDocumentStatement"])),
        "vct|type",
    ),
    "another iss than its issuer": (said(lambda c: c.update(iss=DIDS[OTHER])), "iss"),
    "a passport of a holder's key without its proof": (said(lambda c: c.update(cnf={"jwk": {}})), "cnf"),
    "a passport with the proof of a holder's key": (
        joined(SIGNED, *OPENINGS) + honest_token().encode(),
        "token|cut off",
    ),
    "a passport without its last tilde": (joined(SIGNED, *OPENINGS)[:-1], "cut off"),
    "a passport with two tildes at its end": (joined(SIGNED, *OPENINGS) + b"~", "token|base64|JSON"),
    "a passport of no tilde": (SIGNED.encode(), "typ"),
    "a plain token with a tilde": (f"{honest_token()}~".encode(), "typ"),
    "a passport of algorithm none": (said(lambda _: None, alg="none"), "alg 'none'"),
    "a passport of algorithm none without a signature": (joined(f"{HEAD}.{BODY}."), "token|bytes"),
    "a passport of another algorithm": (said(lambda _: None, alg="ES256"), "alg 'ES256'"),
    "a passport of another type": (said(lambda _: None, typ="vc+jwt"), "typ 'vc\\+jwt'"),
    "a passport of the type of former years": (said(lambda _: None, typ="vc+sd-jwt"), "typ"),
    "a passport with its key in it": (said(lambda _: None, jwk=STRANGER.public.jwk), "jwk"),
    "a passport of an instant as text": (said(lambda c: c.update(iat="1743508800")), "iat"),
    "a passport of an instant that is null": (said(lambda c: c.update(iat=None)), "iat"),
    "a passport of an instant with a fraction of nothing": (written(INSTANT, f"{INSTANT}.0"), "iat"),
    "a passport of an instant with an exponent": (written(INSTANT, f"{INSTANT[:-1]}e1"), "iat"),
    "a passport in an envelope": (envelope("application/vc+jwt", whole_passport()), "token|id"),
    "a passport before a blank that cannot be broken": (whole_passport().encode() + b"\xa0", "token|cut off"),
    "a passport before a separator of files": (whole_passport().encode() + b"\x1c", "token|cut off"),
    "a passport before a feed of a form": (whole_passport().encode() + b"\x0c", "token|cut off"),
    "a token before a blank that cannot be broken": (honest_token().encode() + b"\xa0", "token|base64"),
    "a token before a separator of files": (honest_token().encode() + b"\x1c", "token|base64"),
    "a passport of no instant": (said(lambda c: c.pop("iat")), "iat"),
}

LATER: dict[str, tuple[bytes, str, str]] = {
    "a hidden status": (hidden("credentialStatus", show=False), "schema", "credentialStatus"),
    "a passport with another mass in clear": (
        joined(f"{HEAD}.{part({**payload(), 'credentialSubject': {}})}.{SIGNATURE}"),
        "signature",
        "something was changed",
    ),
    "a passport with digests of other members": (
        joined(
            f"{HEAD}.{part({**delivery_credential(), **payload(), '_sd': [digest_of(MORE)]})}.{SIGNATURE}"
        ),
        "signature",
        "something was changed",
    ),
    "a passport of a stranger under the true key": (
        joined(f"{HEAD}.{BODY}.{part(STRANGER.sign(f'{HEAD}.{BODY}'.encode()))}", *OPENINGS),
        "signature",
        "something was changed",
    ),
    "a passport in the name of another": (
        said(lambda c: c.update(issuer={"id": DIDS[OTHER], "name": NAMES[OTHER]}, iss=DIDS[OTHER])),
        "issuer",
        "signed with a key of",
    ),
    "a passport of another seller": (
        said(lambda c: c["credentialSubject"]["seller"].update(code="TAL")),
        "issuer",
        "states something of",
    ),
    "a passport whose seller is hidden": (
        hidden("credentialSubject", "seller", show=False),
        "issuer",
        "states something of",
    ),
    "a passport that hides its material": (
        hidden("credentialSubject", "material", show=False),
        "schema",
        "material",
    ),
    "a buyer without its address, which nobody may hide": (
        said(lambda c: c["credentialSubject"]["buyer"].pop("address")),
        "schema",
        "address",
    ),
    "a mass as a number behind a digest": (
        said(
            lambda c: (c["credentialSubject"].pop("coc_mass_g"), digests(NUMBER)(c)),
            NUMBER,
        ),
        "schema",
        "coc_mass_g",
    ),
    "a member that nobody knows behind a digest": (
        said(digests(x := opening(SALT, "purity", "100")), x),
        "schema",
        "purity",
    ),
    "a claim that nobody looks at": (said(lambda c: c.update(exp=1)), "schema", "exp"),
    "a passport of a day to come": (said(lambda c: c.update(iat=4_000_000_000)), "key", "which is after"),
}


def hidden_and_logged(
    *hide: HiddenPart, logged: bytes = b"", beside: tuple[tuple[str, bytes], ...] = ()
) -> bytes:
    """Return an archive of a passport shown in part with a proof that what was signed of it stands in the log."""
    leaves = tree(entry(sha256(logged or SIGNED.encode()).digest()))
    return archive(
        *beside,
        ("statement.jwt", shown_passport(*hide).encode()),
        ("statement.tlog-proof", proof(leaves).encode()),
    )


WHOLE = canonical(signed_by(RHEIN, delivery_credential()))
LOGGED: dict[str, tuple[bytes, str, str]] = {
    "a proof of the whole passport beside a part": (
        hidden_and_logged(*HiddenPart, logged=WHOLE),
        "log",
        "path|root",
    ),
    "a proof over the openings too": (
        hidden_and_logged(logged=whole_passport().encode()),
        "log",
        "path|root",
    ),
    "a part beside the whole passport": (
        hidden_and_logged(*HiddenPart, beside=(("statement.json", WHOLE),)),
        "parse",
        "token",
    ),
}


def hidden_forgeries() -> list[Forgery]:
    found = [
        Forgery(name=name, content=content, check="parse", says=says)
        for name, (content, says) in FORMS.items()
    ]
    found += [
        Forgery(name=name, content=content, check=check, says=says)
        for name, (content, check, says) in LATER.items()
    ]
    return found + [
        Forgery(name=name, content=content, check=check, says=says, trust=known_log())
        for name, (content, check, says) in LOGGED.items()
    ]
