"""CoC shipments: those in force to some customers, and one as it was posted."""

from collections.abc import Sequence

from django.db import connection

from casthouse.custody.document_booking import BookingRow
from casthouse.custody.movement import Kind
from casthouse.custody.reservation_draw import CustomerShipment
from casthouse.custody.stage import MATERIALS_BY_CODE, stage_of
from casthouse.measure.period import Period
from casthouse.storage.dialect import stored_day, text_list
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, within


def coc_shipments_to(
    customers: Sequence[str], *, organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> list[CustomerShipment]:
    """Return the CoC shipments in force of some facilities to the customers in a period, by day and number."""
    if not customers or not sites:
        return []
    listed, argument = text_list(sorted(set(customers)))
    of_sites, site_arguments = within(sites, "m")
    sql = (
        "SELECT m.reference, c.name, m.material, m.date, m.quantity_g FROM movement m "
        "JOIN counterparty c ON c.id = m.counterparty_id "
        f"WHERE m.id BETWEEN %s AND %s AND m.kind = 4 AND m.coc = 1 AND {of_sites} "
        f"AND c.name IN (SELECT listed.value FROM {listed}) "
        "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) ORDER BY m.id"
    )
    bounds = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*bounds, *site_arguments, argument])
        return [
            CustomerShipment(
                reference=reference,
                customer=customer,
                stage=stage_of(MATERIALS_BY_CODE[material]),
                day=stored_day(day),
                mass_g=quantity_g,
            )
            for reference, customer, material, day, quantity_g in cursor.fetchall()
        ]


def posted_shipment(organisation_id: int, reference: str) -> BookingRow | None:
    """Return a CoC shipment as the row that would book it again, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.date, f.code, m.material, m.quantity_g, c.name, m.lot, m.extra FROM movement m "
            "JOIN facility f ON f.id = m.facility_id JOIN counterparty c ON c.id = m.counterparty_id "
            "WHERE m.organisation_id = %s AND m.reference = %s AND m.kind = 4 AND m.coc = 1",
            [organisation_id, reference],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    day, facility, material, quantity_g, counterparty, lot, extra = row
    return BookingRow(
        reference=reference,
        day=stored_day(day),
        facility=facility,
        kind=Kind.SHIPMENT,
        material=MATERIALS_BY_CODE[material],
        quantity_g=quantity_g,
        coc=True,
        counterparty=counterparty,
        lot=lot or "",
        extra=extra or "",
    )


def coc_shipments_of(*, organisation_id: int, sites: Sequence[SiteDays], period: Period) -> tuple[int, int]:
    """Return how many CoC shipments in force left some facilities in a period, and their mass in grams."""
    of_sites, site_arguments = within(sites, "m")
    bounds = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), COALESCE(SUM(m.quantity_g), 0) FROM movement m WHERE m.id BETWEEN %s AND %s "
            f"AND m.kind = 4 AND m.coc = 1 AND {of_sites} "
            "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id)",
            [*bounds, *site_arguments],
        )
        shipments, mass_g = cursor.fetchone()
    return int(shipments), int(mass_g)
