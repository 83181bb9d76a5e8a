"""What the days of lots and processes contradict: sums by day in the database, over all organisations."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.provenance.lot_day import AheadProcesses, EarlyDraw, EarlyDraws
from casthouse.storage.chain_anomaly import FactPart, of_part
from casthouse.storage.dialect import day_argument, day_of_text, pair_list, stored_day, stored_instant
from casthouse.storage.lot_short import movements_of_lots
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.site_days import within

NAMED_MAX = 5
"""So many lots of an organisation are named; how many there are is said beside them."""
SHIPMENT, PRODUCTION = KIND_CODES[Kind.SHIPMENT], KIND_CODES[Kind.PRODUCTION]
DRAWN, MADE = 11, 12
FLOWS = (
    "WITH asked AS (SELECT DISTINCT l.organisation_id, l.lot FROM lot_process p "
    "JOIN process_lot l ON l.process_id = p.id JOIN organisation o ON o.id = p.organisation_id "
    "WHERE p.date BETWEEN %s AND %s AND l.direction = 1 {whose}), flows AS ("
    "SELECT a.organisation_id, a.lot, m.date AS day, m.kind AS flow, m.quantity_g AS mass_g, NULL AS process, "
    "{m_beyond} AS beyond FROM asked a JOIN movement m ON m.organisation_id = a.organisation_id AND m.lot = a.lot "
    f"WHERE m.kind < 5 AND m.kind <> {SHIPMENT} AND {NOT_REVERSED.format('m')} "
    "UNION ALL SELECT a.organisation_id, a.lot, p.date, 10 + l.direction, l.quantity_g, p.reference, {p_beyond} "
    "FROM asked a JOIN process_lot l ON l.organisation_id = a.organisation_id AND l.lot = a.lot "
    "JOIN lot_process p ON p.id = l.process_id)"
)
"""What came into the lots that were drawn in some days and what processes drew of them, whenever it was."""

CAME = "received + CASE WHEN produced > made THEN produced ELSE made END"
"""By a day; where a production and a process tell of the same metal, whichever told it first."""
SUMS = (
    f"SUM(CASE WHEN flow < 5 AND flow <> {PRODUCTION} THEN mass_g ELSE 0 END) {{over}} AS received, "
    f"SUM(CASE WHEN flow = {PRODUCTION} THEN mass_g ELSE 0 END) {{over}} AS produced, "
    f"SUM(CASE WHEN flow = {MADE} THEN mass_g ELSE 0 END) {{over}} AS made, "
    f"SUM(CASE WHEN flow = {DRAWN} THEN mass_g ELSE 0 END) {{over}} AS drawn"
)
EARLY = (
    f"{FLOWS}, whole AS (SELECT organisation_id, lot, {SUMS.format(over='')} FROM flows GROUP BY 1, 2 "
    f"HAVING MAX(CASE WHEN flow <> {DRAWN} THEN day END) > MIN(CASE WHEN flow = {DRAWN} THEN day END) "
    "AND MAX(beyond) = 0), "
    "doubted AS (SELECT organisation_id, lot FROM whole "
    "WHERE received + CASE WHEN produced > 0 THEN produced ELSE made END >= drawn), "
    f"running AS (SELECT f.organisation_id, f.lot, f.day, f.flow, f.process, {SUMS.format(over='OVER w')} FROM flows f "
    "JOIN doubted d ON d.organisation_id = f.organisation_id AND d.lot = f.lot "
    "WINDOW w AS (PARTITION BY f.organisation_id, f.lot ORDER BY f.day)), "
    f"early AS (SELECT organisation_id, lot, day, process, drawn, {CAME} AS came FROM running "
    f"WHERE flow = {DRAWN} AND day BETWEEN %s AND %s AND drawn > {CAME}), "
    "placed AS (SELECT early.*, ROW_NUMBER() OVER (PARTITION BY organisation_id, lot "
    "ORDER BY drawn - came DESC, day, process) AS place FROM early), "
    "listed AS (SELECT placed.*, COUNT(*) OVER (PARTITION BY organisation_id) AS lots, "
    "SUM(drawn - came) OVER (PARTITION BY organisation_id) AS short, "
    "ROW_NUMBER() OVER (PARTITION BY organisation_id ORDER BY drawn - came DESC, lot) AS rank "
    "FROM placed WHERE place = 1) "
    "SELECT o.code, l.lots, l.short, l.organisation_id, l.lot, l.process, l.day, l.drawn, l.came FROM listed l "
    f"JOIN organisation o ON o.id = l.organisation_id WHERE l.rank <= {NAMED_MAX} ORDER BY o.code, l.rank"
)
"""A lot whose last entry came no later than its first draw cannot be one, which leaves few to be summed by day."""

IMPORTS = (
    "SELECT p.lot_import_id, i.at, MAX(p.date) FROM lot_process p JOIN lot_import i ON i.id = p.lot_import_id "
    "JOIN organisation o ON o.id = p.organisation_id WHERE p.date >= %s {whose}GROUP BY 1, 2"
)
AHEAD = (
    "SELECT o.code, COUNT(*), MIN(p.reference), MAX(p.reference), MAX(p.date) FROM {imports} "
    "CROSS JOIN lot_process p JOIN organisation o ON o.id = p.organisation_id "
    "WHERE p.lot_import_id = CAST(asked.key AS bigint) AND p.date > {day} AND p.date >= %s {whose}"
    "GROUP BY o.code ORDER BY o.code"
)


def _rows(sql: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def early_draws(first: date, last: date, part: FactPart | None = None) -> list[EarlyDraws]:
    """Return the lots of which processes drew in some days more than had come in or was made by then.

    Of a part with sites only lots of which everything in force happened there are told.
    """
    whose, named = ("", []) if part is None else ("AND o.code = %s", [part.organisation])
    beyond = {f"{table}_beyond": "0" for table in ("m", "p")}
    outside: dict[str, list[int | date | str]] = {"m": [], "p": []}
    if part is not None and part.sites is not None:
        for table in ("m", "p"):
            inside, outside[table] = within(part.sites, table)
            beyond[f"{table}_beyond"] = f"CASE WHEN {inside} THEN 0 ELSE 1 END"
    days = [day_argument(first), day_argument(last)]
    rows = _rows(EARLY.format(whose=whose, **beyond), [*days, *named, *outside["m"], *outside["p"], *days])
    movements = movements_of_lots([(row[3], row[4]) for row in rows])
    found = []
    for (code, lots, short_g), listed in groupby(rows, key=lambda row: row[:3]):
        those = list(listed)
        references = tuple(each for row in those for each in movements[row[3], row[4]])
        worst = tuple(_draw(*row[4:]) for row in those)
        found.append(EarlyDraws(code, int(lots), int(short_g), worst, references))
    return found


def _draw(lot: str, process: str, day: date | str, drawn_g: int, came_g: int) -> EarlyDraw:
    return EarlyDraw(lot, process, stored_day(day), int(drawn_g), int(came_g))


def ahead_processes(since: date, *, days: int, part: FactPart | None = None) -> list[AheadProcesses]:
    """Return the processes of a day and later that are dated more than some days after they were posted."""
    whose, named = of_part(part, "p")
    first = day_argument(since)
    told_on = {
        number: stored_instant(at).date() + timedelta(days=days)
        for number, at, latest in _rows(IMPORTS.format(whose=whose), [first, *named])
        if stored_day(latest) - stored_instant(at).date() > timedelta(days=days)
    }
    if not told_on:
        return []
    imports, argument = pair_list("asked", {key: day.isoformat() for key, day in told_on.items()})
    sql = AHEAD.format(imports=imports, day=day_of_text("asked.value"), whose=whose)
    return [
        AheadProcesses(code, int(count), lowest, highest, stored_day(latest))
        for code, count, lowest, highest, latest in _rows(sql, [argument, first, *named])
    ]
