"""Market credits as they were allocated and sold; appended only."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import F, Sum

from casthouse.custody.market_credit import CreditAllocation, CreditPurchase
from casthouse.custody.scope import Scope
from casthouse.storage.models import CreditAllocationRow, CreditPurchaseRow, ScopeRow


def allocated_g(scope: str) -> Mapping[date, int]:
    """Return the mass set aside as credits by the first days of the periods, in grams."""
    rows = CreditAllocationRow.objects.filter(scope__code=scope).values("period_start")
    sums = rows.annotate(mass_g=Sum(F("credit_count") * F("unit_g"))).order_by("period_start")
    return {each["period_start"]: int(each["mass_g"]) for each in sums}


def allocated_in_periods(*, first: date, last: date) -> dict[tuple[int, date], int]:
    """Return the mass set aside as credits in periods that begin in some days, by scope and first day, in grams."""
    rows = CreditAllocationRow.objects.filter(period_start__gte=first, period_start__lte=last)
    sums = rows.values("scope_id", "period_start").annotate(mass_g=Sum(F("credit_count") * F("unit_g")))
    return {
        (each["scope_id"], each["period_start"]): int(each["mass_g"]) for each in sums.order_by("scope_id")
    }


def allocations(scope: Scope) -> list[CreditAllocation]:
    """Return the allocations of a scope in the order in which they were made."""
    rows = CreditAllocationRow.objects.filter(scope__code=scope.code).order_by("id")
    return [_allocation(row, scope) for row in rows]


def _allocation(row: CreditAllocationRow, scope: Scope) -> CreditAllocation:
    number = scope.calendar.number_starting(row.period_start)
    assert number is not None  # a scope's calendar stands once something was allocated in it
    return CreditAllocation(
        reference=row.reference,
        casthouse=scope.organisation,
        period=scope.calendar.period(number),
        credit_count=row.credit_count,
        unit_g=row.unit_g,
    )


def save_allocation(scope: str, value: CreditAllocation, *, at: datetime, by: str) -> None:
    """Append an allocation."""
    CreditAllocationRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        reference=value.reference,
        period_start=value.period.start,
        credit_count=value.credit_count,
        unit_g=value.unit_g,
        recorded_at=at,
        recorded_by=by,
    )


def purchases(scope: str) -> list[CreditPurchase]:
    """Return what was sold of a scope's allocations, in the order of sales."""
    rows = CreditPurchaseRow.objects.select_related("allocation").filter(allocation__scope__code=scope)
    return [
        CreditPurchase(
            reference=row.reference,
            allocation=row.allocation.reference,
            buyer=row.buyer,
            on=row.date,
            credit_count=row.credit_count,
        )
        for row in rows.order_by("id")
    ]


def save_purchase(scope: str, value: CreditPurchase, *, at: datetime, by: str) -> None:
    """Append a sale."""
    CreditPurchaseRow.objects.create(
        allocation=CreditAllocationRow.objects.get(scope__code=scope, reference=value.allocation),
        reference=value.reference,
        buyer=value.buyer,
        date=value.on,
        credit_count=value.credit_count,
        recorded_at=at,
        recorded_by=by,
    )
