"""Who carries the burden of scrap: rules move it between products and scrap, and none of them makes or loses any."""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.stage import Material
from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.chain_value import chain_values
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.product_footprint import product_footprint
from casthouse.footprint.scrap_rule import (
    CircularFootprint,
    Fabrication,
    circular_footprint,
    co_product,
    cut_off,
    scrap_credit,
    substitution,
)
from casthouse.footprint.stage_account import StageAccount
from tests.property.effort import examples
from tests.unit.footprint.chain_world import account, bought, declared, rules

pytestmark = pytest.mark.one_store
F = Fraction
PRE, POST = Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP
CLOSE = F(1, 10**12)
"""Values are rounded to 18 decimals of t/t; masses here are below a thousand tonnes."""

BURDEN = st.integers(0, 5_000).map(lambda n: F(n, 100))
SHARE = st.integers(0, 100).map(lambda n: F(n, 100))
GROSS = st.integers(100, 300).map(lambda n: F(n, 100))


@st.composite
def circular(draw: st.DrawFn) -> CircularFootprint:
    """Draw inputs of the Circular Footprint Formula; at the end no more is recovered than there is."""
    r2 = draw(SHARE)
    return CircularFootprint(
        a=draw(SHARE),
        r1=draw(SHARE),
        r2=r2,
        r3=draw(SHARE) * (1 - r2),
        virgin=draw(BURDEN),
        virgin_replaced=draw(BURDEN),
        recycling=draw(BURDEN),
        recycling_end=draw(BURDEN),
        disposal=draw(BURDEN),
        q_in=draw(SHARE),
        q_out=draw(SHARE),
        energy=draw(BURDEN),
    )


@examples(60)
@given(circular())
def test_the_circular_formula_that_allocates_all_to_the_user_is_cut_off(given: CircularFootprint) -> None:
    """Metal is what it is made of, and nothing is credited for what is recycled after the product's life."""
    metal = (1 - given.r1) * given.virgin + given.r1 * given.recycling
    rest = (1 - given.r2 - given.r3) * given.disposal + given.energy
    plain = cut_off(Fabrication(gross=F(1), process=rest, metal=metal))
    assert circular_footprint(replace(given, a=F(1))) == plain


@examples(60)
@given(circular(), BURDEN, SHARE)
def test_what_cut_off_does_not_count_moves_it_by_nothing(
    given: CircularFootprint, burden: Fraction, quality: Fraction
) -> None:
    other = replace(given, virgin_replaced=burden, recycling_end=burden / 2, q_in=quality, q_out=quality)
    assert circular_footprint(replace(other, a=F(1))) == circular_footprint(replace(given, a=F(1)))


@examples(60)
@given(circular())
def test_the_allocation_factor_mixes_both_ends(given: CircularFootprint) -> None:
    user, maker = (circular_footprint(replace(given, a=F(a))) for a in (1, 0))
    assert circular_footprint(given) == given.a * user + (1 - given.a) * maker


@examples(60)
@given(gross=GROSS, process=BURDEN, metal=BURDEN, melt_yield=SHARE, remelt=BURDEN, saved=BURDEN)
def test_substitution_credits_no_more_than_the_virgin_metal_of_the_scrap(
    gross: Fraction,
    process: Fraction,
    metal: Fraction,
    melt_yield: Fraction,
    remelt: Fraction,
    saved: Fraction,
) -> None:
    step = Fabrication(gross=gross, process=process, metal=metal)
    whole, shared = cut_off(step), co_product(step)
    credited = substitution(step, melt_yield=melt_yield, virgin=remelt + saved, remelt=remelt)
    assert whole - (gross - 1) * saved <= credited <= whole
    assert shared <= whole
    assert shared * gross == whole, "product and scrap together carry what the product alone carried"
    if gross == 1 or not melt_yield or not saved:
        assert credited == whole


@dataclass(frozen=True, slots=True)
class Chain:
    """Companies that trade metal and scrap, and the tonnes of product and of scrap that leave them for good."""

    accounts: tuple[StageAccount, ...]
    sold_t: dict[str, Fraction]
    scrap_left_t: dict[str, Fraction]
    brought_t: Fraction
    """The burden of what came in from outside, with what all emitted themselves."""


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Draw a chain: metal goes down it, scrap goes to anybody, also back up; nobody gets more than was made."""
    names = [f"N{number}" for number in range(draw(st.integers(1, 4)))]
    output = {name: F(draw(st.integers(1, 900))) for name in names}
    scrap = {name: draw(SHARE) * output[name] / 2 for name in names}
    left, scrap_left = dict(output), dict(scrap)
    inflows = defaultdict(list)
    brought = F(0)
    for place, name in enumerate(names):
        outside = declared(draw(BURDEN), F(draw(st.integers(0, 900))))
        inflows[name].append(outside)
        brought += outside.mass_t * (outside.value or 0)
        inflows[name].append(declared(draw(BURDEN), F(draw(st.integers(0, 90))), POST))
        for other in names[place + 1 :]:
            mass_t = draw(SHARE) * left[name] / 2
            left[name] -= mass_t
            inflows[other].append(bought(name, mass_t))
        for other in names:
            mass_t = draw(SHARE) * scrap_left[name] / 2 if other != name else F(0)
            scrap_left[name] -= mass_t
            inflows[other].append(bought(name, mass_t, PRE))
    own = {name: draw(BURDEN) * output[name] for name in names}
    made = tuple(account(name, own[name], output[name], inflows[name], scrap[name]) for name in names)
    return Chain(made, left, scrap_left, brought + sum(own.values(), F(0)))


def values(chain: Chain, rule: ScrapRule) -> dict[str, Fraction]:
    found = chain_values({each.key: each for each in chain.accounts}, rules(rule))
    return {key.scope: value.total for key, value in found.items()}


def burden_of(chain: Chain, rule: ScrapRule) -> Fraction:
    """Return what leaves the chain: with its products, and with its scrap where the rule lets scrap carry some."""
    found = values(chain, rule)
    whole = sum((mass_t * found[name] for name, mass_t in chain.sold_t.items()), F(0))
    if rule is ScrapRule.CO_PRODUCT:
        whole += sum((mass_t * found[name] for name, mass_t in chain.scrap_left_t.items()), F(0))
    return whole


@examples(40)
@given(chains())
def test_the_burden_of_a_chain_is_the_same_under_cut_off_and_co_product(chain: Chain) -> None:
    """All that was emitted and brought in leaves with products and scrap, however scrap went round."""
    for rule in (ScrapRule.CUT_OFF, ScrapRule.CO_PRODUCT):
        assert abs(burden_of(chain, rule) - chain.brought_t) <= CLOSE, rule


@examples(40)
@given(chains())
def test_a_chain_under_substitution_is_bounded_by_the_credit_of_its_scrap(chain: Chain) -> None:
    """Without bought scrap it lies below cut-off, by no more than the credit of the scrap that left, per tonne."""
    plain = tuple(
        replace(each, inflows=tuple(i for i in each.inflows if not i.is_scrap)) for each in chain.accounts
    )
    only_metal = replace(chain, accounts=plain)
    free, credited = (values(only_metal, rule) for rule in (ScrapRule.CUT_OFF, ScrapRule.SUBSTITUTION))
    credit = scrap_credit(rules().factors)
    first = chain.accounts[0]
    assert all(credited[name] <= free[name] for name in free)
    assert abs(free["N0"] - credited["N0"] - first.scrap_t * credit / first.output_t) <= CLOSE


@examples(30)
@given(chains(), st.sampled_from(ScrapRule))
def test_steps_sum_to_the_figure_and_groups_to_the_whole(chain: Chain, rule: ScrapRule) -> None:
    accounts = {each.key: each for each in chain.accounts}
    for key, each in accounts.items():
        two = replace(each, outputs={"a": each.output_t / 3, "b": each.output_t * 2 / 3})
        told = product_footprint({**accounts, key: two}, key, rules(rule), built_in_ranges())
        assert told.value is not None
        assert abs(sum(step.per_t for step in told.steps) - told.value.total) <= CLOSE
        assert abs(sum(step.co2e_t for step in told.steps) - told.numerator) <= CLOSE * 1_000
        assert sum(told.value.parts.values()) == told.value.total
        of_rule = next(figure for figure in told.by_scrap_rule if figure.rule is rule)
        assert abs(of_rule.co2e_t - told.numerator) <= CLOSE
        on_products = told.value.total * each.output_t
        assert abs(sum(group.co2e_t for group in told.groups) - on_products) <= CLOSE * 1_000


@examples(30)
@given(chains(), st.integers(1, 10**4).map(lambda n: F(n, 100)), st.sampled_from(ScrapRule))
def test_a_chain_that_makes_more_of_everything_carries_the_same_per_tonne(
    chain: Chain, times: Fraction, rule: ScrapRule
) -> None:
    grown = tuple(grow(each, times) for each in chain.accounts)
    before, after = values(chain, rule), values(replace(chain, accounts=grown), rule)
    assert before == after


def grow(one: StageAccount, times: Fraction) -> StageAccount:
    lines = [replace(line, co2e_t=line.co2e_t * times) for line in one.lines]
    return replace(
        one,
        sheet=replace(one.sheet, lines=lines),
        inflows=tuple(replace(each, mass_t=each.mass_t * times) for each in one.inflows),
        outputs={group: mass_t * times for group, mass_t in one.outputs.items()},
        scrap_t=one.scrap_t * times,
    )
