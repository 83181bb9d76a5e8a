"""Which lots the books contradict: two statements over all organisations, sums in the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.provenance.lot_anomaly import RenamedInputs, ShortLot
from casthouse.provenance.lot_stock import LotStock
from casthouse.storage.chain_anomaly import FactPart, of_part
from casthouse.storage.dialect import day_argument, text_list
from casthouse.storage.lot_key import LotKey, lot_key_of, lot_key_texts, of_lot_key
from casthouse.storage.lot_process import LOOKUP_SIZE
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import ORGANISATION_SHIFT, first_id, last_id
from casthouse.storage.site_days import within

SHIPMENT, PRODUCTION = KIND_CODES[Kind.SHIPMENT], KIND_CODES[Kind.PRODUCTION]
ASKED = (
    "SELECT m.organisation_id, m.lot FROM organisation o JOIN movement m "
    f"ON m.id BETWEEN o.id * {1 << ORGANISATION_SHIFT} + %s AND o.id * {1 << ORGANISATION_SHIFT} + %s "
    "WHERE m.lot IS NOT NULL AND m.lot <> '' AND +m.kind = {shipment} {whose}"
    "UNION SELECT l.organisation_id, l.lot FROM lot_process p JOIN process_lot l ON l.process_id = p.id "
    "JOIN organisation o ON o.id = p.organisation_id WHERE p.date BETWEEN %s AND %s AND l.direction = 1 {whose}"
)
"""The lots out of which something went in some days."""

FLOWS = (
    "SELECT a.organisation_id, a.lot, m.kind AS flow, m.quantity_g AS mass_g, NULL AS process, {m_beyond} AS beyond "
    "FROM asked a JOIN movement m ON m.organisation_id = a.organisation_id AND m.lot = a.lot "
    f"WHERE m.kind < 5 AND {NOT_REVERSED.format('m')} "
    "UNION ALL SELECT a.organisation_id, a.lot, 10 + l.direction, l.quantity_g, p.reference, {p_beyond} "
    "FROM asked a JOIN process_lot l ON l.organisation_id = a.organisation_id AND l.lot = a.lot "
    "JOIN lot_process p ON p.id = l.process_id"
)
DRAWN, MADE = 11, 12
SHORT = (
    "WITH asked AS ({asked}), flows AS ({flows}), summed AS (SELECT organisation_id, lot, "
    "SUM(CASE WHEN flow < 5 AND flow NOT IN ({shipment}, {production}) THEN mass_g ELSE 0 END) AS received, "
    "SUM(CASE WHEN flow = {production} THEN mass_g ELSE 0 END) AS produced, "
    "SUM(CASE WHEN flow = {made} THEN mass_g ELSE 0 END) AS made, "
    "SUM(CASE WHEN flow = {drawn} THEN mass_g ELSE 0 END) AS drawn, "
    "SUM(CASE WHEN flow = {shipment} THEN mass_g ELSE 0 END) AS shipped, "
    "MIN(CASE WHEN flow = {drawn} THEN process END) AS first_process, "
    "MAX(CASE WHEN flow = {drawn} THEN process END) AS last_process, MAX(beyond) AS beyond "
    "FROM flows GROUP BY organisation_id, lot) "
    "SELECT o.code, s.organisation_id, s.lot, s.received, s.produced, s.made, s.drawn, s.shipped, "
    "CASE WHEN {brought} THEN 1 ELSE 0 END, s.first_process, s.last_process "
    "FROM summed s JOIN organisation o ON o.id = s.organisation_id "
    "WHERE s.received + CASE WHEN s.produced > 0 THEN s.produced ELSE s.made END < s.drawn + s.shipped "
    "AND s.beyond = 0 AND (s.received + s.produced + s.made + s.drawn > 0 OR {brought} "
    "OR EXISTS (SELECT 1 FROM lot_process k WHERE k.organisation_id = s.organisation_id)) ORDER BY 1, 3"
)
"""A lot that was only ever shipped is asked about where its organisation records processes: others keep no lots."""

BROUGHT = (
    "EXISTS (SELECT 1 FROM movement b WHERE b.organisation_id = s.organisation_id AND b.lot = s.lot "
    f"AND b.kind < 5 AND b.kind <> {SHIPMENT})"
)
"""Whether a movement ever brought a lot in, though it may be taken back."""

RENAMED = (
    "SELECT o.code, l.material, COUNT(*), SUM(l.quantity_g), MIN(l.lot), MAX(l.lot), MIN(p.reference), "
    "MAX(p.reference) FROM lot_process p JOIN process_lot l ON l.process_id = p.id "
    "JOIN organisation o ON o.id = p.organisation_id "
    "WHERE p.date BETWEEN %s AND %s AND l.direction = 1 {whose}"
    "AND NOT EXISTS (SELECT 1 FROM process_lot i WHERE i.organisation_id = l.organisation_id AND i.lot = l.lot "
    "AND i.direction = 2 AND i.material = l.material) "
    "AND NOT EXISTS (SELECT 1 FROM movement m WHERE {came_in} AND m.material = l.material) "
    "AND (EXISTS (SELECT 1 FROM process_lot i WHERE i.organisation_id = l.organisation_id AND i.lot = l.lot "
    "AND i.direction = 2) OR EXISTS (SELECT 1 FROM movement m WHERE {came_in})) GROUP BY 1, 2 ORDER BY 1, 2"
)
CAME_IN = (
    "m.organisation_id = l.organisation_id AND m.lot = l.lot AND m.kind < 5 "
    f"AND m.kind <> {SHIPMENT} AND {NOT_REVERSED.format('m')}"
)
MOVEMENTS = (
    "SELECT listed.value, m.reference, r.reference FROM {listed} CROSS JOIN movement m "
    "LEFT JOIN movement r ON r.reverses_id = m.id "
    f"WHERE {of_lot_key('m')} AND m.kind < 5 ORDER BY m.id"
)


def _rows(sql: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def short_lots(first: date, last: date, part: FactPart | None = None) -> list[ShortLot]:
    """Return the lots out of which something went in some days, and in all more than ever came in.

    Of a part with sites only lots of which everything in force happened there are told.
    """
    whose, named = ("", []) if part is None else ("AND o.code = %s ", [part.organisation])
    beyond = {f"{table}_beyond": "0" for table in ("m", "p")}
    outside: dict[str, list[int | date | str]] = {"m": [], "p": []}
    if part is not None and part.sites is not None:
        for table in ("m", "p"):
            inside, outside[table] = within(part.sites, table)
            beyond[f"{table}_beyond"] = f"CASE WHEN {inside} THEN 0 ELSE 1 END"
    sql = SHORT.format(
        asked=ASKED.format(shipment=SHIPMENT, whose=whose),
        flows=FLOWS.format(**beyond),
        brought=BROUGHT,
        shipment=SHIPMENT,
        production=PRODUCTION,
        made=MADE,
        drawn=DRAWN,
    )
    days = [day_argument(first), day_argument(last)]
    arguments = [first_id(0, first), last_id(0, last), *named, *days, *named, *outside["m"], *outside["p"]]
    rows = _rows(sql, arguments)
    movements = movements_of_lots([(row[1], row[2]) for row in rows])
    return [
        ShortLot(
            organisation=code,
            lot=lot,
            stock=LotStock(
                received_g=int(received),
                produced_g=int(produced),
                made_g=int(made),
                drawn_g=int(drawn),
                shipped_g=int(shipped),
            ),
            was_brought=bool(was_brought),
            processes=tuple(dict.fromkeys(each for each in processes if each is not None)),
            movements=movements[organisation_id, lot],
        )
        for code, organisation_id, lot, received, produced, made, drawn, shipped, was_brought, *processes in rows
    ]


def movements_of_lots(lots: Iterable[LotKey]) -> dict[LotKey, tuple[str, ...]]:
    """Return the references of the movements of lots, each before the one that took it back."""
    found: defaultdict[LotKey, tuple[str, ...]] = defaultdict(tuple)
    keys = lot_key_texts(lots)
    for start in range(0, len(keys), LOOKUP_SIZE):
        listed, argument = text_list(keys[start : start + LOOKUP_SIZE])
        for key, reference, reversal in _rows(MOVEMENTS.format(listed=listed), [argument]):
            found[lot_key_of(key)] += (reference, reversal) if reversal else (reference,)
    return found


def renamed_inputs(first: date, last: date, part: FactPart | None = None) -> list[RenamedInputs]:
    """Return the inputs of the processes of some days whose material is none that brought their lot in."""
    whose, named = of_part(part, "p")
    sql = RENAMED.format(whose=whose, came_in=CAME_IN)
    return [
        RenamedInputs(
            code,
            MATERIALS_BY_CODE[material],
            int(count),
            int(mass_g),
            (lot, last_lot),
            (process, last_process),
        )
        for code, material, count, mass_g, lot, last_lot, process, last_process in _rows(
            sql, [day_argument(first), day_argument(last), *named]
        )
    ]
