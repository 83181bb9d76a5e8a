"""Lists of movements by date: any page of a million in the same time.

Rows are keyed by day and number, so a page is a range of keys. The totals say how many rows of which day match a
filter; they lead to the day on which a page begins, and only rows of days that hold matches are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from casthouse.custody.movement import KIND_CODES, KINDS_BY_CODE, Kind, Movement
from casthouse.custody.movement_filter import MovementFilter
from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE
from casthouse.storage import facility as facility_store
from casthouse.storage.dialect import (
    contains,
    day_argument,
    integer_list,
    stored_day,
    text_list,
)
from casthouse.storage.movement_key import first_id, last_id, number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """How many movements of a day match a filter, the masses of those in force, and how many the day has in all.

    `received_g` came in, `made_g` was mined or produced, `shipped_g` went out.
    """

    day: date
    matching: int
    received_g: int
    made_g: int
    shipped_g: int
    movements: int


_RECEIVED = f"kind = {KIND_CODES[Kind.RECEIPT]}"
_MADE = f"kind IN ({KIND_CODES[Kind.EXTRACTION]}, {KIND_CODES[Kind.PRODUCTION]})"
_SHIPPED = f"kind = {KIND_CODES[Kind.SHIPMENT]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A filter in the words of the store: the organisation's identifier and conditions with their arguments."""

    organisation_id: int
    first: date
    last: date
    conditions: tuple[str, ...]
    arguments: tuple[Any, ...]

    def where(self) -> str:
        """Return the conditions for a WHERE clause, each after an AND; totals and movements name columns alike."""
        return "".join(f" AND {each}" for each in self.conditions)


def chosen(organisation_id: int, organisation: str, wanted: MovementFilter) -> Chosen:
    """Return a filter in the words of the store; facilities of others match nothing."""
    conditions: list[str] = []
    arguments: list[Any] = []
    for column, codes in (
        ("facility_id", _facility_ids(organisation, wanted)),
        ("kind", [KIND_CODES[kind] for kind in wanted.kinds] if wanted.kinds else None),
        ("material", [MATERIAL_CODES[each] for each in wanted.materials] if wanted.materials else None),
    ):
        if codes is not None:
            conditions.append(f"{column} IN ({', '.join(['%s'] * len(codes)) or 'NULL'})")
            arguments += codes
    if wanted.coc is not None:
        conditions.append("coc = %s")
        arguments.append(int(wanted.coc))
    return Chosen(
        organisation_id=organisation_id,
        first=wanted.first,
        last=wanted.last,
        conditions=tuple(conditions),
        arguments=tuple(arguments),
    )


def _facility_ids(organisation: str, wanted: MovementFilter) -> list[int] | None:
    if not wanted.facilities:
        return None
    known = facility_store.facility_ids(organisation)
    return [known[code] for code in wanted.facilities if code in known]


def day_counts(wanted: Chosen) -> list[DayCount]:
    """Return the days with movements, in order, from the totals; on some none may match."""
    condition = f"true{wanted.where()}"
    masses = ", ".join(
        f"SUM(CASE WHEN {each} AND {condition} THEN quantity_g ELSE 0 END)"
        for each in (_RECEIVED, _MADE, _SHIPPED)
    )
    sql = (
        f"SELECT date, SUM(CASE WHEN {condition} THEN movements ELSE 0 END), {masses}, SUM(movements) "
        "FROM movement_total WHERE organisation_id = %s AND date BETWEEN %s AND %s GROUP BY date ORDER BY date"
    )
    span = [day_argument(wanted.first), day_argument(wanted.last)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted.arguments * 4, wanted.organisation_id, *span])
        return [
            DayCount(
                day=stored_day(day),
                matching=int(matching),
                received_g=int(received_g),
                made_g=int(made_g),
                shipped_g=int(shipped_g),
                movements=int(movements),
            )
            for day, matching, received_g, made_g, shipped_g, movements in cursor.fetchall()
        ]


def ids_of_days(
    wanted: Chosen, *, first: date, last: date, skip: int, limit: int, newest_first: bool
) -> list[int]:
    """Return the keys of matching movements of some days, in order, after the first `skip`."""
    direction = "DESC" if newest_first else "ASC"
    sql = (
        f"SELECT id FROM movement WHERE id BETWEEN %s AND %s{wanted.where()} "
        f"ORDER BY id {direction} LIMIT %s OFFSET %s"
    )
    bounds = [first_id(wanted.organisation_id, first), last_id(wanted.organisation_id, last)]
    return _ids(sql, [*bounds, *wanted.arguments, limit, skip])


def ids_with_text(
    wanted: Chosen, text: str, *, low: int, high: int, limit: int, newest_first: bool
) -> list[int]:
    """Return the keys from `low` to `high` of matching movements in whose words the text stands, in order."""
    fields = [contains(f"m.{column}") for column in ("reference", "document", "lot")]
    counterparty = (
        "m.counterparty_id IN (SELECT c.id FROM counterparty c "
        f"WHERE c.organisation_id = %s AND {contains('c.name')})"
    )
    sql = (
        f"SELECT m.id FROM movement m WHERE m.id BETWEEN %s AND %s{wanted.where()} "
        f"AND ({' OR '.join([*fields, counterparty])}) ORDER BY m.id {'DESC' if newest_first else 'ASC'} LIMIT %s"
    )
    part = _contains_argument(text)
    words = [part] * len(fields) + [wanted.organisation_id, part]
    return _ids(sql, [low, high, *wanted.arguments, *words, limit])


def id_of_reference(organisation_id: int, reference: str) -> int | None:
    """Return the key of the movement with exactly this reference, or None."""
    sql = "SELECT id FROM movement WHERE organisation_id = %s AND reference = %s"
    return next(iter(_ids(sql, [organisation_id, reference])), None)


def ids_of_references(organisation_id: int, references: Sequence[str]) -> list[int]:
    """Return the keys of the movements with these references, in the order of the ledger."""
    listed, argument = text_list(references)
    sql = (
        f"SELECT m.id FROM {listed} CROSS JOIN movement m "
        "WHERE m.organisation_id = %s AND m.reference = listed.value ORDER BY m.id"
    )
    return _ids(sql, [argument, organisation_id]) if references else []


def _ids(sql: str, arguments: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [row[0] for row in cursor.fetchall()]


def movements(organisation: str, ids: Sequence[int]) -> list[Movement]:
    """Return the movements with these keys, in the order of the keys given."""
    if not ids:
        return []
    listed, argument = integer_list(ids)
    sql = (
        "SELECT m.id, m.reference, m.date, f.code, m.kind, m.material, m.quantity_g, m.coc, c.name, m.document, "
        "m.lot, t.reference, r.reference, i.source, m.source_row, m.extra "
        f"FROM {listed} CROSS JOIN movement m JOIN facility f ON f.id = m.facility_id "
        "JOIN movement_import i ON i.id = m.movement_import_id "
        "LEFT JOIN counterparty c ON c.id = m.counterparty_id LEFT JOIN movement t ON t.id = m.reverses_id "
        "LEFT JOIN movement r ON r.reverses_id = m.id WHERE m.id = listed.value"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument])
        found = {row[0]: _movement(organisation, row) for row in cursor.fetchall()}
    return [found[each] for each in ids if each in found]


def _movement(organisation: str, row: Sequence[Any]) -> Movement:
    key, reference, day, facility, kind, material, quantity_g, coc, counterparty, document, lot, *rest = row
    reverses, reversed_by, source, source_row, extra = rest
    return Movement(
        organisation=organisation,
        number=number_of(key),
        reference=reference,
        day=stored_day(day),
        facility=facility,
        kind=KINDS_BY_CODE[kind],
        material=None if material is None else MATERIALS_BY_CODE[material],
        quantity_g=quantity_g,
        coc=None if coc is None else bool(coc),
        counterparty=counterparty or "",
        document=document or "",
        lot=lot or "",
        reverses=reverses or "",
        reversed_by=reversed_by or "",
        source=source,
        source_row=source_row,
        extra=extra or "",
    )


def _contains_argument(text: str) -> str:
    """Return the argument of `contains`: the text, none of its signs being a wildcard."""
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
