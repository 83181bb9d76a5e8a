"""Plans with four eyes: one proposes, another approves, and only then it counts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casthouse.custody.plan import Plan
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.plan import approve_plan, plans, propose_plan, withdraw_plan
from tests.contract.movement_rows import file_text, other_receipt, receipt, shipment
from tests.contract.register_text import one_scope
from tests.contract.store import Store
from tests.scenario.company import (
    AUDITOR,
    CLERK,
    MANAGER,
    OTHER_MANAGER,
    SCOPE,
    SECRETARIAT,
    STRANGER,
    Company,
    T,
    command,
)

COMING = date(2090, 1, 1)


@pytest.fixture
def acme(store: Store) -> Company:
    """ACME has taken in half CoC Material in January 2090 and shipped nothing yet."""
    return january(store)


def january(store: Store) -> Company:
    company = Company(store, one_scope(first="2090-01-01", last="2099-12-31"))
    company.post(
        receipt("C", date="2090-01-02", quantity="50"), other_receipt("N", date="2090-01-02", quantity="50")
    )
    return company


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return the same with a proposal that nobody approved; tests must leave it as it is."""
    company = january(new_store())
    proposed(company)
    return company


def proposed(acme: Company, actor: Actor = MANAGER, outflow_g: int = 40 * T) -> Plan:
    return acme.do(propose_plan, actor, scope=SCOPE, period=COMING, stage="aluminium", outflow_g=outflow_g)


def sell(acme: Company, reference: str, quantity: str) -> list[str]:
    row = shipment(reference, date="2090-02-01", quantity=quantity)
    return [each["code"] for each in acme.store.post("ACME", file_text([row])).json["refused"]]


def states(acme: Company) -> list[str]:
    return [each.state.value for each in acme.do(plans, AUDITOR, scope=SCOPE)]


def test_a_proposal_counts_for_nothing_until_another_person_approves_it(acme: Company) -> None:
    plan = proposed(acme)
    assert sell(acme, "S", "20") == ["coc_not_available"]
    approved = acme.do(approve_plan, OTHER_MANAGER, scope=SCOPE, number=plan.number)
    assert (approved.state.value, approved.proposed_by, approved.approved_by) == ("approved", "ada", "grace")
    assert sell(acme, "S", "20.000001") == ["coc_not_available"]
    assert sell(acme, "S", "20") == []


def test_nobody_approves_an_own_proposal(acme: Company) -> None:
    plan = proposed(acme)
    assert acme.refused(approve_plan, MANAGER, scope=SCOPE, number=plan.number) == "plan_self_approved"
    assert states(acme) == ["proposed"]


def test_an_approved_plan_takes_the_place_of_the_one_before(acme: Company) -> None:
    for outflow_g in (40 * T, 20 * T):
        plan = proposed(acme, CLERK, outflow_g)
        acme.do(approve_plan, MANAGER, scope=SCOPE, number=plan.number)
    assert states(acme) == ["superseded", "approved"]
    assert sell(acme, "S", "10.000001") == ["coc_not_available"]
    assert sell(acme, "S", "10") == []


def test_a_plan_that_is_withdrawn_counts_no_more(acme: Company) -> None:
    plan = proposed(acme, CLERK)
    acme.do(approve_plan, MANAGER, scope=SCOPE, number=plan.number)
    assert acme.do(withdraw_plan, MANAGER, scope=SCOPE, number=plan.number).state.value == "withdrawn"
    assert states(acme) == ["withdrawn"]
    assert sell(acme, "S", "1") == ["coc_not_available"]


def test_a_clerk_takes_back_a_proposal_but_no_approved_plan(acme: Company) -> None:
    plan = proposed(acme, CLERK)
    acme.do(withdraw_plan, CLERK, scope=SCOPE, number=plan.number)
    again = proposed(acme, CLERK)
    acme.do(approve_plan, MANAGER, scope=SCOPE, number=again.number)
    assert acme.refused(withdraw_plan, CLERK, scope=SCOPE, number=again.number) == "not_permitted"


@pytest.mark.parametrize("use_case", [approve_plan, withdraw_plan])
def test_what_is_decided_is_not_decided_again(acme: Company, use_case: Any) -> None:
    plan = proposed(acme)
    acme.do(withdraw_plan, MANAGER, scope=SCOPE, number=plan.number)
    assert acme.refused(use_case, OTHER_MANAGER, scope=SCOPE, number=plan.number) == "plan_not_proposed"
    assert acme.refused(use_case, OTHER_MANAGER, scope=SCOPE, number=999) == "plan_unknown"


@pytest.mark.parametrize("actor", [AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_and_clerks_propose(settled: Company, actor: Actor) -> None:
    arguments = {"scope": SCOPE, "period": COMING, "stage": "aluminium", "outflow_g": 1}
    assert settled.refused(propose_plan, actor, **arguments) == "not_permitted"  # type: ignore[arg-type]


@pytest.mark.parametrize("actor", [CLERK, AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_approve(settled: Company, actor: Actor) -> None:
    (plan,) = settled.do(plans, AUDITOR, scope=SCOPE)
    assert settled.refused(approve_plan, actor, scope=SCOPE, number=plan.number) == "not_permitted"


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_do_not_see_the_plans(settled: Company, actor: Actor) -> None:
    assert settled.refused(plans, actor, scope=SCOPE) == "not_permitted"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stage": "steel"}, "stage_unknown"),
        ({"period": date(2090, 2, 1)}, "period_unknown"),
        ({"outflow_g": -1}, "quantity_invalid"),
        ({"outflow_g": 10**30}, "quantity_invalid"),
        ({"scope": "NO-SUCH"}, "not_permitted"),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused(
    settled: Company, changes: dict[str, Any], code: str
) -> None:
    arguments: dict[str, Any] = {"scope": SCOPE, "period": COMING, "stage": "aluminium", "outflow_g": 1}
    assert settled.refused(propose_plan, MANAGER, **arguments | changes) == code


def test_a_period_that_is_over_is_not_planned(store: Store) -> None:
    acme = Company(store)
    arguments = {"scope": SCOPE, "period": date(2024, 1, 1), "stage": "aluminium", "outflow_g": 1}
    assert acme.refused(propose_plan, MANAGER, **arguments) == "plan_period_over"  # type: ignore[arg-type]


def test_the_journal_says_who_did_what(acme: Company) -> None:
    plan = proposed(acme, CLERK)
    acme.do(approve_plan, MANAGER, scope=SCOPE, number=plan.number)
    assert acme.journal()[-2:] == [("joan", "plan.propose"), ("ada", "plan.approve")]


def test_the_commands(acme: Company) -> None:
    plan = proposed(acme)
    assert command(acme, "plan", "approve", SCOPE, str(plan.number))["approved_by"] == OPERATOR.name
    options = ("--period", "2090-01-01", "--stage", "aluminium", "--outflow-g", "5000000")
    mine = command(acme, "plan", "propose", SCOPE, *options)
    assert (mine["state"], mine["outflow_g"], mine["approved_by"]) == ("proposed", 5 * T, "")
    own = acme.store.run("plan", "approve", SCOPE, str(mine["number"]))
    assert own.refusal == "plan_self_approved"
    assert command(acme, "plan", "withdraw", SCOPE, str(mine["number"]))["state"] == "withdrawn"
    listed = command(acme, "plan", "list", SCOPE, "--period", "2090-01-01")
    assert [each["state"] for each in listed["plans"]] == ["approved", "withdrawn"]
