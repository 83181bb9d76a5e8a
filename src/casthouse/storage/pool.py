"""What came into and left scopes in periods, over all companies: the pools that attribution is made from.

One look for all accounts of a step. A receipt is matched to the supplier's shipment through the CoC Document that it
books, where the supplier issued it in this store, else through the lot that the supplier shipped to this buyer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Material, Stage, stage_of
from casthouse.provenance.pool import Account, EntryKind, Pool, PoolEntry
from casthouse.provenance.pool_row import PLACED, PoolSpan
from casthouse.storage.delivery import deliveries_of
from casthouse.storage.dialect import integer_list, prepared_rows, stored_day
from casthouse.storage.document_link import SHIPMENT_OF_RECEIPT
from casthouse.storage.models import StockCountRow
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import ORGANISATION_SHIFT, day_of_key, first_id, last_id
from casthouse.storage.pool_row import MAY_BE_DELIVERY, MOVED, sources_told, with_sources

LOOKUP_SIZE = 500
WORDS_SIZE = 50_000
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

    @property
    def movements(self) -> PoolSpan:
        """The movements of the facility on these days."""
        return PoolSpan(
            first=first_id(self.organisation_id, self.first),
            last=last_id(self.organisation_id, self.last),
            facility=self.facility_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """What a movement that brought something in says of itself in words."""

    reference: str
    counterparty: str
    lot: str


SPANS = "WITH span(place, facility_id, first_id, last_id) AS (VALUES {values}) "
OF_SPANS = (
    "FROM span JOIN movement m ON m.facility_id = span.facility_id "
    "AND m.id BETWEEN span.first_id AND span.last_id "
)
BY_WHOM = "LEFT JOIN counterparty c ON c.id = m.counterparty_id "


def entries_alone(spans: Sequence[SiteSpan]) -> list[PoolEntry]:
    """Return what came into accounts, in force, without looking where it came from."""
    sql = (
        f"{SPANS} SELECT span.place, m.kind, m.material, m.date, m.quantity_g, m.reference, COALESCE(c.name, ''), "
        f"COALESCE(m.lot, ''), f.code {OF_SPANS} {BY_WHOM} JOIN facility f ON f.id = m.facility_id "
        f"WHERE m.kind IN (1, 2, 3) AND {NOT_REVERSED.format('m')} ORDER BY m.id"
    )
    return [_entry(spans[place].account, *told) for place, *told in _read(sql, spans)]


def movements_into(spans: Sequence[SiteSpan]) -> pl.DataFrame:
    """Return what came into accounts, in force, each with the supplier's shipment where it is known.

    It is of the schema `PLACED`; the place is that of the span.
    """
    sql = (
        f"{SPANS} SELECT span.place, {MOVED} {OF_SPANS} {BY_WHOM} {SHIPMENT_OF_RECEIPT} "
        f"WHERE m.kind IN (1, 2, 3) AND {NOT_REVERSED.format('m')}"
    )
    rows = pl.DataFrame(_read(sql, spans), schema=PLACED | MAY_BE_DELIVERY, orient="row")
    asked = rows.filter(pl.col("may_be_delivery") == 1)["movement"].unique().to_list()
    return with_sources(rows, sources_told(deliveries_of(asked))).select(*PLACED)


def with_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Add to movements their day, and the day and the organisation's number of the supplier's shipment."""
    return rows.with_columns(
        day=day_of_key(pl.col("movement")),
        drawn_on=day_of_key(pl.col("source")),
        supplier=pl.col("source") // (1 << ORGANISATION_SHIFT),
    )


def entry_words(movements: Sequence[int]) -> dict[int, EntryWords]:
    """Return what movements say of themselves, by their keys."""
    sql = (
        "SELECT m.id, m.reference, COALESCE(c.name, ''), COALESCE(m.lot, '') FROM {listed} CROSS JOIN movement m "
        "LEFT JOIN counterparty c ON c.id = m.counterparty_id WHERE m.id = listed.value"
    )
    found: dict[int, EntryWords] = {}
    for start in range(0, len(movements), WORDS_SIZE):
        listed, argument = integer_list(movements[start : start + WORDS_SIZE])
        for key, *words in prepared_rows(sql.replace("{listed}", listed), [argument]):
            found[key] = EntryWords(reference=words[0], counterparty=words[1], lot=words[2])
    return found


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
        f"{SPANS} SELECT span.place, m.material, m.date, SUM(m.quantity_g) {OF_SPANS} "
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
            asked = enumerate((each.movements for each in part), start=start)
            arguments = [
                each for place, span in asked for each in (place, span.facility, span.first, span.last)
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
