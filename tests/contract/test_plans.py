"""An approved plan makes January's first CoC shipment possible; closing uses what was really shipped."""

import pytest

from tests.contract.movement_rows import file_text, other_receipt, other_shipment, receipt, shipment
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Answer, Store

T = 10**6


@pytest.fixture
def acme(store: Store) -> Store:
    """ACME has taken in half CoC Material in January 2020 and shipped nothing yet."""
    store.load(register_text(one_scope(first="2020-01-01")))
    rows = [
        receipt("C", date="2020-01-02", quantity="50"),
        other_receipt("N", date="2020-01-02", quantity="50"),
    ]
    assert store.post("ACME", file_text(list(rows))).code == 0
    return store


def plan(store: Store, outflow_g: int, *, stage: str = "aluminium", year: int = 2020) -> Answer:
    """Approve a plan."""
    period = ("--period", f"{year}-01-01")
    return store.run("plan", "set", "ACME-COC", *period, "--stage", stage, "--outflow-g", str(outflow_g))


def sell(store: Store, reference: str, quantity: str, date: str = "2020-01-03") -> list[str]:
    """Post a CoC shipment; returns the codes of its refusal."""
    answer = store.post("ACME", file_text([shipment(reference, quantity=quantity, date=date)]))
    return [refused["code"] for refused in answer.json["refused"]]


def test_without_a_plan_the_first_shipment_is_refused(acme: Store) -> None:
    assert sell(acme, "S", "1") == ["coc_not_available"]


def test_with_a_plan_half_of_it_may_be_sold(acme: Store) -> None:
    assert plan(acme, 40 * T).code == 0
    assert sell(acme, "S", "20.000001") == ["coc_not_available"]
    assert sell(acme, "S", "20") == []
    assert sell(acme, "S2", "0.000001") == ["coc_not_available"]


def test_a_plan_holds_for_its_stage_and_period(acme: Store) -> None:
    plan(acme, 40 * T, stage="alumina")
    plan(acme, 40 * T, year=2021)
    assert sell(acme, "S", "1") == ["coc_not_available"]


def test_a_closed_period_takes_no_plan(acme: Store) -> None:
    acme.run("period", "close", "ACME-COC", "2020-01-01")
    before = acme.dump()
    assert plan(acme, 40 * T).refusal == "period_closed"
    assert acme.dump() == before


def test_positions_and_closing_use_what_was_shipped(acme: Store) -> None:
    plan(acme, 40 * T)
    sell(acme, "S", "20")
    stage = acme.stage("ACME-COC", "2020-01-01")
    assert (stage["own_maximum_g"], stage["available_g"]) == (10 * T, -10 * T)
    closed = acme.run("period", "close", "ACME-COC", "2020-01-01")
    assert (closed.code, closed.json["findings"]) == (1, ["overdraft_not_allowed"])
    assert closed.json["stages"]["aluminium"]["overdraft_g"] == 10 * T


def test_more_shipped_than_planned_counts(acme: Store) -> None:
    plan(acme, 10 * T)
    acme.post("ACME", file_text([other_shipment("O", date="2020-02-01", quantity="60")]))
    assert sell(acme, "S", "60.000002") == ["coc_not_available"]
    assert sell(acme, "S", "60") == []


def test_a_later_plan_replaces_the_earlier(acme: Store) -> None:
    plan(acme, 40 * T)
    assert plan(acme, 20 * T).code == 0
    assert sell(acme, "S", "10.000001") == ["coc_not_available"]
    assert sell(acme, "S", "10") == []


def test_what_is_planned_is_carried_on_within_the_test(acme: Store) -> None:
    plan(acme, 40 * T)
    assert sell(acme, "S", "20.000001", date="2021-02-01") == ["coc_not_available"]
    assert sell(acme, "S", "20", date="2021-02-01") == []
    assert acme.stage("ACME-COC", "2021-01-01")["available_g"] == -20 * T


def test_after_closing_the_plan_of_that_period_helps_no_more(acme: Store) -> None:
    plan(acme, 40 * T)
    acme.run("period", "close", "ACME-COC", "2020-01-01")
    assert sell(acme, "S", "1", date="2021-02-01") == ["coc_not_available"]


@pytest.mark.parametrize(
    "options",
    [
        ["--period", "2020-02-01", "--stage", "aluminium", "--outflow-g", "1"],
        ["--period", "2020-01-01", "--stage", "steel", "--outflow-g", "1"],
        ["--period", "2020-01-01", "--stage", "aluminium", "--outflow-g", "-1"],
        ["--period", "2020-01-01", "--stage", "aluminium", "--outflow-g", "x"],
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(acme: Store, options: list[str]) -> None:
    before = acme.dump()
    assert acme.run("plan", "set", "ACME-COC", *options).code in (1, 2)
    assert acme.dump() == before
