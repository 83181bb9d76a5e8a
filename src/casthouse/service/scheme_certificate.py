"""Certificates of recognised schemes that an organisation holds: recorded with their files, withdrawn, listed.

They belong to the organisation, not to one self-assessment: recorded once, a certificate serves every scope that its
facilities cover. Nothing is changed or deleted: a renewal is a new one, a mistake is withdrawn with its reason.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from casthouse.assurance.evidence import EvidenceFile, EvidenceType
from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entered import entered_text
from casthouse.service.evidence import REASON_MAX, Incoming, recorded_file, taken_in
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.recognised_scheme import known_schemes
from casthouse.storage import facility as facility_store
from casthouse.storage import scheme_certificate as store
from casthouse.storage.journal import append_journal

CERTIFICATE_TYPES = frozenset({EvidenceType.PDF, EvidenceType.PNG, EvidenceType.JPEG})
"""As what a certificate may be added: the document itself or a picture of it, not words about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCertificate:
    """A certificate of another scheme as somebody enters it; both its days are inclusive."""

    scheme: str
    certificate: str
    body: str
    facilities: tuple[str, ...]
    valid_from: date
    valid_to: date


def scheme_certificates(actor: Actor, *, organisation: str) -> list[SchemeCertificate]:
    """Return the certificates of other schemes that an organisation recorded, oldest first, the withdrawn too.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.ASSESSMENT_READ, organisation)
    found_organisation_id(organisation)
    return store.scheme_certificates([organisation])


def record_scheme_certificate(
    actor: Actor, *, organisation: str, wanted: WantedCertificate, incoming: Incoming
) -> SchemeCertificate:
    """Record a certificate of another scheme with its file; the same content again changes nothing.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `scheme_unknown`, `facility_unknown`, `text_invalid`,
            `scheme_certificate_invalid`, `scheme_certificate_overlaps`, and what evidence is refused with.
    """
    authorise(actor, Act.ASSESSMENT_WRITE, organisation)
    found_organisation_id(organisation)
    _entered(organisation, wanted)
    file = taken_in(actor, incoming, only=CERTIFICATE_TYPES)
    with transaction.atomic():
        store.hold_organisation(organisation)
        held = store.scheme_certificates([organisation])
        new = _new(organisation, _entered(organisation, wanted), file, number=len(held) + 1, by=actor)
        same = [each for each in held if each.stands and each.certificate == new.certificate]
        for each in same:
            if each.says_the_same_as(new):
                return each
        _require_apart(new, same)
        recorded_file(organisation, file)
        store.append_certificate(new)
        _journal(actor, new, done="recorded")
    return new


def _entered(organisation: str, wanted: WantedCertificate) -> WantedCertificate:
    """Return what was entered without blanks at the ends, if it can be a certificate at all."""
    if wanted.scheme not in known_schemes():
        raise Refusal(
            "scheme_unknown",
            found=f"scheme “{wanted.scheme[:40]}”",
            expected=", ".join(known_schemes()),
            todo="choose one of these; a certificate of another kind may be added to an item as a file",
        )
    unknown = sorted(set(wanted.facilities) - {each.code for each in facility_store.facilities(organisation)})
    if unknown:
        raise Refusal(
            "facility_unknown",
            found=f"facility “{unknown[0][:40]}”",
            expected="the code of a facility of the organisation",
            todo="correct it",
        )
    if not wanted.facilities or wanted.valid_to < wanted.valid_from:
        raise Refusal(
            "scheme_certificate_invalid",
            found=f"{len(wanted.facilities)} facilities, valid from {wanted.valid_from} to {wanted.valid_to}",
            expected="one facility or more, and a last day not before the first",
            todo="copy both from the certificate",
        )
    return WantedCertificate(
        scheme=wanted.scheme,
        certificate=entered_text(wanted.certificate, "certificate number"),
        body=entered_text(wanted.body, "certifying body"),
        facilities=tuple(sorted(set(wanted.facilities))),
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
    )


def _new(
    organisation: str, wanted: WantedCertificate, file: EvidenceFile, *, number: int, by: Actor
) -> SchemeCertificate:
    return SchemeCertificate(
        number=number,
        organisation=organisation,
        scheme=wanted.scheme,
        certificate=wanted.certificate,
        body=wanted.body,
        facilities=wanted.facilities,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        file=file,
        recorded_by=by.name,
        recorded_at=clock.now(),
    )


def _require_apart(new: SchemeCertificate, same: list[SchemeCertificate]) -> None:
    """Refuse a second certificate of one scheme and number for the same days."""
    for each in same:
        if each.scheme == new.scheme and each.overlaps(new):
            raise Refusal(
                "scheme_certificate_overlaps",
                found=f"certificate {each.number} of that number, valid from {each.valid_from} to {each.valid_to}",
                expected="days on which none of that scheme and number stands",
                todo="withdraw the one that is wrong, or correct the days of a renewal",
            )


def withdraw_scheme_certificate(
    actor: Actor, *, organisation: str, number: int, reason: str
) -> SchemeCertificate:
    """Say that an organisation stands by a certificate no more; it stays on record.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `scheme_certificate_unknown`, `text_invalid`.
    """
    authorise(actor, Act.ASSESSMENT_WRITE, organisation)
    found_organisation_id(organisation)
    with transaction.atomic():
        store.hold_organisation(organisation)
        why = entered_text(reason, "reason", length_max=REASON_MAX)
        standing = [each for each in store.scheme_certificates([organisation]) if each.stands]
        found = numbered(standing, number)
        store.append_withdrawal(organisation, found.number, by=actor.name, at=clock.now(), reason=why)
        _journal(actor, found, done="withdrawn", reason=why)
        return numbered(store.scheme_certificates([organisation]), number)


def numbered(held: list[SchemeCertificate], number: int) -> SchemeCertificate:
    """Return the certificate with a number.

    Raises:
        Refusal: `scheme_certificate_unknown`.
    """
    for each in held:
        if each.number == number:
            return each
    raise Refusal(
        "scheme_certificate_unknown",
        found=f"no certificate {number}",
        expected="the number of one that is recorded and stands",
        todo="look at the list of certificates of other schemes, or record it",
    )


def _journal(actor: Actor, held: SchemeCertificate, **detail: object) -> None:
    append_journal(
        at=clock.now(),
        actor=actor.name,
        act=Act.ASSESSMENT_WRITE,
        organisation_id=found_organisation_id(held.organisation),
        subject=f"scheme certificate {held.number}",
        scheme=held.scheme,
        certificate=held.certificate,
        **detail,
    )


def scheme_certificate_json(each: SchemeCertificate) -> dict[str, Any]:
    """Return the members of a certificate of another scheme."""
    return {
        "number": each.number,
        "scheme": each.scheme,
        "certificate": each.certificate,
        "body": each.body,
        "facilities": list(each.facilities),
        "valid_from": each.valid_from.isoformat(),
        "valid_to": each.valid_to.isoformat(),
        "file": {"name": each.file.name, "sha256": each.file.digest},
        "recorded_by": each.recorded_by,
        "recorded_at": each.recorded_at.isoformat().replace("+00:00", "Z"),
        "stands": each.stands,
        "withdrawn_by": each.withdrawn_by or None,
        "withdrawn_why": each.withdrawn_why or None,
    }
