"""Scheme certificates as organisations recorded them, and which ratings rest on them; appended only."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import models

from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.storage.evidence import file_of_row
from casthouse.storage.models import (
    EvidenceFileRow,
    FacilityRow,
    OrganisationRow,
    SchemeCertificateRow,
    SchemeCertificateSiteRow,
    SchemeCertificateWithdrawalRow,
    SchemeRelianceRow,
)


def hold_organisation(code: str) -> None:
    """Hold an organisation until the transaction ends, so that its certificates are recorded in turn."""
    OrganisationRow.objects.select_for_update().get(code=code)


def scheme_certificates(organisations: Collection[str]) -> list[SchemeCertificate]:
    """Return what organisations recorded, by organisation and number, the withdrawn too; two statements."""
    rows = SchemeCertificateRow.objects.filter(organisation__code__in=list(organisations))
    return _values(rows.order_by("organisation__code", "number"))


def _values(rows: models.QuerySet[SchemeCertificateRow]) -> list[SchemeCertificate]:
    read = rows.select_related("organisation", "file", "withdrawal").prefetch_related("sites__facility")
    return [_value(row) for row in read]


def _value(row: SchemeCertificateRow) -> SchemeCertificate:
    withdrawal: SchemeCertificateWithdrawalRow | None = getattr(row, "withdrawal", None)
    return SchemeCertificate(
        number=row.number,
        organisation=row.organisation.code,
        scheme=row.scheme,
        certificate=row.certificate,
        body=row.body,
        facilities=tuple(sorted(each.facility.code for each in row.sites.all())),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        file=file_of_row(row.file),
        recorded_by=row.by,
        recorded_at=row.at,
        withdrawn_by=withdrawal.by if withdrawal else "",
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_why=withdrawal.reason if withdrawal else "",
    )


def append_certificate(new: SchemeCertificate) -> None:
    """Append a certificate while its organisation is held; its file is among the organisation's evidence."""
    organisation = OrganisationRow.objects.get(code=new.organisation)
    row = SchemeCertificateRow.objects.create(
        organisation=organisation,
        number=new.number,
        scheme=new.scheme,
        certificate=new.certificate,
        body=new.body,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        file=EvidenceFileRow.objects.get(organisation=organisation, digest=new.file.digest),
        at=new.recorded_at,
        by=new.recorded_by,
    )
    covered = FacilityRow.objects.filter(organisation=organisation, code__in=new.facilities)
    SchemeCertificateSiteRow.objects.bulk_create(
        SchemeCertificateSiteRow(certificate=row, facility=each) for each in covered.order_by("code")
    )


def append_withdrawal(organisation: str, number: int, *, by: str, at: datetime, reason: str) -> None:
    """Say that an organisation stands by a certificate no more."""
    row = SchemeCertificateRow.objects.get(organisation__code=organisation, number=number)
    SchemeCertificateWithdrawalRow.objects.create(certificate=row, by=by, at=at, reason=reason)


def append_reliance(
    assessment: int, item: str, held: SchemeCertificate, *, rests: bool, by: str, at: datetime
) -> None:
    """Say that a rating rests on a certificate, or rests on it no more."""
    row = SchemeCertificateRow.objects.get(organisation__code=held.organisation, number=held.number)
    SchemeRelianceRow.objects.create(
        assessment_id=assessment, item=item, certificate=row, rests=rests, by=by, at=at
    )


def relied_on(assessment: int) -> dict[str, list[SchemeCertificate]]:
    """Return the certificates that ratings of a self-assessment rest on, by item; the withdrawn too."""
    later = SchemeRelianceRow.objects.filter(
        assessment_id=models.OuterRef("assessment_id"),
        item=models.OuterRef("item"),
        certificate_id=models.OuterRef("certificate_id"),
        id__gt=models.OuterRef("id"),
    )
    rows = SchemeRelianceRow.objects.filter(~models.Exists(later), assessment_id=assessment, rests=True)
    named = list(rows.order_by("id").values_list("item", "certificate_id"))
    held = _by_identifier({each for _, each in named})
    found: dict[str, list[SchemeCertificate]] = {}
    for item, identifier in named:
        found.setdefault(item, []).append(held[identifier])
    return found


def _by_identifier(identifiers: Iterable[int]) -> dict[int, SchemeCertificate]:
    wanted = sorted(identifiers)
    if not wanted:
        return {}
    rows = SchemeCertificateRow.objects.filter(id__in=wanted).order_by("id")
    return dict(zip(wanted, _values(rows), strict=True))
