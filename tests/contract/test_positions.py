"""Which period and which movements a position is asked for; openings, certificates, calendars."""

from datetime import UTC, datetime

import pytest

from tests.contract.movement_rows import (
    extraction,
    file_text,
    other_receipt,
    other_shipment,
    production,
    receipt,
    shipment,
)
from tests.contract.register_text import certificate, one_scope, register_text
from tests.contract.store import Store

T = 10**6


@pytest.fixture
def acme(store: Store) -> Store:
    store.load(register_text(one_scope(first="2020-01-31", period_months=1)))
    rows = [other_receipt(day, date=day) for day in ("2020-01-30", "2020-01-31", "2020-02-28", "2020-02-29")]
    rows += [other_receipt(day, date=day) for day in ("2020-03-30", "2020-03-31", "2020-04-01")]
    assert store.post("ACME", file_text(list(rows))).code == 0
    return store


@pytest.mark.parametrize(
    ("options", "start", "end", "tonnes"),
    [
        (["--period", "2020-01-31"], "2020-01-31", "2020-02-28", 2),
        (["--period", "2020-02-29"], "2020-02-29", "2020-03-30", 2),
        (["--period", "2020-03-31"], "2020-03-31", "2020-04-29", 2),
        (["--on", "2020-02-28"], "2020-01-31", "2020-02-28", 2),
        (["--on", "2020-02-27"], "2020-01-31", "2020-02-28", 1),
        (["--on", "2020-02-29"], "2020-02-29", "2020-03-30", 1),
        (["--period", "2020-02-29", "--on", "2020-03-29"], "2020-02-29", "2020-03-30", 1),
        (["--period", "2020-02-29", "--on", "2020-03-30"], "2020-02-29", "2020-03-30", 2),
    ],
)
def test_period_and_day(acme: Store, options: list[str], start: str, end: str, tonnes: int) -> None:
    answer = acme.run("position", "ACME-COC", *options)
    assert answer.code == 0
    assert answer.json["period"] == {"start": start, "end": end}
    assert answer.json["stages"]["aluminium"]["non_coc_inflow_g"] == tonnes * T


@pytest.mark.parametrize(
    "options",
    [
        ["--period", "2020-01-30"],
        ["--period", "2020-02-01"],
        ["--period", "2019-12-31"],
        ["--on", "2020-01-30"],
        ["--period", "2020-02-29", "--on", "2020-02-28"],
        ["--period", "2020-02-29", "--on", "2020-03-31"],
    ],
)
def test_no_such_period(acme: Store, options: list[str]) -> None:
    assert acme.run("position", "ACME-COC", *options).refusal


def test_without_options_it_is_the_period_of_today(store: Store) -> None:
    store.load(register_text(one_scope(first="2020-01-01")))
    before = datetime.now(UTC).year
    period = store.run("position", "ACME-COC").json["period"]
    assert before <= int(period["start"][:4]) <= datetime.now(UTC).year
    assert (period["start"][4:], period["end"]) == ("-01-01", f"{period['start'][:4]}-12-31")


def test_before_the_first_period_there_is_none(store: Store) -> None:
    store.load(register_text(one_scope(first="2090-01-01")))
    assert store.run("position", "ACME-COC").refusal


def test_opening_balances_enter_the_first_period(store: Store) -> None:
    register = one_scope()
    register["opening"] = [
        {"scope": "ACME-COC", "stage": "aluminium", "positive_balance_g": 7 * T},
        {"scope": "ACME-COC", "stage": "alumina", "overdraft_g": 3 * T},
    ]
    store.load(register_text(register))
    metal, alumina = (store.stage("ACME-COC", "2024-01-01", name) for name in ("aluminium", "alumina"))
    assert (metal["carried_in_g"], metal["to_repay_g"], metal["available_g"]) == (7 * T, 0, 7 * T)
    assert (alumina["carried_in_g"], alumina["to_repay_g"], alumina["available_g"]) == (0, 3 * T, -3 * T)
    assert store.post("ACME", file_text([shipment("A", quantity="7")])).code == 0
    assert store.stage("ACME-COC", "2025-01-01")["carried_in_g"] == 0
    over = store.post("ACME", file_text([shipment("B", quantity="0.000002")]))
    assert [r["code"] for r in over.json["refused"]] == ["coc_not_available"]


def test_the_carried_balance_is_used_first_and_the_rest_expires(store: Store) -> None:
    register = one_scope()
    register["opening"] = [{"scope": "ACME-COC", "stage": "aluminium", "positive_balance_g": 10 * T}]
    store.load(register_text(register))
    rows = [
        receipt("C", quantity="50"),
        other_receipt("N", quantity="50"),
        other_shipment("O", quantity="36"),
        shipment("S", quantity="4"),
    ]
    store.post("ACME", file_text(list(rows)))
    stage = store.stage("ACME-COC", "2024-01-01")
    assert (stage["own_maximum_g"], stage["available_g"], stage["positive_balance_g"]) == (
        20 * T,
        26 * T,
        20 * T,
    )
    assert stage["still_sellable_g"] == 52 * T
    later = store.stage("ACME-COC", "2025-01-01")
    assert (later["carried_in_g"], later["positive_balance_g"]) == (20 * T, 0)
    assert store.stage("ACME-COC", "2026-01-01")["carried_in_g"] == 0


def test_an_overdraft_waits_through_empty_periods_and_a_balance_does_not(store: Store) -> None:
    register = one_scope(first="2010-01-01", period_months=1)
    register["opening"] = [
        {"scope": "ACME-COC", "stage": "aluminium", "overdraft_g": 3 * T},
        {"scope": "ACME-COC", "stage": "alumina", "positive_balance_g": 3 * T},
    ]
    store.load(register_text(register))
    in_2024 = [
        receipt("C", quantity="1"),
        other_receipt("N", quantity="1"),
        other_shipment("O", quantity="4"),
    ]
    assert store.post("ACME", file_text(list(in_2024))).code == 0
    stage = store.stage("ACME-COC", "2024-03-01")
    assert (stage["to_repay_g"], stage["own_maximum_g"], stage["overdraft_g"]) == (3 * T, 2 * T, T)
    assert store.stage("ACME-COC", "2024-03-01", "alumina")["carried_in_g"] == 0
    assert store.stage("ACME-COC", "2029-12-01")["to_repay_g"] == T
    for rows in (
        [shipment("S", quantity="0.000001")],
        [shipment("S", date="2024-04-01", quantity="0.000001")],
    ):
        refused = store.post("ACME", file_text(list(rows))).json["refused"]
        assert [r["code"] for r in refused] == ["coc_not_available"]


def test_extraction_is_coc_on_certified_days_only_and_flows_down_the_stages(store: Store) -> None:
    register = one_scope()
    register["certificate"][0] = certificate("COC-1", "ACME-COC", "2024-02-01", "2024-02-29")
    store.load(register_text(register))
    days = {"A": "2024-01-31", "B": "2024-02-01", "C": "2024-02-29", "D": "2024-03-01"}
    rows = [extraction(name, date=day, facility="ACME-CH", quantity="3") for name, day in days.items()]
    rows += [
        production("E", material="alumina", quantity="4"),
        receipt("F", material="alumina", quantity="1"),
        production("G", quantity="2"),
        receipt("H", material="dross", quantity="1"),
        other_receipt("I", material="post_consumer_scrap", quantity="1"),
        other_shipment("J", material="pre_consumer_scrap", quantity="0.000007"),
    ]
    assert store.post("ACME", file_text(list(rows))).code == 0
    ore, alumina, metal = (
        store.stage("ACME-COC", "2024-01-01", s) for s in ("bauxite", "alumina", "aluminium")
    )
    assert (ore["coc_inflow_g"], ore["non_coc_inflow_g"], ore["input_share"]) == (6 * T, 6 * T, "1/2")
    assert (alumina["production_g"], alumina["input_share"]) == (4 * T, "3/5")
    assert (metal["coc_inflow_g"], metal["input_share"]) == (T, "11/20")
    assert (metal["outflow_g"], metal["own_maximum_g"], metal["still_sellable_g"]) == (7, 3, 6)


def test_grams_stay_exact_at_the_largest_quantities(store: Store) -> None:
    store.load(register_text(one_scope()))
    rows = [receipt(f"C{n}", quantity="1000000000") for n in range(30)]
    rows += [other_receipt(f"N{n}", quantity="999999999.999999") for n in range(30)]
    rows += [other_shipment(f"O{n}", quantity="999999999.999998") for n in range(30)]
    assert store.post("ACME", file_text(list(rows))).code == 0
    stage = store.stage("ACME-COC", "2024-01-01")
    assert stage["coc_inflow_g"] == 30 * 10**15
    assert stage["non_coc_inflow_g"] == 30 * 10**15 - 30
    assert stage["input_share"] == f"{10**15}/{2 * 10**15 - 1}"
    assert stage["own_maximum_g"] == 30 * (10**15 - 2) * 10**15 // (2 * 10**15 - 1)


def test_at_a_share_of_one_what_may_still_be_sold_has_no_limit(store: Store) -> None:
    store.load(register_text(one_scope()))
    store.post("ACME", file_text([receipt("A"), shipment("B", quantity="5")]))
    stage = store.stage("ACME-COC", "2024-01-01")
    assert (stage["input_share"], stage["available_g"], stage["still_sellable_g"]) == ("1/1", 0, None)
    assert store.run("position", "ACME-COC", "--period", "2024-01-01").json["scope"] == "ACME-COC"
