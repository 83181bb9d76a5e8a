"""The journal as people read it, newest first."""

from dataclasses import dataclass
from datetime import datetime

from casthouse.storage.models import JournalRow


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One act: when, who, what, on what; `detail` as it was recorded."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: dict[str, object]


def journal_entries(organisation: str, *, before: int | None, limit: int) -> list[JournalEntry]:
    """Return the latest acts of an organisation, or those before a number."""
    rows = JournalRow.objects.filter(organisation__code=organisation).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [
        JournalEntry(
            number=row.id, at=row.at, actor=row.actor, act=row.act, subject=row.subject, detail=row.detail
        )
        for row in rows[:limit]
    ]
