"""Closing and reopening: in order, once, after the end; closed figures stand still."""

from datetime import date

import pytest

from tests.contract.movement_rows import (
    Row,
    file_text,
    other_receipt,
    other_shipment,
    receipt,
    reversal,
    shipment,
)
from tests.contract.register_text import certificate, one_scope, register_text
from tests.contract.store import Answer, Store

T = 10**6
LAPSED = {"certificate": [certificate("COC-1", "ACME-COC", "2020-01-01", "2020-12-31")]}


@pytest.fixture
def acme(store: Store) -> Store:
    """ACME in 2020: 100 t CoC, 100 t other, shipped 100 t, 20 t of it as CoC Material; 30 t available."""
    store.load(register_text(one_scope(first="2020-01-01")))
    rows = [
        receipt("IN-COC", date="2020-02-01", quantity="100"),
        other_receipt("IN", date="2020-02-01", quantity="100"),
        other_shipment("OUT", date="2020-03-01", quantity="80"),
        shipment("OUT-COC", date="2020-03-01", quantity="20"),
    ]
    assert store.post("ACME", file_text(list(rows))).code == 0
    return store


def close(store: Store, year: int, *options: str) -> Answer:
    """Close a year of ACME."""
    return store.run("period", "close", "ACME-COC", f"{year}-01-01", *options)


def reopen(store: Store, year: int) -> Answer:
    """Reopen a year of ACME."""
    return store.run("period", "reopen", "ACME-COC", f"{year}-01-01", "--reason", "a weighbridge was wrong")


def overdraw(store: Store, *extra: Row) -> None:
    """Take back CoC inflow of 2020 until more is sold than there was."""
    assert store.post("ACME", file_text([reversal("BACK", "IN-COC"), *extra])).code == 0


def test_a_clean_close_gives_the_position_and_no_finding(acme: Store) -> None:
    live = acme.run("position", "ACME-COC", "--period", "2020-01-01").json
    answer = close(acme, 2020)
    assert (answer.code, answer.json) == (0, live | {"findings": []})


def test_again_is_a_no_op(acme: Store) -> None:
    first = close(acme, 2020)
    before = acme.dump()
    again = close(acme, 2020)
    assert (again.code, again.json) == (first.code, first.json)
    assert acme.dump() == before


def test_closing_goes_in_order(acme: Store) -> None:
    before = acme.dump()
    assert close(acme, 2021).refusal
    assert acme.dump() == before
    assert close(acme, 2020).code == 0
    assert close(acme, 2021).code == 0
    assert close(acme, 2023).refusal


def test_closing_comes_after_the_end(store: Store) -> None:
    today = date.today()  # noqa: DTZ011 - far enough from midnight: the period ends in eleven months
    store.load(register_text(one_scope(first=today.replace(day=1).isoformat())))
    assert store.run("period", "close", "ACME-COC", today.replace(day=1).isoformat()).refusal


@pytest.mark.parametrize("start", ["2020-01-02", "2019-01-01", "2020-12-31", "x", "2020-13-01"])
def test_only_a_period_can_be_closed_or_reopened(acme: Store, start: str) -> None:
    before = acme.dump()
    assert acme.run("period", "close", "ACME-COC", start).code in (1, 2)
    assert acme.run("period", "reopen", "ACME-COC", start, "--reason", "x").code in (1, 2)
    assert acme.dump() == before


def test_a_closed_period_takes_no_more_movements_but_the_same_file_again(acme: Store) -> None:
    close(acme, 2020)
    late = acme.post("ACME", file_text([other_receipt("LATE", date="2020-12-31"), reversal("R", "OUT")]))
    assert [(r["row"], r["code"]) for r in late.json["refused"]] == [
        (2, "period_closed"),
        (3, "period_closed"),
    ]
    same = acme.post("ACME", file_text([other_shipment("OUT", date="2020-03-01", quantity="80")]))
    assert (same.code, same.json["unchanged"]) == (0, 1)


def test_a_lapsed_certificate_changes_open_periods_only(acme: Store) -> None:
    dug = [
        {**other_receipt("DUG", date=f"{year}-06-01"), "kind": "extraction", "material": "bauxite", "coc": ""}
        | {"reference": f"DUG-{year}", "counterparty": ""}
        for year in (2020, 2021)
    ]
    assert acme.post("ACME", file_text(list(dug))).code == 0
    close(acme, 2020)
    acme.load(register_text({"certificate": [certificate("COC-1", "ACME-COC", "2020-01-01", "2020-03-31")]}))
    frozen = acme.stage("ACME-COC", "2020-01-01", "bauxite")
    assert frozen["coc_inflow_g"] == T
    assert acme.stage("ACME-COC", "2020-01-01", "bauxite", "--on", "2020-12-31") == frozen
    assert acme.stage("ACME-COC", "2020-01-01", "bauxite", "--on", "2020-05-31")["coc_inflow_g"] == 0
    assert acme.stage("ACME-COC", "2021-01-01", "bauxite")["coc_inflow_g"] == 0
    assert "changed_since_closing" in {each["code"] for each in acme.run("check").json["findings"]}
    assert reopen(acme, 2020).code == 0
    assert acme.stage("ACME-COC", "2020-01-01", "bauxite")["coc_inflow_g"] == 0


def test_reopening_takes_every_later_period_along(acme: Store) -> None:
    for year in (2020, 2021, 2022):
        assert close(acme, year).code == 0
    assert reopen(acme, 2021).code == 0
    assert acme.post("ACME", file_text([other_receipt("A", date="2022-05-01")])).code == 0
    assert acme.post("ACME", file_text([other_receipt("B", date="2020-05-01")])).code == 1
    assert close(acme, 2022).refusal
    assert close(acme, 2021).code == 0
    assert close(acme, 2022).code == 0
    assert reopen(acme, 2023).refusal


def test_reopened_periods_follow_what_changed(acme: Store) -> None:
    for year in (2020, 2021):
        close(acme, year)
    assert acme.stage("ACME-COC", "2021-01-01")["carried_in_g"] == 30 * T
    reopen(acme, 2020)
    acme.post("ACME", file_text([other_shipment("MORE", date="2020-05-01", quantity="100")]))
    assert acme.stage("ACME-COC", "2021-01-01")["carried_in_g"] == 80 * T
    assert close(acme, 2020).json["stages"]["aluminium"]["positive_balance_g"] == 80 * T
    assert close(acme, 2021).json["stages"]["aluminium"]["carried_in_g"] == 80 * T


def test_an_overdraft_is_not_allowed(acme: Store) -> None:
    overdraw(acme)
    answer = close(acme, 2020)
    assert (answer.code, answer.json["findings"]) == (1, ["overdraft_not_allowed"])
    assert answer.json["stages"]["aluminium"]["overdraft_g"] == 20 * T
    assert acme.stage("ACME-COC", "2021-01-01")["to_repay_g"] == 20 * T
    assert acme.post("ACME", file_text([other_receipt("LATE", date="2020-12-31")])).code == 1


@pytest.mark.parametrize(("coc_in", "findings"), [("25", []), ("24.999999", ["overdraft_above_limit"])])
def test_force_majeure_tolerates_a_fifth_of_the_coc_inflow(
    acme: Store, coc_in: str, findings: list[str]
) -> None:
    # 20 t sold, 5 t of room: the share is c / (c + n) with n chosen so that own maximum is 15 t on 100 t out.
    other = {"25": "141.666666", "24.999999": "141.666661"}[coc_in]
    overdraw(
        acme,
        reversal("BACK-2", "IN"),
        receipt("C", date="2020-04-01", quantity=coc_in),
        other_receipt("N", date="2020-04-01", quantity=other),
    )
    stage = acme.stage("ACME-COC", "2020-01-01")
    assert stage["own_maximum_g"] == 15 * T
    assert stage["overdraft_g"] == 5 * T
    answer = close(acme, 2020, "--force-majeure", "flood at the wharf")
    assert answer.json["findings"] == findings
    assert answer.code == (1 if findings else 0)
    assert acme.stage("ACME-COC", "2021-01-01")["to_repay_g"] == 5 * T


def test_more_shipped_than_came_in_is_a_finding_of_plausibility(acme: Store) -> None:
    acme.post("ACME", file_text([other_shipment("MORE", date="2020-05-01", quantity="101")]))
    answer = close(acme, 2020)
    assert (answer.code, answer.json["findings"]) == (1, ["outflow_exceeds_inflow"])


def test_a_supplier_without_a_certificate_is_a_finding(acme: Store) -> None:
    acme.post("ACME", file_text([receipt("UNFIT", date="2020-05-01", counterparty="CUS")]))
    assert acme.stage("ACME-COC", "2020-01-01")["coc_inflow_g"] == 101 * T
    assert "supplier_not_entitled" in {each["code"] for each in acme.run("check").json["findings"]}
    answer = close(acme, 2020)
    assert (answer.code, answer.json["findings"]) == (1, ["supplier_not_entitled"])
