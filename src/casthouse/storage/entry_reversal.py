"""Entries of the accounts beside the ledger that were taken back."""

from datetime import datetime
from enum import StrEnum

from casthouse.storage.models import EntryReversalRow


class EntryTable(StrEnum):
    """The tables whose entries can be taken back."""

    CONTRACTOR_TRANSFER = "contractor_transfer"
    TOLL_ENTRY = "toll_entry"
    CASH_PURCHASE = "cash_purchase"


def reversed_entries(table: EntryTable) -> set[int]:
    """Return the identifiers of the entries of a table that count no more."""
    rows = EntryReversalRow.objects.filter(entry_table=table.value)
    return set(rows.values_list("entry_id", flat=True))


def save_reversal(table: EntryTable, entry_id: int, *, reason: str, at: datetime, by: str) -> None:
    """Take an entry back."""
    EntryReversalRow.objects.create(
        entry_table=table.value, entry_id=entry_id, reason=reason, recorded_at=at, recorded_by=by
    )
