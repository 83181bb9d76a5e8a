"""Scrap paid in cash, as it was recorded; appended only."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from casthouse.custody.cash_purchase import CashPurchase
from casthouse.storage.entry_reversal import EntryTable, reversed_entries
from casthouse.storage.models import CashPurchaseRow, OrganisationRow


def cash_purchases(organisation: str) -> list[CashPurchase]:
    """Return the cash purchases of an organisation that were not taken back, by day and reference."""
    return [_value(row) for row in _in_force(organisation)]


def cash_purchase(organisation: str, reference: str) -> tuple[int, CashPurchase] | None:
    """Return a cash purchase with its identifier, taken back or not, or None."""
    row = CashPurchaseRow.objects.filter(organisation__code=organisation, reference=reference).first()
    return None if row is None else (row.id, _value(row))


def legal_limit(organisation: str) -> Decimal | None:
    """Return the legal limit that was given last, in USD, or None."""
    rows = CashPurchaseRow.objects.filter(organisation__code=organisation, legal_limit__isnull=False)
    return rows.order_by("-id").values_list("legal_limit", flat=True).first()


def _in_force(organisation: str) -> Iterator[CashPurchaseRow]:
    gone = reversed_entries(EntryTable.CASH_PURCHASE)
    rows = CashPurchaseRow.objects.filter(organisation__code=organisation).order_by("date", "reference")
    return (row for row in rows if row.id not in gone)


def _value(row: CashPurchaseRow) -> CashPurchase:
    return CashPurchase(
        reference=row.reference, supplier=row.supplier, owner=row.owner, on=row.date, amount=row.amount
    )


def save_cash_purchase(
    organisation: str, value: CashPurchase, *, limit: Decimal | None, at: datetime, by: str
) -> None:
    """Append a cash purchase."""
    CashPurchaseRow.objects.create(
        organisation=OrganisationRow.objects.get(code=organisation),
        reference=value.reference,
        supplier=value.supplier,
        owner=value.owner,
        date=value.on,
        amount=value.amount,
        legal_limit=limit,
        recorded_at=at,
        recorded_by=by,
    )
