"""What moved over the boundary of a scope in a period, for its footprints, in two looks: what came, what went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.measure.period import Period
from casthouse.storage.delivery import places_of_receipts
from casthouse.storage.dialect import stored_day
from casthouse.storage.document_link import SHIPMENT_OF_RECEIPT
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, within

KINDS_BY_CODE = {code: kind for kind, code in KIND_CODES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageInflow:
    """What came in: a receipt, extraction or production; `shipped_from` is the supplier's site, where it is known.

    A CoC Document names it, or the shipment of this lot to this buyer.
    """

    kind: Kind
    material: Material
    facility: str
    mass_g: int
    reference: str
    day: date
    counterparty: str
    document: str
    lot: str
    shipped_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFlow:
    """All inflows in force one by one, and what was shipped of each material, in grams."""

    inflows: tuple[StageInflow, ...]
    shipped_g: dict[Material, int]


def stage_flow(*, organisation_id: int, sites: Sequence[SiteDays], period: Period) -> StageFlow:
    """Return what came into some facilities in a period, and what went out."""
    if not sites:
        return StageFlow(inflows=(), shipped_g={})
    condition, arguments = within(sites, "m")
    span = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    in_force = NOT_REVERSED.format("m")
    came = (
        "SELECT m.kind, m.material, f.code, m.quantity_g, m.reference, m.date, COALESCE(c.name, ''), "
        "COALESCE(m.document, ''), COALESCE(m.lot, ''), COALESCE(sf.code, ''), g.id, m.id FROM movement m "
        "JOIN facility f ON f.id = m.facility_id LEFT JOIN counterparty c ON c.id = m.counterparty_id "
        f"{SHIPMENT_OF_RECEIPT}LEFT JOIN facility sf ON sf.id = s.facility_id "
        f"WHERE m.id BETWEEN %s AND %s AND m.kind IN (1, 2, 3) AND {condition} AND {in_force} ORDER BY m.id"
    )
    went = (
        "SELECT m.material, SUM(m.quantity_g) FROM movement m "
        f"WHERE m.id BETWEEN %s AND %s AND m.kind = 4 AND {condition} AND {in_force} GROUP BY m.material"
    )
    with connection.cursor() as cursor:
        cursor.execute(came, [*span, *arguments])
        rows = cursor.fetchall()
        cursor.execute(went, [*span, *arguments])
        shipped = {MATERIALS_BY_CODE[material]: int(mass_g) for material, mass_g in cursor.fetchall()}
    return StageFlow(inflows=tuple(_inflows(rows)), shipped_g=shipped)


def _inflows(rows: Sequence[tuple[Any, ...]]) -> Iterator[StageInflow]:
    """Yield inflows, with the site from which a delivery came where no document names it."""
    asked = [row[-1] for row in rows if row[-2] is not None and not row[-3] and row[-4]]
    delivered = places_of_receipts(asked)
    for row in rows:
        place = delivered.get(row[-1])
        told = [*row[:-3], row[-3] if place is None else place.facility]
        yield _inflow(*told)


def shipped_to(
    buyer: str, shippers: Mapping[str, int], *, first: date, last: date
) -> dict[tuple[str, Material], int]:
    """Return what organisations, by code and identifier, shipped to a buyer in some days, in grams by material."""
    codes = list(shippers)
    sql = (
        "WITH span(place, first_id, last_id) AS (VALUES "
        f"{', '.join(['(%s, %s, %s)'] * len(codes))}) "
        "SELECT span.place, m.material, SUM(m.quantity_g) FROM span "
        "JOIN movement m ON m.id BETWEEN span.first_id AND span.last_id "
        "JOIN counterparty c ON c.id = m.counterparty_id "
        f"WHERE m.kind = 4 AND c.name = %s AND {NOT_REVERSED.format('m')} GROUP BY span.place, m.material"
    )
    spans = [
        each
        for place, code in enumerate(codes)
        for each in (place, first_id(shippers[code], first), last_id(shippers[code], last))
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*spans, buyer])
        return {
            (codes[place], MATERIALS_BY_CODE[material]): int(mass_g)
            for place, material, mass_g in cursor.fetchall()
        }


def _inflow(  # noqa: PLR0917 - the columns of the query, in their order
    kind: int,
    material: int,
    facility: str,
    mass_g: int,
    reference: str,
    day: date | str,
    counterparty: str,
    document: str,
    lot: str,
    shipped_from: str,
) -> StageInflow:
    return StageInflow(
        kind=KINDS_BY_CODE[kind],
        material=MATERIALS_BY_CODE[material],
        facility=facility,
        mass_g=int(mass_g),
        reference=reference,
        day=stored_day(day),
        counterparty=counterparty,
        document=document,
        lot=lot,
        shipped_from=shipped_from,
    )
