"""Toll accounts of customers, as they were recorded; appended only.

An entry that points at a movement says nothing of its own about day, material and mass; when the movement is
reversed the entry counts no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE
from casthouse.custody.tolling import TollEntry, TollSide
from casthouse.storage.dialect import stored_day
from casthouse.storage.entry_reversal import EntryTable
from casthouse.storage.models import ScopeRow, TollEntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTollEntry:
    """An entry with its number, the movement that books it (empty without one) and whether it counts."""

    number: int
    entry: TollEntry
    movement: str
    is_in_force: bool


def toll_entries(scope: str) -> list[StoredTollEntry]:
    """Return all entries of a scope, by day and number; those that count no more are marked."""
    return sorted(_toll_entries(scope), key=lambda each: (each.entry.day, each.number))


def _toll_entries(scope: str) -> Iterator[StoredTollEntry]:
    sql = (
        "SELECT e.id, e.reference, e.customer, e.side, COALESCE(m.date, e.date), "
        "COALESCE(m.material, e.material), COALESCE(m.quantity_g, e.quantity_g), COALESCE(m.reference, ''), "
        "EXISTS (SELECT 1 FROM entry_reversal b WHERE b.entry_table = %s AND b.entry_id = e.id) "
        "OR EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = e.movement_id) "
        "FROM toll_entry e JOIN scope s ON s.id = e.scope_id LEFT JOIN movement m ON m.id = e.movement_id "
        "WHERE s.code = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [EntryTable.TOLL_ENTRY.value, scope])
        for number, reference, customer, side, day, material, mass_g, movement, gone in cursor.fetchall():
            yield StoredTollEntry(
                number=number,
                entry=TollEntry(
                    reference=reference,
                    customer=customer,
                    day=stored_day(day),
                    side=TollSide(side),
                    material=MATERIALS_BY_CODE[material],
                    mass_g=mass_g,
                ),
                movement=movement,
                is_in_force=not gone,
            )


def save_linked_entry(
    scope: str, value: TollEntry, *, movement_id: int, evidence: str, at: datetime, by: str
) -> None:
    """Append an entry that a movement books."""
    _save(scope, value, movement_id=movement_id, evidence=evidence, at=at, by=by)


def save_entry(scope: str, value: TollEntry, *, evidence: str, at: datetime, by: str) -> None:
    """Append an entry without a movement."""
    _save(
        scope,
        value,
        date=value.day,
        material=MATERIAL_CODES[value.material],
        quantity_g=value.mass_g,
        evidence=evidence,
        at=at,
        by=by,
    )


def _save(
    scope: str, value: TollEntry, *, evidence: str, at: datetime, by: str, **content: "int | date"
) -> None:
    TollEntryRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        customer=value.customer,
        reference=value.reference,
        side=value.side.value,
        evidence=evidence,
        recorded_at=at,
        recorded_by=by,
        **content,
    )
