"""CoC receipts summed by supplier, material and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from casthouse.custody.stage import MATERIAL_CODES, Material
from casthouse.measure.period import Period
from casthouse.storage.dialect import stored_day
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, within

POST_CONSUMER = MATERIAL_CODES[Material.POST_CONSUMER_SCRAP]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfReceipts:
    """What one supplier delivered as CoC on one day: grams of one material.

    `shipped_on` is the day on which the supplier's entitlement is judged (check R1): that of the shipment where the
    supplier's CoC Document is in our store, else that of the receipt.
    """

    counterparty: str
    material_code: int
    day: date
    shipped_on: date
    quantity_g: int


_IN_FORCE = (
    "m.id BETWEEN %s AND %s AND m.kind = 2 AND m.coc = 1 "
    "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id)"
)


def coc_receipts_by_day(
    *, organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> list[DayOfReceipts]:
    """Return the CoC receipts in force of some facilities in a period, by supplier, material and days."""
    if not sites:
        return []
    sums = _by_receipt_day(organisation_id, sites, period)
    for (name, material, day, shipped_on), quantity_g in _shipped_on_other_days(
        organisation_id, sites, period
    ):
        sums[name, material, day, day] -= quantity_g
        sums[name, material, day, shipped_on] = quantity_g
    return [
        DayOfReceipts(
            counterparty=name, material_code=material, day=day, shipped_on=shipped_on, quantity_g=quantity_g
        )
        for (name, material, day, shipped_on), quantity_g in sorted(sums.items())
        if quantity_g
    ]


_Key = tuple[str, int, date, date]


def _by_receipt_day(organisation_id: int, sites: Sequence[SiteDays], period: Period) -> dict[_Key, int]:
    of_sites, site_arguments = within(sites, "m")
    sql = (
        "SELECT c.name, s.material, s.date, s.quantity_g FROM ("
        "SELECT m.counterparty_id, m.material, m.date, SUM(m.quantity_g) AS quantity_g "
        f"FROM movement m WHERE {_IN_FORCE} AND {of_sites} GROUP BY 1, 2, 3"
        ") s JOIN counterparty c ON c.id = s.counterparty_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_bounds(organisation_id, period), *site_arguments])
        return {
            (name, material, stored_day(day), stored_day(day)): int(quantity_g)
            for name, material, day, quantity_g in cursor.fetchall()
        }


def _shipped_on_other_days(
    organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> list[tuple[_Key, int]]:
    """Sum the receipts whose document was issued in this store by the counterparty for a shipment of another day."""
    of_sites, site_arguments = within(sites, "m")
    sql = (
        "SELECT c.name, m.material, m.date, d.shipment_date, SUM(m.quantity_g) FROM counterparty c "
        "JOIN organisation o ON o.code = c.name "
        "JOIN document d ON d.issuer_id = o.id AND (d.recipient_id = %s OR d.recipient_id IS NULL) "
        "JOIN movement m ON m.organisation_id = %s AND m.document = d.number AND m.counterparty_id = c.id "
        f"WHERE c.organisation_id = %s AND d.shipment_date <> m.date AND {_IN_FORCE} "
        f"AND {of_sites} GROUP BY 1, 2, 3, 4"
    )
    arguments = [organisation_id] * 3
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, *_bounds(organisation_id, period), *site_arguments])
        return [
            ((name, material, stored_day(day), stored_day(shipped_on)), int(quantity_g))
            for name, material, day, shipped_on, quantity_g in cursor.fetchall()
        ]


def _bounds(organisation_id: int, period: Period) -> list[int]:
    return [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]


def post_consumer_scrap_by_supplier(organisation_id: int, *, first: date, last: date) -> dict[str, int]:
    """Return, by supplier, the post-consumer scrap in force booked as CoC from a day to another, in grams."""
    sql = (
        "SELECT c.name, SUM(m.quantity_g) FROM movement m JOIN counterparty c ON c.id = m.counterparty_id "
        f"WHERE {_IN_FORCE} AND m.material = %s GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first_id(organisation_id, first), last_id(organisation_id, last), POST_CONSUMER])
        return {name: int(mass_g) for name, mass_g in cursor.fetchall()}
