"""What came into lots and went out of them, summed in the database; movements taken back are left out."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.provenance.lot_stock import LotStock, brought_in
from casthouse.storage.dialect import day_argument, prepared_rows, text_list
from casthouse.storage.movement import NOT_REVERSED

LOOKUP_SIZE = 50_000
MOVED = {
    KIND_CODES[Kind.RECEIPT]: "received_g",
    KIND_CODES[Kind.EXTRACTION]: "received_g",
    KIND_CODES[Kind.PRODUCTION]: "produced_g",
    KIND_CODES[Kind.SHIPMENT]: "shipped_g",
}

OF_ORGANISATION = "(SELECT o.id FROM organisation o WHERE o.code = %s)"
SHIPPED_BY = (
    f"SELECT m.quantity_g FROM movement m WHERE m.organisation_id = {OF_ORGANISATION} AND m.lot = %s "
    f"AND m.kind = {KIND_CODES[Kind.SHIPMENT]} AND m.date <= %s AND {NOT_REVERSED.format('m')}"
)
DRAWN_BY = (
    "SELECT l.quantity_g FROM process_lot l JOIN lot_process p ON p.id = l.process_id "
    f"WHERE l.organisation_id = {OF_ORGANISATION} AND l.lot = %s AND l.direction = 1 AND p.date <= %s"
)


def lot_stocks(organisation_id: int, lots: Sequence[str]) -> dict[str, LotStock]:
    """Return the stock of each lot of an organisation that anything is known of."""
    masses: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    held: defaultdict[str, defaultdict[str, defaultdict[int, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    makers: dict[str, str] = {}
    for start in range(0, len(lots), LOOKUP_SIZE):
        piece = lots[start : start + LOOKUP_SIZE]
        for lot, kind, material, mass_g in _moved(organisation_id, piece):
            masses[lot][MOVED[kind]] += int(mass_g)
            held[lot][MOVED[kind]][material] += int(mass_g)
        for lot, direction, material, mass_g, maker in _processed(organisation_id, piece):
            name = "drawn_g" if direction == 1 else "made_g"
            masses[lot][name] += int(mass_g)
            held[lot][name][material] += int(mass_g)
            if name == "made_g":
                makers[lot] = maker
    return {
        lot: LotStock(**found, maker=makers.get(lot, ""), materials=brought_in(held[lot]))
        for lot, found in masses.items()
    }


def went_out_g(organisation: str, lot: str, *, by: date) -> int:
    """Return how much of a lot was shipped or drawn into processes by the end of a day, in force."""
    shipped, drawn = (
        sum(int(mass_g) for (mass_g,) in prepared_rows(sql, [organisation, lot, day_argument(by)]))
        for sql in (SHIPPED_BY, DRAWN_BY)
    )
    return shipped + drawn


def _moved(organisation_id: int, lots: Sequence[str]) -> list[tuple[str, int, int, int]]:
    listed, argument = text_list(lots)
    sql = (
        f"SELECT m.lot, m.kind, m.material, SUM(m.quantity_g) FROM {listed} CROSS JOIN movement m "
        "WHERE m.organisation_id = %s AND m.lot = listed.value AND m.kind < 5 "
        f"AND {NOT_REVERSED.format('m')} GROUP BY 1, 2, 3"
    )
    return prepared_rows(sql, [argument, organisation_id])


def _processed(organisation_id: int, lots: Sequence[str]) -> list[tuple[str, int, int, int, str]]:
    listed, argument = text_list(lots)
    sql = (
        "SELECT l.lot, l.direction, l.material, SUM(l.quantity_g), MIN(p.reference) "
        f"FROM {listed} CROSS JOIN process_lot l JOIN lot_process p ON p.id = l.process_id "
        "WHERE l.organisation_id = %s AND l.lot = listed.value GROUP BY 1, 2, 3"
    )
    return prepared_rows(sql, [argument, organisation_id])
