"""CoC receipts summed by supplier, material and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from casthouse.measure.period import Period
from casthouse.storage.movement_key import first_id, last_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfReceipts:
    """What one supplier delivered as CoC on one day: grams of one material."""

    counterparty: str
    material_code: int
    day: date
    quantity_g: int


def coc_receipts_by_day(
    *, organisation_id: int, facility_ids: Sequence[int], period: Period
) -> list[DayOfReceipts]:
    """Return the CoC receipts in force of some facilities in a period."""
    facilities = ", ".join(["%s"] * len(facility_ids))
    sql = (
        "SELECT c.name, s.material, s.date, s.quantity_g FROM ("
        "SELECT m.counterparty_id, m.material, m.date, SUM(m.quantity_g) AS quantity_g "
        "FROM movement m WHERE m.id BETWEEN %s AND %s AND m.kind = 2 AND m.coc = 1 "
        f"AND m.facility_id IN ({facilities}) "
        "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) GROUP BY 1, 2, 3"
        ") s JOIN counterparty c ON c.id = s.counterparty_id ORDER BY 1, 2, 3"
    )
    bounds = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*bounds, *facility_ids])
        return [
            DayOfReceipts(
                counterparty=name,
                material_code=material,
                day=date.fromisoformat(day) if isinstance(day, str) else day,
                quantity_g=int(quantity_g),
            )
            for name, material, day, quantity_g in cursor.fetchall()
        ]
