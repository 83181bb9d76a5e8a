"""Requests to reopen closed periods."""

from dataclasses import dataclass
from datetime import date, datetime

from casthouse.storage.models import ReopeningRow, ScopeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningRequest:
    """What somebody wants reopened, and why."""

    identifier: int
    scope: str
    period_start: date
    reason: str
    requested_by: str
    requested_at: datetime


def open_requests(scope: str) -> list[ReopeningRequest]:
    """Return the requests of a scope that nobody decided yet."""
    rows = ReopeningRow.objects.select_related("scope").filter(scope__code=scope, decided_at=None)
    return [
        ReopeningRequest(
            identifier=row.id,
            scope=row.scope.code,
            period_start=row.period_start,
            reason=row.reason,
            requested_by=row.requested_by,
            requested_at=row.requested_at,
        )
        for row in rows.order_by("period_start")
    ]


def save_request(*, scope: str, period_start: date, reason: str, by: str, at: datetime) -> None:
    """Record a request; an open one of the same period is replaced."""
    row = ScopeRow.objects.get(code=scope)
    ReopeningRow.objects.filter(scope=row, period_start=period_start, decided_at=None).delete()
    ReopeningRow.objects.create(
        scope=row, period_start=period_start, reason=reason, requested_by=by, requested_at=at
    )


def decide_request(identifier: int, *, is_approved: bool, by: str, at: datetime) -> None:
    """Record what was decided."""
    ReopeningRow.objects.filter(id=identifier, decided_at=None).update(
        is_approved=is_approved, decided_by=by, decided_at=at
    )
