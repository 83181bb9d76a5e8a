"""Movements into and out of accounts with the suppliers' shipments: all of the ledgers, and what came since.

What came since is found by its numbers without an index: an organisation's movements lie day by day, and those of a day
by number, so that each day is one look.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import connection

from casthouse.provenance.pool_row import POOLED, SOURCED, PoolChanges
from casthouse.storage.delivery import all_deliveries, deliveries_around
from casthouse.storage.dialect import integer_list, prepared_rows
from casthouse.storage.document_link import RECEIPTS_OF_DOCUMENT, SHIPMENT_OF_RECEIPT
from casthouse.storage.movement import IN_FORCE, NOT_REVERSED
from casthouse.storage.movement_key import NUMBER_MAX, first_id, last_id
from casthouse.storage.projection import DOCUMENTS_SINCE, Position, traded

SLICE_ROWS = 100_000
LOOKUP_SIZE = 50_000
MAY_BE_DELIVERY: dict[str, type[pl.DataType]] = {"may_be_delivery": pl.Int8}
"""Whether no document leads on from a receipt, but the lot may."""

MOVED = (
    "m.id, m.facility_id, m.kind, m.material, m.quantity_g, s.id, s.facility_id, "
    "CASE WHEN g.id IS NOT NULL AND m.lot IS NOT NULL AND s.id IS NULL THEN 1 ELSE 0 END"
)
_LINKED = f"LEFT JOIN counterparty c ON c.id = m.counterparty_id AND m.kind = 2 {SHIPMENT_OF_RECEIPT} "
_IN_POOLS = f"m.kind IN (1, 2, 3, 4) AND {NOT_REVERSED.format('m')}"
_NUMBER = f"(m.id & {NUMBER_MAX})"
_DAYS = (
    "WITH RECURSIVE day(last) AS (SELECT (SELECT MIN(m.id) FROM movement m WHERE m.id BETWEEN %s AND %s) "
    f"| {NUMBER_MAX} UNION ALL SELECT (SELECT MIN(m.id) FROM movement m WHERE m.id > day.last AND m.id <= %s) "
    f"| {NUMBER_MAX} FROM day WHERE day.last IS NOT NULL) "
)
"""The highest keys of the days on which an organisation moved anything."""


def all_pool_rows() -> pl.DataFrame:
    """Return every movement in force, of the schema `POOLED`, in the order of their keys."""
    rows = _frame(f"SELECT {MOVED} FROM movement m {_LINKED}WHERE {_IN_POOLS} ORDER BY m.id", [])
    return with_sources(rows, sources_told(all_deliveries())).select(*POOLED)


def pool_rows_since(last: Position, now: Position) -> PoolChanges:
    """Return what came after one position and up to another."""
    posted, taken_back, changed = [pl.DataFrame(schema=POOLED)], [], []
    for organisation, (moved, _) in now.ledgers.items():
        before = last.ledgers.get(organisation, (0, 0))[0]
        if moved != before:
            posted.append(_posted(organisation, before, moved).select(*POOLED))
            taken_back += _taken_back(organisation, before, moved)
            changed += traded(organisation, (before, moved))
    by_document = _relinked(last, now)
    by_delivery = sources_told(deliveries_around([*changed, *by_document["movement"].to_list()]))
    return PoolChanges(
        posted=pl.concat(posted),
        taken_back=taken_back,
        relinked=pl.concat([by_document, by_delivery]).unique("movement", keep="last"),
    )


def _posted(organisation: int, before: int, moved: int) -> pl.DataFrame:
    sql = (
        f"{_DAYS}SELECT {MOVED} FROM day CROSS JOIN movement m {_LINKED}WHERE {_IN_POOLS} "
        f"AND m.id BETWEEN day.last - {NUMBER_MAX} + %s AND day.last - {NUMBER_MAX} + %s"
    )
    first, last = first_id(organisation), last_id(organisation)
    return _frame(sql, [first, last, last, before + 1, moved])


def _taken_back(organisation: int, before: int, moved: int) -> list[int]:
    sql = (
        "SELECT m.reverses_id FROM movement m WHERE m.reverses_id IS NOT NULL AND m.organisation_id = %s "
        f"AND {_NUMBER} > %s AND {_NUMBER} <= %s"
    )
    return [key for (key,) in prepared_rows(sql, [organisation, before, moved])]


def _relinked(last: Position, now: Position) -> pl.DataFrame:
    """Return the receipts of documents that were issued or moved on since, with their sources as they are now."""
    if (last.document, last.event) == (now.document, now.event):
        return pl.DataFrame(schema=SOURCED)
    leads_on = f"CASE WHEN d.state IN {IN_FORCE} THEN"
    sql = (
        f"SELECT m.id, {leads_on} s.id END, {leads_on} s.facility_id END FROM document d {RECEIPTS_OF_DOCUMENT} "
        f"LEFT JOIN movement s ON s.id = d.shipment_id WHERE d.id IN ({DOCUMENTS_SINCE})"
    )
    return pl.DataFrame(prepared_rows(sql, [last.document, last.event]), schema=SOURCED, orient="row")


def sources_told(deliveries: pl.DataFrame) -> pl.DataFrame:
    """Return the sources that deliveries tell, of the schema `SOURCED`, null where they tell none."""
    shipments = deliveries["shipment"].drop_nulls().unique()
    facilities = pl.DataFrame(
        list(_facilities(shipments.to_list())),
        schema={"source": pl.Int64, "source_facility": pl.Int32},
        orient="row",
    )
    told = deliveries.select("movement", source="shipment").join(facilities, on="source", how="left")
    return told.select(*SOURCED)


def _facilities(movements: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield movements with the facilities at which they are booked."""
    sql = "SELECT m.id, m.facility_id FROM {listed} CROSS JOIN movement m WHERE m.id = listed.value"
    for start in range(0, len(movements), LOOKUP_SIZE):
        listed, argument = integer_list(movements[start : start + LOOKUP_SIZE])
        yield from prepared_rows(sql.replace("{listed}", listed), [argument])


def with_sources(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Fill in sources where none is known yet."""
    if not told.height:
        return rows
    return rows.join(told, on="movement", how="left", suffix="_told", maintain_order="left").with_columns(
        pl.coalesce(name, f"{name}_told").alias(name) for name in ("source", "source_facility")
    )


def _frame(sql: str, arguments: Sequence[Any]) -> pl.DataFrame:
    schema = POOLED | MAY_BE_DELIVERY
    pieces = [pl.DataFrame(schema=schema)]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        while rows := cursor.fetchmany(SLICE_ROWS):
            pieces.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(pieces)
