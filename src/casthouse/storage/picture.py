"""What pictures are summed from: movements by who stood on the other side, and processes by their steps."""

from collections.abc import Collection, Sequence

from django.db import connection

from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.measure.period import Period
from casthouse.picture.flow_network import Spot
from casthouse.picture.year_flow import MovedMass, StepMass
from casthouse.provenance.lot_graph import LotName
from casthouse.provenance.lot_process import DIRECTIONS_BY_CODE, STEPS_BY_CODE
from casthouse.storage.dialect import day_argument, text_list
from casthouse.storage.models import FacilityRow
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, within


def moved_masses(*, organisation_id: int, sites: Sequence[SiteDays], period: Period) -> list[MovedMass]:
    """Return what facilities moved in a period, in force, by kind, material, mark and counterparty."""
    if not sites:
        return []
    condition, arguments = within(sites, "m")
    sql = (
        "WITH moved AS (SELECT m.kind, m.material, COALESCE(m.coc, -1) AS coc, m.counterparty_id, "
        "SUM(m.quantity_g) AS mass_g FROM movement m "
        f"WHERE m.id BETWEEN %s AND %s AND m.kind IN (1, 2, 3, 4) AND {condition} "
        "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) GROUP BY 1, 2, 3, 4) "
        "SELECT moved.kind, moved.material, moved.coc, COALESCE(c.name, ''), COALESCE(o.country, ''), moved.mass_g "
        "FROM moved LEFT JOIN counterparty c ON c.id = moved.counterparty_id "
        "LEFT JOIN organisation o ON o.code = c.name ORDER BY 1, 2, 3, 4"
    )
    span = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*span, *arguments])
        return [
            MovedMass(
                kind=KINDS_BY_CODE[kind],
                material=MATERIALS_BY_CODE[material],
                coc=coc == 1,
                counterparty=counterparty,
                country=country,
                mass_g=int(mass_g),
            )
            for kind, material, coc, counterparty, country, mass_g in cursor.fetchall()
        ]


def first_spots(organisations: Collection[str]) -> dict[str, Spot]:
    """Return for each organisation the first of its facilities, by code, that has a place on record."""
    rows = FacilityRow.objects.filter(
        organisation__code__in=list(organisations), latitude__isnull=False, longitude__isnull=False
    ).order_by("-code")
    places = rows.values_list("organisation__code", "name", "latitude", "longitude")
    return {
        code: Spot(name=name, latitude=latitude, longitude=longitude)
        for code, name, latitude, longitude in places
        if latitude is not None and longitude is not None
    }


def step_masses(*, organisation_id: int, sites: Sequence[SiteDays], period: Period) -> list[StepMass]:
    """Return what the processes of facilities took and gave in a period, by step, direction and material."""
    if not sites:
        return []
    condition, arguments = within(sites, "p")
    sql = (
        "SELECT p.step, l.direction, l.material, SUM(l.quantity_g) FROM lot_process p "
        "JOIN process_lot l ON l.process_id = p.id "
        f"WHERE p.organisation_id = %s AND p.date BETWEEN %s AND %s AND {condition} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    days = [day_argument(period.start), day_argument(period.last_day)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [organisation_id, *days, *arguments])
        return [
            StepMass(
                step=STEPS_BY_CODE[step],
                direction=DIRECTIONS_BY_CODE[direction],
                material=MATERIALS_BY_CODE[material],
                mass_g=int(mass_g),
            )
            for step, direction, material, mass_g in cursor.fetchall()
        ]


def spots_of_lots(lots: Collection[LotName]) -> dict[LotName, Spot]:
    """Return where lots came into being, by the site of the process or else of the movement, where it has a place.

    A lot that came to several sites stands where it came first.
    """
    placed = "f.name, f.latitude, f.longitude FROM {listed} CROSS JOIN organisation g "
    site = "AND f.latitude IS NOT NULL AND f.longitude IS NOT NULL"
    moved = (
        f"SELECT m.lot, {placed}JOIN movement m ON m.organisation_id = g.id AND m.lot = listed.value "
        f"JOIN facility f ON f.id = m.facility_id {site} "
        f"WHERE g.code = %s AND m.kind < 4 AND {NOT_REVERSED.format('m')} ORDER BY m.id DESC"
    )
    made = (
        f"SELECT l.lot, {placed}JOIN process_lot l ON l.organisation_id = g.id AND l.lot = listed.value "
        f"AND l.direction = 2 JOIN lot_process p ON p.id = l.process_id JOIN facility f ON f.id = p.facility_id {site} "
        "WHERE g.code = %s"
    )
    found: dict[LotName, Spot] = {}
    for organisation in sorted({lot.organisation for lot in lots}):
        listed, argument = text_list([lot.lot for lot in lots if lot.organisation == organisation])
        for statement in (moved, made):
            with connection.cursor() as cursor:
                cursor.execute(statement.replace("{listed}", listed), [argument, organisation])
                for lot, name, latitude, longitude in cursor.fetchall():
                    found[LotName(organisation, lot)] = Spot(
                        name=name, latitude=latitude, longitude=longitude
                    )
    return found
