"""What recovery is reckoned from: processes of a span of days, the makers of what they charged, what was traded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.footprint.scrap_loop import ProcessEntry, Traded
from casthouse.footprint.scrap_source import SCRAPS, LotMaker
from casthouse.footprint.traded_scrap import TradedScrap
from casthouse.provenance.lot_process import DIRECTIONS_BY_CODE, STEP_CODES, STEPS_BY_CODE, Step
from casthouse.storage.dialect import day_argument, text_list
from casthouse.storage.lot_key import LotKey, lot_key_of, lot_key_texts, of_lot_key
from casthouse.storage.lot_process import LOOKUP_SIZE
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import ORGANISATION_SHIFT, first_id, last_id

ONE_LOT = f"{of_lot_key('o')} AND o.direction = 2"
MAKERS = (
    "SELECT listed.value, p.step, f.code FROM {listed} CROSS JOIN process_lot o "
    f"JOIN lot_process p ON p.id = o.process_id JOIN facility f ON f.id = p.facility_id WHERE {ONE_LOT}"
)
SORTED_FROM = (
    "SELECT listed.value, l.lot, SUM(l.quantity_g) FROM {listed} CROSS JOIN process_lot o "
    "JOIN lot_process p ON p.id = o.process_id JOIN process_lot l ON l.process_id = p.id AND l.direction = 1 "
    f"WHERE {ONE_LOT} AND p.step = %s GROUP BY listed.value, l.lot"
)
LOTS = (
    "SELECT p.reference, p.step, f.code, l.direction, l.lot, l.material, l.quantity_g, p.organisation_id "
    "FROM lot_process p JOIN process_lot l ON l.process_id = p.id JOIN facility f ON f.id = p.facility_id "
    "WHERE {whose}p.date BETWEEN %s AND %s ORDER BY p.id, l.id"
)
TOTALS = (
    "SELECT organisation_id, kind, material, SUM(quantity_g) FROM movement_total WHERE date BETWEEN %s AND %s "
    "AND kind IN (%s, %s) GROUP BY organisation_id, kind, material"
)
KEY = f"o.id * {1 << ORGANISATION_SHIFT} + %s"
OWN_SITES = (
    "SELECT c.organisation_id, m.kind, m.material, SUM(m.quantity_g) FROM organisation o "
    "CROSS JOIN counterparty c CROSS JOIN movement m "
    f"WHERE c.organisation_id = o.id AND c.name = o.code AND m.id BETWEEN {KEY} AND {KEY} "
    f"AND m.counterparty_id = c.id AND m.kind IN (%s, %s) AND {NOT_REVERSED.format('m')} GROUP BY 1, 2, 3"
)
"""What went between the own sites of organisations: a look at the ledger of those alone that name themselves."""
RECEIPT, SHIPMENT = KIND_CODES[Kind.RECEIPT], KIND_CODES[Kind.SHIPMENT]


def charged_and_made(organisation_id: int, *, first: date, last: date) -> list[ProcessEntry]:
    """Return every lot into and out of the processes of a span of days, inclusive, in the order of posting."""
    with connection.cursor() as cursor:
        cursor.execute(
            LOTS.format(whose="p.organisation_id = %s AND "),
            [organisation_id, day_argument(first), day_argument(last)],
        )
        return [_entry(row) for row in cursor.fetchall()]


def all_charged_and_made(*, first: date, last: date) -> dict[int, list[ProcessEntry]]:
    """Return the same of every organisation that has processes in these days, in one look."""
    found: defaultdict[int, list[ProcessEntry]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LOTS.format(whose=""), [day_argument(first), day_argument(last)])
        for row in cursor.fetchall():
            found[row[-1]].append(_entry(row))
    return dict(found)


def _entry(row: Sequence[Any]) -> ProcessEntry:
    process, step, facility, direction, lot, material, mass_g, _ = row
    return ProcessEntry(
        process=process,
        step=STEPS_BY_CODE[step],
        facility=facility,
        direction=DIRECTIONS_BY_CODE[direction],
        lot=lot,
        material=MATERIALS_BY_CODE[material],
        mass_g=mass_g,
    )


def lot_makers(organisation_id: int, lots: Iterable[str]) -> dict[str, LotMaker]:
    """Return who made the lots of an organisation, and who made what was sorted into them."""
    found = makers_of((organisation_id, lot) for lot in lots)
    return {lot: maker for (_, lot), maker in found.items()}


def makers_of(lots: Iterable[LotKey]) -> dict[LotKey, LotMaker]:
    """Return who made lots of organisations, and who made what was sorted into them: two looks a round of sorting."""
    makers: dict[LotKey, LotMaker] = {}
    wanted = list(dict.fromkeys(lots))
    while wanted:
        found = _makers(wanted)
        makers |= found
        sorted_from = {(key[0], name) for key, maker in found.items() for name in maker.inputs}
        wanted = sorted(sorted_from - makers.keys())
    return makers


def _makers(lots: list[LotKey]) -> dict[LotKey, LotMaker]:
    makers: dict[LotKey, tuple[int, str]] = {}
    inputs: defaultdict[LotKey, dict[str, int]] = defaultdict(dict)
    keys = lot_key_texts(lots)
    for start in range(0, len(keys), LOOKUP_SIZE):
        listed, argument = text_list(keys[start : start + LOOKUP_SIZE])
        with connection.cursor() as cursor:
            cursor.execute(MAKERS.format(listed=listed), [argument])
            makers |= {lot_key_of(key): (step, facility) for key, step, facility in cursor.fetchall()}
            cursor.execute(SORTED_FROM.format(listed=listed), [argument, STEP_CODES[Step.SORTING]])
            for key, source, mass_g in cursor.fetchall():
                inputs[lot_key_of(key)][source] = int(mass_g)
    return {
        key: LotMaker(step=STEPS_BY_CODE[step], facility=facility, inputs=inputs[key])
        for key, (step, facility) in makers.items()
    }


def all_traded(*, first: date, last: date) -> dict[int, TradedScrap]:
    """Return what each organisation shipped and received in force from others, from the totals less its own sites.

    The grams of one organisation fit the store's integers, those of all need not: whoever sums does it elsewhere.
    """
    held: defaultdict[int, defaultdict[tuple[int, Material], int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [day_argument(first), day_argument(last), RECEIPT, SHIPMENT])
        for organisation_id, kind, code, mass_g in cursor.fetchall():
            held[organisation_id][kind, MATERIALS_BY_CODE[code]] += int(mass_g)
        cursor.execute(OWN_SITES, [first_id(0, first), last_id(0, last), RECEIPT, SHIPMENT])
        for organisation_id, kind, code, mass_g in cursor.fetchall():
            held[organisation_id][kind, MATERIALS_BY_CODE[code]] -= int(mass_g)
    return {organisation_id: _traded_scrap(grams) for organisation_id, grams in held.items()}


def _traded_scrap(grams: Mapping[tuple[int, Material], int]) -> TradedScrap:
    return TradedScrap(
        shipped_g=grams[SHIPMENT, Material.ALUMINIUM],
        post_consumer_g=grams[RECEIPT, Material.POST_CONSUMER_SCRAP],
        pre_consumer_g=grams[RECEIPT, Material.PRE_CONSUMER_SCRAP],
        scrap_shipped_g=sum(grams[SHIPMENT, scrap] for scrap in SCRAPS),
    )


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
