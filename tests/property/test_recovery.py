"""Material recovery over random plants: no metal comes from nowhere, shares are shares, run-around counts nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.stage import Material
from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.chain_recovery import chain_recovery
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.melt_account import net_loss, output_content, retentions
from casthouse.footprint.melt_told import MeltTold
from casthouse.footprint.recovery import Melt, chain_yield, gross_per_product, loop_retention, mean_uses
from casthouse.footprint.recovery_account import RecoveryAccount, recovery_account
from casthouse.footprint.recycled_content import Charge, recycled_content
from casthouse.footprint.scrap_loop import BOUGHT, LoopKind, ProcessEntry, Traded
from casthouse.footprint.scrap_source import SCRAPS, LotMaker, RecoveryBoundary, ScrapSources
from casthouse.provenance.lot_process import Direction, Step
from tests.property.effort import examples

pytestmark = pytest.mark.one_store
F = Fraction
PRE, POST, METAL, DROSS = (
    Material.PRE_CONSUMER_SCRAP,
    Material.POST_CONSUMER_SCRAP,
    Material.ALUMINIUM,
    Material.DROSS,
)
DAYS = (date(2024, 1, 1), date(2024, 12, 31))
STEPS = (Step.MELTING, Step.MELTING, Step.CASTING, Step.ROLLING, Step.CUTTING, Step.SORTING)
BOUGHT_LOTS = {"CANS": POST, "CHIPS": PRE, "PIG": METAL, "SKIM": DROSS}
EDGES = "EDGES"
"""Scrap that the plant's own rolling mill made, beside all others."""

GRAMS = st.integers(0, 10**9)
SHARE = st.integers(0, 100).map(lambda n: F(n, 100))


@dataclass(frozen=True, slots=True)
class Plant:
    """What was posted of processes, and who made the lots."""

    rows: tuple[ProcessEntry, ...]
    makers: dict[str, LotMaker]


def entry(process: str, step: Step, facility: str, direction: Direction, lot: str) -> ProcessEntry:
    """Return an entry without a mass: whoever asks gives it."""
    return ProcessEntry(
        process=process,
        step=step,
        facility=facility,
        direction=direction,
        lot=lot,
        material=METAL,
        mass_g=0,
    )


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    """Draw processes at two sites: each takes of lots that are there, and makes no more than it took."""
    material = BOUGHT_LOTS | {EDGES: PRE}
    left = {lot: draw(st.integers(1, 10**9)) for lot in material}
    rows: list[ProcessEntry] = []
    makers = {EDGES: LotMaker(step=Step.ROLLING, facility="F")}
    for number in range(draw(st.integers(1, 5))):
        name, step = f"P{number}", draw(st.sampled_from(STEPS))
        site = draw(st.sampled_from(("F", "G")))
        there = sorted(
            lot
            for lot, mass_g in left.items()
            if mass_g and (step is not Step.SORTING or material[lot] in SCRAPS)
        )
        if not there:
            continue
        taken = {
            lot: draw(st.integers(1, left[lot]))
            for lot in draw(st.lists(st.sampled_from(there), min_size=1, max_size=3, unique=True))
        }
        for lot, mass_g in taken.items():
            left[lot] -= mass_g
            row = entry(name, step, site, Direction.IN, lot)
            rows.append(replace(row, material=material[lot], mass_g=mass_g))
        room = sum(taken.values())
        for place in range(draw(st.integers(1, 3))):
            lot, mass_g = f"{name}-{place}", draw(st.integers(0, room))
            room -= mass_g
            made = material[next(iter(taken))] if step is Step.SORTING else (METAL, PRE, DROSS)[place]
            if mass_g:
                left[lot], material[lot] = mass_g, made
                makers[lot] = LotMaker(step=step, facility=site, inputs=taken if step is Step.SORTING else {})
                row = entry(name, step, site, Direction.OUT, lot)
                rows.append(replace(row, material=made, mass_g=mass_g))
    return Plant(tuple(rows), makers)


TRADES = st.lists(
    st.builds(
        Traded,
        is_receipt=st.booleans(),
        material=st.sampled_from((METAL, METAL, PRE, POST)),
        counterparty=st.sampled_from(("CAN", "CAN", "YARD", "")),
        mass_g=st.integers(1, 10**10),
        movements=st.just(1),
    ),
    min_size=2,
    max_size=6,
)
YIELDS = st.fixed_dictionaries(
    {each: SHARE.map(lambda part: frozenset({F(1, 2) + part / 2})) for each in (PRE, POST, METAL)}
)


def account(
    plant: Plant,
    boundary: RecoveryBoundary = RecoveryBoundary.SITE,
    traded: Sequence[Traded] = (),
    told: MeltTold | None = None,
) -> RecoveryAccount:
    return recovery_account(
        plant.rows,
        traded,
        ScrapSources(boundary=boundary, makers=plant.makers),
        organisation="ACME",
        first=DAYS[0],
        last=DAYS[1],
        told=told,
    )


def mass_of(rows: Sequence[ProcessEntry], direction: Direction) -> int:
    return sum(each.mass_g for each in rows if each.direction is direction)


@examples(50)
@given(plants())
def test_what_went_into_a_step_came_out_or_is_its_loss(plant: Plant) -> None:
    found = account(plant)
    for step in found.steps:
        rows = [each for each in plant.rows if each.step is step.step]
        came, left = mass_of(rows, Direction.IN), mass_of(rows, Direction.OUT)
        assert (step.charged_g, step.made_g + step.scrap_g + step.dross_g) == (came, left)
        assert step.loss_g == came - left >= 0
        shares = (step.made.share, step.gross.share, step.lost.share)
        assert all(share is not None and 0 <= share <= 1 for share in shares)
        assert step.made.part + step.gross.part == step.charged_g
    whole = mass_of(plant.rows, Direction.IN) - mass_of(plant.rows, Direction.OUT)
    assert sum(step.loss_g for step in found.steps) == whole


@examples(30)
@given(st.lists(plants(), max_size=3))
def test_the_steps_of_a_chain_are_the_sums_of_its_companies(companies: list[Plant]) -> None:
    chain = chain_recovery(
        [replace(account(each), organisation=f"C{number}") for number, each in enumerate(companies)],
        {},
        factor_table("stand-ins-2026"),
        first=DAYS[0],
        last=DAYS[1],
    )
    rows = [row for plant in companies for row in plant.rows]
    together = account(Plant(tuple(rows), {}))
    assert [replace(step, entries=()) for step in together.steps] == list(chain.steps)


@examples(50)
@given(plants(), st.sampled_from(RecoveryBoundary), YIELDS)
def test_recycled_content_is_a_share_of_what_was_charged(
    plant: Plant, boundary: RecoveryBoundary, yields: dict[Material, frozenset[Fraction]]
) -> None:
    found = account(plant, boundary, told=MeltTold(yields=yields))
    charged = [
        each
        for each in plant.rows
        if each.direction is Direction.IN and each.step in {Step.MELTING, Step.CASTING}
    ]
    assert found.charge.counted + found.charge.runaround == sum(each.mass_g for each in charged)
    for content in (found.content, output_content(found)[0]):
        if content is not None:
            assert content.post_share >= 0
            assert content.pre_share >= 0
            assert content.post_share + content.pre_share == content.share <= 1
    scrap_g = sum(each.mass_g for each in charged if each.material in SCRAPS)
    assert 0 <= found.bought_scrap <= scrap_g


@examples(50)
@given(plants(), st.sampled_from(RecoveryBoundary), YIELDS, st.integers(1, 10**10))
def test_run_around_scrap_moves_no_recycled_content(
    plant: Plant, boundary: RecoveryBoundary, yields: dict[Material, frozenset[Fraction]], mass_g: int
) -> None:
    """However much of its own edges a plant melts again: what it bought of scrap and metal is what counts."""
    into, out = (
        replace(entry("ROUND", Step.MELTING, "F", way, lot), material=material, mass_g=mass_g)
        for way, lot, material in ((Direction.IN, EDGES, PRE), (Direction.OUT, "AGAIN", METAL))
    )
    told = MeltTold(yields=yields)
    before = account(plant, boundary, told=told)
    after = account(replace(plant, rows=(*plant.rows, into, out)), boundary, told=told)
    assert (after.content, after.bought_scrap) == (before.content, before.bought_scrap)
    assert output_content(after)[0] == output_content(before)[0]
    assert after.charge.runaround == before.charge.runaround + mass_g


@examples(50)
@given(plants())
def test_a_wider_boundary_lets_no_more_scrap_count(plant: Plant) -> None:
    site, company = (account(plant, each).charge for each in RecoveryBoundary)
    assert company.runaround >= site.runaround
    assert company.post_consumer + company.pre_consumer <= site.post_consumer + site.pre_consumer
    assert company.counted + company.runaround == site.counted + site.runaround


@examples(50)
@given(plants(), TRADES)
def test_what_a_loop_retains_is_a_share_of_what_went_into_it(plant: Plant, traded: list[Traded]) -> None:
    found = account(plant, traded=traded)
    own_g = sum(each.returned_g for each in found.loops if each.kind not in BOUGHT)
    steps = (Step.MELTING, Step.CASTING)
    charged = (each for each in plant.rows if each.direction is Direction.IN and each.step in steps)
    scrap_g = sum(each.mass_g for each in charged if each.material in SCRAPS)
    assert 0 <= scrap_g - found.bought_scrap - own_g < len(found.loops), (
        "each loop leaves out less than a gram"
    )
    for each in retentions(found):
        assert (each.retained is None) == bool(each.unknown)
        if each.retained is not None:
            assert 0 <= each.retained <= min(each.collection or 0, each.melting or 0) <= 1
            assert each.uses is None or each.uses >= 1
    assert {each.kind for each in retentions(found)} == set(LoopKind)


@examples(50)
@given(plants(), SHARE, SHARE)
def test_net_loss_is_no_more_than_gross_loss_and_never_below_nothing(
    plant: Plant, won: Fraction, heel: Fraction
) -> None:
    melt = account(plant).melt
    dross_g, loss_g = (melt.dross_g, melt.loss_g) if melt else (0, 0)
    told = MeltTold(grams={Kind.DROSS_RECOVERED: won * dross_g, Kind.RETURNED_HEEL: heel * loss_g})
    ratio = net_loss(account(plant, told=told)).ratio
    assert (ratio is None) == (melt is None)
    if ratio is not None and melt is not None:
        assert 0 <= ratio.part <= melt.charged_g - melt.made_g
        assert ratio.part == melt.loss_g * (1 - heel) + melt.dross_g * (1 - won)


MASSES = st.tuples(*[GRAMS] * 4).filter(any)


@examples(60)
@given(MASSES, GRAMS, st.integers(1, 1_000))
def test_recycled_content_of_a_charge(masses: tuple[int, ...], runaround: int, times: int) -> None:
    post, pre, primary, alloying = map(F, masses)
    charge = Charge(post_consumer=post, pre_consumer=pre, primary=primary, alloying=alloying)
    found = recycled_content(charge)
    assert 0 <= found.share <= 1
    assert (found.share == 0) == (not post and not pre)
    assert (found.share == 1) == (not primary and not alloying)
    assert recycled_content(replace(charge, runaround=F(runaround))) == found
    grown = Charge(
        **{
            name: mass * times
            for name, mass in zip(
                ("post_consumer", "pre_consumer", "primary", "alloying"),
                (post, pre, primary, alloying),
                strict=True,
            )
        }
    )
    assert recycled_content(grown).share == found.share


@examples(60)
@given(SHARE, SHARE, SHARE)
def test_a_loop_keeps_no_more_than_its_worst_step(
    collection: Fraction, processing: Fraction, melting: Fraction
) -> None:
    kept = loop_retention(collection=collection, processing=processing, melting=melting)
    assert 0 <= kept <= min(collection, processing, melting)
    uses = mean_uses(kept)
    assert (uses is None) == (kept == 1)
    assert uses is None or uses == 1 + kept * uses >= 1


@examples(60)
@given(st.lists(SHARE.map(lambda each: (each + 1) / 101), max_size=5))
def test_what_goes_in_is_what_comes_out_over_the_yield_of_all_steps(yields: list[Fraction]) -> None:
    whole = chain_yield(yields)
    assert 0 < whole <= min(yields, default=F(1))
    left = gross_per_product(whole)
    for each in yields:
        left *= each
    assert left == 1


@examples(60)
@given(GRAMS, SHARE, SHARE, SHARE, SHARE)
def test_a_melt_loses_what_is_neither_ingot_nor_won_back(
    charged: int, ingot: Fraction, skimmed: Fraction, metal: Fraction, won: Fraction
) -> None:
    mass = F(charged)
    melt = Melt(
        charged=mass,
        ingot=mass * ingot,
        dross=mass * (1 - ingot) * skimmed,
        dross_metal=metal,
        dross_recovered=won,
    )
    assert melt.ingot + melt.recovered_from_dross + melt.net_loss.part == melt.charged
    assert 0 <= melt.net_loss.part <= melt.gross_loss.part <= melt.charged
    assert melt.recovered_from_dross <= melt.metal_in_dross <= melt.dross
