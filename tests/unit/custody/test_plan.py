"""Plans: proposed by one person, approved by another."""

from datetime import date

import pytest

from casthouse.custody.plan import (
    OUTFLOW_MAX_G,
    ApprovedPlan,
    PlanProposal,
    approve_plan,
    planned_outflow_g,
    propose_plan,
)
from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from tests.unit.custody.allowance_samples import T
from tests.unit.refusing import refused

YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
NEXT = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))


def propose(
    outflow_g: int = 100 * T,
    *,
    by: str = "Ada",
    on: date = date(2023, 12, 1),
    period: Period = YEAR,
    stage: Stage = Stage.ALUMINIUM,
    scope: str = "S",
) -> PlanProposal:
    return propose_plan(
        scope=scope, period=period, stage=stage, outflow_g=outflow_g, proposed_by=by, proposed_on=on
    )


def approve(proposal: PlanProposal, *, by: str = "Bo", on: date = date(2023, 12, 2)) -> ApprovedPlan:
    return approve_plan(proposal, approved_by=by, approved_on=on)


@pytest.mark.parametrize("approver", ["Ada", " ada ", "ADA"])
def test_nobody_approves_an_own_proposal(approver: str) -> None:
    with refused("plan_self_approved"):
        approve(propose(by=" Ada"), by=approver)
    assert approve(propose(), by="Bo").approved_by == "Bo"


def test_people_are_named() -> None:
    with refused("plan_person_missing"):
        propose(by=" ")
    with refused("plan_person_missing"):
        approve(propose(), by="")


@pytest.mark.parametrize("outflow_g", [-1, OUTFLOW_MAX_G + 1])
def test_an_outflow_outside_its_range_is_refused(outflow_g: int) -> None:
    with refused("quantity_invalid"):
        propose(outflow_g)


def test_an_outflow_at_the_ends_of_its_range_is_planned() -> None:
    assert (propose(0).outflow_g, propose(10**18).outflow_g) == (0, 10**18)


def test_a_period_that_is_over_is_not_planned() -> None:
    propose(on=date(2024, 12, 31))
    with refused("plan_period_over"):
        propose(on=date(2025, 1, 1))
    with refused("plan_period_over"):
        approve(propose(), on=date(2025, 1, 1))


def test_a_plan_is_not_approved_before_it_is_proposed() -> None:
    with refused("plan_approved_before"):
        approve(propose(on=date(2023, 12, 3)), on=date(2023, 12, 2))
    assert approve(propose(on=date(2023, 12, 2)), on=date(2023, 12, 2)).approved_on == date(2023, 12, 2)


def test_the_last_approved_plan_of_a_scope_period_and_stage_counts() -> None:
    plans = [
        approve(propose(1)),
        approve(propose(2)),
        approve(propose(3, period=NEXT)),
        approve(propose(4, scope="OTHER")),
        approve(propose(0, stage=Stage.ALUMINA)),
    ]
    assert planned_outflow_g(plans, scope="S", period=YEAR) == {Stage.ALUMINIUM: 2, Stage.ALUMINA: 0}
    assert planned_outflow_g([], scope="S", period=YEAR) == {}
