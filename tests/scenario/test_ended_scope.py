"""A scope that ended: nothing counts in it afterwards, nothing is sold from it, and its successor takes over."""

import pytest

from tests.contract.store import Store

REGISTER = """
[[organisation]]
code = "A"
name = "A"
country = "DE"
[[facility]]
code = "A-1"
organisation = "A"
name = "A-1"
activities = ["casthouse"]
[[scope]]
code = "A-OLD"
organisation = "A"
facilities = ["A-1"]
edition = "coc-v2"
first_period_start = 2024-01-01
last_day = 2024-06-30
[[certificate]]
number = "C-1"
scope = "A-OLD"
standard = "chain_of_custody"
valid_from = 2024-01-01
valid_to = 2026-12-31
"""
SUCCESSOR = """
[[scope]]
code = "A-NEW"
organisation = "A"
facilities = ["A-1"]
edition = "coc-v2"
first_period_start = 2024-07-01
[[certificate]]
number = "C-2"
scope = "A-NEW"
standard = "chain_of_custody"
valid_from = 2024-07-01
valid_to = 2026-12-31
"""
HEADER = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot,reverses\n"


@pytest.fixture
def ended(store: Store) -> Store:
    assert store.load(REGISTER).code == 0
    return store


def test_nothing_is_sold_as_coc_from_a_scope_that_ended(ended: Store) -> None:
    answer = ended.post("A", HEADER + "S1,2024-09-01,A-1,shipment,aluminium,1000,t,yes,B,,,\n")
    assert [(r["row"], r["code"]) for r in answer.json["refused"]] == [(2, "scope_not_certified")]


def test_a_day_counts_in_one_scope_only(ended: Store) -> None:
    assert ended.load(SUCCESSOR).code == 0
    rows = "R1,2024-06-30,A-1,receipt,aluminium,1,t,yes,B,D1,,\nR2,2024-07-01,A-1,receipt,aluminium,2,t,yes,B,D2,,\n"
    assert ended.post("A", HEADER + rows).code == 0
    assert ended.stage("A-OLD", "2024-01-01")["coc_inflow_g"] == 10**6
    assert ended.stage("A-NEW", "2024-07-01")["coc_inflow_g"] == 2 * 10**6


def test_what_comes_later_leaves_its_closed_period_alone(ended: Store) -> None:
    assert ended.load(SUCCESSOR).code == 0
    assert ended.run("period", "close", "A-OLD", "2024-01-01").code == 0
    assert ended.post("A", HEADER + "R2,2024-09-01,A-1,receipt,aluminium,2,t,yes,B,D2,,\n").code == 0
    assert ended.run("check").json["clean"]


def test_facilities_in_two_scopes_on_one_day_are_refused(ended: Store) -> None:
    answer = ended.load(
        SUCCESSOR.replace("first_period_start = 2024-07-01", "first_period_start = 2024-06-30")
    )
    assert answer.refusal == "facility_in_two_scopes"


def test_registers_that_dates_cannot_hold_are_refused(store: Store) -> None:
    late = REGISTER.replace("first_period_start = 2024-01-01", "first_period_start = 9999-12-31")
    assert store.load(late.replace("last_day = 2024-06-30\n", "")).refusal == "register_invalid"
    digits = (
        REGISTER + '[[opening]]\nscope = "A-OLD"\nstage = "aluminium"\noverdraft_g = ' + "9" * 5000 + "\n"
    )
    assert store.load(digits).refusal == "register_invalid"


def test_arguments_that_are_no_text_are_called_wrong(store: Store) -> None:
    assert store.run("position", "B\udcff").code == 2
    assert store.run("position", "B\0").code == 2
