"""Checks 9 and 10: the certificate behind a shipment, and masses that can be."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from casthouse.measure.mass import QUANTITY_MAX_G, tonnes_text
from casthouse.passport.canonical import JsonObject
from casthouse.passport.credential import issuer_did
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.signature import SignedCredential
from casthouse.passport.statement_kind import KINDS, StatementKind, kind_of
from casthouse.passport.status_check import status_of
from casthouse.passport.status_list import StatusPurpose
from casthouse.passport.trust_bundle import TrustBundle
from casthouse.passport.verification import NOT_ASKED, VerificationCase
from casthouse.passport.verified_list import ListBook, key_fault
from casthouse.refusal import Refusal

SELLER = {StatementKind.COC_DOCUMENT: "issuer"}
TOLD_BY: dict[str, frozenset[str]] = {
    StatusPurpose.REVOCATION: frozenset({"revoked", "withdrawn", "expired", "superseded"}),
    StatusPurpose.SUSPENSION: frozenset({"suspended"}),
}
"""The states of a certificate by which its statement tells itself what a list of a purpose says of it."""


def check_certificate(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the certificate that the seller names entitled it to sell CoC Material on the day of the shipment."""
    if case.kind not in SELLER:
        return None, f"{NOT_ASKED} of a statement of this kind"
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


def check_mass(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the masses of the statement can be, and agree with each other."""
    if case.kind is None or case.kind not in _MASSES:
        return None, f"{NOT_ASKED} of a statement of this kind"
    try:
        return _MASSES[case.kind](case)
    except (KeyError, ValueError, TypeError) as error:
        return False, f"a mass is missing or no whole number of grams: {error}"


def grams(members: JsonObject, name: str) -> int:
    """Return a mass that is written as whole grams; the same mass in tonnes beside it, where it stands, must agree.

    Raises:
        ValueError: it is no such text, or the two differ.
    """
    text = members[f"{name}_g"]
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise ValueError(f"{name}_g {text!r:.40}")
    tonnes = members.get(f"{name}_t")
    if tonnes is not None and tonnes != tonnes_text(int(text)):
        raise ValueError(f"{name}_g {text} is not {name}_t {tonnes!r:.40}")
    return int(text)


def _document_masses(case: VerificationCase) -> tuple[bool | None, str]:
    coc_g, total_g = grams(case.subject, "coc_mass"), grams(case.subject, "total_mass")
    words = f"CoC mass {tonnes_text(coc_g)} t of {tonnes_text(total_g)} t in total"
    if not 0 < coc_g <= total_g <= QUANTITY_MAX_G:
        return False, f"{words}: expected 0 < CoC mass <= total mass"
    if second := _second_document(case):
        return (
            False,
            f"a second document for shipment {case.subject.get('reference')!s:.60} is beside it, {second:.60}",
        )
    return True, words


def _second_document(case: VerificationCase) -> str:
    """Return the number of another document of the issuer beside it that sells the same shipment; blank for none."""
    ours = case.subject
    for other in case.beside:
        theirs = other.credential.get("credentialSubject")
        if not isinstance(theirs, dict) or issuer_did(other.credential) != issuer_did(case.signed.credential):
            continue
        same = all(theirs.get(name) == ours.get(name) for name in ("type", "reference"))
        follows = theirs.get("number") in {ours.get("number"), ours.get("supersedes")}
        if same and not follows and theirs.get("supersedes") != ours.get("number"):
            return str(theirs.get("number"))
    return ""


_MASSES: dict[StatementKind, Callable[[VerificationCase], tuple[bool | None, str]]] = {
    StatementKind.COC_DOCUMENT: _document_masses,
}


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
