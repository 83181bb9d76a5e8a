"""What recovery is reckoned from: processes of a span of days, the makers of what they charged, what was traded."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.footprint.recovery_account import ProcessEntry, Traded
from casthouse.footprint.scrap_source import LotMaker
from casthouse.provenance.lot_process import DIRECTIONS_BY_CODE, STEP_CODES, STEPS_BY_CODE, Step
from casthouse.storage.dialect import day_argument, text_list
from casthouse.storage.lot_process import LOOKUP_SIZE
from casthouse.storage.movement_key import first_id, last_id

MAKERS = (
    "SELECT o.lot, p.step, f.code FROM {listed} CROSS JOIN process_lot o JOIN lot_process p ON p.id = o.process_id "
    "JOIN facility f ON f.id = p.facility_id "
    "WHERE o.organisation_id = %s AND o.lot = listed.value AND o.direction = 2"
)
SORTED_FROM = (
    "SELECT o.lot, l.lot, SUM(l.quantity_g) FROM {listed} CROSS JOIN process_lot o "
    "JOIN lot_process p ON p.id = o.process_id JOIN process_lot l ON l.process_id = p.id AND l.direction = 1 "
    "WHERE o.organisation_id = %s AND o.lot = listed.value AND o.direction = 2 AND p.step = %s GROUP BY o.lot, l.lot"
)
RECEIPT, SHIPMENT = KIND_CODES[Kind.RECEIPT], KIND_CODES[Kind.SHIPMENT]


def charged_and_made(organisation_id: int, *, first: date, last: date) -> list[ProcessEntry]:
    """Return every lot into and out of the processes of a span of days, inclusive, in the order of posting."""
    sql = (
        "SELECT p.reference, p.step, f.code, l.direction, l.lot, l.material, l.quantity_g FROM lot_process p "
        "JOIN process_lot l ON l.process_id = p.id JOIN facility f ON f.id = p.facility_id "
        "WHERE p.organisation_id = %s AND p.date BETWEEN %s AND %s ORDER BY p.id, l.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [organisation_id, day_argument(first), day_argument(last)])
        return [
            ProcessEntry(
                process=process,
                step=STEPS_BY_CODE[step],
                facility=facility,
                direction=DIRECTIONS_BY_CODE[direction],
                lot=lot,
                material=MATERIALS_BY_CODE[material],
                mass_g=mass_g,
            )
            for process, step, facility, direction, lot, material, mass_g in cursor.fetchall()
        ]


def lot_makers(organisation_id: int, lots: Iterable[str]) -> dict[str, LotMaker]:
    """Return who made the lots, and who made what was sorted into them: two looks a round of sorting."""
    makers: dict[str, LotMaker] = {}
    wanted = list(dict.fromkeys(lots))
    while wanted:
        found = _makers(organisation_id, wanted)
        makers |= found
        sorted_from = {name for maker in found.values() for name in maker.inputs}
        wanted = sorted(sorted_from - makers.keys())
    return makers


def _makers(organisation_id: int, lots: list[str]) -> dict[str, LotMaker]:
    makers: dict[str, tuple[int, str]] = {}
    inputs: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for start in range(0, len(lots), LOOKUP_SIZE):
        listed, argument = text_list(lots[start : start + LOOKUP_SIZE])
        with connection.cursor() as cursor:
            cursor.execute(MAKERS.format(listed=listed), [argument, organisation_id])
            makers |= {lot: (step, facility) for lot, step, facility in cursor.fetchall()}
            cursor.execute(
                SORTED_FROM.format(listed=listed), [argument, organisation_id, STEP_CODES[Step.SORTING]]
            )
            for lot, source, mass_g in cursor.fetchall():
                inputs[lot][source] = int(mass_g)
    return {
        lot: LotMaker(step=STEPS_BY_CODE[step], facility=facility, inputs=inputs[lot])
        for lot, (step, facility) in makers.items()
    }


def traded(organisation_id: int, *, first: date, last: date) -> list[Traded]:
    """Return what was received and shipped in force in a span of days, by material and counterparty."""
    sql = (
        "SELECT m.kind, m.material, COALESCE(c.name, ''), SUM(m.quantity_g), COUNT(*) FROM movement m "
        "LEFT JOIN counterparty c ON c.id = m.counterparty_id WHERE m.id BETWEEN %s AND %s "
        "AND m.kind IN (%s, %s) AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) "
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    span = [first_id(organisation_id, first), last_id(organisation_id, last)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*span, RECEIPT, SHIPMENT])
        return [
            Traded(
                is_receipt=kind == RECEIPT,
                material=MATERIALS_BY_CODE[material],
                counterparty=name,
                mass_g=int(mass_g),
                movements=movements,
            )
            for kind, material, name, mass_g, movements in cursor.fetchall()
        ]
