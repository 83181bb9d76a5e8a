"""What the questions over all accounts need: one statement for each kind of facts, sums where sums do.

A movement counts when nothing reversed it. Where a part is named, only its facts are read; sales and documents tell of
two sides and are read of all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from django.db import connection

from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE
from casthouse.provenance.certificate_anomaly import CocDay, EntitledSpan
from casthouse.provenance.circular_sale import ROUND, Sale
from casthouse.provenance.lot_process import STEP_CODES, Step
from casthouse.provenance.melt_yield import MeltTotals
from casthouse.provenance.scrap_anomaly import RECEIPTS, SCRAP, CashNear
from casthouse.provenance.stage_anomaly import DayFlow
from casthouse.storage.dialect import day_argument, stored_day
from casthouse.storage.entry_reversal import EntryTable
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import NUMBER_BITS, NUMBER_MAX, ORGANISATION_SHIFT
from casthouse.storage.site_days import SiteDays, within

_OF_DAYS = (
    f"FROM organisation o JOIN movement m ON m.id BETWEEN o.id * {1 << ORGANISATION_SHIFT} + %s "
    f"AND o.id * {1 << ORGANISATION_SHIFT} + %s "
)
"""The movements of all organisations in some days: a range of keys each.

`+m.kind` keeps SQLite from making an index of its own on the kind instead of walking these ranges.
"""
PARTY = (
    "SELECT c.id, COALESCE(k.code, n.code, c.name) AS name, COALESCE(k.id, n.id) AS organisation_id "
    "FROM counterparty c LEFT JOIN organisation k ON k.code = c.name "
    "LEFT JOIN (SELECT name, MIN(code) AS code, MIN(id) AS id FROM organisation GROUP BY name HAVING COUNT(*) = 1) n "
    "ON n.name = c.name"
)
"""Who stands behind the names of counterparties: an organisation by its code, or else by a name that only it has."""


def _day_range(first: date, last: date) -> list[int]:
    return [first.toordinal() << NUMBER_BITS, (last.toordinal() << NUMBER_BITS) | NUMBER_MAX]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPart:
    """Whose facts are read: those of an organisation, or of some of its sites on the days of each.

    `at_no_site` says whether what the organisation has at no site, such as what it paid in cash, is of the part.
    """

    organisation: str
    sites: tuple[SiteDays, ...] | None = None
    at_no_site: bool = True


def of_part(part: FactPart | None, table: str) -> tuple[str, list[Any]]:
    """Return the condition that a row of a table, with facility and date, is of a part; and its arguments."""
    if part is None:
        return "", []
    if part.sites is None:
        return "AND o.code = %s ", [part.organisation]
    of_sites, arguments = within(part.sites, table)
    return f"AND o.code = %s AND {of_sites} ", [part.organisation, *arguments]


def _rows(sql: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def latest_day_before(day: date) -> date | None:
    """Return the day of the last movement in force before a day, or None where nothing moved."""
    sql = "SELECT MAX(t.date) FROM movement_total t WHERE t.quantity_g > 0 AND t.date < %s"
    ((latest,),) = _rows(sql, [day_argument(day)])
    return None if latest is None else stored_day(latest)


def latest_days(last: date, part: FactPart | None = None) -> dict[str, date]:
    """Return the day of the last movement of each organisation up to a day."""
    only, named = of_part(part, "t")
    sql = (
        "SELECT o.code, MAX(t.date) FROM movement_total t JOIN organisation o ON o.id = t.organisation_id "
        f"WHERE t.movements > 0 AND t.date <= %s {only}GROUP BY o.code"
    )
    return {code: stored_day(day) for code, day in _rows(sql, [day_argument(last), *named])}


def day_flows(first: date, last: date, part: FactPart | None = None) -> list[DayFlow]:
    """Return what organisations moved up to a day, by kind, material and mark: by day from the first day on.

    What was moved before is one sum, with the day of the last of it: so a long history takes no more memory.
    """
    only, named = of_part(part, "t")
    of_each = (
        "SUM(t.quantity_g) FROM movement_total t JOIN organisation o ON o.id = t.organisation_id "
        f"WHERE t.kind < 5 AND t.quantity_g > 0 {only}"
    )
    sql = (
        f"SELECT o.code, MAX(t.date), t.kind, t.material, t.coc, {of_each}AND t.date < %s "
        "GROUP BY 1, 3, 4, 5 UNION ALL "
        f"SELECT o.code, t.date, t.kind, t.material, t.coc, {of_each}AND t.date BETWEEN %s AND %s "
        "GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
    )
    arguments = [*named, day_argument(first), *named, day_argument(first), day_argument(last)]
    return [
        DayFlow(
            code,
            stored_day(day),
            KINDS_BY_CODE[kind],
            MATERIALS_BY_CODE[material],
            None if coc < 0 else coc == 1,
            int(mass_g),
        )
        for code, day, kind, material, coc, mass_g in _rows(sql, arguments)
    ]


def coc_days(first: date, last: date, part: FactPart | None = None) -> list[CocDay]:
    """Return what facilities shipped as CoC Material, by day."""
    only, named = of_part(part, "t")
    sql = (
        "SELECT o.code, f.code, t.date, SUM(t.quantity_g) FROM movement_total t "
        "JOIN organisation o ON o.id = t.organisation_id JOIN facility f ON f.id = t.facility_id "
        f"WHERE t.kind = 4 AND t.coc = 1 AND t.date BETWEEN %s AND %s {only}"
        "GROUP BY 1, 2, 3 HAVING SUM(t.quantity_g) > 0 ORDER BY 1, 2, 3"
    )
    arguments = [day_argument(first), day_argument(last), *named]
    return [
        CocDay(code, site, stored_day(day), int(mass_g)) for code, site, day, mass_g in _rows(sql, arguments)
    ]


def entitled_spans(part: FactPart | None = None) -> list[EntitledSpan]:
    """Return on which days custody certificates entitle facilities."""
    only, named = _of_facilities(part)
    sql = (
        "SELECT o.code, f.code, s.valid_from, s.valid_to FROM certificate_span s "
        "JOIN certificate c ON c.id = s.certificate_id JOIN facility f ON f.id = s.facility_id "
        "JOIN organisation o ON o.id = f.organisation_id "
        f"WHERE c.standard = 'chain_of_custody' {only}ORDER BY 1, 2, 3"
    )
    return [
        EntitledSpan(code, site, stored_day(first), stored_day(last))
        for code, site, first, last in _rows(sql, named)
    ]


def _of_facilities(part: FactPart | None) -> tuple[str, list[Any]]:
    """Return the condition that a facility `f` is of a part on some day; and its arguments."""
    if part is None or part.sites is None:
        return of_part(part, "f")
    facilities = sorted({each.facility_id for each in part.sites})
    marks = ", ".join(["%s"] * len(facilities))
    return f"AND o.code = %s AND f.id IN ({marks}) ", [part.organisation, *facilities]


def sales(first: date, last: date) -> list[Sale]:
    """Return what organisations sold each other of what may go round, by seller, buyer and material."""
    materials = ", ".join(str(MATERIAL_CODES[each]) for each in ROUND)
    sql = (
        "WITH sold AS (SELECT m.counterparty_id, m.material, SUM(m.quantity_g) AS mass_g, "
        "SUM(CASE WHEN m.coc = 1 THEN m.quantity_g ELSE 0 END) AS coc_g "
        f"{_OF_DAYS}WHERE +m.kind = 4 AND m.material IN ({materials}) AND {NOT_REVERSED.format('m')} GROUP BY 1, 2), "
        f"party AS ({PARTY}) "
        "SELECT o.code, p.name, s.material, s.mass_g, s.coc_g, c.name FROM sold s "
        "JOIN counterparty c ON c.id = s.counterparty_id JOIN organisation o ON o.id = c.organisation_id "
        "JOIN party p ON p.id = c.id WHERE p.organisation_id IS NOT NULL ORDER BY 1, 2, 3, 6"
    )
    held: dict[tuple[str, str, int], list[tuple[int, int, str]]] = defaultdict(list)
    for seller, buyer, material, mass_g, coc_g, name in _rows(sql, _day_range(first, last)):
        held[seller, buyer, material].append((int(mass_g), int(coc_g), name))
    return [
        Sale(
            seller,
            buyer,
            MATERIALS_BY_CODE[material],
            sum(each[0] for each in those),
            sum(each[1] for each in those),
            tuple(each[2] for each in those),
        )
        for (seller, buyer, material), those in held.items()
    ]


def scrap_receipts(first: date, last: date, part: FactPart | None = None) -> pl.DataFrame:
    """Return the receipts of scrap in force, in the order of the ledger."""
    only, named = of_part(part, "m")
    materials = ", ".join(str(MATERIAL_CODES[each]) for each in SCRAP)
    sql = (
        f"SELECT o.code, m.date, c.name, m.quantity_g {_OF_DAYS}JOIN counterparty c ON c.id = m.counterparty_id "
        f"WHERE +m.kind = 2 AND m.material IN ({materials}) AND {NOT_REVERSED.format('m')} {only}ORDER BY m.id"
    )
    rows = _rows(sql, [*_day_range(first, last), *named])
    days = [(code, stored_day(day), name, mass_g) for code, day, name, mass_g in rows]
    return pl.DataFrame(days, schema=RECEIPTS, orient="row")


def cash_purchases(first: date, last: date, part: FactPart | None = None) -> list[CashNear]:
    """Return the purchases of scrap in cash that stand, by day; they are of an organisation, at no site."""
    if part is not None and not part.at_no_site:
        return []
    only, named = ("AND o.code = %s ", [part.organisation]) if part else ("", [])
    sql = (
        "SELECT o.code, p.reference, p.supplier, p.date, p.amount, p.legal_limit FROM cash_purchase p "
        "JOIN organisation o ON o.id = p.organisation_id "
        "LEFT JOIN entry_reversal r ON r.entry_table = %s AND r.entry_id = p.id "
        f"WHERE r.id IS NULL AND p.date BETWEEN %s AND %s {only}ORDER BY p.date, p.id"
    )
    arguments = [EntryTable.CASH_PURCHASE.value, day_argument(first), day_argument(last), *named]
    return [
        CashNear(
            code, reference, supplier, stored_day(day), _usd(amount), None if limit is None else _usd(limit)
        )
        for code, reference, supplier, day, amount, limit in _rows(sql, arguments)
    ]


def _usd(stored: object) -> Decimal:
    return Decimal(str(stored))


def melts(first: date, last: date, part: FactPart | None = None) -> list[MeltTotals]:
    """Return what went into the melts of facilities and came out as metal."""
    only, named = of_part(part, "p")
    sql = (
        "SELECT o.code, f.code, COUNT(DISTINCT p.id), "
        "SUM(CASE WHEN l.direction = 1 THEN l.quantity_g ELSE 0 END), "
        "SUM(CASE WHEN l.direction = 2 AND l.material = 3 THEN l.quantity_g ELSE 0 END), "
        "MIN(p.reference), MAX(p.reference) FROM lot_process p JOIN process_lot l ON l.process_id = p.id "
        "JOIN facility f ON f.id = p.facility_id JOIN organisation o ON o.id = p.organisation_id "
        f"WHERE p.step = %s AND p.date BETWEEN %s AND %s {only}GROUP BY 1, 2 ORDER BY 1, 2"
    )
    arguments = [STEP_CODES[Step.MELTING], day_argument(first), day_argument(last), *named]
    return [
        MeltTotals(code, site, int(count), int(into_g), int(metal_g), (lowest, highest))
        for code, site, count, into_g, metal_g, lowest, highest in _rows(sql, arguments)
    ]
