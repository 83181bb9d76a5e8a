"""Cash purchases count together when they are linked."""

from datetime import date
from decimal import Decimal

import pytest

from casthouse.custody.cash_purchase import (
    CashPurchase,
    are_linked,
    cash_cap,
    cash_findings,
    linked_total,
    refuse_cash_above_cap,
)
from casthouse.custody.finding import FindingCode
from tests.unit.custody.allowance_samples import RULES
from tests.unit.refusing import refused


def paid(amount: str, on: str, supplier: str = "YARD", owner: str = "", reference: str = "") -> CashPurchase:
    return CashPurchase(
        reference=reference or f"{supplier} {on} {amount}",
        supplier=supplier,
        owner=owner,
        on=date.fromisoformat(on),
        amount=Decimal(amount),
    )


def book(purchase: CashPurchase, *booked: CashPurchase, legal_limit: str | None = None) -> None:
    limit = None if legal_limit is None else Decimal(legal_limit)
    refuse_cash_above_cap(purchase, booked, rules=RULES, legal_limit=limit)


def test_the_lower_of_edition_and_law_is_the_cap() -> None:
    assert cash_cap(RULES, legal_limit=None) == 10_000
    assert cash_cap(RULES, legal_limit=Decimal("999.99")) == Decimal("999.99")
    assert cash_cap(RULES, legal_limit=Decimal(15_000)) == 10_000


def test_a_single_purchase_up_to_the_cap_passes() -> None:
    book(paid("10000", "2024-05-01"))
    with refused("cash_purchase_above_cap"):
        book(paid("10000.01", "2024-05-01"))
    with refused("cash_purchase_above_cap"):
        book(paid("1000", "2024-05-01"), legal_limit="999.99")


def test_purchases_of_one_supplier_within_thirty_days_are_linked() -> None:
    first = paid("6000", "2024-05-01")
    with refused("cash_purchase_above_cap"):
        book(paid("4000.01", "2024-05-31"), first)
    book(paid("4000.01", "2024-06-01"), first)
    book(paid("4000", "2024-05-31"), first)


def test_purchases_of_one_owner_are_linked_and_unknown_owners_are_not() -> None:
    known = paid("6000", "2024-05-01", supplier="YARD A", owner="Doe")
    with refused("cash_purchase_above_cap"):
        book(paid("5000", "2024-05-02", supplier="YARD B", owner="Doe"), known)
    book(paid("5000", "2024-05-02", supplier="YARD B", owner="Roe"), known)
    unknown = paid("6000", "2024-05-01", supplier="YARD A")
    book(paid("5000", "2024-05-02", supplier="YARD B"), unknown)


def test_one_that_is_entered_late_may_not_spoil_its_neighbours() -> None:
    early, late = paid("5000", "2024-05-01"), paid("5000", "2024-05-25")
    book(late, early)
    with refused("cash_purchase_above_cap"):  # 25 May would then stand at 10,001 although 10 June does not
        book(paid("5001", "2024-06-10"), late)
    with refused("cash_purchase_above_cap"):
        book(paid("1", "2024-06-10"), early, late)


def test_a_purchase_does_not_count_twice_when_it_is_sent_again() -> None:
    purchase = paid("6000", "2024-05-01")
    book(purchase, purchase)
    assert linked_total(purchase, [purchase], days=30) == 6000


def test_the_books_may_stand_exactly_at_the_cap() -> None:
    purchases = [paid("6000", "2024-05-01"), paid("4000", "2024-05-02")]
    assert cash_findings(purchases, rules=RULES, legal_limit=None) == []


def test_linked_is_mutual() -> None:
    one, other = paid("1", "2024-05-01"), paid("1", "2024-05-31")
    assert are_linked(one, other, days=30)
    assert are_linked(other, one, days=30)
    assert not are_linked(one, other, days=29)


def test_a_check_of_the_books_names_each_purchase_above_the_cap() -> None:
    purchases = [
        paid("6000", "2024-05-10", reference="B"),
        paid("6000", "2024-05-01", reference="A"),
        paid("9000", "2024-09-01", reference="C"),
    ]
    findings = cash_findings(purchases, rules=RULES, legal_limit=None)
    assert [(each.code, each.subject) for each in findings] == [
        (FindingCode.CASH_PURCHASE_ABOVE_CAP, "YARD A"),
        (FindingCode.CASH_PURCHASE_ABOVE_CAP, "YARD B"),
    ]
    assert "USD 12000" in findings[0].detail
    assert cash_findings(purchases[1:], rules=RULES, legal_limit=None) == []


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity"])
def test_an_amount_that_cannot_be_is_a_bug(amount: str) -> None:
    with pytest.raises(AssertionError):
        paid(amount, "2024-05-01")
