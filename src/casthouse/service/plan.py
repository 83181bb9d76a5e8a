"""Plans of outflow: the use cases behind `casthouse plan`.

One person proposes, another approves; only the operator of the store may do both at once (`set_plan`).
"""

from dataclasses import replace
from datetime import date

from casthouse.custody.plan import OUTFLOW_MAX_G, Plan, PlanProposal, PlanState
from casthouse.custody.plan import approve_plan as approved
from casthouse.custody.plan import propose_plan as proposed
from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entered import stage_named
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.position import period_number
from casthouse.storage import period as period_store
from casthouse.storage import plan as plan_store


def set_plan(actor: Actor, *, scope: str, period: date, stage: str, outflow_g: int) -> Plan:
    """Put an approved plan in force, superseding the one before; only who may both propose and approve alone.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `stage_unknown`, `period_unknown`, `quantity_invalid`,
            `period_closed`.
    """
    held = permitted_scope(actor, Act.PLAN_SET, scope)
    known = stage_named(stage)
    period_number(held, period=period, on=None, today=clock.today())
    if not 0 <= outflow_g <= OUTFLOW_MAX_G:
        raise Refusal(
            "quantity_invalid",
            found=f"{outflow_g} g",
            expected="from 0 to 10^18 g",
            todo="correct the planned outflow",
        )
    with ledger_held(actor, held.organisation) as ledger:
        _refuse_closed(scope, period)
        plan = plan_store.save_proposal(
            scope=scope, period_start=period, stage=known, outflow_g=outflow_g, by=actor.name, at=ledger.at
        )
        plan_store.approve(plan, by=actor.name, at=ledger.at)
        _journal(ledger, Act.PLAN_SET, plan)
    return replace(plan, approved_by=actor.name, approved_at=ledger.at)


def propose_plan(actor: Actor, *, scope: str, period: date, stage: str, outflow_g: int) -> Plan:
    """Propose a planned outflow; it counts for nothing until another person approves it.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `stage_unknown`, `period_unknown`, `quantity_invalid`,
            `plan_period_over`.
    """
    held = permitted_scope(actor, Act.PLAN_PROPOSE, scope)
    proposal = proposed(
        scope=scope,
        period=_period(held, period),
        stage=stage_named(stage),
        outflow_g=outflow_g,
        proposed_by=actor.name,
        proposed_on=clock.today(),
    )
    with ledger_held(actor, held.organisation) as ledger:
        plan = plan_store.save_proposal(
            scope=scope,
            period_start=period,
            stage=proposal.stage,
            outflow_g=outflow_g,
            by=actor.name,
            at=ledger.at,
        )
        _journal(ledger, Act.PLAN_PROPOSE, plan)
    return plan


def approve_plan(actor: Actor, *, scope: str, number: int) -> Plan:
    """Put a proposal of another person in force, superseding the plan before.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `plan_unknown`, `plan_not_proposed`, `plan_self_approved`,
            `plan_period_over`, `period_closed`.
    """
    held = permitted_scope(actor, Act.PLAN_APPROVE, scope)
    with ledger_held(actor, held.organisation) as ledger:
        plan = _found(scope, number, PlanState.PROPOSED)
        approved(_proposal(held, plan), approved_by=actor.name, approved_on=ledger.at.date())
        _refuse_closed(scope, plan.period_start)
        plan_store.approve(plan, by=actor.name, at=ledger.at)
        _journal(ledger, Act.PLAN_APPROVE, plan)
    return replace(plan, approved_by=actor.name, approved_at=ledger.at)


def withdraw_plan(actor: Actor, *, scope: str, number: int) -> Plan:
    """Take a proposal back, or a plan in force: then the own maximum is that of the actual outflow again.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `plan_unknown`, `plan_not_proposed`.
    """
    held = permitted_scope(actor, Act.PLAN_WITHDRAW, scope)
    with ledger_held(actor, held.organisation) as ledger:
        plan = _found(scope, number, PlanState.PROPOSED, PlanState.APPROVED)
        if plan.state is PlanState.APPROVED:
            authorise(actor, Act.PLAN_APPROVE, held.organisation)
        plan_store.withdraw(plan, by=actor.name, at=ledger.at)
        _journal(ledger, Act.PLAN_WITHDRAW, plan)
    return replace(plan, withdrawn_by=actor.name, superseded_at=ledger.at)


def plans(actor: Actor, *, scope: str, period: date | None = None) -> list[Plan]:
    """Return the plans of a scope, or of one of its periods, with what became of each.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    if period is not None:
        _period(held, period)
    return plan_store.plans(scope, period_start=period)


def _period(scope: Scope, start: date) -> Period:
    return scope.calendar.period(period_number(scope, period=start, on=None, today=clock.today()))


def _refuse_closed(scope: str, start: date) -> None:
    if any(each.period.start == start for each in period_store.statements(scope)):
        raise Refusal(
            "period_closed",
            found=f"a plan for the closed period from {start}",
            expected="an open period",
            todo="plan the current or a coming period",
        )


def _proposal(scope: Scope, plan: Plan) -> PlanProposal:
    return PlanProposal(
        scope=scope.code,
        period=_period(scope, plan.period_start),
        stage=plan.stage,
        outflow_g=plan.outflow_g,
        proposed_by=plan.proposed_by,
        proposed_on=plan.proposed_at.date(),
    )


def _found(scope: str, number: int, *states: PlanState) -> Plan:
    plan = plan_store.plan(scope, number)
    if plan is None:
        raise Refusal(
            "plan_unknown",
            found=f"plan {number} of {scope}",
            expected="the number of a plan, as the list of plans shows it",
            todo="correct the number",
        )
    if plan.state not in states:
        raise Refusal(
            "plan_not_proposed",
            found=f"plan {number}, which is {plan.state.value}",
            expected="a plan that is " + " or ".join(each.value for each in states),
            todo="propose the plan anew",
        )
    return plan


def _journal(ledger: LedgerHold, act: Act, plan: Plan) -> None:
    subject = f"{plan.scope} {plan.period_start} {plan.stage.value}"
    ledger.journal(act, subject, number=plan.number, outflow_g=plan.outflow_g)
