"""The imports of an organisation, newest first."""

from dataclasses import dataclass
from datetime import datetime

from casthouse.storage.models import MovementImportRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """One file, form or call that posted movements."""

    source: str
    profile: str
    at: datetime
    actor: str
    posted: int
    unchanged: int
    skipped: int
    refused: int


def past_imports(organisation: str, *, limit: int) -> list[PastImport]:
    """Return the latest imports."""
    rows = MovementImportRow.objects.filter(organisation__code=organisation).order_by("-id")[:limit]
    return [
        PastImport(
            source=row.source,
            profile=row.profile,
            at=row.at,
            actor=row.actor,
            posted=row.posted,
            unchanged=row.unchanged,
            skipped=row.skipped,
            refused=row.refused,
        )
        for row in rows
    ]
