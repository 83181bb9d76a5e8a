"""Reading and writing plans of outflow."""

from collections import defaultdict
from datetime import date, datetime

from casthouse.custody.stage import Stage
from casthouse.storage.models import PlanRow, ScopeRow


def approved_plans(scope: str) -> dict[date, dict[Stage, int]]:
    """Return the approved planned outflow in grams of a scope, by period start and stage."""
    plans: dict[date, dict[Stage, int]] = defaultdict(dict)
    rows = PlanRow.objects.filter(scope__code=scope, superseded_at=None, approved_at__isnull=False)
    for start, stage, outflow_g in rows.values_list("period_start", "stage", "outflow_g"):
        plans[start][Stage(stage)] = outflow_g
    return plans


def save_approved_plan(
    *,
    scope: str,
    period_start: date,
    stage: Stage,
    outflow_g: int,
    proposed_by: str,
    approved_by: str,
    at: datetime,
) -> None:
    """Put a plan in force at once, superseding the one before."""
    row = ScopeRow.objects.get(code=scope)
    PlanRow.objects.filter(
        scope=row, period_start=period_start, stage=stage.value, superseded_at=None, approved_at__isnull=False
    ).update(superseded_at=at)
    PlanRow.objects.create(
        scope=row,
        period_start=period_start,
        stage=stage.value,
        outflow_g=outflow_g,
        proposed_by=proposed_by,
        proposed_at=at,
        approved_by=approved_by,
        approved_at=at,
    )
