"""Findings of audits; of corrected ones the newest counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casthouse.assurance.rating import Rating
from casthouse.storage.models import AuditFindingRow, FacilityRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """What was found about an item at a site, with what was seen."""

    item: str
    criterion: str
    site: str
    rating: Rating
    statement: str
    evidence: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """A finding with its identifier, and whether a later one stands in its place."""

    identifier: int
    finding: AuditFinding
    is_superseded: bool


def findings(reference: str) -> list[StoredFinding]:
    """Return every finding of an audit, oldest first, the corrected ones too."""
    rows = list(
        AuditFindingRow.objects.filter(audit__reference=reference).select_related("facility").order_by("id")
    )
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
    return row.id
