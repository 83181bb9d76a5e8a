"""Outsourcing contractors: their listings, what was sent and returned, and what they confirmed; appended only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casthouse.custody.contractor import (
    ContractorAccountKey,
    ContractorLoss,
    ContractorTransfer,
    Direction,
)
from casthouse.custody.contractor_listing import ContractorRisk, ListingRecord
from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE
from casthouse.storage.entry_reversal import EntryTable, reversed_entries
from casthouse.storage.models import (
    ContractorListingRow,
    ContractorRow,
    ContractorStatementRow,
    ContractorTransferRow,
    ScopeRow,
)

LOST = "lost"  # a row that is a loss only


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorEntry:
    """One entry of a contractor's account: a transfer, a loss, or a return with what was lost beside it."""

    number: int
    reference: str
    transfer: ContractorTransfer | None
    loss: ContractorLoss | None
    is_reversed: bool = False

    @property
    def day(self) -> date:
        """The day of the entry."""
        made = self.transfer or self.loss
        assert made is not None
        return made.day


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldByContractor:
    """What a contractor confirmed to hold at the end of a period, in grams, and what explains a difference."""

    held_g: int
    explanation: str


def listings(scope: str) -> list[ListingRecord]:
    """Return the listings of a scope's contractors in the order in which they were recorded."""
    rows = ContractorListingRow.objects.select_related("contractor").filter(contractor__scope__code=scope)
    return [_listing(row) for row in rows.order_by("id")]


def listings_naming(names: Sequence[str], *, organisation: str) -> dict[str, list[ListingRecord]]:
    """Return, by scope of an organisation, its listings of contractors with one of the names."""
    rows = ContractorListingRow.objects.select_related("contractor__scope").filter(
        contractor__scope__organisation__code=organisation, contractor__name__in=list(names)
    )
    held: dict[str, list[ListingRecord]] = {}
    for row in rows.order_by("id"):
        held.setdefault(row.contractor.scope.code, []).append(_listing(row))
    return held


def _listing(row: ContractorListingRow) -> ListingRecord:
    return ListingRecord(
        contractor=row.contractor.name,
        listed_from=row.listed_from,
        listed_to=row.listed_to,
        risk=ContractorRisk(row.risk),
        risk_assessed_on=row.risk_assessed_on,
        evidence=row.evidence,
    )


def save_listing(scope: str, value: ListingRecord, *, at: datetime, by: str) -> None:
    """Append a listing."""
    ContractorListingRow.objects.create(
        contractor=_contractor(scope, value.contractor),
        listed_from=value.listed_from,
        listed_to=value.listed_to,
        risk=value.risk.value,
        risk_assessed_on=value.risk_assessed_on,
        evidence=value.evidence,
        recorded_at=at,
        recorded_by=by,
    )


def _contractor(scope: str, name: str) -> ContractorRow:
    return ContractorRow.objects.get_or_create(scope=ScopeRow.objects.get(code=scope), name=name)[0]


def entries(scope: str) -> list[ContractorEntry]:
    """Return the entries of a scope that count, by day and number."""
    return [each for each in _entries(scope) if not each.is_reversed]


def entry(scope: str, *, contractor: str, reference: str) -> ContractorEntry | None:
    """Return an entry, taken back or not, or None."""
    found = _entries(scope, contractor__name=contractor, reference=reference)
    return found[0] if found else None


def _entries(scope: str, **named: str) -> list[ContractorEntry]:
    gone = reversed_entries(EntryTable.CONTRACTOR_TRANSFER)
    rows = ContractorTransferRow.objects.select_related("contractor").filter(
        contractor__scope__code=scope, **named
    )
    return [_entry(row, is_reversed=row.id in gone) for row in rows.order_by("date", "id")]


def _entry(row: ContractorTransferRow, *, is_reversed: bool) -> ContractorEntry:
    material = MATERIALS_BY_CODE[row.material]
    key = ContractorAccountKey(contractor=row.contractor.name, material=material)
    lost_g = row.quantity_g if row.direction == LOST else row.loss_g
    loss = ContractorLoss(key=key, day=row.date, mass_g=lost_g, cause=row.explanation) if lost_g else None
    transfer = None
    if row.direction != LOST:
        transfer = ContractorTransfer(
            reference=row.reference,
            contractor=key.contractor,
            day=row.date,
            material=material,
            direction=Direction(row.direction),
            mass_g=row.quantity_g,
        )
    return ContractorEntry(
        number=row.id, reference=row.reference, transfer=transfer, loss=loss, is_reversed=is_reversed
    )


def save_transfer(
    scope: str, value: ContractorTransfer, loss: ContractorLoss | None, *, at: datetime, by: str
) -> None:
    """Append a transfer, with what was lost beside it."""
    ContractorTransferRow.objects.create(
        contractor=_contractor(scope, value.contractor),
        reference=value.reference,
        date=value.day,
        direction=value.direction.value,
        material=MATERIAL_CODES[value.material],
        quantity_g=value.mass_g,
        loss_g=0 if loss is None else loss.mass_g,
        explanation="" if loss is None else loss.cause,
        recorded_at=at,
        recorded_by=by,
    )


def save_loss(scope: str, value: ContractorLoss, *, reference: str, at: datetime, by: str) -> None:
    """Append a loss without a transfer."""
    ContractorTransferRow.objects.create(
        contractor=_contractor(scope, value.key.contractor),
        reference=reference,
        date=value.day,
        direction=LOST,
        material=MATERIAL_CODES[value.key.material],
        quantity_g=value.mass_g,
        explanation=value.cause,
        recorded_at=at,
        recorded_by=by,
    )


def held(scope: str, period_start: date) -> Mapping[ContractorAccountKey, HeldByContractor]:
    """Return what contractors confirmed for the end of a period; of several confirmations the last one."""
    rows = ContractorStatementRow.objects.select_related("contractor").filter(
        contractor__scope__code=scope, period_start=period_start
    )
    return {
        ContractorAccountKey(
            contractor=row.contractor.name, material=MATERIALS_BY_CODE[row.material]
        ): HeldByContractor(held_g=row.held_g, explanation=row.explanation)
        for row in rows.order_by("id")
    }


def periods_confirmed(scope: str) -> list[date]:
    """Return the first days of the periods for whose end a contractor confirmed anything."""
    rows = ContractorStatementRow.objects.filter(contractor__scope__code=scope)
    return sorted(set(rows.values_list("period_start", flat=True)))


def save_held(
    scope: str,
    key: ContractorAccountKey,
    value: HeldByContractor,
    *,
    period_start: date,
    at: datetime,
    by: str,
) -> None:
    """Append what a contractor confirmed."""
    ContractorStatementRow.objects.create(
        contractor=_contractor(scope, key.contractor),
        period_start=period_start,
        material=MATERIAL_CODES[key.material],
        held_g=value.held_g,
        explanation=value.explanation,
        recorded_at=at,
        recorded_by=by,
    )
