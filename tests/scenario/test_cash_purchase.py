"""Scrap paid in cash: refused above the cap, alone or with what is linked to it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casthouse.custody.cash_purchase import CashPurchase
from casthouse.service.cash_purchase import cash_book, record_cash_purchase, reverse_cash_purchase
from casthouse.service.permission import Actor
from tests.contract.store import Store
from tests.scenario.company import AUDITOR, CLERK, MANAGER, SECRETARIAT, STRANGER, Company, command

USUAL: dict[str, Any] = {"organisation": "ACME", "supplier": "HUBER", "on": date(2024, 3, 1)}


@pytest.fixture
def acme(store: Store) -> Company:
    return Company(store)


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return the same with one purchase, K-1; tests must leave it as it is."""
    company = Company(new_store())
    pay(company, "K-1", "1")
    return company


def pay(acme: Company, reference: str, usd: str, **changes: Any) -> CashPurchase:
    return acme.do(
        record_cash_purchase, CLERK, **USUAL | {"reference": reference, "amount_usd": usd} | changes
    )


def refused(acme: Company, usd: str, **changes: Any) -> str:
    return acme.refused(
        record_cash_purchase, CLERK, **USUAL | {"reference": "NEW", "amount_usd": usd} | changes
    )


def references(acme: Company) -> list[str]:
    book = acme.do(cash_book, AUDITOR, organisation="ACME").as_json()
    return [each["reference"] for each in book["purchases"]]


def test_alone_up_to_the_cap(acme: Company) -> None:
    assert refused(acme, "10000.01") == "cash_purchase_above_cap"
    pay(acme, "K-1", "10000")


def test_linked_purchases_count_together(acme: Company) -> None:
    pay(acme, "K-1", "6000")
    assert refused(acme, "4000.01", on=date(2024, 3, 31)) == "cash_purchase_above_cap"
    pay(acme, "K-2", "4000.01", on=date(2024, 4, 1))
    pay(acme, "K-3", "4000", supplier="ELSE")


def test_the_same_owner_links_suppliers(acme: Company) -> None:
    pay(acme, "K-1", "6000", owner="MAIER")
    assert refused(acme, "5000", supplier="ELSE", owner="MAIER") == "cash_purchase_above_cap"


def test_the_legal_limit_holds_until_another_is_given(acme: Company) -> None:
    pay(acme, "K-1", "10", legal_limit_usd="1000")
    assert refused(acme, "990.01", on=date(2024, 3, 2)) == "cash_purchase_above_cap"
    pay(acme, "K-2", "990.01", legal_limit_usd="3000")
    assert acme.do(cash_book, AUDITOR, organisation="ACME").cap == 3000


def test_a_check_writes_nothing(acme: Company) -> None:
    before = acme.store.dump()
    pay(acme, "K-1", "6000", check_only=True)
    assert acme.store.dump() == before
    assert refused(acme, "10000.01", check_only=True) == "cash_purchase_above_cap"


def test_the_same_again_changes_nothing_and_other_content_is_refused(acme: Company) -> None:
    pay(acme, "K-1", "6000")
    before = acme.store.dump()
    pay(acme, "K-1", "6000.00")
    assert acme.store.dump() == before
    assert refused(acme, "6001", reference="K-1") == "reference_conflict"


def test_a_purchase_taken_back_counts_no_more(acme: Company) -> None:
    pay(acme, "K-1", "9000")
    back: dict[str, Any] = {"organisation": "ACME", "reference": "K-1", "reason": "paid by bank"}
    acme.do(reverse_cash_purchase, MANAGER, **back)
    assert references(acme) == []
    pay(acme, "K-2", "9000")
    assert acme.refused(reverse_cash_purchase, MANAGER, **back) == "entry_unknown"
    assert refused(acme, "9000", reference="K-1") == "reference_conflict"
    assert acme.journal()[-2:] == [("ada", "entry.reverse"), ("joan", "cash.record")]


def test_what_exceeds_a_cap_that_was_lowered_later_is_a_finding(acme: Company) -> None:
    pay(acme, "K-1", "9000")
    pay(acme, "K-2", "100", on=date(2024, 7, 1), legal_limit_usd="5000")
    found = acme.do(cash_book, AUDITOR, organisation="ACME").findings
    assert [(each.code.value, each.subject) for each in found] == [("cash_purchase_above_cap", "HUBER K-1")]
    answer = acme.store.run("supplier", "cash-list", "--organisation", "ACME")
    assert (answer.code, len(answer.json["findings"])) == (1, 1)
    checked = command(acme, "check")
    assert [each["code"] for each in checked["findings"]] == ["cash_purchase_above_cap"]


@pytest.mark.parametrize("usd", ["0", "-1", "1.001", "1e3", "x", "", "9" * 40, "٣"])
def test_an_amount_that_is_none_is_refused(settled: Company, usd: str) -> None:
    assert refused(settled, usd) == "amount_invalid"


@pytest.mark.parametrize("actor", [AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_and_clerks_record(settled: Company, actor: Actor) -> None:
    arguments = USUAL | {"reference": "K", "amount_usd": "1"}
    assert settled.refused(record_cash_purchase, actor, **arguments) == "not_permitted"


@pytest.mark.parametrize("actor", [CLERK, AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_take_back(settled: Company, actor: Actor) -> None:
    back: dict[str, Any] = {"organisation": "ACME", "reference": "K-1", "reason": "mistake"}
    assert settled.refused(reverse_cash_purchase, actor, **back) == "not_permitted"


def test_the_commands(acme: Company) -> None:
    content = ("--organisation", "ACME", "--supplier", "HUBER", "--on", "2024-03-01", "--reference", "K-1")
    assert (
        command(acme, "supplier", "cash", *content, "--amount-usd", "4000", "--check")["is_recorded"] is False
    )
    assert command(acme, "supplier", "cash", *content, "--amount-usd", "4000")["is_recorded"] is True
    above = acme.store.run("supplier", "cash", *content[:-1], "K-2", "--amount-usd", "6000.01")
    assert above.refusal == "cash_purchase_above_cap"
    book = command(acme, "supplier", "cash-list", "--organisation", "ACME")
    assert [each["linked_total_usd"] for each in book["purchases"]] == ["4000.00"]
    command(acme, "supplier", "cash-reverse", "K-1", "--organisation", "ACME", "--reason", "mistake")
    assert command(acme, "supplier", "cash-list", "--organisation", "ACME")["purchases"] == []
