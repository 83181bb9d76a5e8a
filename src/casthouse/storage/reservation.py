"""Reading and writing reservations; what shipments took of them is not stored."""

from datetime import date, datetime

from django.db.models import QuerySet

from casthouse.custody.reservation import Reservation, ReservationAccount
from casthouse.custody.reservation_book import RecordedReservation
from casthouse.custody.scope import Scope
from casthouse.custody.stage import Stage
from casthouse.storage.models import ReservationRow, ScopeRow


def reservations(scope: Scope, *, period_start: date, is_closed: bool) -> list[RecordedReservation]:
    """Return the reservations of a scope and period in the order in which they were made, without draws."""
    rows = ReservationRow.objects.filter(scope__code=scope.code, period_start=period_start)
    return [_value(row, scope, is_closed=is_closed) for row in rows.order_by("id")]


def reservation(scope: Scope, reference: str) -> RecordedReservation | None:
    """Return the reservation with the reference, without draws, or None."""
    row = ReservationRow.objects.filter(scope__code=scope.code, reference=reference).first()
    return None if row is None else _value(row, scope, is_closed=False)


def _value(row: ReservationRow, scope: Scope, *, is_closed: bool) -> RecordedReservation:
    number = scope.calendar.number_starting(row.period_start)
    assert number is not None  # a scope's calendar stands once something was reserved in it
    account = ReservationAccount(
        scope=scope.code, period=scope.calendar.period(number), stage=Stage(row.stage)
    )
    return RecordedReservation(
        reservation=Reservation(
            reference=row.reference,
            customer=row.customer,
            account=account,
            mass_g=row.quantity_g,
            released_g=row.released_g,
            draws_from=row.draws_from,
        ),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        released_by=row.released_by,
        note=row.note,
        is_period_closed=is_closed,
    )


def save_proposal(value: Reservation, *, note: str, by: str, at: datetime) -> None:
    """Append a proposal; it holds nothing yet."""
    assert value.draws_from is not None
    ReservationRow.objects.create(
        scope=ScopeRow.objects.get(code=value.account.scope),
        reference=value.reference,
        period_start=value.account.period.start,
        stage=value.account.stage.value,
        customer=value.customer,
        quantity_g=value.mass_g,
        draws_from=value.draws_from,
        proposed_by=by,
        proposed_at=at,
        note=note,
    )


def approve(value: Reservation, *, by: str, at: datetime) -> None:
    """Let a reservation hold its tonnes."""
    _row(value).update(approved_by=by, approved_at=at)


def release(value: Reservation, *, by: str, at: datetime) -> None:
    """Keep how much of a reservation is given free."""
    _row(value).update(released_g=value.released_g, released_by=by, released_at=at)


def _row(value: Reservation) -> QuerySet[ReservationRow]:
    return ReservationRow.objects.filter(scope__code=value.account.scope, reference=value.reference)
