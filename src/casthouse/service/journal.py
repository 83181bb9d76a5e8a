"""The journal of an organisation: who did what in the software."""

from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import journal_list as journal_store
from casthouse.storage.journal_list import JournalEntry

__all__ = ["PAGE_SIZE", "JournalEntry", "journal"]

PAGE_SIZE, PAGE_SIZE_MAX = 100, 1_000


def journal(
    actor: Actor, *, organisation: str, before: int | None = None, limit: int = PAGE_SIZE
) -> list[JournalEntry]:
    """Return a page of acts, newest first; `before` is the number of the last one seen.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.JOURNAL_READ, organisation)
    found_organisation(organisation)
    return journal_store.journal_entries(
        organisation, before=before, limit=min(max(limit, 1), PAGE_SIZE_MAX + 1)
    )
