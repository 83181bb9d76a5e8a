"""Due diligence on suppliers as it was recorded; appended only."""

from collections import defaultdict
from datetime import datetime

from casthouse.custody.due_diligence import Assessment, DueDiligenceResult
from casthouse.storage.models import DueDiligenceRow, OrganisationRow


def assessments(organisation: str) -> dict[str, list[Assessment]]:
    """Return the assessments of an organisation's suppliers, by supplier, in the order of recording."""
    held: dict[str, list[Assessment]] = defaultdict(list)
    for row in DueDiligenceRow.objects.filter(organisation__code=organisation).order_by("id"):
        held[row.supplier].append(_value(row))
    return dict(held)


def _value(row: DueDiligenceRow) -> Assessment:
    return Assessment(
        supplier=row.supplier,
        assessed_on=row.assessed_on,
        result=DueDiligenceResult.PASSED if row.passed else DueDiligenceResult.FAILED,
        evidence=tuple(row.evidence.splitlines()),
        expires_on=row.expires_on,
    )


def save_assessment(organisation: str, value: Assessment, *, at: datetime, by: str) -> None:
    """Append an assessment; each piece of evidence is one line."""
    DueDiligenceRow.objects.create(
        organisation=OrganisationRow.objects.get(code=organisation),
        supplier=value.supplier,
        passed=value.result is DueDiligenceResult.PASSED,
        assessed_on=value.assessed_on,
        expires_on=value.expires_on,
        evidence="\n".join(value.evidence),
        recorded_at=at,
        recorded_by=by,
    )
