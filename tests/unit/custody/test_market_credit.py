"""Market credits of the first edition: whole, drawn from the allowance, bought once, lapsing with the period."""

from dataclasses import replace
from datetime import date

import pytest

from casthouse.custody.market_credit import (
    CreditAllocation,
    CreditOffer,
    CreditParty,
    CreditPurchase,
    CreditStanding,
    MarketCreditRules,
    allocate_credits,
    allocated_mass_g,
    buy_credits,
    credit_standing,
)
from casthouse.measure.period import Period
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from tests.unit.custody.allowance_samples import T
from tests.unit.refusing import refused

RULES = MarketCreditRules(
    unit_g=T,
    allocated_by=frozenset({Activity.CASTHOUSE}),
    bought_by=frozenset({Activity.SEMI_FABRICATION, Activity.OTHER_MANUFACTURING}),
)
YEAR = Period(start=date(2022, 1, 1), end=date(2023, 1, 1))
CASTHOUSE = CreditParty(code="CAST", activities=frozenset({Activity.CASTHOUSE, Activity.REMELTING_REFINING}))
BUYER = CreditParty(code="ROLL", activities=frozenset({Activity.SEMI_FABRICATION}))
OTHER = CreditParty(code="EXTR", activities=frozenset({Activity.SEMI_FABRICATION}))
MINE = CreditParty(code="MINE", activities=frozenset({Activity.BAUXITE_MINING}))
NOBODY = CreditParty(code="NONE", activities=frozenset())


def allocate(
    mass_g: int,
    *,
    available_g: int = 100 * T,
    by: CreditParty = CASTHOUSE,
    rules: MarketCreditRules | None = RULES,
) -> CreditAllocation:
    return allocate_credits(
        rules, reference="A-1", casthouse=by, period=YEAR, mass_g=mass_g, available_g=available_g
    )


ALLOCATION = allocate(10 * T)


def buy(
    count: int,
    *,
    seller: CreditParty = CASTHOUSE,
    buyer: CreditParty = BUYER,
    on: date = date(2022, 6, 1),
    bought: tuple[CreditPurchase, ...] = (),
    rules: MarketCreditRules | None = RULES,
) -> CreditPurchase:
    offer = CreditOffer(reference=f"P-{len(bought)}", seller=seller, buyer=buyer, on=on, credit_count=count)
    return buy_credits(rules, allocation=ALLOCATION, offer=offer, bought=bought)


def test_a_casthouse_allocates_whole_credits_of_what_it_may_still_claim() -> None:
    allocation = allocate(100 * T)
    assert (allocation.credit_count, allocation.mass_g) == (100, 100 * T)


@pytest.mark.parametrize("mass_g", [0, -T, 1, T - 1, T + 1])
def test_a_part_of_a_credit_is_not_allocated(mass_g: int) -> None:
    with refused("market_credit_not_whole"):
        allocate(mass_g)


@pytest.mark.parametrize("available_g", [10 * T - 1, 0, -5 * T])
def test_more_than_may_be_claimed_is_not_allocated(available_g: int) -> None:
    with refused("market_credit_not_available"):
        allocate(10 * T, available_g=available_g)


@pytest.mark.parametrize("party", [BUYER, MINE, NOBODY])
def test_only_a_casthouse_allocates(party: CreditParty) -> None:
    with refused("market_credit_party_wrong"):
        allocate(T, by=party)


def test_an_edition_without_market_credits_refuses_both() -> None:
    with refused("market_credits_not_in_edition"):
        allocate(T, rules=None)
    with refused("market_credits_not_in_edition"):
        buy(1, rules=None)


def test_credits_are_bought_until_none_is_left() -> None:
    first = buy(6)
    second = buy(4, bought=(first,))
    with refused("market_credit_sold_out"):
        buy(1, bought=(first, second))
    with refused("market_credit_sold_out"):
        buy(5, bought=(first,))


def test_purchases_of_another_allocation_do_not_count() -> None:
    elsewhere = CreditPurchase(
        reference="P-9", allocation="A-2", buyer="ROLL", on=date(2022, 6, 1), credit_count=10
    )
    assert buy(10, bought=(elsewhere,)).credit_count == 10


def test_credits_are_not_sold_on() -> None:
    with refused("market_credit_resold"):
        buy(1, seller=BUYER, buyer=OTHER, bought=(buy(5),))
    with refused("market_credit_resold"):
        buy(1, buyer=CASTHOUSE)


@pytest.mark.parametrize("party", [MINE, NOBODY])
def test_only_post_casthouse_companies_buy(party: CreditParty) -> None:
    with refused("market_credit_party_wrong"):
        buy(1, buyer=party)


@pytest.mark.parametrize("count", [0, -1])
def test_less_than_one_credit_is_not_bought(count: int) -> None:
    with refused("market_credit_not_whole"):
        buy(count)


@pytest.mark.parametrize("on", [date(2021, 12, 31), date(2023, 1, 1)])
def test_credits_are_not_carried_into_another_period(on: date) -> None:
    with refused("market_credit_lapsed"):
        buy(1, on=on)


def test_credits_are_sold_on_the_first_and_the_last_day() -> None:
    assert buy(1, on=date(2022, 1, 1)).credit_count == 1
    assert buy(1, on=date(2022, 12, 31)).credit_count == 1


def test_a_credit_may_be_as_small_as_a_gram() -> None:
    gram = replace(RULES, unit_g=1)
    assert allocate(1, available_g=1, rules=gram).credit_count == 1
    with pytest.raises(AssertionError):
        replace(RULES, unit_g=0)


def test_a_refusal_says_how_much_may_be_allocated_and_who_does_what() -> None:
    with pytest.raises(Refusal, match="at most 0 t"):
        allocate(T, available_g=-5 * T)
    with pytest.raises(Refusal, match="at most 3 t"):
        allocate(4 * T, available_g=3 * T)
    with pytest.raises(Refusal, match="NONE: no activity"):
        allocate(T, by=NOBODY)
    with pytest.raises(Refusal, match="MINE: bauxite_mining"):
        allocate(T, by=MINE)


def test_what_is_not_bought_lapses_at_the_end_of_the_period() -> None:
    sold = (buy(6),)
    assert credit_standing(ALLOCATION, sold, on=YEAR.last_day) == CreditStanding(
        sold_count=6, open_count=4, lapsed_count=0
    )
    assert credit_standing(ALLOCATION, sold, on=YEAR.end) == CreditStanding(
        sold_count=6, open_count=0, lapsed_count=4
    )


def test_what_is_allocated_is_drawn_from_the_allowance_of_its_period() -> None:
    next_year = Period(start=date(2023, 1, 1), end=date(2024, 1, 1))
    assert allocated_mass_g([ALLOCATION, ALLOCATION], casthouse="CAST", period=YEAR) == 20 * T
    assert allocated_mass_g([ALLOCATION], casthouse="CAST", period=next_year) == 0
    assert allocated_mass_g([ALLOCATION], casthouse="ROLL", period=YEAR) == 0
