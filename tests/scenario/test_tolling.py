"""A customer's metal is counted once, in our accounts or in the customer's, and owed to the gram."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casthouse.custody.tolling import TollEntry, TollSide
from casthouse.service.contractor import list_contractor
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.tolling import (
    link_toll_movement,
    record_toll_entry,
    reverse_toll_entry,
    toll_book,
)
from tests.contract.movement_rows import other_receipt, other_shipment, receipt, reversal, shipment
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
)

SUP: dict[str, Any] = {"scope": SCOPE, "customer": "SUP"}
OUTSIDE: dict[str, Any] = {"scope": SCOPE, "customer": "Nordguss"}


@pytest.fixture
def acme(store: Store) -> Company:
    """SUP, certified and with accounts here, brought metal to ACME in March and fetched half of it in April."""
    return with_metal(store)


def with_metal(store: Store) -> Company:
    company = Company(store)
    company.post(
        other_receipt("IN", quantity="10"),
        receipt("IN-COC", quantity="10"),
        other_shipment("BACK", quantity="5", counterparty="SUP", date="2024-04-01"),
    )
    return company


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return the same with IN linked; tests must leave it as it is."""
    company = with_metal(new_store())
    link(company, "IN")
    return company


def link(acme: Company, movement: str, customer: str = "SUP") -> TollEntry:
    return acme.do(link_toll_movement, CLERK, scope=SCOPE, customer=customer, movement=movement)


def refused_link(acme: Company, movement: str, customer: str = "SUP") -> str:
    return acme.refused(link_toll_movement, CLERK, scope=SCOPE, customer=customer, movement=movement)


def record(
    acme: Company, whose: dict[str, Any], reference: str, side: TollSide, tonnes: int, **changes: Any
) -> None:
    usual: dict[str, Any] = {"on": date(2024, 5, 1), "material": "aluminium", "quantity_g": tonnes * T}
    acme.do(record_toll_entry, CLERK, **whose | usual | {"reference": reference, "side": side} | changes)


def refused_record(acme: Company, whose: dict[str, Any], side: TollSide, **changes: Any) -> str:
    usual: dict[str, Any] = {"on": date(2024, 5, 1), "material": "aluminium", "quantity_g": T}
    return acme.refused(
        record_toll_entry, CLERK, **whose | usual | {"reference": "NEW", "side": side} | changes
    )


def open_g(acme: Company, on: str = "2024-12-31") -> dict[str, int]:
    book = acme.do(toll_book, AUDITOR, scope=SCOPE, on=date.fromisoformat(on))
    return {each.customer: each.open_g for each in book.accounts}


def sup_lists_acme(acme: Company, first: str = "2024-01-01") -> None:
    acme.do(
        list_contractor,
        OPERATOR,
        scope="SUP-COC",
        contractor="ACME",
        listed_from=date.fromisoformat(first),
        risk="acceptable",
        risk_assessed_on=date(2023, 12, 1),
        evidence="visit",
    )


def test_received_less_returned_and_lost_is_owed(acme: Company) -> None:
    link(acme, "IN")
    link(acme, "BACK")
    record(acme, SUP, "MELT", TollSide.LOST, 1)
    assert open_g(acme) == {"SUP": 4 * T}
    assert open_g(acme, "2024-03-31") == {"SUP": 10 * T}


def test_an_entry_says_of_a_movement_only_where_it_is(acme: Company) -> None:
    link(acme, "IN")
    before = acme.store.dump()
    link(acme, "IN")
    assert acme.store.dump() == before
    book = acme.do(toll_book, AUDITOR, scope=SCOPE, on=date(2024, 12, 31)).as_json()
    (line,) = book["entries"]
    assert (line["movement"], line["side"], line["date"]) == ("IN", "received", "2024-03-15")


def test_a_reversed_movement_leaves_the_account(acme: Company) -> None:
    link(acme, "IN")
    link(acme, "BACK")
    acme.post(reversal("NOT-IN", "IN"))
    assert open_g(acme) == {"SUP": -5 * T}
    answer = acme.store.run("tolling", "accounts", SCOPE, "--on", "2024-12-31")
    assert (answer.code, [each["code"] for each in answer.json["findings"]]) == (1, ["toll_overdrawn"])
    found = [each["code"] for each in command(acme, "check")["findings"]]
    assert "toll_overdrawn" in found
    assert "toll_overdrawn" not in acme.store.run("period", "close", SCOPE, YEAR).json["findings"]


def test_no_more_goes_back_than_had_come(acme: Company) -> None:
    assert refused_link(acme, "BACK") == "toll_overdrawn"
    link(acme, "IN")
    link(acme, "BACK")
    assert refused_record(acme, SUP, TollSide.LOST, quantity_g=5 * T + 1) == "toll_overdrawn"
    assert refused_record(acme, SUP, TollSide.LOST, on=date(2024, 3, 1)) == "toll_overdrawn"


def test_certified_metal_counts_as_coc_and_other_does_not(acme: Company) -> None:
    assert link(acme, "IN-COC").mass_g == 10 * T
    acme.post(receipt("FROM-CUS", counterparty="CUS"))
    assert refused_link(acme, "FROM-CUS", "CUS") == "toll_not_coc"


def test_metal_handed_back_may_be_claimed(acme: Company) -> None:
    link(acme, "IN")
    acme.post(shipment("CLAIMED", counterparty="SUP", quantity="1", date="2024-04-02"))
    assert link(acme, "CLAIMED").side is TollSide.RETURNED


def test_what_the_customer_counts_is_not_counted_here(acme: Company) -> None:
    assert refused_record(acme, SUP, TollSide.RECEIVED) == "toll_movement_missing"
    sup_lists_acme(acme)
    before = command(acme, "position", SCOPE, "--period", YEAR)
    assert refused_link(acme, "IN") == "toll_counted_twice"
    record(acme, SUP, "T-1", TollSide.RECEIVED, 7)
    record(acme, SUP, "T-2", TollSide.RETURNED, 6)
    assert open_g(acme) == {"SUP": 1 * T}
    assert command(acme, "position", SCOPE, "--period", YEAR) == before


def test_the_day_decides_whether_the_customer_lists_us(acme: Company) -> None:
    sup_lists_acme(acme, "2024-04-01")
    link(acme, "IN")
    assert refused_link(acme, "BACK") == "toll_counted_twice"


def test_a_customer_without_accounts_here_must_prove_that_it_lists_us(acme: Company) -> None:
    assert refused_record(acme, OUTSIDE, TollSide.RECEIVED) == "toll_listing_unproven"
    record(acme, OUTSIDE, "T-1", TollSide.RECEIVED, 7, evidence="certificate COC-77, annex 2")
    assert open_g(acme) == {"Nordguss": 7 * T}


@pytest.mark.parametrize("movement", ["FOREIGN", "OF-ANOTHER", "REVERSED", "MADE"])
def test_only_a_movement_of_the_customer_is_linked(acme: Company, movement: str) -> None:
    acme.post(
        other_receipt("FOREIGN", counterparty="CUS"),
        {"reference": "MADE", "kind": "production", "date": "2024-03-15", "facility": "ACME-CH"}
        | {"material": "aluminium", "quantity": "1", "unit": "t"},
        other_receipt("REVERSED"),
        reversal("BACK-2", "REVERSED"),
    )
    acme.post(other_receipt("OF-ANOTHER", facility="SUP-CH", counterparty="CUS"), organisation="SUP")
    expected = "movement_unknown" if movement == "OF-ANOTHER" else "toll_movement_wrong"
    assert refused_link(acme, movement) == expected


def test_bauxite_is_no_toll_metal(acme: Company) -> None:
    acme.post(other_receipt("ORE", material="bauxite"))
    assert refused_link(acme, "ORE") == "toll_material_not_metal"


def test_an_entry_taken_back_counts_no_more(acme: Company) -> None:
    link(acme, "IN")
    acme.do(reverse_toll_entry, MANAGER, scope=SCOPE, reference="IN", reason="wrong customer")
    assert open_g(acme) == {}
    again: dict[str, Any] = {"scope": SCOPE, "reference": "IN", "reason": "x"}
    assert acme.refused(reverse_toll_entry, MANAGER, **again) == "entry_unknown"
    assert refused_link(acme, "IN") == "reference_conflict"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity_g": 0}, "quantity_invalid"),
        ({"material": "steel"}, "material_unknown"),
        ({"material": "alumina"}, "toll_material_not_metal"),
        ({"reference": " "}, "text_invalid"),
        ({"customer": ""}, "text_invalid"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(
    settled: Company, changes: dict[str, Any], code: str
) -> None:
    proof = {"evidence": "certificate COC-77"}
    assert refused_record(settled, OUTSIDE, TollSide.RECEIVED, **proof | changes) == code


@pytest.mark.parametrize("actor", [AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_and_clerks_record(settled: Company, actor: Actor) -> None:
    assert settled.refused(link_toll_movement, actor, **SUP, movement="IN") == "not_permitted"
    entry: dict[str, Any] = {"reference": "T", "on": date(2024, 5, 1), "side": TollSide.LOST}
    entry |= {"material": "aluminium", "quantity_g": 1}
    assert settled.refused(record_toll_entry, actor, **SUP, **entry) == "not_permitted"


@pytest.mark.parametrize("actor", [CLERK, AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_take_back(settled: Company, actor: Actor) -> None:
    back: dict[str, Any] = {"scope": SCOPE, "reference": "IN", "reason": "x"}
    assert settled.refused(reverse_toll_entry, actor, **back) == "not_permitted"


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_do_not_see_the_accounts(settled: Company, actor: Actor) -> None:
    assert settled.refused(toll_book, actor, scope=SCOPE) == "not_permitted"


def test_the_commands(acme: Company) -> None:
    assert command(acme, "tolling", "link", SCOPE, "IN", "--customer", "SUP")["side"] == "received"
    entry = ("--customer", "SUP", "--date", "2024-06-01", "--quantity-g", "300000")
    command(acme, "tolling", "record", SCOPE, *entry, "--reference", "T-1", "--side", "lost")
    book = command(acme, "tolling", "accounts", SCOPE, "--on", "2024-12-31")
    (sup,) = book["accounts"]
    assert (sup["received_g"], sup["lost_g"], sup["open_g"]) == (10 * T, 300_000, 9_700_000)
    command(acme, "tolling", "reverse", SCOPE, "T-1", "--reason", "typed twice")
    assert open_g(acme) == {"SUP": 10 * T}
    assert acme.store.run("tolling", "link", SCOPE, "NONE", "--customer", "SUP").refusal == "movement_unknown"
