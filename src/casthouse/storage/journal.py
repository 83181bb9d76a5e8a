"""The journal: who did what in the software; appended in the same transaction as the act itself."""

from datetime import datetime

from casthouse.storage.models import JournalRow


def append_journal(
    *, at: datetime, actor: str, act: str, subject: str, organisation_id: int | None = None, **detail: object
) -> None:
    """Append one act."""
    JournalRow.objects.create(
        at=at, actor=actor, act=act, organisation_id=organisation_id, subject=subject[:300], detail=detail
    )
