"""Outsourcing contractors: sent and returned material moves no position and is reconciled to the gram."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casthouse.custody.contractor import ContractorTransfer, Direction
from casthouse.service.contractor import (
    confirm_held,
    contractors,
    list_contractor,
    reconcile_contractors,
    record_loss,
    reverse_entry,
    transfer_material,
)
from casthouse.service.permission import Actor
from tests.contract.store import Store
from tests.scenario.company import (
    AUDITOR,
    CLERK,
    MANAGER,
    SCOPE,
    SECRETARIAT,
    STRANGER,
    YEAR,
    Company,
    T,
    command,
    half_sold,
)

START, NEXT = date(2024, 1, 1), date(2025, 1, 1)
ROLLER = "Walzwerk Nord"
WHOSE: dict[str, Any] = {"scope": SCOPE, "contractor": ROLLER}
UNEXPLAINED, UNLISTED = "contractor_difference_unexplained", "contractor_not_listed"


@pytest.fixture
def acme(store: Store) -> Company:
    """ACME's certificate lists the roller from March 2024 on."""
    company = Company(store)
    company.post(*half_sold())
    admit(company, "2024-03-01")
    return company


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return the same without movements; tests must leave it as it is."""
    company = Company(new_store())
    admit(company, "2024-03-01")
    return company


def admit(acme: Company, day: str, **changes: Any) -> None:
    usual: dict[str, Any] = {"risk": "acceptable", "risk_assessed_on": date(2024, 2, 1), "evidence": "visit"}
    acme.do(list_contractor, MANAGER, **WHOSE | usual | {"listed_from": date.fromisoformat(day)} | changes)


def move(
    acme: Company, reference: str, direction: Direction, tonnes: int, **changes: Any
) -> ContractorTransfer:
    usual: dict[str, Any] = {"on": date(2024, 5, 1), "material": "aluminium", "quantity_g": tonnes * T}
    return acme.do(
        transfer_material, CLERK, **WHOSE | usual | {"reference": reference, "direction": direction} | changes
    )


def send(acme: Company, reference: str, tonnes: int, **changes: Any) -> ContractorTransfer:
    return move(acme, reference, Direction.SENT, tonnes, **changes)


def back(acme: Company, reference: str, tonnes: int, **changes: Any) -> ContractorTransfer:
    return move(acme, reference, Direction.RETURNED, tonnes, **changes)


def account(acme: Company, start: date = START) -> dict[str, Any]:
    (found,) = report(acme, start)["accounts"]
    return {name: found[name] for name in found if name.endswith("_g") and found[name]}


def report(acme: Company, start: date = START) -> dict[str, Any]:
    return acme.do(reconcile_contractors, AUDITOR, scope=SCOPE, period=start).as_json()


def codes(acme: Company, start: date = START) -> list[str]:
    return [each["code"] for each in report(acme, start)["findings"]]


def test_what_is_sent_and_returned_moves_no_position(acme: Company) -> None:
    before = command(acme, "position", SCOPE, "--period", YEAR)
    send(acme, "L-1", 50)
    back(acme, "L-2", 30)
    assert command(acme, "position", SCOPE, "--period", YEAR) == before


def test_what_comes_back_is_lost_or_held_is_accounted_for(acme: Company) -> None:
    send(acme, "L-1", 100)
    back(acme, "L-2", 60, loss_g=2 * T, cause="edge trim")
    acme.do(
        record_loss,
        CLERK,
        **WHOSE,
        reference="L-3",
        on=date(2024, 6, 1),
        material="aluminium",
        quantity_g=3 * T,
        cause="melt loss",
    )
    acme.do(confirm_held, CLERK, **WHOSE, period=START, material="aluminium", held_g=34 * T)
    assert account(acme) == {
        "sent_g": 100 * T,
        "returned_g": 60 * T,
        "loss_g": 5 * T,
        "held_g": 34 * T,
        "difference_g": 1 * T,
    }
    assert codes(acme) == []


def test_what_is_held_at_the_end_opens_the_next_period(acme: Company) -> None:
    send(acme, "L-1", 100)
    acme.do(confirm_held, CLERK, **WHOSE, period=START, material="aluminium", held_g=100 * T)
    assert codes(acme) == []
    assert account(acme, NEXT) == {"opening_g": 100 * T, "difference_g": 100 * T}
    assert codes(acme, NEXT) == [UNEXPLAINED]
    back(acme, "L-2", 100, on=date(2025, 2, 1))
    assert codes(acme, NEXT) == []


def test_a_difference_above_the_limit_needs_an_explanation(acme: Company) -> None:
    send(acme, "L-1", 100)
    back(acme, "L-2", 99)
    assert codes(acme) == []
    send(acme, "L-3", 0, quantity_g=1)
    assert codes(acme) == [UNEXPLAINED]
    held: dict[str, Any] = {"period": START, "material": "aluminium", "held_g": 0}
    acme.do(confirm_held, CLERK, **WHOSE, **held, explanation="weighbridge out of order")
    assert codes(acme) == []
    checked = command(acme, "check")
    assert [each["code"] for each in checked["findings"]] == []


def test_a_later_confirmation_takes_the_place_of_the_first(acme: Company) -> None:
    send(acme, "L-1", 100)
    for held in (100, 40):
        acme.do(confirm_held, CLERK, **WHOSE, period=START, material="aluminium", held_g=held * T)
    assert account(acme)["held_g"] == 40 * T


def test_while_the_period_runs_nothing_is_missing_yet(store: Store) -> None:
    acme = Company(store)
    admit(acme, "2024-03-01")
    send(acme, "L-1", 100, on=date(2900, 5, 1))
    running = report(acme, date(2900, 1, 1))
    assert (running["is_over"], running["findings"]) == (False, [])
    assert running["accounts"][0]["needs_explanation"]


def test_material_sent_to_a_contractor_that_is_not_listed(acme: Company) -> None:
    early: dict[str, Any] = {"on": date(2024, 2, 28), "material": "aluminium", "quantity_g": T}
    early |= WHOSE | {"reference": "L-1", "direction": Direction.SENT}
    assert acme.refused(transfer_material, CLERK, **early) == UNLISTED
    acme.do(transfer_material, CLERK, **early, is_blocked=True)
    back(acme, "L-2", 1, on=date(2024, 2, 29))
    assert codes(acme) == [UNLISTED]


def test_a_contractor_whose_risk_is_not_acceptable_any_more(acme: Company) -> None:
    send(acme, "L-1", 1, on=date(2024, 7, 1))
    send(acme, "L-2", 1, on=date(2024, 9, 1))
    back(acme, "L-3", 2, on=date(2024, 9, 2))
    worse: dict[str, Any] = {"risk": "not_acceptable", "risk_assessed_on": date(2024, 8, 1), "evidence": ""}
    admit(acme, "2024-08-01", **worse)
    assert [each["subject"] for each in report(acme)["findings"]] == [f"{SCOPE} 2024-01-01 {ROLLER}"]
    assert report(acme)["findings"][0]["detail"].startswith("L-2:")
    admit(acme, "2024-08-15")
    assert codes(acme) == []
    listed = acme.do(contractors, AUDITOR, scope=SCOPE)
    assert [(f"{each.listed_from}", f"{each.listed_until}") for each in listed] == [
        ("2024-03-01", "2024-08-01"),
        ("2024-08-01", "2024-08-15"),
        ("2024-08-15", "None"),
    ]


def test_the_same_entry_again_changes_nothing(acme: Company) -> None:
    send(acme, "L-1", 1)
    before = acme.store.dump()
    send(acme, "L-1", 1)
    admit(acme, "2024-03-01")
    assert acme.store.dump() == before
    changed: dict[str, Any] = {"on": date(2024, 5, 1), "material": "aluminium", "quantity_g": 2 * T}
    changed |= WHOSE | {"reference": "L-1", "direction": Direction.SENT}
    assert acme.refused(transfer_material, CLERK, **changed) == "reference_conflict"


def test_an_entry_taken_back_counts_no_more(acme: Company) -> None:
    send(acme, "L-1", 1)
    acme.do(reverse_entry, MANAGER, **WHOSE, reference="L-1", reason="typed twice")
    assert report(acme)["accounts"] == []
    assert acme.refused(reverse_entry, MANAGER, **WHOSE, reference="L-1", reason="x") == "entry_unknown"
    assert acme.journal()[-1] == ("ada", "entry.reverse")


def test_a_closed_period_takes_no_entries(acme: Company) -> None:
    send(acme, "L-1", 100)
    findings = command(acme, "period", "close", SCOPE, YEAR)["findings"]
    assert findings == [], "what is missing at a contractor is no finding of closing"
    late: dict[str, Any] = {"on": date(2024, 12, 31), "material": "aluminium", "quantity_g": T}
    late |= WHOSE | {"reference": "L-2", "direction": Direction.RETURNED}
    assert acme.refused(transfer_material, CLERK, **late) == "period_closed"
    assert acme.refused(reverse_entry, MANAGER, **WHOSE, reference="L-1", reason="x") == "period_closed"
    assert [each["code"] for each in command(acme, "check")["findings"]] == [UNEXPLAINED]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity_g": 0}, "quantity_invalid"),
        ({"quantity_g": 10**16}, "quantity_invalid"),
        ({"loss_g": -1, "cause": "x"}, "quantity_invalid"),
        ({"loss_g": 1}, "contractor_loss_without_cause"),
        ({"material": "steel"}, "material_unknown"),
        ({"reference": ""}, "text_invalid"),
        ({"on": date(2023, 12, 31)}, "period_unknown"),
        ({"contractor": "Somebody"}, UNLISTED),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(
    settled: Company, changes: dict[str, Any], code: str
) -> None:
    usual: dict[str, Any] = {"on": date(2024, 5, 1), "material": "aluminium", "quantity_g": T}
    usual |= WHOSE | {"reference": "L-1", "direction": Direction.SENT}
    assert settled.refused(transfer_material, CLERK, **usual | changes) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"risk": "middling"}, "contractor_risk_unknown"),
        ({"evidence": " "}, "contractor_risk_without_evidence"),
        ({"risk_assessed_on": date(9999, 1, 1)}, "contractor_risk_in_future"),
        ({"listed_to": date(2023, 12, 31)}, "contractor_dates_invalid"),
    ],
)
def test_a_listing_that_makes_no_sense_is_refused(
    settled: Company, changes: dict[str, Any], code: str
) -> None:
    usual: dict[str, Any] = {"risk": "acceptable", "risk_assessed_on": START, "evidence": "visit"}
    usual |= WHOSE | {"listed_from": START}
    assert settled.refused(list_contractor, MANAGER, **usual | changes) == code


@pytest.mark.parametrize("actor", [AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_and_clerks_record(settled: Company, actor: Actor) -> None:
    usual: dict[str, Any] = {"on": date(2024, 5, 1), "material": "aluminium", "quantity_g": T}
    usual |= WHOSE | {"reference": "L-1"}
    sent = usual | {"direction": Direction.SENT}
    assert settled.refused(transfer_material, actor, **sent) == "not_permitted"
    assert settled.refused(record_loss, actor, **usual, cause="x") == "not_permitted"
    held: dict[str, Any] = {"period": START, "material": "aluminium", "held_g": 0}
    assert settled.refused(confirm_held, actor, **WHOSE, **held) == "not_permitted"


@pytest.mark.parametrize("actor", [CLERK, AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_list_contractors_and_take_back(settled: Company, actor: Actor) -> None:
    usual: dict[str, Any] = {"risk": "acceptable", "risk_assessed_on": START, "evidence": "visit"}
    assert settled.refused(list_contractor, actor, **WHOSE, **usual, listed_from=START) == "not_permitted"
    assert settled.refused(reverse_entry, actor, **WHOSE, reference="L", reason="x") == "not_permitted"


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_see_nothing(settled: Company, actor: Actor) -> None:
    assert settled.refused(reconcile_contractors, actor, scope=SCOPE, period=START) == "not_permitted"
    assert settled.refused(contractors, actor, scope=SCOPE) == "not_permitted"


def test_the_commands(acme: Company) -> None:
    whose = (SCOPE, "--contractor", "Rohr GmbH")
    dates = ("--from", "2024-01-01", "--to", "2024-12-31", "--assessed-on", "2023-12-01")
    command(
        acme, "contractor", "admit", *whose, *dates, "--risk", "acceptable", "--evidence", "visit, report 3"
    )
    entry = (*whose, "--date", "2024-04-01", "--material", "aluminium", "--quantity-g")
    assert command(acme, "contractor", "send", *entry, "1000", "--reference", "A")["direction"] == "sent"
    loss = ("--loss-g", "100", "--cause", "turnings")
    command(acme, "contractor", "return", *entry, "600", "--reference", "B", *loss)
    command(acme, "contractor", "lose", *entry, "50", "--reference", "C", "--cause", "melt loss")
    answer = acme.store.run("contractor", "reconcile", SCOPE, "--period", YEAR)
    assert (answer.code, [each["code"] for each in answer.json["findings"]]) == (1, [UNEXPLAINED])
    assert answer.json["accounts"][0]["difference_share"] == "1/4"
    held = ("--period", YEAR, "--material", "aluminium", "--held-g", "250")
    command(acme, "contractor", "confirm", *whose, *held)
    command(acme, "contractor", "reverse", *whose, "--reference", "C", "--reason", "typed twice")
    after = acme.store.run("contractor", "reconcile", SCOPE, "--period", YEAR)
    assert after.json["accounts"][0]["difference_g"] == 50
    names = [each["contractor"] for each in command(acme, "contractor", "list", SCOPE)["contractors"]]
    assert names == ["Rohr GmbH", ROLLER]
