"""Receipts without a CoC Document that leads on, and the shipments that they are: by supplier, buyer and lot.

Which is which says `provenance.delivery`; here all receipts and shipments are read that it must hold against each
other, in a fixed number of statements.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from casthouse.provenance.delivery import DELIVERED, RECEIVED, SHIPPED, deliveries, excess
from casthouse.provenance.delivery_anomaly import ExcessDelivery, ExcessLot
from casthouse.storage.dialect import has_stroke, integer_list, prepared_rows, stored_day
from casthouse.storage.movement import IN_FORCE, NOT_REVERSED
from casthouse.storage.movement_key import day_number_of_key
from casthouse.storage.organisation import codes_of

ASKED = {"buyer": pl.Int64, "supplier": pl.Int64, "called": pl.String}
Statements = Sequence[tuple[str, Sequence[Any]]]
SLICE_ROWS = 100_000
LOOKUP_SIZE = 50_000
DIGITS = "'0123456789'"

_CUT = f"RTRIM(m.lot, {DIGITS})"
_WHOLE = (
    f"CASE WHEN {_CUT} <> m.lot AND RTRIM({_CUT}, '/') <> {_CUT} "
    f"THEN SUBSTR({_CUT}, 1, LENGTH({_CUT}) - 1) ELSE m.lot END"
)
"""The lot that a movement's lot is a part of, or its own name."""
_NAMES = (
    "SELECT m.organisation_id AS buyer, g.id AS supplier, {name} AS name FROM movement m "
    "JOIN counterparty c ON c.id = m.counterparty_id JOIN organisation g ON g.code = c.name "
    "WHERE m.kind = 2 AND m.lot IS NOT NULL AND {where}"
)
_NAMES_SHIPPED = (
    "SELECT b.id AS buyer, m.organisation_id AS supplier, {name} AS name FROM movement m "
    "JOIN counterparty c ON c.id = m.counterparty_id JOIN organisation b ON b.code = c.name "
    "WHERE m.kind = 4 AND m.lot IS NOT NULL AND {where}"
)
_BY_DOCUMENT = (
    "EXISTS (SELECT 1 FROM document d WHERE d.issuer_id = g.id AND d.number = m.document "
    f"AND (d.recipient_id = m.organisation_id OR d.recipient_id IS NULL) AND d.state IN {IN_FORCE})"
)
_IN_FORCE = NOT_REVERSED.format("m")
_RECEIVED = (
    f"SELECT m.id, m.organisation_id, g.id, m.lot, m.quantity_g, CASE WHEN {_BY_DOCUMENT} THEN 1 ELSE 0 END "
)
_SHIPPED = "SELECT m.id, b.id, m.organisation_id, m.lot, m.quantity_g "
_ALL_RECEIVED = (
    f"{_RECEIVED}FROM movement m JOIN counterparty c ON c.id = m.counterparty_id "
    f"JOIN organisation g ON g.code = c.name WHERE m.kind = 2 AND m.lot IS NOT NULL AND {_IN_FORCE}"
)
_ALL_SHIPPED = (
    f"{_SHIPPED}FROM movement m JOIN counterparty c ON c.id = m.counterparty_id "
    f"JOIN organisation b ON b.code = c.name WHERE m.kind = 4 AND m.lot IS NOT NULL AND {_IN_FORCE}"
)
_THESE_RECEIVED = (
    f"{_RECEIVED}FROM asked a JOIN organisation g ON g.id = a.supplier "
    "JOIN counterparty c ON c.organisation_id = a.buyer AND c.name = g.code "
    "JOIN movement m ON m.organisation_id = a.buyer AND {named} AND m.counterparty_id = c.id AND m.kind = 2 "
    f"WHERE {_IN_FORCE}"
)
_THESE_SHIPPED = (
    f"{_SHIPPED}FROM asked a JOIN organisation b ON b.id = a.buyer "
    "JOIN counterparty c ON c.organisation_id = a.supplier AND c.name = b.code "
    "JOIN movement m ON m.organisation_id = a.supplier AND {named} AND m.counterparty_id = c.id AND m.kind = 4 "
    f"WHERE {_IN_FORCE}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentPlace:
    """Where a shipment left: the codes of organisation and facility, and the day."""

    organisation: str
    facility: str
    day: date


def all_deliveries() -> pl.DataFrame:
    """Return every receipt of a lot from which no document leads on, of the schema `DELIVERED`."""
    return deliveries(_received([(_ALL_RECEIVED, [])]), _shipped([(_ALL_SHIPPED, [])]))


def deliveries_of_receipts(where: str, arguments: Sequence[Any]) -> pl.DataFrame:
    """Return the deliveries of the lots of some receipts, with all that was received of these lots.

    Args:
        where: the condition of the receipts `m`, in force or not.
        arguments: those of the condition.

    Returns:
        Receipts from which no document leads on, of the schema `DELIVERED`.
    """
    return _deliveries(_NAMES, where, arguments)


def deliveries_of_shipments(where: str, arguments: Sequence[Any]) -> pl.DataFrame:
    """Return the deliveries of the lots of some shipments `m`, as `deliveries_of_receipts` does."""
    return _deliveries(_NAMES_SHIPPED, where, arguments)


def deliveries_around(movements: Sequence[int]) -> pl.DataFrame:
    """Return the deliveries of all lots that some receipts and shipments are of."""
    pieces = [
        of(f"m.id IN (SELECT listed.value FROM {listed})", [argument])
        for listed, argument in _pieces(movements)
        for of in (deliveries_of_receipts, deliveries_of_shipments)
    ]
    return pl.concat([pl.DataFrame(schema=DELIVERED), *pieces]).unique("movement", keep="last")


def excess_deliveries(first: date, last: date) -> list[ExcessDelivery]:
    """Return the lots of which more was received than shipped, where something of them came in on some days."""
    days = [(each - date(1970, 1, 1)).days for each in (first, last)]
    found = excess(_received([(_ALL_RECEIVED, [])]), _shipped([(_ALL_SHIPPED, [])]))
    found = found.filter(pl.col("last") >= days[0], pl.col("first") <= days[1])
    keys = [*found["receipts"].explode().to_list(), *found["shipments"].explode().to_list()]
    references = _references([key for key in keys if key is not None])
    codes = codes_of({*found["supplier"].to_list(), *found["buyer"].to_list()})
    lots: dict[tuple[str, str], list[ExcessLot]] = defaultdict(list)
    for each in found.iter_rows(named=True):
        lots[codes[each["supplier"]], codes[each["buyer"]]].append(
            ExcessLot(
                lot=each["called"],
                received_g=each["received_g"],
                shipped_g=each["shipped_g"],
                receipts=tuple(references[key] for key in each["receipts"]),
                shipments=tuple(references[key] for key in each["shipments"]),
            )
        )
    return [
        ExcessDelivery(supplier=supplier, buyer=buyer, lots=tuple(lots[supplier, buyer]))
        for supplier, buyer in sorted(lots)
    ]


def _references(movements: Sequence[int]) -> dict[int, str]:
    """Return the references of movements."""
    sql = "SELECT m.id, m.reference FROM {listed} CROSS JOIN movement m WHERE m.id = listed.value"
    return {
        key: reference
        for listed, argument in _pieces(movements)
        for key, reference in prepared_rows(sql.replace("{listed}", listed), [argument])
    }


def _pieces(keys: Sequence[int]) -> Iterator[tuple[str, Any]]:
    for start in range(0, len(keys), LOOKUP_SIZE):
        yield integer_list(keys[start : start + LOOKUP_SIZE])


def _deliveries(names: str, where: str, arguments: Sequence[Any]) -> pl.DataFrame:
    """Return the deliveries of lots that were ever shipped under the names in question; others concern nobody."""
    both = " UNION ".join(names.format(name=name, where=where) for name in ("m.lot", _WHOLE))
    asked = (
        f"WITH named AS ({both}), asked AS (SELECT DISTINCT n.buyer, n.supplier, n.name FROM named n "
        "JOIN organisation b ON b.id = n.buyer "
        "JOIN counterparty c ON c.organisation_id = n.supplier AND c.name = b.code "
        "JOIN movement m ON m.organisation_id = n.supplier AND m.lot = n.name AND m.counterparty_id = c.id "
        "AND m.kind = 4) "
    )
    twice = [*arguments, *arguments]
    known = _read([(f"{asked}SELECT buyer, supplier, name FROM asked", twice)], ASKED)
    if not known.height:
        return pl.DataFrame(schema=DELIVERED)
    received = _received([(asked + each, twice) for each in _with_parts(_THESE_RECEIVED)])
    shipped = _shipped([(asked + each, twice) for each in _with_parts(_THESE_SHIPPED)])
    found = deliveries(received, shipped)
    # Of lots that were read because another bears the beginning of their name not all was read.
    others = found.filter(pl.col("called").is_not_null()).join(known, on=list(ASKED), how="anti")
    return found.join(others, on="movement", how="anti")


def _with_parts(statement: str) -> list[str]:
    """Return the statements for lots that are called as asked, and for their numbered parts; each has an index."""
    in_parts = f"m.lot IS NOT NULL AND {has_stroke('m.lot')} AND RTRIM(m.lot, {DIGITS}) = a.name || '/'"
    return [statement.replace("{named}", named) for named in ("m.lot = a.name", in_parts)]


def _received(statements: Statements) -> pl.DataFrame:
    schema = {name: RECEIVED[name] for name in RECEIVED if name != "day"} | {"by_document": pl.Int8}
    rows = _once(_read(statements, schema), "movement")
    return rows.with_columns(pl.col("by_document") == 1).select(*RECEIVED)


def _shipped(statements: Statements) -> pl.DataFrame:
    rows = _read(statements, {name: SHIPPED[name] for name in SHIPPED if name != "day"})
    return _once(rows, "shipment").select(*SHIPPED)


def _once(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return movements once each, with their days."""
    return rows.unique(key).with_columns(day=day_number_of_key(pl.col(key)))


def _read(statements: Statements, schema: dict[str, Any]) -> pl.DataFrame:
    pieces = [pl.DataFrame(schema=schema)]
    with connection.cursor() as cursor:
        for sql, arguments in statements:
            cursor.execute(sql, arguments)
            while rows := cursor.fetchmany(SLICE_ROWS):
                pieces.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(pieces)


def deliveries_of(receipts: Sequence[int]) -> pl.DataFrame:
    """Return the deliveries of the lots of some receipts, which are named by their keys."""
    pieces = [
        deliveries_of_receipts(f"m.id IN (SELECT listed.value FROM {listed})", [argument])
        for listed, argument in _pieces(receipts)
    ]
    return pl.concat([pl.DataFrame(schema=DELIVERED), *pieces]).unique("movement", keep="last")


def places_of_receipts(receipts: Sequence[int]) -> dict[int, ShipmentPlace]:
    """Return where the shipments left that some receipts are without a document, by the receipts' keys."""
    told = deliveries_of(receipts).drop_nulls("shipment")
    places = _shipment_places(told["shipment"].unique().to_list())
    return {
        receipt: places[shipment] for receipt, shipment in told.select("movement", "shipment").iter_rows()
    }


def _shipment_places(shipments: Sequence[int]) -> dict[int, ShipmentPlace]:
    sql = (
        "SELECT s.id, o.code, f.code, s.date FROM {listed} CROSS JOIN movement s "
        "JOIN organisation o ON o.id = s.organisation_id JOIN facility f ON f.id = s.facility_id "
        "WHERE s.id = listed.value"
    )
    found: dict[int, ShipmentPlace] = {}
    for listed, argument in _pieces(shipments):
        for key, organisation, facility, day in prepared_rows(sql.replace("{listed}", listed), [argument]):
            found[key] = ShipmentPlace(organisation=organisation, facility=facility, day=stored_day(day))
    return found
