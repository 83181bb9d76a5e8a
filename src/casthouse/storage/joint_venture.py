"""Reading and appending legal interests in facilities of others; what left a facility, by day and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import connection
from django.db.models import Q

from casthouse.custody.joint_venture import DayOfOutput
from casthouse.custody.stage import MATERIALS_BY_CODE, stage_of
from casthouse.measure.period import Period
from casthouse.parties.joint_venture import LegalInterest
from casthouse.storage.dialect import stored_day
from casthouse.storage.models import FacilityRow, LegalInterestEndRow, LegalInterestRow, OrganisationRow
from casthouse.storage.movement_key import first_id, last_id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedInterest:
    """A legal interest as it was recorded; `owner` controls the facility."""

    number: int
    interest: LegalInterest
    owner: str
    reason: str
    recorded_at: datetime
    actor: str
    end_reason: str = ""


def interests(organisations: Iterable[str] | None = None) -> list[RecordedInterest]:
    """Return the interests that organisations hold, or that others hold in their facilities; or all, in their order."""
    rows = LegalInterestRow.objects.select_related(
        "facility__organisation", "holder", "legalinterestendrow"
    ).order_by("id")
    if organisations is not None:
        codes = list(organisations)
        rows = rows.filter(Q(holder__code__in=codes) | Q(facility__organisation__code__in=codes))
    return [_value(row) for row in rows]


def interest(number: int) -> RecordedInterest | None:
    """Return the interest with the number, or None."""
    row = (
        LegalInterestRow.objects.select_related("facility__organisation", "holder", "legalinterestendrow")
        .filter(id=number)
        .first()
    )
    return None if row is None else _value(row)


def append_interest(value: LegalInterest, *, reason: str, at: datetime, by: str) -> int:
    """Append an interest and return its number."""
    return LegalInterestRow.objects.create(
        facility=FacilityRow.objects.get(code=value.facility),
        holder=OrganisationRow.objects.get(code=value.holder),
        share_parts=value.share.numerator,
        share_of=value.share.denominator,
        first_day=value.first,
        reason=reason,
        recorded_at=at,
        actor=by,
    ).id


def append_end(number: int, *, last: date, reason: str, at: datetime, by: str) -> None:
    """Append the end of an interest.

    Raises:
        django.db.IntegrityError: it has an end.
    """
    LegalInterestEndRow.objects.create(
        interest_id=number, last_day=last, reason=reason, recorded_at=at, actor=by
    )


def output_by_day(facility: str, period: Period) -> list[DayOfOutput]:
    """Return what left a facility in a period, in force, by day, stage and recipient."""
    held = FacilityRow.objects.get(code=facility)
    sql = (
        "SELECT m.date, m.material, c.name, SUM(m.quantity_g) FROM movement m "
        "JOIN counterparty c ON c.id = m.counterparty_id "
        "WHERE m.id BETWEEN %s AND %s AND m.kind = 4 AND m.facility_id = %s "
        "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) GROUP BY 1, 2, 3"
    )
    bounds = [
        first_id(held.organisation_id, period.start),
        last_id(held.organisation_id, period.last_day),
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*bounds, held.id])
        return [
            DayOfOutput(
                day=stored_day(day),
                stage=stage_of(MATERIALS_BY_CODE[material]),
                to=to,
                mass_g=int(mass_g),
            )
            for day, material, to, mass_g in cursor.fetchall()
        ]


def _value(row: LegalInterestRow) -> RecordedInterest:
    end: LegalInterestEndRow | None = getattr(row, "legalinterestendrow", None)
    return RecordedInterest(
        number=row.id,
        interest=LegalInterest(
            facility=row.facility.code,
            holder=row.holder.code,
            share=Fraction(row.share_parts, row.share_of),
            first=row.first_day,
            last=end.last_day if end else date.max,
        ),
        owner=row.facility.organisation.code,
        reason=row.reason,
        recorded_at=row.recorded_at,
        actor=row.actor,
        end_reason=end.reason if end else "",
    )
