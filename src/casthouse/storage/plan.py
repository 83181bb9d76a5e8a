"""Reading and writing plans of outflow."""

from collections import defaultdict
from datetime import date, datetime

from casthouse.custody.plan import Plan
from casthouse.custody.stage import Stage
from casthouse.storage.models import PlanRow, ScopeRow


def approved_plans(scope: str) -> dict[date, dict[Stage, int]]:
    """Return the approved planned outflow in grams of a scope, by period start and stage."""
    plans: dict[date, dict[Stage, int]] = defaultdict(dict)
    rows = PlanRow.objects.filter(scope__code=scope, superseded_at=None, approved_at__isnull=False)
    for start, stage, outflow_g in rows.values_list("period_start", "stage", "outflow_g"):
        plans[start][Stage(stage)] = outflow_g
    return plans


def plans(scope: str, *, period_start: date | None = None) -> list[Plan]:
    """Return the plans of a scope, or of one of its periods, in the order of periods and proposals."""
    rows = PlanRow.objects.select_related("scope").filter(scope__code=scope).order_by("period_start", "id")
    if period_start is not None:
        rows = rows.filter(period_start=period_start)
    return [_value(row) for row in rows]


def plan(scope: str, number: int) -> Plan | None:
    """Return a plan of a scope, or None."""
    row = PlanRow.objects.select_related("scope").filter(scope__code=scope, id=number).first()
    return None if row is None else _value(row)


def _value(row: PlanRow) -> Plan:
    return Plan(
        number=row.id,
        scope=row.scope.code,
        period_start=row.period_start,
        stage=Stage(row.stage),
        outflow_g=row.outflow_g,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        superseded_at=row.superseded_at,
        withdrawn_by=row.withdrawn_by,
    )


def save_proposal(
    *, scope: str, period_start: date, stage: Stage, outflow_g: int, by: str, at: datetime
) -> Plan:
    """Append a proposal; it counts for nothing yet."""
    row = PlanRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        period_start=period_start,
        stage=stage.value,
        outflow_g=outflow_g,
        proposed_by=by,
        proposed_at=at,
    )
    return _value(row)


def approve(value: Plan, *, by: str, at: datetime) -> None:
    """Put a proposal in force, superseding the plan before."""
    PlanRow.objects.filter(
        scope__code=value.scope,
        period_start=value.period_start,
        stage=value.stage.value,
        superseded_at=None,
        approved_at__isnull=False,
    ).update(superseded_at=at)
    PlanRow.objects.filter(id=value.number).update(approved_by=by, approved_at=at)


def withdraw(value: Plan, *, by: str, at: datetime) -> None:
    """Take a proposal or an approved plan back."""
    PlanRow.objects.filter(id=value.number).update(superseded_at=at, withdrawn_by=by)
