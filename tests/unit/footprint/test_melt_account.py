"""Dross, net melt loss, the output basis, what a loop retains: figures where all was told, else the reason."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from casthouse.custody.stage import Material
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.melt_account import dross_recovery, net_loss, output_content, retentions
from casthouse.footprint.melt_told import MeltTold, melt_told
from casthouse.footprint.recovery_account import RecoveryAccount, recovery_account
from casthouse.footprint.scrap_loop import LoopKind, ProcessEntry, Traded
from casthouse.footprint.scrap_source import RecoveryBoundary, ScrapSources
from casthouse.measure.period import Period
from casthouse.provenance.lot_process import Direction, Step
from tests.unit.footprint.chain_world import YEAR, measured
from tests.unit.footprint.test_recovery_account import DROSS, F10, METAL, OWN, POST, PRE, T, entry

F = Fraction
F14 = [
    entry(Direction.IN, "CANS", POST, 600),
    entry(Direction.IN, "CHIPS", PRE, 380),
    entry(Direction.IN, "PIG", METAL, 25),
    entry(Direction.OUT, "HEAT", METAL, 975),
    entry(Direction.OUT, "SKIM", DROSS, 30),
]


def account(
    rows: Sequence[ProcessEntry], told: MeltTold | None = None, traded: Sequence[Traded] = ()
) -> RecoveryAccount:
    return recovery_account(
        rows,
        traded,
        ScrapSources(boundary=RecoveryBoundary.SITE, makers=OWN),
        organisation="ACME",
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        told=told,
    )


def told(**tonnes: str) -> MeltTold:
    return melt_told([measured(Kind(name), mass, "t") for name, mass in tonnes.items()], YEAR)


def test_net_loss_and_dross_recovery_are_those_of_the_fact_sheet() -> None:
    """F14: 1,005 t charged, 975 t ingot; 16.5 t of metal in dross, 9.9 t won back: 2.9851 % gross, 2.0 % net."""
    found = account(F14, told(dross_metal="16.5", dross_recovered="9.9"))
    assert found.melt is not None
    assert float(found.melt.gross.share or 0) == pytest.approx(0.029850746, abs=1e-8)
    loss, dross = net_loss(found).ratio, dross_recovery(found).ratio
    assert loss is not None
    assert dross is not None
    assert (loss.share, dross.share) == (F(201, 10050), F(3, 5))
    assert net_loss(found).entries == ("dross_recovered--2025-01-01",)


def test_what_nobody_told_of_the_dross_is_not_known() -> None:
    bare = account(F14)
    assert (net_loss(bare).ratio, dross_recovery(bare).ratio) == (None, None)
    assert "won back" in net_loss(bare).unknown
    half = account(F14, told(dross_recovered="9.9"))
    assert "how much metal the dross held" in dross_recovery(half).unknown
    assert net_loss(half).ratio is not None
    assert net_loss(account([])).unknown == "nothing was melted in these days"


@pytest.mark.parametrize(
    "wrong", [{"dross_recovered": "31"}, {"dross_recovered": "9", "returned_heel": "500"}]
)
def test_more_metal_than_there_was_tells_nothing(wrong: dict[str, str]) -> None:
    found = net_loss(account(F14, told(**wrong)))
    assert (found.ratio, "correct what was told" in found.unknown) == (None, True)


def test_without_dross_the_net_loss_is_the_gross_loss() -> None:
    found = account(F14[:-1])
    assert found.melt is not None
    assert net_loss(found).ratio == found.melt.gross


def test_scrap_that_a_melt_makes_is_metal_and_not_gone() -> None:
    """100 t in, 90 t of metal and 10 t of sawn-off ends out: nothing is lost, though 10 t became no product."""
    found = account(
        [
            entry(Direction.IN, "PIG", METAL, 100),
            entry(Direction.OUT, "HEAT", METAL, 90),
            entry(Direction.OUT, "ENDS", PRE, 10),
        ]
    )
    loss = net_loss(found).ratio
    assert loss is not None
    assert found.melt is not None
    assert (loss.share, found.melt.gross.share) == (F(0), F(1, 10))


def test_of_a_measurement_that_reaches_beyond_the_days_their_part_counts() -> None:
    half = Period(start=date(2025, 1, 1), end=date(2025, 7, 2))
    found = melt_told([measured(Kind.DROSS_METAL, "365", "t")], half)
    assert found.grams == {Kind.DROSS_METAL: 182 * T}


def yields(**shares: str) -> MeltTold:
    rows = [
        measured(Kind.MELT_YIELD, share, "t/t", material, reference=f"{material}-{share}")
        for material, share in shares.items()
    ]
    return melt_told(rows, YEAR)


def test_the_output_basis_weighs_each_material_by_its_melt_yield() -> None:
    """F10a, with the alloying metal as primary: 36.8 + 19.4 + 49.5 t come out."""
    every = yields(post_consumer_scrap="0.92", pre_consumer_scrap="0.97", aluminium="0.99")
    content, why = output_content(account(F10, every))
    assert content is not None
    assert (content.post_share, content.pre_share, why) == (F(368, 1057), F(194, 1057), "")


def test_the_output_basis_is_not_known_while_a_yield_is_missing_or_told_twice() -> None:
    some = yields(post_consumer_scrap="0.92", aluminium="0.99")
    assert output_content(account(F10, some)) == (None, "the melt yield of pre consumer scrap is not known")
    twice = melt_told(
        [
            measured(Kind.MELT_YIELD, share, "t/t", "post_consumer_scrap", reference=share)
            for share in ("0.9", "0.92")
        ],
        YEAR,
    )
    assert output_content(account(F10, twice))[0] is None


def test_melts_of_one_material_alone_tell_its_yield() -> None:
    alone = [entry(Direction.IN, "CANS", POST, 100), entry(Direction.OUT, "HEAT", METAL, 92)]
    assert account(alone).yield_of(Material.POST_CONSUMER_SCRAP) == F(92, 100)
    content, _ = output_content(account(alone))
    assert content is not None
    assert content.post_share == 1
    assert account(F10).yield_of(Material.POST_CONSUMER_SCRAP) is None


def test_a_loop_retains_collection_times_processing_times_melting() -> None:
    """Half of the edges come back, nine tenths are left of sorting, 95 of 100 t of melting: 42.75 %."""
    rows = [
        entry(Direction.OUT, "EDGES", PRE, 40, Step.ROLLING),
        entry(Direction.IN, "EDGES", PRE, 10, Step.SORTING),
        entry(Direction.OUT, "CLEAN", PRE, 9, Step.SORTING),
        entry(Direction.IN, "EDGES", PRE, 20),
        entry(Direction.IN, "PIG", METAL, 80),
        entry(Direction.OUT, "HEAT", METAL, 95),
    ]
    by_kind = {each.kind: each for each in retentions(account(rows))}
    site = by_kind[LoopKind.SAME_SITE]
    assert site.retained == F(1, 2) * F(9, 10) * F(95, 100)
    assert site.uses == 1 / (1 - F(171, 400))
    assert (by_kind[LoopKind.MARKET].retained, bool(by_kind[LoopKind.MARKET].unknown)) == (None, True)


def test_what_customers_returned_is_known_without_a_process_and_only_melting_is_not() -> None:
    traded = (
        Traded(is_receipt=False, material=METAL, counterparty="MILL", mass_g=100 * T, movements=1),
        Traded(is_receipt=True, material=PRE, counterparty="MILL", mass_g=20 * T, movements=1),
    )
    by_kind = {each.kind: each for each in retentions(account([], traded=traded))}
    customer, site = by_kind[LoopKind.CUSTOMER], by_kind[LoopKind.SAME_SITE]
    assert (customer.collection, customer.retained) == (F(1, 5), None)
    assert customer.unknown == "nothing was melted in these days"
    assert (site.collection, site.unknown) == (None, "how much there was to come back is not known")


def test_more_than_went_in_and_no_melt_retain_nothing_that_can_be_said() -> None:
    earlier = [
        *F14,
        entry(Direction.OUT, "EDGES", PRE, 1, Step.ROLLING),
        entry(Direction.IN, "EDGES", PRE, 5),
    ]
    site = retentions(account(earlier))[0]
    assert (site.retained, site.unknown) == (None, "more came back than went into the loop in these days")
    assert all(each.retained is None and each.unknown for each in retentions(account([])))
