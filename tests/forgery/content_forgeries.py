"""Statements that were changed after they were signed, and statements that nobody may sign as they are."""

from datetime import date
from typing import Any

from casthouse.passport.canonical import canonical
from casthouse.passport.credential import CONTEXT
from tests.forgery.forged import (
    Change,
    Forgery,
    certificate,
    changed,
    digest,
    honest,
    other_document,
    proof_options,
    proven,
    signed,
    trusting,
)
from tests.unit.passport.statement_world import DIDS, HOST, NAMES, OTHER, RHEIN, document_credential


def subject(name: str, value: object) -> Change:
    return lambda credential: credential["credentialSubject"].update({name: value})


def masses(coc_g: str, coc_t: str) -> Change:
    return lambda credential: credential["credentialSubject"].update(coc_mass_g=coc_g, coc_mass_t=coc_t)


def party(side: str, name: str, value: object) -> Change:
    return lambda credential: credential["credentialSubject"][side].update({name: value})


def member(name: str, value: object) -> Change:
    return lambda credential: credential.update({name: value})


def proof(name: str, value: object) -> Change:
    return lambda credential: credential["proof"].update({name: value})


def entry(**values: object) -> Change:
    return lambda credential: credential["credentialStatus"][0].update(values)


AFTER_SIGNING: dict[str, Change] = {
    "more CoC mass": masses("60000000", "60"),
    "a gram more in total": subject("total_mass_g", "76217901"),
    "a mass as a number": subject("coc_mass_g", 59818000),
    "another recipient": party("recipient", "name", "Somebody Else"),
    "another code of the recipient": party("recipient", "code", "TAL"),
    "a twin letter in the recipient's name": party("recipient", "name", "\u0406le-de-France Boîtes SA"),
    "a name in another normal form": party("recipient", "name", "I\u0302le-de-France Boi\u0302tes SA"),
    "a blank that has no width": party("recipient", "name", "Île-de-France\u200b Boîtes SA"),
    "a blank that does not break": party("recipient", "name", "Île-de-France\u00a0Boîtes SA"),
    "another day of shipment": subject("shipment_date", "2025-03-13"),
    "another certificate": party("issuer", "coc_certificate", "COC-999"),
    "another material": subject("material", "post_consumer_scrap"),
    "another facility": subject("facility", "RHEIN-WW"),
    "another shipment": subject("reference", "LS-80014472"),
    "another lot": subject("lot", "L3907"),
    "no lot": lambda c: c["credentialSubject"].pop("lot"),
    "another paper": subject("document_sha256", "0" * 64),
    "another address where it is looked up": member("id", f"{HOST}/check/else"),
    "another entry of the list": entry(statusListIndex="8"),
    "another list": entry(statusListCredential=f"{HOST}/status/RHEIN/revocation/2"),
    "a later end": member("validUntil", "2035-01-01T00:00:00Z"),
    "an earlier beginning": member("validFrom", "2024-01-01T00:00:00Z"),
    "the subject of another delivery": member("credentialSubject", other_document()["credentialSubject"]),
    "the proof of another delivery": member("proof", other_document()["proof"]),
    "signed at another instant": proof("created", "2025-03-01T12:00:00Z"),
    "no instant of signing": lambda c: c["proof"].pop("created"),
    "a proof with fewer contexts": proof("@context", [CONTEXT]),
    "a proof without its contexts": lambda c: c["proof"].pop("@context"),
}

SCHEMA: dict[str, Change] = {
    "a member that nobody knows": subject("verified_by", "an audit firm"),
    "a mass that is a whole number": subject("coc_mass_g", 59818000),
    "a mass with a point": subject("coc_mass_g", 59818000.5),
    "a mass in scientific writing": subject("coc_mass_g", "6e7"),
    "a mass with zeros before": subject("coc_mass_g", "059818000"),
    "a mass with a sign": subject("coc_mass_g", "+59818000"),
    "a mass below nothing": subject("coc_mass_g", "-1"),
    "a mass in digits of another script": subject("coc_mass_g", "٥٩٨١٨٠٠٠"),
    "a mass in wide digits": subject("coc_mass_g", "\uff15\uff19\uff18\uff11\uff18\uff10\uff10\uff10"),
    "a mass with a line break": subject("coc_mass_g", "59818000\n"),
    "a mass with separators": subject("coc_mass_g", "59_818_000"),
    "a mass larger than all metal": subject("total_mass_g", "1" + "0" * 30),
    "tonnes with zeros behind": subject("coc_mass_t", "59.8180"),
    "no mass": lambda c: c["credentialSubject"].pop("total_mass_g"),
    "a day that is none": subject("shipment_date", "2025-02-30"),
    "a day in another writing": subject("shipment_date", "12.03.2025"),
    "an unknown material": subject("material", "green aluminium"),
    "a digest that is none": subject("document_sha256", "x" * 64),
    "two subjects": lambda c: c.update(credentialSubject=[c["credentialSubject"], c["credentialSubject"]]),
    "a context more": lambda c: c["@context"].append("https://else.example/v1"),
    "another meaning of all words": lambda c: c["@context"].__setitem__(1, {"@vocab": "urn:else#"}),
    "no status": lambda c: c.pop("credentialStatus"),
    "an empty list of statuses": member("credentialStatus", []),
    "a status of another kind": entry(type="StatusList2021Entry"),
    "two bits an entry": entry(statusSize=2),
    "bits of no size": entry(statusSize=None),
    "a bit of truth": entry(statusSize=True),
    "a negative entry": entry(statusListIndex="-1"),
    "an entry with zeros before": entry(statusListIndex="007"),
    "an entry that is a number": entry(statusListIndex=7),
    "an end before the beginning": member("validUntil", "2025-03-31T12:00:00Z"),
    "an end without a zone": member("validUntil", "2030-01-01T00:00:00"),
    "a beginning of nothing": member("validFrom", None),
    "an address with brackets in it": entry(id="https:[//casthouse.example/status#7"),
    "an address with two fragments": entry(id="https://casthouse.example/status#7#8"),
    "no beginning": lambda c: c.pop("validFrom"),
    "an issuer that is a text": member("issuer", DIDS[RHEIN]),
    "evidence that nobody reads": member("evidence", [{"type": "Audit"}]),
}

MASSES: dict[str, tuple[Change, str]] = {
    "more CoC mass than mass": (masses("99000000", "99"), "0 < CoC mass <= total mass"),
    "no CoC mass at all": (masses("0", "0"), "0 < CoC mass <= total mass"),
    "tonnes that are not the grams": (subject("coc_mass_t", "76"), "coc_mass_t"),
}


def _forms() -> dict[str, bytes]:
    """Return right signatures of the right key, over the right content in a wrong form."""
    credential = document_credential()
    options = proof_options(credential)
    whole = digest(options), digest(credential)
    blanks: Any = repr(credential).encode()
    return {
        "a signature over the digests in the other order": proven(credential, whole[1] + whole[0]),
        "a signature over the content alone": proven(credential, whole[1]),
        "a signature over the text instead of its digest": proven(credential, canonical(credential)),
        "a signature over a text that is not canonical": proven(
            credential, whole[0] + digest(blanks.decode())
        ),
        "a signature over the proof as well": proven(
            credential, whole[0] + digest({**credential, "proof": options})
        ),
        "a signature over a digest of digests": proven(credential, digest((whole[0] + whole[1]).hex())),
    }


def _certificates() -> list[Forgery]:
    stale = trusting(certificates=(certificate(last=date(2025, 3, 11)),))
    other = trusting(
        certificates=(certificate(holder={"code": "TAL", "name": NAMES[OTHER], "country": "DE"}),)
    )
    spans = [{"facility": "RHEIN-WW", "first": "2024-01-01", "last": "2026-12-31"}]
    elsewhere = trusting(certificates=(certificate(entitled=spans),))
    newer = trusting(certificates=(certificate(entitled=[], as_of="2025-05-31"), certificate()))
    cases: dict[str, tuple[bytes, str]] = {
        "a stale certificate": (stale, "did not entitle"),
        "the certificate of another": (other, "is of TAL"),
        "a certificate of another facility": (elsewhere, "did not entitle"),
        "an older word on a certificate that was withdrawn": (newer, "did not entitle"),
    }
    return [
        Forgery(name=name, content=canonical(honest()), check="certificate", says=says, trust=trust)
        for name, (trust, says) in cases.items()
    ]


def content_forgeries() -> list[Forgery]:
    made = [
        Forgery(name=name, content=changed(change), check="signature", says="something was changed")
        for name, change in AFTER_SIGNING.items()
    ]
    made += [
        Forgery(name=f"signed: {name}", content=signed(change), check="schema", says="")
        for name, change in SCHEMA.items()
    ]
    made += [
        Forgery(name=f"signed: {name}", content=signed(change), check="mass", says=says)
        for name, (change, says) in MASSES.items()
    ]
    made += [
        Forgery(name=name, content=content, check="signature", says="something was changed")
        for name, content in _forms().items()
    ]
    return made + _certificates()
