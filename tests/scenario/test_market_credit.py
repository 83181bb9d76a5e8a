"""Market credits of the first edition: drawn from the allowance when allocated, sold once, lapsed at the end."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casthouse.custody.market_credit import CreditAllocation
from casthouse.service.market_credit import allocate, credit_book, sell
from casthouse.service.permission import Actor
from tests.contract.movement_rows import file_text, other_receipt, other_shipment, receipt, shipment
from tests.contract.register_text import Register, facility, one_scope
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

START = date(2024, 1, 1)


def first_edition(edition: str = "coc-v1") -> Register:
    """Return ACME under the first edition, and CUS that only makes goods of aluminium."""
    register = one_scope(edition=edition)
    register["facility"].append(facility("CUS-WORKS", "CUS") | {"activities": ["semi_fabrication"]})
    return register


@pytest.fixture
def acme(store: Store) -> Company:
    """50 t may be claimed in 2024."""
    company = Company(store, first_edition())
    company.post(*half_sold())
    return company


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return the same with 30 credits allocated; tests must leave it as it is."""
    company = Company(new_store(), first_edition())
    company.post(*half_sold())
    set_aside(company, "C-1", 30)
    return company


def set_aside(acme: Company, reference: str, tonnes: int, period: date = START) -> CreditAllocation:
    arguments: dict[str, Any] = {"scope": SCOPE, "period": period, "mass_g": tonnes * T}
    return acme.do(allocate, MANAGER, **arguments, reference=reference)


def refused(acme: Company, mass_g: int, **changes: Any) -> str:
    arguments: dict[str, Any] = {"scope": SCOPE, "period": START, "mass_g": mass_g, "reference": "NEW"}
    return acme.refused(allocate, MANAGER, **arguments | changes)


SALE: dict[str, Any] = {
    "scope": SCOPE,
    "allocation": "C-1",
    "buyer": "CUS",
    "on": date(2024, 6, 1),
    "credit_count": 10,
    "reference": "S-1",
}


def metal(acme: Company, period: str = YEAR) -> dict[str, Any]:
    return acme.store.stage(SCOPE, period)


def test_an_allocation_draws_from_the_allowance_at_once(acme: Company) -> None:
    assert set_aside(acme, "C-1", 30).credit_count == 30
    figures = metal(acme)
    assert (figures["available_g"], figures["coc_outflow_g"], figures["outflow_g"]) == (
        20 * T,
        30 * T,
        100 * T,
    )
    too_much = shipment("S", quantity="40.000001")
    codes = [each["code"] for each in acme.store.post("ACME", file_text([too_much])).json["refused"]]
    assert codes == ["coc_not_available"]
    acme.post(shipment("S", quantity="40"))


def test_no_more_is_allocated_than_may_be_claimed(acme: Company) -> None:
    assert refused(acme, 51 * T) == "market_credit_not_available"
    set_aside(acme, "C-1", 30)
    assert refused(acme, 21 * T) == "market_credit_not_available"
    set_aside(acme, "C-2", 20)


def test_a_part_of_a_credit_is_none(acme: Company) -> None:
    assert refused(acme, T + 1) == "market_credit_not_whole"
    assert refused(acme, 0) == "market_credit_not_whole"


def test_what_a_later_period_sold_of_the_balance_is_not_allocated(acme: Company) -> None:
    acme.post(shipment("LATER", quantity="20", date="2025-02-01"))
    assert metal(acme, "2025-01-01")["available_g"] == 30 * T
    assert refused(acme, 31 * T) == "market_credit_not_available"
    set_aside(acme, "C-1", 30)
    assert metal(acme, "2025-01-01")["available_g"] == 0


def test_closing_freezes_what_was_allocated_and_the_store_agrees(acme: Company) -> None:
    set_aside(acme, "C-1", 30)
    closed = command(acme, "period", "close", SCOPE, YEAR)
    assert closed["stages"]["aluminium"]["positive_balance_g"] == 20 * T
    assert command(acme, "check")["clean"] is True
    assert metal(acme, "2025-01-01")["carried_in_g"] == 20 * T
    assert refused(acme, T) == "period_closed"


def test_later_editions_have_no_credits(store: Store) -> None:
    acme = Company(store, first_edition("coc-v2"))
    acme.post(*half_sold())
    assert refused(acme, T) == "market_credits_not_in_edition"


def test_the_ledger_without_credits_under_a_later_edition(acme: Company) -> None:
    set_aside(acme, "C-1", 30)
    editions = ("--edition", "coc-v1", "--edition", "coc-v2")
    compared = command(acme, "rulepack", "compare", SCOPE, "--period", YEAR, *editions)
    figures = {each["figure"]: each for each in compared["differences"]["figures"]}
    assert (figures["coc_outflow_g"]["left"], figures["coc_outflow_g"]["right"]) == (30 * T, 0)


def test_credits_are_sold_once_and_lapse_at_the_end(acme: Company) -> None:
    set_aside(acme, "C-1", 30)
    acme.do(sell, MANAGER, **SALE)
    assert (
        acme.refused(sell, MANAGER, **SALE | {"reference": "S-2", "credit_count": 21})
        == "market_credit_sold_out"
    )
    during = acme.do(credit_book, AUDITOR, scope=SCOPE, on=date(2024, 12, 31)).as_json()["allocations"][0]
    after = acme.do(credit_book, AUDITOR, scope=SCOPE, on=date(2025, 1, 1)).as_json()["allocations"][0]
    assert [during[name] for name in ("credits", "sold", "open", "lapsed")] == [30, 10, 20, 0]
    assert [after[name] for name in ("credits", "sold", "open", "lapsed")] == [30, 10, 0, 20]
    late = SALE | {"reference": "S-2", "on": date(2025, 1, 1)}
    assert acme.refused(sell, MANAGER, **late) == "market_credit_lapsed"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"buyer": "ACME"}, "market_credit_resold"),
        ({"buyer": "NONE"}, "organisation_unknown"),
        ({"allocation": "NONE"}, "allocation_unknown"),
        ({"credit_count": 0}, "market_credit_not_whole"),
        ({"reference": ""}, "text_invalid"),
    ],
)
def test_a_sale_that_makes_no_sense_is_refused(settled: Company, changes: dict[str, Any], code: str) -> None:
    assert settled.refused(sell, MANAGER, **SALE | changes) == code


def test_the_same_again_changes_nothing_and_other_content_is_refused(acme: Company) -> None:
    set_aside(acme, "C-1", 30)
    acme.do(sell, MANAGER, **SALE)
    before = acme.store.dump()
    set_aside(acme, "C-1", 30)
    acme.do(sell, MANAGER, **SALE)
    assert acme.store.dump() == before
    assert refused(acme, 29 * T, reference="C-1") == "reference_conflict"
    assert acme.refused(sell, MANAGER, **SALE | {"credit_count": 9}) == "reference_conflict"
    assert acme.journal()[-2:] == [("ada", "credit.allocate"), ("ada", "credit.sell")]


@pytest.mark.parametrize("actor", [CLERK, AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_allocate_and_sell(settled: Company, actor: Actor) -> None:
    arguments: dict[str, Any] = {"scope": SCOPE, "period": START, "mass_g": T, "reference": "NEW"}
    assert settled.refused(allocate, actor, **arguments) == "not_permitted"
    assert settled.refused(sell, actor, **SALE) == "not_permitted"


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_do_not_see_the_credits(settled: Company, actor: Actor) -> None:
    assert settled.refused(credit_book, actor, scope=SCOPE) == "not_permitted"


def test_only_a_casthouse_allocates(store: Store) -> None:
    register = first_edition()
    register["facility"][0]["activities"] = ["remelting_refining"]
    acme = Company(store, register)
    acme.post(
        receipt("IN", quantity="9"), other_receipt("N", quantity="1"), other_shipment("O", quantity="5")
    )
    assert refused(acme, T) == "market_credit_party_wrong"


def test_the_commands(acme: Company) -> None:
    content = ("--period", YEAR, "--mass-g", "30000000", "--reference", "C-1")
    assert command(acme, "credit", "allocate", SCOPE, *content)["credits"] == 30
    sale = ("--buyer", "CUS", "--on", "2024-06-01", "--credits", "10", "--reference", "S-1")
    command(acme, "credit", "sell", SCOPE, "C-1", *sale)
    (listed,) = command(acme, "credit", "list", SCOPE, "--on", "2024-06-30")["allocations"]
    assert (listed["sold"], listed["open"], listed["sales"][0]["buyer"]) == (10, 20, "CUS")
