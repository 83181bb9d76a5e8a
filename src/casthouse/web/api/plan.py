"""Plans of outflow: proposed by one person, approved by another."""

from datetime import date

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.custody.plan import Plan, PlanState
from casthouse.custody.stage import Stage
from casthouse.service.plan import approve_plan, plans, propose_plan, withdraw_plan
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, Grams, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["plans"])
PLANS = "/scopes/{scope}/plans"


class PlanWanted(Given):
    """A planned outflow of one stage in one period, in grams."""

    period: Day
    stage: Stage
    outflow_g: Grams


class PlansWanted(Given):
    """Of which period; of all when left out."""

    period: Day | None = None


class PeriodStart(Shown):
    """A period by its first day."""

    start: date


class PlanShown(Shown):
    """A plan, where it stands and who stands behind it."""

    number: int
    scope: str
    period: PeriodStart
    stage: Stage
    outflow_g: int
    state: PlanState
    proposed_by: str
    approved_by: str


class PlanList(Shown):
    """The plans of a scope."""

    plans: list[PlanShown]


@router.get(PLANS, response=PlanList)
def list_plans(request: ApiRequest, scope: str, wanted: Query[PlansWanted]) -> PlanList:
    """List the plans of a scope with what became of each."""
    return PlanList(plans=[_shown(each) for each in plans(request.auth, scope=scope, period=wanted.period)])


@router.post(PLANS, response={201: PlanShown})
def propose(request: ApiRequest, scope: str, wanted: PlanWanted) -> HttpResponse:
    """Propose a planned outflow; it counts for nothing until another person approves it."""

    def work() -> Reply:
        plan = propose_plan(
            request.auth,
            scope=scope,
            period=wanted.period,
            stage=wanted.stage.value,
            outflow_g=wanted.outflow_g,
        )
        return Reply(shape=_shown(plan), status=201)

    return once(request, work)


@router.post(f"{PLANS}/{{int:number}}/approve", response=PlanShown)
def approve(request: ApiRequest, scope: str, number: int) -> HttpResponse:
    """Put a proposal of another person in force, superseding the plan before."""
    return once(request, lambda: Reply(shape=_shown(approve_plan(request.auth, scope=scope, number=number))))


@router.post(f"{PLANS}/{{int:number}}/withdraw", response=PlanShown)
def withdraw(request: ApiRequest, scope: str, number: int) -> HttpResponse:
    """Take a proposal back, or a plan in force."""
    return once(request, lambda: Reply(shape=_shown(withdraw_plan(request.auth, scope=scope, number=number))))


def _shown(plan: Plan) -> PlanShown:
    return PlanShown.model_validate(plan.as_json())
