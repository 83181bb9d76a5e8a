"""Plans: the outflow that a scope expects of a stage in a period, approved by a second person.

Until closing, the refusal test computes the own maximum with the larger of actual and planned outflow, so
that the first CoC shipment of a year is possible; closing uses the actual only (contract section 3). A plan
is worth money, so nobody approves an own proposal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from casthouse.refusal import Refusal

OUTFLOW_MAX_G = 10**18


class PlanState(StrEnum):
    """Where a plan stands; only an approved one counts."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan as it was recorded, with what became of it; `number` is what people name it by."""

    number: int
    scope: str
    period_start: date
    stage: Stage
    outflow_g: int
    proposed_by: str
    proposed_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    superseded_at: datetime | None = None
    withdrawn_by: str = ""

    @property
    def state(self) -> PlanState:
        """Where the plan stands."""
        if self.withdrawn_by:
            return PlanState.WITHDRAWN
        if self.superseded_at is not None:
            return PlanState.SUPERSEDED
        return PlanState.PROPOSED if self.approved_at is None else PlanState.APPROVED

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "number": self.number,
            "scope": self.scope,
            "period": {"start": self.period_start.isoformat()},
            "stage": self.stage.value,
            "outflow_g": self.outflow_g,
            "state": self.state.value,
            "proposed_by": self.proposed_by,
            "approved_by": self.approved_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProposal:
    """Planned outflow in grams, and who proposed it."""

    scope: str
    period: Period
    stage: Stage
    outflow_g: int
    proposed_by: str
    proposed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedPlan:
    """A proposal that another person approved."""

    proposal: PlanProposal
    approved_by: str
    approved_on: date


def propose_plan(
    *, scope: str, period: Period, stage: Stage, outflow_g: int, proposed_by: str, proposed_on: date
) -> PlanProposal:
    """Return a proposal; it counts for nothing until it is approved.

    Raises:
        Refusal: `quantity_invalid`, `plan_period_over`, `plan_person_missing`.
    """
    if not 0 <= outflow_g <= OUTFLOW_MAX_G:
        raise Refusal(
            "quantity_invalid",
            found=f"{outflow_g} g",
            expected=f"a planned outflow from 0 to {OUTFLOW_MAX_G} g",
            todo="correct the planned outflow",
        )
    _refuse_over(period, proposed_on)
    return PlanProposal(
        scope=scope,
        period=period,
        stage=stage,
        outflow_g=outflow_g,
        proposed_by=_named(proposed_by),
        proposed_on=proposed_on,
    )


def approve_plan(proposal: PlanProposal, *, approved_by: str, approved_on: date) -> ApprovedPlan:
    """Return the approved plan.

    Raises:
        Refusal: `plan_person_missing`, `plan_self_approved`, `plan_period_over`, `plan_approved_before`.
    """
    approver = _named(approved_by)
    if approver.casefold() == proposal.proposed_by.casefold():
        raise Refusal(
            "plan_self_approved",
            found=f"{approver} as proposer and approver",
            expected="approval by another person",
            todo="ask a second manager to approve the plan",
        )
    _refuse_over(proposal.period, approved_on)
    if approved_on < proposal.proposed_on:
        raise Refusal(
            "plan_approved_before",
            found=f"approved on {approved_on}",
            expected=f"not before the proposal of {proposal.proposed_on}",
            todo="correct the day of approval",
        )
    return ApprovedPlan(proposal=proposal, approved_by=approver, approved_on=approved_on)


def planned_outflow_g(plans: Iterable[ApprovedPlan], *, scope: str, period: Period) -> dict[Stage, int]:
    """Return the planned outflow of each stage: of several approved plans, the last in the order given."""
    return {
        each.proposal.stage: each.proposal.outflow_g
        for each in plans
        if each.proposal.scope == scope and each.proposal.period == period
    }


def _named(person: str) -> str:
    name = person.strip()
    if not name:
        raise Refusal(
            "plan_person_missing",
            found="no name",
            expected="who stands behind the plan",
            todo="name the person",
        )
    return name


def _refuse_over(period: Period, day: date) -> None:
    if day >= period.end:
        raise Refusal(
            "plan_period_over",
            found=f"{day}, after the period's end on {period.last_day}",
            expected="a plan for a period that is not over; closing uses the actual outflow",
            todo="plan the current or a coming period",
        )
