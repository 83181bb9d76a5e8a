"""What pictures are summed from: movements by who stood on the other side, and processes by their steps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from casthouse.custody.movement import KINDS_BY_CODE, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE, Stage, stage_of
from casthouse.picture.flow_network import Spot
from casthouse.picture.year_mass import MovedMass, OwnTransfer, StepMass
from casthouse.provenance.lot_graph import LotName
from casthouse.provenance.lot_process import DIRECTIONS_BY_CODE, STEPS_BY_CODE
from casthouse.storage.dialect import day_argument, text_list
from casthouse.storage.document_link import SHIPMENT_OF_RECEIPT
from casthouse.storage.models import FacilityRow
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, within


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeDays:
    """The days of a scope that are counted, both inclusive, and the sites that stand in it."""

    scope: str
    sites: tuple[SiteDays, ...]
    first: date
    last: date


def moved_masses(*, organisation_id: int, parts: Sequence[ScopeDays]) -> list[MovedMass]:
    """Return what scopes of an organisation moved, in force, by site, kind, material, mark and counterparty."""
    place, condition, arguments = _placed(organisation_id, parts, "m")
    if not arguments:
        return []
    sql = (
        f"WITH moved AS (SELECT {place} AS place, m.facility_id, m.kind, m.material, COALESCE(m.coc, -1) AS coc, "
        "m.counterparty_id, SUM(m.quantity_g) AS mass_g FROM movement m "
        f"WHERE {condition} AND m.kind IN (1, 2, 3, 4) AND {NOT_REVERSED.format('m')} GROUP BY 1, 2, 3, 4, 5, 6) "
        "SELECT moved.place, f.name, f.latitude, f.longitude, moved.kind, moved.material, moved.coc, "
        "COALESCE(c.name, ''), COALESCE(o.country, ''), moved.mass_g "
        "FROM moved JOIN facility f ON f.id = moved.facility_id "
        "LEFT JOIN counterparty c ON c.id = moved.counterparty_id LEFT JOIN organisation o ON o.code = c.name "
        "WHERE moved.place IS NOT NULL ORDER BY 1, f.code, 5, 6, 7, 8"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [
            MovedMass(
                scope=parts[place].scope,
                kind=KINDS_BY_CODE[kind],
                material=MATERIALS_BY_CODE[material],
                coc=coc == 1,
                counterparty=counterparty,
                country=country,
                mass_g=int(mass_g),
                site=_spot(*site),
            )
            for place, *site, kind, material, coc, counterparty, country, mass_g in cursor.fetchall()
        ]


def _placed(
    organisation_id: int, parts: Sequence[ScopeDays], table: str
) -> tuple[str, str, list[int | date | str]]:
    """Return which part a movement is of, as SQL, the condition that it is in their days, and the arguments of both."""
    held = [each for each in parts if each.sites]
    whens: list[str] = []
    arguments: list[int | date | str] = []
    for each in held:
        condition, sites = within(each.sites, table)
        whens.append(f"WHEN {table}.id BETWEEN %s AND %s AND {condition} THEN {parts.index(each)}")
        arguments += [first_id(organisation_id, each.first), last_id(organisation_id, each.last), *sites]
    if not held:
        return "NULL", "1 = 0", []
    first, last = min(each.first for each in held), max(each.last for each in held)
    span = [first_id(organisation_id, first), last_id(organisation_id, last)]
    return (
        f"CASE {' '.join(whens)} END",
        f"{table}.id BETWEEN %s AND %s",
        [*arguments, *span],
    )


def own_transfers(
    *, organisation: str, organisation_id: int, parts: Sequence[ScopeDays]
) -> list[OwnTransfer]:
    """Return what scopes received of each other, where the document of the receipt names a shipment in their days."""
    into, condition, arguments = _placed(organisation_id, parts, "m")
    if not arguments:
        return []
    out, _, of_shipment = _placed(organisation_id, parts, "s")
    sql = (
        f"SELECT place, f.name, f.latitude, f.longitude, sent_from, sf.name, sf.latitude, sf.longitude, shipped, "
        f"received, mass_g FROM (SELECT {into} AS place, {out} AS sent_from, m.facility_id AS facility_id, "
        "s.facility_id AS sent_by, s.material AS shipped, m.material AS received, SUM(m.quantity_g) AS mass_g "
        "FROM movement m JOIN counterparty c ON c.id = m.counterparty_id AND c.organisation_id = %s AND c.name = %s "
        f"{SHIPMENT_OF_RECEIPT}LEFT JOIN counterparty sc ON sc.id = s.counterparty_id "
        f"WHERE {condition} AND m.kind = 2 AND s.kind = 4 AND sc.name = %s AND {NOT_REVERSED.format('m')} "
        f"AND {NOT_REVERSED.format('s')} GROUP BY 1, 2, 3, 4, 5, 6) AS matched "
        "JOIN facility f ON f.id = facility_id JOIN facility sf ON sf.id = sent_by "
        "WHERE place IS NOT NULL AND sent_from IS NOT NULL ORDER BY 1, 5, f.code, sf.code, 9, 10"
    )
    span = arguments[-2:]
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                *arguments[:-2],
                *of_shipment[:-2],
                organisation_id,
                organisation,
                *span,
                organisation,
            ],
        )
        return [
            OwnTransfer(
                source=parts[row[4]].scope,
                target=parts[row[0]].scope,
                shipped=MATERIALS_BY_CODE[row[8]],
                received=MATERIALS_BY_CODE[row[9]],
                mass_g=int(row[10]),
                start=_spot(*row[5:8]),
                end=_spot(*row[1:4]),
            )
            for row in cursor.fetchall()
        ]


def _spot(name: str, latitude: float | None, longitude: float | None) -> Spot | None:
    return (
        None
        if latitude is None or longitude is None
        else Spot(name=name, latitude=latitude, longitude=longitude)
    )


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


def step_masses(*, organisation_id: int, parts: Sequence[ScopeDays]) -> list[StepMass]:
    """Return what the processes of scopes took and gave, by step, direction and material."""
    held = [each for each in parts if each.sites]
    if not held:
        return []
    whens: list[str] = []
    arguments: list[int | date | str] = []
    for each in held:
        condition, sites = within(each.sites, "p")
        whens.append(f"WHEN p.date BETWEEN %s AND %s AND {condition} THEN {parts.index(each)}")
        arguments += [day_argument(each.first), day_argument(each.last), *sites]
    days = [day_argument(min(each.first for each in held)), day_argument(max(each.last for each in held))]
    sql = (
        f"SELECT * FROM (SELECT CASE {' '.join(whens)} END AS place, p.step, l.direction, l.material, "
        "SUM(l.quantity_g) FROM lot_process p JOIN process_lot l ON l.process_id = p.id "
        "WHERE p.organisation_id = %s AND p.date BETWEEN %s AND %s GROUP BY 1, 2, 3, 4) AS taken "
        "WHERE place IS NOT NULL ORDER BY 1, 2, 3, 4"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, organisation_id, *days])
        return [
            StepMass(
                scope=parts[place].scope,
                step=STEPS_BY_CODE[step],
                direction=DIRECTIONS_BY_CODE[direction],
                material=MATERIALS_BY_CODE[material],
                mass_g=int(mass_g),
            )
            for place, step, direction, material, mass_g in cursor.fetchall()
        ]


def stage_spots(organisations: Collection[str], *, first: date, last: date) -> dict[tuple[str, Stage], Spot]:
    """Return at which site most of each stage came in or was made in some days; of what only left, where it left."""
    listed, argument = text_list(sorted(organisations))
    sql = (
        "SELECT o.code, t.material, t.kind, f.name, f.latitude, f.longitude, SUM(t.quantity_g) "
        f"FROM {listed} CROSS JOIN organisation o JOIN movement_total t ON t.organisation_id = o.id "
        "AND t.date BETWEEN %s AND %s JOIN facility f ON f.id = t.facility_id "
        "WHERE o.code = listed.value AND t.kind <= 4 AND f.latitude IS NOT NULL AND f.longitude IS NOT NULL "
        "GROUP BY o.code, t.material, t.kind, f.code, f.name, f.latitude, f.longitude ORDER BY f.code"
    )
    sums: dict[tuple[str, Stage], dict[tuple[bool, Spot], int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument, day_argument(first), day_argument(last)])
        for code, material, kind, name, latitude, longitude, mass_g in cursor.fetchall():
            held = sums.setdefault((code, stage_of(MATERIALS_BY_CODE[material])), {})
            came = (
                KINDS_BY_CODE[kind] is not Kind.SHIPMENT,
                Spot(name=name, latitude=latitude, longitude=longitude),
            )
            held[came] = held.get(came, 0) + int(mass_g)
    return {key: max(held, key=lambda each: (each[0], held[each]))[1] for key, held in sums.items()}


def spots_of_lots(lots: Collection[LotName]) -> dict[LotName, Spot]:
    """Return where lots came into being, by the site of the process or else of the movement, where it has a place.

    A lot that came to several sites stands where it came first; one of which no beginning is on record, where it left
    or was taken into a process.
    """
    placed = "f.name, f.latitude, f.longitude FROM {listed} CROSS JOIN organisation g "
    site = "AND f.latitude IS NOT NULL AND f.longitude IS NOT NULL"
    moved = (
        f"SELECT m.lot, {placed}JOIN movement m ON m.organisation_id = g.id AND m.lot = listed.value "
        f"JOIN facility f ON f.id = m.facility_id {site} "
        f"WHERE g.code = %s AND m.kind <= 4 AND {NOT_REVERSED.format('m')} "
        "ORDER BY CASE WHEN m.kind = 4 THEN 0 ELSE 1 END, m.id DESC"
    )
    made = (
        f"SELECT l.lot, {placed}JOIN process_lot l ON l.organisation_id = g.id AND l.lot = listed.value "
        f"JOIN lot_process p ON p.id = l.process_id JOIN facility f ON f.id = p.facility_id {site} "
        "WHERE g.code = %s AND l.direction = {direction}"
    )
    found: dict[LotName, Spot] = {}
    for organisation in sorted({lot.organisation for lot in lots}):
        listed, argument = text_list([lot.lot for lot in lots if lot.organisation == organisation])
        for statement in (made.replace("{direction}", "1"), moved, made.replace("{direction}", "2")):
            with connection.cursor() as cursor:
                cursor.execute(statement.replace("{listed}", listed), [argument, organisation])
                for lot, name, latitude, longitude in cursor.fetchall():
                    found[LotName(organisation, lot)] = Spot(
                        name=name, latitude=latitude, longitude=longitude
                    )
    return found
