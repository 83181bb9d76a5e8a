"""When, where and as what metal came into lots: facts of processes and movements by reference, one look for all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.storage.dialect import prepared_rows, stored_day, text_list

LOOKUP_SIZE = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFact:
    """A movement or a process: when, where, and of which material a movement is."""

    day: date
    facility: str
    material: Material = Material.ALUMINIUM


@dataclass(slots=True, kw_only=True)
class ProcessFact:
    """A process: when, where, and what came out of it in grams, by lot and material."""

    day: date
    facility: str
    made_g: defaultdict[tuple[str, Material], int] = field(default_factory=lambda: defaultdict(int))


def facts_of_processes(organisation_id: int, references: Sequence[str]) -> Mapping[str, ProcessFact]:
    """Return the processes of an organisation with these keys, by key."""
    sql = (
        "SELECT p.reference, p.date, f.code, l.lot, l.material, l.quantity_g FROM {listed} "
        "CROSS JOIN lot_process p JOIN facility f ON f.id = p.facility_id "
        "JOIN process_lot l ON l.process_id = p.id AND l.direction = 2 "
        "WHERE p.organisation_id = %s AND p.reference = listed.value"
    )
    found: dict[str, ProcessFact] = {}
    for reference, day, facility, lot, material, mass_g in _read(sql, references, organisation_id):
        fact = found.setdefault(reference, ProcessFact(day=stored_day(day), facility=facility))
        fact.made_g[lot, MATERIALS_BY_CODE[material]] += int(mass_g)
    return found


def facts_of_movements(organisation_id: int, references: Sequence[str]) -> Mapping[str, EntryFact]:
    """Return the receipts, productions and extractions of an organisation with these references."""
    sql = (
        "SELECT m.reference, m.date, f.code, m.material FROM {listed} "
        "CROSS JOIN movement m JOIN facility f ON f.id = m.facility_id "
        "WHERE m.organisation_id = %s AND m.reference = listed.value AND m.kind IN (1, 2, 3)"
    )
    return {
        reference: EntryFact(day=stored_day(day), facility=facility, material=MATERIALS_BY_CODE[material])
        for reference, day, facility, material in _read(sql, references, organisation_id)
    }


def _read(sql: str, references: Sequence[str], organisation_id: int) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(references), LOOKUP_SIZE):
        listed, argument = text_list(references[start : start + LOOKUP_SIZE])
        rows += prepared_rows(sql.replace("{listed}", listed), [argument, organisation_id])
    return rows
