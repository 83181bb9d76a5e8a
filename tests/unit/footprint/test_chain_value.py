"""Footprints along a chain: published figures, circles, scrap rules, and the laws that hold for every chain."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.stage import Material, Stage
from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.chain_value import chain_values
from casthouse.footprint.emission_line import Uncertainty
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.product_footprint import product_footprint, weighted_groups
from casthouse.footprint.stage_account import Basis, StageAccount
from casthouse.refusal import Refusal
from tests.unit.footprint.chain_world import F, account, bought, declared, key, rules

PRE, POST = Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP


def values(accounts: list[StageAccount], rule: ScrapRule = ScrapRule.CUT_OFF) -> dict[str, Fraction]:
    found = chain_values({each.key: each for each in accounts}, rules(rule))
    return {name.scope: value.total for name, value in found.items()}


def test_remelting_with_bought_metal_as_published() -> None:
    """The remelting step of the US chain, in kilotonnes: scrap that is pre-consumer carries nothing under cut-off."""
    remelt = account(
        "R1",
        F("0.4596") * F("6472.10"),
        F("6472.10"),
        [
            declared(F("10.845"), F("1385.68")),
            declared(F("8.51385"), F("31.35")),
            declared(F("0.073"), F("2220.93")),
            declared(F("0"), F("3174.78")),
        ],
    )
    assert float(values([remelt])["R1"]) == pytest.approx(2.84781, rel=1e-4)


def test_the_next_in_the_chain_carries_what_the_one_before_does() -> None:
    smelter = account("S", F(400), F(100))
    mill = account("M", F(30), F(60), [bought("S", F(70))])
    found = values([mill, smelter])
    assert found == {"S": F(4), "M": pytest.approx(F(30 + 280, 60))}
    parts = chain_values({each.key: each for each in (mill, smelter)}, rules())[key("M")]
    assert sum(parts.parts.values()) == parts.total
    assert float(parts.variance) == pytest.approx((0.1 * 0.5) ** 2 + (70 / 60 * 0.1 * 4) ** 2)
    assert parts.primary == parts.total


def test_what_nobody_stated_an_uncertainty_of_is_told_along_the_chain() -> None:
    smelter = account("S", F(400), F(100), [declared(F(2), F(50))])
    mill = account("M", F(30), F(60), [bought("S", F(70))])
    accounts = {each.key: each for each in (smelter, mill)}
    own, next_one = (
        product_footprint(accounts, key(name), rules(), built_in_ranges()) for name in ("S", "M")
    )
    assert (own.unstated_inputs, own.inputs, own.unstated_share) == (1, 2, F(1, 5)), "the declaration"
    assert own.uncertainty == pytest.approx(0.1 * 4 / 5), "of the rest"
    assert (next_one.unstated_inputs, next_one.inputs) == (0, 1), "what it bought is reckoned by its supplier"
    assert next_one.value is not None
    assert float(next_one.unstated_share or 0) == pytest.approx(70 / 60 / float(next_one.value.total))


def test_an_input_without_a_stated_uncertainty_is_counted_and_makes_the_rest_a_least() -> None:
    assert Uncertainty.of(F("0.03"), 0.04) == Uncertainty(fraction=0.05, inputs=2, unstated=0)
    assert Uncertainty.of(F("0.03"), None) == Uncertainty(fraction=0.03, inputs=2, unstated=1)
    assert Uncertainty.of(None) == Uncertainty(fraction=None, inputs=1, unstated=1)


def test_a_circle_is_solved_exactly() -> None:
    """A mill sells coil to a can maker whose scrap comes back as a co-product: x = 4 + y / 2, y = 1 + x."""
    mill = account("M", F(400), F(100), [bought("C", F(50), PRE)])
    cans = account("C", F(100), F(100), [bought("M", F(100))])
    found = values([mill, cans], ScrapRule.CO_PRODUCT)
    assert found == {"M": F(9), "C": F(10)}
    assert values([mill, cans]) == {"M": F(4), "C": F(5)}
    circle = chain_values({each.key: each for each in (mill, cans)}, rules(ScrapRule.CO_PRODUCT))
    assert circle[key("M")].variance == pytest.approx((0.16 + 0.0025) / 0.75), "v = 0.4² + 0.1²/4 + v/4"


def test_a_circle_that_eats_all_it_makes_is_refused() -> None:
    mill = account("M", F(1), F(100), [bought("C", F(100))])
    cans = account("C", F(1), F(100), [bought("M", F(100))])
    with pytest.raises(Refusal) as refused:
        values([mill, cans])
    assert refused.value.code == "chain_invalid"


def test_a_rule_under_which_the_chain_feeds_itself_has_no_figure_and_says_so() -> None:
    """All scrap comes back in the same year under co-product; cut-off is not touched by it."""
    mill = account("M", F(10), F(1), [bought("C", F(4), PRE)])
    cans = account("C", F(1), F(1), [bought("M", F(2))])
    accounts = {each.key: each for each in (mill, cans)}
    told = product_footprint(accounts, mill.key, rules(), built_in_ranges())
    assert {each.rule for each in told.by_scrap_rule} == {ScrapRule.CUT_OFF, ScrapRule.SUBSTITUTION}
    assert "no figure under co_product: the chain feeds itself" in told.warnings


def test_a_step_of_a_stage_before_names_what_brought_it_along() -> None:
    """The mill bought metal of a smelter that makes its alumina itself: the receipts stand behind both steps."""
    refinery = replace(account("SMELT", F(10), F(10)), key=key("SMELT", Stage.ALUMINA))
    from_refinery = replace(
        bought("SMELT", F(20), Material.ALUMINA),
        source=refinery.key,
        basis=Basis.OWN_STAGE,
        entries=("CONSUMED",),
    )
    smelter = account("SMELT", F(30), F(10), [from_refinery])
    metal = replace(bought("SMELT", F(5)), entries=("R-1", "R-2"))
    mill = account("MILL", F(1), F(5), [metal, replace(declared(F(4), F(1)), entries=("R-3",))])
    accounts = {each.key: each for each in (refinery, smelter, mill)}
    told = product_footprint(accounts, mill.key, rules(), built_in_ranges())
    entries = {step.name: (step.entries, step.own_stage) for step in told.steps}
    assert entries["alumina"] == (("R-1", "R-2"), None)
    assert entries["aluminium bought"] == (("R-1", "R-2", "R-3"), None)
    told = product_footprint(accounts, smelter.key, rules(), built_in_ranges())
    entries = {step.name: (step.entries, step.own_stage) for step in told.steps}
    assert entries["alumina"] == (("CONSUMED",), Stage.ALUMINA)
    assert "aluminium bought" not in entries


def test_scrap_rules_side_by_side_are_those_of_the_formula() -> None:
    """One tonne of product from g tonnes of metal: g·E + P; the same over g; less the credit."""
    step = account("P", F(1, 2), F(1), [declared(F(4), F(5, 4))], scrap_t=F(1, 4))
    told = product_footprint({step.key: step}, step.key, rules(), built_in_ranges())
    by = {each.rule: float(each.per_t) for each in told.by_scrap_rule}
    assert by[ScrapRule.CUT_OFF] == pytest.approx(5.5)
    assert by[ScrapRule.CO_PRODUCT] == pytest.approx(5.5 / 1.25)
    assert by[ScrapRule.SUBSTITUTION] == pytest.approx(5.5 - 0.25 * 0.95 * (15.1 - 0.4596))
    assert told.is_complete
    assert sum(step.per_t for step in told.steps) == pytest.approx(
        float(told.value.total if told.value else 0)
    )
    assert [step.name for step in told.steps] == ["aluminium bought", "fuels"]


def test_the_burden_in_all_is_the_same_under_cut_off_and_co_product() -> None:
    """Scrap gets its part under co-product: products and scrap together carry what products alone carried."""
    step = account("P", F(7), F(10), [declared(F(4), F(12))], scrap_t=F(2))
    told = product_footprint({step.key: step}, step.key, rules(), built_in_ranges())
    one, other = told.by_scrap_rule[0], told.by_scrap_rule[1]
    assert abs(one.co2e_t - other.co2e_t) < F(1, 10**15)
    assert (one.over_t, other.over_t) == (F(10), F(12))


def test_product_groups_carry_what_is_of_them_alone_and_sum_to_all() -> None:
    plain = account("P", F(10), F(10))
    special = replace(plain.lines[0], group="b", co2e_t=F(6))
    sheet = replace(plain.sheet, lines=[*plain.lines, special])
    both = replace(plain, sheet=sheet, outputs={"a": F(6), "b": F(4)})
    told = product_footprint({both.key: both}, both.key, rules(), built_in_ranges())
    assert {each.group: each.per_t for each in told.groups} == {"a": F(1), "b": F(1) + F(6, 4)}
    assert sum(each.co2e_t for each in told.groups) == 16
    assert weighted_groups(told.groups) == (told.value.total if told.value else None)


def test_post_consumer_scrap_carries_nothing_and_dross_neither() -> None:
    for material in (POST, Material.DROSS):
        for rule in (ScrapRule.CUT_OFF, ScrapRule.CO_PRODUCT):
            assert values([account("P", F(1), F(1), [declared(F(9), F(1), material)])], rule) == {"P": F(1)}


MASS = st.fractions(min_value=F(1, 10), max_value=1000, max_denominator=1000)
BURDEN = st.fractions(min_value=0, max_value=50, max_denominator=100)


@given(own=BURDEN, value=BURDEN, mass=MASS, output=MASS, more=MASS, times=st.integers(1, 50))
def test_laws(
    own: Fraction, value: Fraction, mass: Fraction, output: Fraction, more: Fraction, times: int
) -> None:
    def at(own_t: Fraction, in_t: Fraction, out_t: Fraction) -> Fraction:
        return values([account("P", own_t, out_t, [declared(value, in_t)])])["P"]

    close = F(1, 10**15)
    assert abs(at(own, mass, output) - at(own * times, mass * times, output * times)) <= close, "per tonne"
    assert at(own, mass + more, output) >= at(own, mass, output), "more of a precursor never lowers"
    assert at(own, mass, output + more) <= at(own, mass, output)


@st.composite
def circles(draw: st.DrawFn) -> list[StageAccount]:
    """Draw up to five accounts that trade with each other, each output above what the others take of it."""
    size = draw(st.integers(1, 5))
    names = [f"N{number}" for number in range(size)]
    accounts = []
    for name in names:
        inflows = [
            bought(other, draw(st.fractions(min_value=0, max_value=F(1, 10), max_denominator=50)), PRE)
            for other in names
            if other != name and draw(st.booleans())
        ]
        accounts.append(account(name, draw(BURDEN), F(1), inflows, scrap_t=draw(st.just(F(1, 5)))))
    return accounts


@given(circles(), st.sampled_from((ScrapRule.CUT_OFF, ScrapRule.CO_PRODUCT)))
def test_every_account_of_a_circle_satisfies_its_own_equation(
    accounts: list[StageAccount], rule: ScrapRule
) -> None:
    found = values(accounts, rule)
    for each in accounts:
        over_t = F(1) if rule is ScrapRule.CUT_OFF else F(6, 5)
        came = sum((i.mass_t * found[i.source.scope] for i in each.inflows if i.source), F(0))
        own = each.lines[0].co2e_t
        expected = (own + (came if rule is ScrapRule.CO_PRODUCT else 0)) / over_t
        assert abs(found[each.key.scope] - expected) <= F(1, 10**15)
