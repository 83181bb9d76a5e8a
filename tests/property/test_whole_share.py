"""Shares over a common whole are the exact fractions, in graphs with merges, splits and loops; so are their grams."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance import recall, whole_share
from casthouse.provenance.long_share import SHORT_BITS, LongShare, half_even
from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotGraph, LotName
from casthouse.provenance.origin_share import physical_trace
from casthouse.provenance.whole_share import whole_shares
from casthouse.refusal import Refusal
from tests.property.test_origin_share import LOTS, Edges, graphs, made

pytestmark = pytest.mark.one_store


def agrees(edges: Edges, mass_g: int) -> None:
    graph = LotGraph.of(edges)
    exact, common = physical_trace(graph, LOTS[0], mass_g), whole_shares(graph, LOTS[0])
    shares = {origin: Fraction(parts, common.whole) for origin, parts in common.ends.items()}
    assert shares == {each.origin: each.share for each in exact.origins}
    assert common.grams(mass_g) == {each.origin: each.mass_g for each in exact.origins}
    assert {lot: Fraction(parts, common.whole) for lot, parts in common.through.items()} == exact.through
    assert (len(common.through), common.edges) == (exact.lots, exact.edges)
    for lot, through in common.through.items():
        along = common.along(lot)
        assert not along or sum(parts for _, parts in along) == through, (
            "nothing is lost where a lot is divided"
        )


@given(graphs(loops=False), st.integers(0, 10**15))
def test_they_are_the_exact_shares(edges: Edges, mass_g: int) -> None:
    agrees(edges, mass_g)


@given(graphs(loops=True), st.integers(0, 10**15))
def test_they_are_the_exact_shares_of_loops(edges: Edges, mass_g: int) -> None:
    agrees(edges, mass_g)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.integers(1, 900)), min_size=1, max_size=9))
def test_they_are_the_exact_shares_behind_processes(drawn: list[tuple[int, int, int]]) -> None:
    """Each lot is made in one melt of the lots behind it, with melt loss."""
    edges: list[LotEdge] = []
    for place, step, mass_g in drawn:
        edges.append(made(LOTS[place], LOTS[min(6, place + step)], mass_g, made_g=1_000))
    agrees(edges, 123_456)


@given(st.integers(1, 10**30), st.integers(0, 10**30), st.integers(1, 2**500))
def test_a_short_ratio_is_found_however_it_is_written(below: int, above: int, by: int) -> None:
    above = min(above, below)
    assert LongShare(above * by, below * by).short == Fraction(above, below)


def test_a_long_ratio_is_not_taken_for_a_short_one() -> None:
    below = 3**400
    assert LongShare(below // 3 + 1, below).short is None
    assert LongShare(1, (1 << SHORT_BITS) - 1).short == Fraction(1, (1 << SHORT_BITS) - 1)
    assert LongShare(1, 1 << SHORT_BITS).short is None


@given(st.integers(0, 10**9), st.integers(1, 10**4))
def test_the_middle_is_rounded_to_the_even_one(above: int, below: int) -> None:
    assert half_even(above, below) == round(Fraction(above, below))


def test_a_thousand_heats_after_each_other_stay_exact() -> None:
    lots = [LotName("ACME", f"H{heat}") for heat in range(1_000)]
    edges = [
        LotEdge(
            target=lots[heat], source=source, kind=EdgeKind.DELIVERY, reference=f"R{heat}", mass_g=heat + mass
        )
        for heat in range(999)
        for source, mass in ((lots[heat + 1], 7), (None, 11))
    ]
    graph = LotGraph.of(edges)
    common = whole_shares(graph, lots[0])
    exact = physical_trace(graph, lots[0], 10**9)
    assert common.grams(10**9) == {each.origin: each.mass_g for each in exact.origins}


def test_more_than_the_machine_holds_is_refused_before_it_is_worked_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = LotGraph.of([made(LOTS[0], LOTS[1], 5, made_g=9), made(LOTS[0], LOTS[2], 7, made_g=9)])
    bits = 3 * (12).bit_length()
    monkeypatch.setattr(whole_share, "BITS_MAX", bits)
    assert whole_shares(graph, LOTS[0]).whole == 12
    monkeypatch.setattr(whole_share, "BITS_MAX", bits - 1)
    with pytest.raises(Refusal) as refused:
        whole_shares(graph, LOTS[0])
    assert refused.value.code == "trace_too_large"


@given(edges=graphs(loops=False), through_processes=st.booleans())
def test_what_lots_hold_is_the_same_by_level_and_in_fractions(
    *, edges: Edges, through_processes: bool
) -> None:
    """The last lot is recalled; all others may hold something of it."""
    if through_processes:
        edges = [
            made(each.target, each.source, each.mass_g, made_g=1_000)
            for each in edges
            if each.source is not None
        ]
    graph, subject = LotGraph.of(edges), LOTS[-1]
    by_level = {lot: held.exact for lot, held in recall.held_shares(graph, subject, LOTS).items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recall, "WHOLE_BITS_MAX", -1)
        in_fractions = {lot: held.exact for lot, held in recall.held_shares(graph, subject, LOTS).items()}
    assert by_level == in_fractions


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(1, 10**9))
def test_what_a_recall_prints_is_rounded_up(below: int, above: int, mass_g: int) -> None:
    share = LongShare(min(above, below), below)
    assert share.up(mass_g) == ceil(share.exact * mass_g)
    assert ceil(share.ceiling * 10_000) == ceil(share.exact * 10_000)
    assert floor(share.floor * 10_000) == floor(share.exact * 10_000)
    assert share.parts(10**15) == round(share.exact * 10**15)


@given(edges=graphs(loops=True), chosen=st.sets(st.sampled_from(LOTS), min_size=1))
def test_a_recall_of_several_counts_each_gram_once_and_names_what_it_holds(
    edges: Edges, chosen: set[LotName]
) -> None:
    subjects = sorted(chosen)
    held = recall.held_of_several(edges, subjects, LOTS)
    graph = LotGraph.of(edges)
    told = recall.subjects_in(graph, subjects, LOTS)
    alone = {each: recall.held_shares(graph, each, LOTS) for each in subjects}
    for lot in LOTS:
        parts = [shares[lot].exact for shares in alone.values() if lot in shares]
        exact = held[lot].exact if lot in held else Fraction(0)
        assert max(parts, default=0) <= exact <= min(1, sum(parts))
        holding = tuple(each for each in subjects if lot in alone[each] and alone[each][lot].above)
        assert set(told(lot)) == set(holding)
        assert bool(told(lot)) == bool(exact)
