"""Check 9: the certificate behind a shipment."""

from datetime import date, datetime
from functools import partial
from typing import Any

from casthouse.passport.canonical import JsonObject
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.signature import SignedCredential
from casthouse.passport.statement_kind import KINDS, StatementKind, kind_of
from casthouse.passport.status_check import status_of
from casthouse.passport.status_list import StatusPurpose
from casthouse.passport.trust_bundle import TrustBundle
from casthouse.passport.verification import HIDDEN, NOT_ASKED, VerificationCase
from casthouse.passport.verified_list import ListBook, key_fault
from casthouse.refusal import Refusal

SELLER = {StatementKind.COC_DOCUMENT: "issuer", StatementKind.DELIVERY: "seller"}
"""Where a statement about a shipment names who sold it, and under which certificate."""
TOLD_BY: dict[str, frozenset[str]] = {
    StatusPurpose.REVOCATION: frozenset({"revoked", "withdrawn", "expired", "superseded"}),
    StatusPurpose.SUSPENSION: frozenset({"suspended"}),
}
"""The states of a certificate by which its statement tells itself what a list of a purpose says of it."""


def check_certificate(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the certificate that the seller names entitled it to sell CoC Material on the day of the shipment."""
    if case.kind not in SELLER:
        return None, f"{NOT_ASKED} of a statement of this kind"
    if case.signed.is_hideable and "facility" not in case.subject:
        return None, f"{HIDDEN}: sites"
    seller: Any = case.subject.get(SELLER[case.kind])
    if not isinstance(seller, dict):
        return None, "not possible: the statement names no seller"
    return check_certificate_of(
        case.lists,
        at=case.at,
        number=seller.get("coc_certificate"),
        seller=seller.get("code"),
        facility=case.subject.get("facility"),
        day=_day(case.subject.get("shipment_date")),
    )


def check_certificate_of(
    lists: ListBook, *, at: datetime, number: object, seller: object, facility: object, day: date | None
) -> tuple[bool | None, str]:
    """Check that a certificate entitled a seller's facility on a day, by the latest signed statement of it.

    A statement that was revoked or suspended since says nothing for sure, unless it tells that end itself.
    """
    if not isinstance(number, str):
        return None, "not possible: the statement names no certificate"
    if day is None:
        return None, "not possible: the statement names no day of shipment"
    signed = _certificate(lists.bundle, number)
    if signed is None:
        return None, f"not possible: the trust bundle has no signed statement of certificate {number:.60}"
    found: Any = signed.credential["credentialSubject"]
    holder = found.get("holder")
    code = holder.get("code") if isinstance(holder, dict) else None
    if code != seller:
        return False, f"the certificate {number} is of {code!s:.60}, not of {seller!s:.60}"
    passed, words = _entitled(found, number, facility, day)
    if passed:
        holds, why = status_of(signed, lists=lists, at=at, own_word=partial(_tells_itself, found))
        if not holds:
            return (
                None,
                f"not possible: the statement of certificate {number}: {why.removeprefix('not possible: ')}",
            )
    return passed, words


def _tells_itself(certificate: JsonObject, purpose: str, day: date) -> bool:
    """Say whether a certificate's statement tells that on a day it had ended, or was suspended, or that it ran out."""
    phases = certificate.get("phases")
    told = [each for each in phases if isinstance(each, dict)] if isinstance(phases, list) else []
    spans = [
        (first, last, each)
        for each in told
        if (first := _day(each.get("first"))) and (last := _day(each.get("last")))
    ]
    if any(first <= day <= last and each.get("state") in TOLD_BY[purpose] for first, last, each in spans):
        return True
    return purpose == StatusPurpose.REVOCATION and bool(spans) and all(last < day for _, last, _ in spans)


def _entitled(certificate: JsonObject, number: str, facility: object, day: date) -> tuple[bool | None, str]:
    entitled = certificate.get("entitled")
    spans = [each for each in entitled if isinstance(each, dict)] if isinstance(entitled, list) else []
    as_of = _day(certificate.get("as_of"))
    if as_of is None or as_of < day:
        return None, f"not possible: what is known of certificate {number} is of {as_of}, before {day}"
    for span in spans:
        first, last = _day(span.get("first")), _day(span.get("last"))
        if span.get("facility") == facility and first and last and first <= day <= last:
            return True, f"certificate {number} entitled {facility} on {day}, the day of shipment"
    return False, f"certificate {number} did not entitle {facility!s:.60} on {day}, the day of shipment"


def _certificate(bundle: TrustBundle, number: str) -> SignedCredential | None:
    """Return the latest statement of a certificate that a secretariat signed and that fits its schema."""
    latest: tuple[str, SignedCredential] | None = None
    for secured in bundle.certificates:
        subject: Any = secured.get("credentialSubject")
        if not isinstance(subject, dict) or subject.get("number") != number:
            continue
        signed, as_of = _believed(secured, bundle), str(subject.get("as_of"))
        if signed is not None and (latest is None or latest[0] <= as_of):
            latest = (as_of, signed)
    return latest[1] if latest else None


def _believed(secured: JsonObject, bundle: TrustBundle) -> SignedCredential | None:
    schema: Any = secured.get("credentialSchema")
    if kind_of(secured.get("type"), schema.get("id") if isinstance(schema, dict) else None) is not (
        StatementKind.CERTIFICATE
    ):
        return None
    try:
        signed = read_proof(secured)
    except Refusal:
        return None
    issuer = bundle.issuers.get(signed.controller)
    allowed = KINDS[StatementKind.CERTIFICATE].issuers
    is_believed = not key_fault(signed, bundle) and issuer is not None and issuer.owner.kind in allowed
    return signed if is_believed else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
