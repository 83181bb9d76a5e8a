"""Footprints of lots over random plants: they have the mean of the account, are linear, and know no order of events."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.stage import Material
from casthouse.footprint.chain_value import chain_values
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.lot_end_value import ChainAccounts
from casthouse.footprint.lot_footprint import LotFigure
from casthouse.footprint.lot_inflow import LotInflow, followed, receipts_of
from casthouse.footprint.lot_need import carries, lot_needs
from casthouse.footprint.lot_reckoning import lot_reckoning
from casthouse.footprint.stage_account import StageAccount
from casthouse.provenance.exact_system import solved
from casthouse.provenance.lot_graph import EdgeKind, LotName
from tests.property.effort import examples
from tests.unit.footprint.chain_world import ZERO, account, bought, declared, key, rules

pytestmark = pytest.mark.one_store
F = Fraction
METAL, SCRAP, DROSS = Material.ALUMINIUM, Material.PRE_CONSUMER_SCRAP, Material.DROSS
DAY = date(2025, 3, 1)
PLANT = key("ACME")
RULES = st.sampled_from((ScrapRule.CUT_OFF, ScrapRule.CO_PRODUCT))
NEAR = F(1, 10**15)
Lots = dict[LotName, tuple[LotInflow, ...]]


@dataclass(frozen=True, slots=True)
class Plant:
    """Lots of one account with what left of each in grams, what receipts carry, and what the plant emitted."""

    lots: Lots
    left_g: dict[LotName, int]
    carried: dict[str, Fraction]
    own_t: Fraction


def lot(name: str) -> LotName:
    return LotName("ACME", name)


def received(number: int, mass_g: int) -> LotInflow:
    return LotInflow(
        kind=EdgeKind.RECEIPT,
        reference=f"IN-{number}",
        material=METAL,
        mass_g=mass_g,
        day=DAY,
        account=PLANT,
        shipper="OTHER",
    )


def made(
    process: str, drawn: dict[LotName, int], out: dict[LotName, tuple[Material, int]], rule: ScrapRule
) -> Lots:
    carrying_g = sum(mass_g for material, mass_g in out.values() if carries(material, rule))
    return {
        name: (
            LotInflow(
                kind=EdgeKind.PROCESS,
                reference=process,
                material=material,
                mass_g=mass_g,
                day=DAY,
                account=PLANT,
                drawn=tuple(drawn.items()),
                carrying_g=carrying_g,
            ),
        )
        for name, (material, mass_g) in out.items()
    }


@st.composite
def plants(draw: st.DrawFn, rule: ScrapRule) -> Plant:
    """Return a plant whose processes draw on lots that are there; what they leave is sold."""
    count = draw(st.integers(1, 4))
    masses = [draw(st.integers(1, 10**6)) for _ in range(count)]
    lots: Lots = {lot(f"R{n}"): (received(n, mass_g),) for n, mass_g in enumerate(masses)}
    left = {lot(f"R{n}"): mass_g for n, mass_g in enumerate(masses)}
    for number in range(draw(st.integers(0, 6))):
        there = [name for name, mass_g in left.items() if mass_g]
        if not there:
            break
        chosen = draw(st.lists(st.sampled_from(there), min_size=1, max_size=3, unique=True))
        drawn = {name: draw(st.integers(1, left[name])) for name in chosen}
        for name, mass_g in drawn.items():
            left[name] -= mass_g
        charged = sum(drawn.values())
        product_g = draw(st.integers(1, charged))
        scrap_g = draw(st.integers(0, charged - product_g))
        out = {lot(f"P{number}"): (METAL, product_g)}
        if scrap_g:
            out[lot(f"S{number}")] = (draw(st.sampled_from((SCRAP, DROSS))), scrap_g)
        lots |= made(f"Q{number}", drawn, out, rule)
        left |= {name: mass_g for name, (_, mass_g) in out.items()}
    carried = {f"IN-{n}": F(draw(st.integers(0, 2000)), 100) for n in range(count)}
    return Plant(lots, left, carried, F(draw(st.integers(0, 10**6)), 1000))


def accounts_of(plant: Plant, rule: ScrapRule) -> ChainAccounts:
    inflows = [
        replace(declared(plant.carried[each.reference], F(each.mass_g)), receipt_references=(each.reference,))
        for into in plant.lots.values()
        for each in into
        if each.kind is EdgeKind.RECEIPT
    ]
    left: defaultdict[Material, int] = defaultdict(int)
    for name, mass_g in plant.left_g.items():
        left[plant.lots[name][0].material] += mass_g
    found: StageAccount = account("ACME", plant.own_t, F(left[METAL]), inflows, F(left[SCRAP]))
    every = {PLANT: found}
    values = chain_values(every, rules(rule)) if found.output_t else {}
    return ChainAccounts(every=every, values=values, made_t={}, receipts=receipts_of(every))


def figure(plant: Plant, name: LotName, rule: ScrapRule, lots: Lots | None = None) -> LotFigure:
    needs = lot_needs(plant.lots if lots is None else lots, name, rule, leaves=True)
    return lot_reckoning(needs, accounts_of(plant, rule), rules(rule), stage=PLANT.stage).figure


@given(st.data(), RULES)
@examples(60)
def test_all_lots_that_left_have_together_what_the_account_has(data: st.DataObject, rule: ScrapRule) -> None:
    plant = data.draw(plants(rule))
    accounts = accounts_of(plant, rule)
    if not accounts.values:
        return  # nothing but scrap left: the account tells nothing of products
    over = rules(rule).denominator(accounts.every[PLANT])
    got = sum(
        (mass_g * figure(plant, name, rule).value.total for name, mass_g in plant.left_g.items() if mass_g),
        ZERO,
    )
    assert abs(got / over - accounts.values[PLANT].total) < NEAR


@given(st.data(), RULES)
@examples(30)
def test_a_lot_is_the_exact_recursion_over_what_went_into_it(data: st.DataObject, rule: ScrapRule) -> None:
    plant = data.draw(plants(rule))
    accounts = accounts_of(plant, rule)
    if not accounts.values:
        return
    own = plant.own_t / rules(rule).denominator(accounts.every[PLANT])

    def brought(name: LotName) -> Fraction:
        (each,) = plant.lots[name]
        if each.kind is EdgeKind.RECEIPT:
            return plant.carried[each.reference]
        if not carries(each.material, rule):
            return ZERO
        return sum((brought(source) * mass_g for source, mass_g in each.drawn), ZERO) / each.carrying_g

    for name, (each,) in plant.lots.items():
        expected = brought(name) + (
            own if each.kind is EdgeKind.RECEIPT or carries(each.material, rule) else 0
        )
        found = figure(plant, name, rule)
        assert abs(found.value.total - expected) < NEAR
        assert abs(sum((step.per_t for step in found.steps), ZERO) - found.value.total) < F(1, 10**11)
        assert (
            abs(
                sum((row.co2e_t for row in found.sources), ZERO)
                + sum((row.co2e_t for row in found.stages), ZERO)
                - found.value.total
            )
            < NEAR
        )


@given(st.data(), RULES, st.integers(0, 50), st.randoms(use_true_random=False))
@examples(30)
def test_it_is_linear_and_knows_no_order_of_events(
    data: st.DataObject, rule: ScrapRule, times: int, chance: Random
) -> None:
    plant = data.draw(plants(rule))
    if not accounts_of(plant, rule).values:
        return
    name = data.draw(st.sampled_from(sorted(plant.lots)))
    once = figure(plant, name, rule)
    more = replace(
        plant,
        carried={each: times * value for each, value in plant.carried.items()},
        own_t=times * plant.own_t,
    )
    assert abs(figure(more, name, rule).value.total - times * once.value.total) < NEAR * max(1, times)
    shuffled = list(plant.lots.items())
    chance.shuffle(shuffled)
    other = figure(
        plant,
        name,
        rule,
        {each: tuple(replace(one, drawn=one.drawn[::-1]) for one in into) for each, into in shuffled},
    )
    assert other.value.parts == once.value.parts
    assert (other.sources, other.stages, other.ends) == (once.sources, once.stages, once.ends)


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(1, 100)), min_size=2, max_size=6))
@examples(30)
def test_a_loop_of_lots_is_solved_exactly(ring: list[tuple[int, int]]) -> None:
    """Each lot of a ring is made of the one before, less what was lost, and of metal from outside."""
    size = len(ring)
    names = [lot(f"L{place}") for place in range(size)]
    lots: Lots = {}
    carried: dict[str, Fraction] = {}
    for place, (around_g, outside_g) in enumerate(ring):
        source = lot(f"R{place}")
        lots[source] = (received(place, outside_g),)
        carried[f"IN-{place}"] = F(place + 1)
        drawn = {names[place - 1]: around_g, source: outside_g}
        lots |= made(f"Q{place}", drawn, {names[place]: (METAL, around_g + outside_g)}, ScrapRule.CUT_OFF)
    plant = Plant(lots, {names[0]: 1}, carried, ZERO)
    matrix = [[F(int(row == column)) for column in range(size)] for row in range(size)]
    right = []
    for place, (around_g, outside_g) in enumerate(ring):
        whole = around_g + outside_g
        matrix[place][(place - 1) % size] -= F(around_g, whole)
        right.append(F(outside_g * (place + 1), whole))
    expected = solved(matrix, right)
    assert expected is not None
    for place, name in enumerate(names):
        assert abs(figure(plant, name, ScrapRule.CUT_OFF).value.total - expected[place]) < NEAR


def test_lots_made_of_nothing_but_each_other_stand_in_and_say_so() -> None:
    one, two = lot("ONE"), lot("TWO")
    lots = made("P", {two: 5}, {one: (METAL, 5)}, ScrapRule.CUT_OFF) | made(
        "Q", {one: 5}, {two: (METAL, 5)}, ScrapRule.CUT_OFF
    )
    found = figure(Plant(lots, {one: 5}, {}, F(10)), one, ScrapRule.CUT_OFF)
    (row,) = found.sources
    assert (row.basis.value, row.mass_t, row.per_t) == ("unrecorded", F(1), F("15.1"))


def test_what_one_account_is_uncertain_by_does_not_shrink_with_the_number_of_lots() -> None:
    """Two halves of one supplier's account, by two lots, are as uncertain as the whole by one."""
    lots: Lots = {lot("A"): (received(0, 5),), lot("B"): (received(1, 5),), lot("W"): (received(2, 10),)}
    lots |= made("P", {lot("A"): 5, lot("B"): 5}, {lot("H"): (METAL, 10)}, ScrapRule.CUT_OFF)
    lots |= made("Q", {lot("W"): 10}, {lot("G"): (METAL, 10)}, ScrapRule.CUT_OFF)
    plant = Plant(lots, {lot("H"): 10, lot("G"): 10}, {f"IN-{n}": ZERO for n in range(3)}, F(0))
    supplier = account("SUP", F(20), F(10))
    mine = accounts_of(plant, ScrapRule.CUT_OFF).every[PLANT]
    mine = replace(
        mine,
        inflows=tuple(
            replace(each, value=None, source=key("SUP"), receipt_references=each.receipt_references)
            for each in mine.inflows
        ),
    )
    every = {PLANT: mine, key("SUP"): supplier}
    chain = ChainAccounts(
        every=every, values=chain_values(every, rules()), made_t={}, receipts=receipts_of(every)
    )
    found = [
        lot_reckoning(
            lot_needs(lots, lot(name), ScrapRule.CUT_OFF, leaves=True), chain, rules(), stage=PLANT.stage
        )
        for name in ("H", "G")
    ]
    assert [each.figure.value.total for each in found] == [2, 2]
    assert found[0].figure.uncertainty == pytest.approx(0.1)
    assert found[1].figure.uncertainty == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("is_whole", "tells", "leads"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_a_receipt_leads_on_to_a_lot_that_is_told_and_whole(is_whole: bool, tells: bool, leads: bool) -> None:  # noqa: FBT001 - a table
    """The account of the period in which it came counts; the lot was made in an earlier one that may lack something."""
    theirs, mine = LotName("SUP", "COIL"), lot("BUNDLE")
    before = replace(received(1, 5), account=key("SUP"), reference="S-1")
    came = replace(received(0, 5), kind=EdgeKind.DELIVERY, source=theirs, shipper="SUP")
    inflow = replace(bought("SUP", F(5)), receipt_references=("IN-0",))
    found = followed(
        {theirs: (before,), mine: (came,)},
        {PLANT: account("ACME", F(1), F(5), [inflow])},
        is_whole=lambda _: is_whole,
        tells_lots=lambda supplier, buyer: tells and (supplier, buyer) == ("SUP", "ACME"),
    )
    assert found[mine][0].source == (theirs if leads else None)
