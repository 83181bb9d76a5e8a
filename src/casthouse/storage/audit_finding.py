"""Findings of audits, with the scheme certificates that they name; of corrected ones the newest counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casthouse.assurance.finding_certificate import Bearing, NamingFinding, bearing_of
from casthouse.assurance.rating import Rating
from casthouse.storage.models import (
    AuditFindingRow,
    FacilityRow,
    FindingCertificateRow,
    SchemeCertificateRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """What was found about an item at a site, with what was seen.

    `certificates` are numbers of scheme certificates of the audited organisation.
    """

    item: str
    criterion: str
    site: str
    rating: Rating
    statement: str
    evidence: tuple[str, ...]
    at: datetime
    by: str
    certificates: tuple[int, ...] = ()

    @property
    def bearing(self) -> Bearing | None:
        """How it stands to the certificates that it names; None where it can name none."""
        return bearing_of(self.rating)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """A finding with its identifier, and whether a later one stands in its place."""

    identifier: int
    finding: AuditFinding
    is_superseded: bool


def findings(reference: str) -> list[StoredFinding]:
    """Return every finding of an audit, oldest first, the corrected ones too."""
    read = AuditFindingRow.objects.filter(audit__reference=reference).select_related("facility")
    rows = list(read.prefetch_related("certificates__certificate").order_by("id"))
    superseded = {row.supersedes_id for row in rows}
    return [
        StoredFinding(
            identifier=row.id,
            finding=AuditFinding(
                item=row.item,
                criterion=row.criterion,
                site=row.facility.code,
                rating=Rating(row.rating),
                statement=row.statement,
                evidence=tuple(row.evidence),
                at=row.at,
                by=row.by,
                certificates=tuple(sorted(each.certificate.number for each in row.certificates.all())),
            ),
            is_superseded=row.id in superseded,
        )
        for row in rows
    ]


def current(every: Sequence[StoredFinding]) -> list[StoredFinding]:
    """Return the findings that count."""
    return [each for each in every if not each.is_superseded]


def append_finding(audit_id: int, finding: AuditFinding, *, supersedes: int | None) -> int:
    """Append a finding, in the place of another where one is named; return its identifier."""
    row = AuditFindingRow.objects.create(
        audit_id=audit_id,
        item=finding.item,
        criterion=finding.criterion,
        facility=FacilityRow.objects.get(code=finding.site),
        rating=finding.rating.value,
        statement=finding.statement,
        evidence=list(finding.evidence),
        at=finding.at,
        by=finding.by,
        supersedes_id=supersedes,
    )
    named = SchemeCertificateRow.objects.filter(
        organisation=row.audit.scope.organisation_id, number__in=finding.certificates
    )
    FindingCertificateRow.objects.bulk_create(
        FindingCertificateRow(finding=row, certificate=each) for each in named.order_by("number")
    )
    return row.id


def naming_findings(organisation: str) -> dict[int, list[NamingFinding]]:
    """Return the findings that count and name scheme certificates of an organisation, by number of the certificate."""
    standing = FindingCertificateRow.objects.filter(
        certificate__organisation__code=organisation, finding__auditfindingrow__isnull=True
    )
    found: dict[int, list[NamingFinding]] = {}
    for number, audit, item, site, rating in standing.order_by("id").values_list(
        "certificate__number",
        "finding__audit__reference",
        "finding__item",
        "finding__facility__code",
        "finding__rating",
    ):
        naming = NamingFinding(audit=audit, item=item, site=site, rating=Rating(rating))
        found.setdefault(number, []).append(naming)
    return found
