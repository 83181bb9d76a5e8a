"""What came into and left scopes in periods, over all companies: the pools that attribution is made from.

One look for all accounts of a step. A receipt is matched to the supplier's shipment through the CoC Document that it
books, where the supplier issued it in this store, else through the lot that the supplier shipped to this buyer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Material, Stage, stage_of
from casthouse.provenance.pool import Account, EntryKind, Pool, PoolEntry
from casthouse.storage.delivery import ShipmentPlace, places_of_receipts
from casthouse.storage.dialect import stored_day
from casthouse.storage.document_link import SHIPMENT_OF_RECEIPT
from casthouse.storage.models import StockCountRow
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import first_id, last_id

LOOKUP_SIZE = 500
ENTRY_KINDS = {
    KIND_CODES[Kind.RECEIPT]: EntryKind.RECEIPT,
    KIND_CODES[Kind.EXTRACTION]: EntryKind.EXTRACTION,
    KIND_CODES[Kind.PRODUCTION]: EntryKind.PRODUCTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSpan:
    """The days of an account on which a facility stands in it, from `first` to `last`, inclusive."""

    account: Account
    organisation_id: int
    facility_id: int
    first: date
    last: date


MOVED = (
    "span.place, m.kind, m.material, m.date, m.quantity_g, m.reference, COALESCE(c.name, ''), "
    "COALESCE(m.lot, ''), f.code"
)
CAME = (
    "FROM span JOIN movement m ON m.id BETWEEN span.first_id AND span.last_id AND m.facility_id = span.facility_id "
    "JOIN facility f ON f.id = m.facility_id LEFT JOIN counterparty c ON c.id = m.counterparty_id "
)
SPANS = "WITH span(place, facility_id, first_id, last_id) AS (VALUES {values}) "


def entries_alone(spans: Sequence[SiteSpan]) -> list[PoolEntry]:
    """Return what came into accounts, in force, without looking where it came from."""
    sql = f"{SPANS} SELECT {MOVED} {CAME} WHERE m.kind IN (1, 2, 3) AND {NOT_REVERSED.format('m')} ORDER BY m.id"
    return [_entry(spans[place].account, *told) for place, *told in _read(sql, spans)]


def entries_of(spans: Sequence[SiteSpan]) -> list[tuple[PoolEntry, ShipmentPlace | None]]:
    """Return what came into accounts, in force, each with the supplier's shipment where it is known."""
    sql = (
        f"{SPANS} SELECT {MOVED}, m.id, g.code, sf.code, s.date {CAME} "
        f"{SHIPMENT_OF_RECEIPT}LEFT JOIN facility sf ON sf.id = s.facility_id "
        f"WHERE m.kind IN (1, 2, 3) AND {NOT_REVERSED.format('m')} ORDER BY m.id"
    )
    rows = _read(sql, spans)
    delivered = places_of_receipts([row[-4] for row in rows if row[7] and row[-3] and row[-2] is None])
    return [
        (
            _entry(spans[place].account, *told),
            delivered.get(movement)
            if at is None
            else ShipmentPlace(organisation=by, facility=at, day=stored_day(on)),
        )
        for place, *told, movement, by, at, on in rows
    ]


def _entry(  # noqa: PLR0917 - the columns of the query, in their order
    account: Account,
    kind: int,
    material: int,
    day: date | str,
    mass_g: int,
    reference: str,
    counterparty: str,
    lot: str,
    facility: str,
) -> PoolEntry:
    return PoolEntry(
        pool=Pool(account, stage_of(MATERIALS_BY_CODE[material])),
        day=stored_day(day),
        kind=ENTRY_KINDS[kind],
        mass_g=int(mass_g),
        reference=reference,
        counterparty=counterparty,
        lot=lot,
        facility=facility,
    )


def shipped_of(spans: Sequence[SiteSpan]) -> dict[Pool, dict[date, int]]:
    """Return the grams that left the pools of accounts over their boundary, in force, by day."""
    sql = (
        f"{SPANS} SELECT span.place, m.material, m.date, SUM(m.quantity_g) FROM span "
        "JOIN movement m ON m.id BETWEEN span.first_id AND span.last_id AND m.facility_id = span.facility_id "
        f"WHERE m.kind = 4 AND {NOT_REVERSED.format('m')} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    found: dict[Pool, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for place, material, day, mass_g in _read(sql, spans):
        pool = Pool(spans[place].account, stage_of(MATERIALS_BY_CODE[material]))
        found[pool][stored_day(day)] += int(mass_g)
    return found


def _read(sql: str, spans: Sequence[SiteSpan]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(spans), LOOKUP_SIZE):
            part = spans[start : start + LOOKUP_SIZE]
            arguments = [
                each
                for place, span in enumerate(part, start=start)
                for each in (
                    place,
                    span.facility_id,
                    first_id(span.organisation_id, span.first),
                    last_id(span.organisation_id, span.last),
                )
            ]
            cursor.execute(sql.replace("{values}", ", ".join(["(%s, %s, %s, %s)"] * len(part))), arguments)
            rows += cursor.fetchall()
    return rows


def counted_stock(accounts: Iterable[Account]) -> dict[Pool, int]:
    """Return what was in pools on the evening before their period, where each material of the stage was counted."""
    wanted = {(each.scope, each.period.start - timedelta(days=1)): each for each in accounts}
    rows = StockCountRow.objects.filter(
        scope__code__in={scope for scope, _ in wanted}, date__in={day for _, day in wanted}
    ).order_by("id")
    counts = {
        (scope, day, MATERIALS_BY_CODE[material]): quantity_g
        for scope, day, material, quantity_g in rows.values_list(
            "scope__code", "date", "material", "quantity_g"
        )
    }
    found: dict[Pool, int] = {}
    for (scope, day), account in wanted.items():
        for stage in Stage:
            counted = [counts.get((scope, day, each)) for each in Material if stage_of(each) is stage]
            if None not in counted:
                found[Pool(account, stage)] = sum(each for each in counted if each is not None)
    return found
