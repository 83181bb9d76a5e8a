"""Origin shares against a plain solver of exact fractions, over graphs with merges, splits and loops."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotGraph, LotName
from casthouse.provenance.origin_share import (
    Origin,
    PhysicalTrace,
    largest_remainder,
    physical_trace,
    unrecorded,
)

LOTS = [LotName("ACME", f"L{number}") for number in range(7)]
Edges = list[LotEdge]


@st.composite
def graphs(draw: st.DrawFn, *, loops: bool) -> Edges:
    """Return edges among a few lots: from each lot to lots after it, and with loops to any."""
    edges: Edges = []
    for place, target in enumerate(LOTS):
        sources = LOTS if loops else LOTS[place + 1 :]
        for source in draw(st.lists(st.sampled_from([*sources, None]), max_size=3)):
            edges.append(edge(target, source, draw(st.integers(1, 1_000)), reference=f"R{len(edges)}"))
    return edges


def edge(target: LotName, source: LotName | None, mass_g: int, *, reference: str) -> LotEdge:
    kind = EdgeKind.RECEIPT if source is None else EdgeKind.DELIVERY
    return LotEdge(target=target, source=source, kind=kind, reference=reference, mass_g=mass_g)


def traced(edges: Edges, mass_g: int = 1_000) -> PhysicalTrace:
    return physical_trace(LotGraph.of(edges), LOTS[0], mass_g)


def shares(trace: PhysicalTrace) -> dict[Origin, Fraction]:
    return {each.origin: each.share for each in trace.origins}


def by_walking(edges: Edges) -> dict[tuple[str, str], Fraction]:
    """Follow every path from the subject, without loops: the slow way that cannot be wrong."""
    found: dict[tuple[str, str], Fraction] = {}

    def walk(lot: LotName, share: Fraction) -> None:
        into = [each for each in edges if each.target == lot]
        whole = sum(each.mass_g for each in into)
        if not into:
            found[lot.lot, ""] = found.get((lot.lot, ""), Fraction(0)) + share
        for each in into:
            part = share * each.mass_g / whole
            if each.source is None:
                key = (lot.lot, each.reference)
                found[key] = found.get(key, Fraction(0)) + part
            else:
                walk(each.source, part)

    walk(LOTS[0], Fraction(1))
    return found


@given(graphs(loops=False))
def test_shares_are_those_of_every_path_walked(edges: Edges) -> None:
    found = {(each.origin.lot, each.origin.reference): each.share for each in traced(edges).origins}
    assert found == by_walking(edges)


@given(graphs(loops=True), st.integers(1, 10**15))
@settings(max_examples=200)
def test_shares_sum_to_one_and_grams_to_the_mass(edges: Edges, mass_g: int) -> None:
    trace = traced(edges, mass_g)
    assert sum(each.share for each in trace.origins) == 1
    assert sum(each.mass_g for each in trace.origins) == mass_g
    assert all(each.share > 0 and abs(each.mass_g - each.share * mass_g) < 1 for each in trace.origins)


@given(graphs(loops=True))
def test_a_loop_settles_where_the_fixed_point_is(edges: Edges) -> None:
    """What flows through a lot is what enters it plus what the lots it feeds hand on to it."""
    through = traced(edges).through
    graph = LotGraph.of(edges)
    if any(each.origin.reference == "" for each in traced(edges).origins):
        return  # a loop that nothing enters is an origin of its own
    for lot, share in through.items():
        handed_on = sum(
            through[of] * Fraction(each.mass_g, sum(one.mass_g for one in graph.into(of)))
            for of in through
            for each in graph.into(of)
            if each.source == lot
        )
        assert share == handed_on + (1 if lot == LOTS[0] else 0)


@given(graphs(loops=True), st.randoms(use_true_random=False))
def test_the_order_of_edges_changes_nothing(edges: Edges, chance: st.DataObject) -> None:
    shuffled = list(edges)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert shares(traced(edges)) == shares(traced(shuffled))


def test_returned_metal_does_not_change_where_it_came_from() -> None:
    """L1 went out as L2, and part of L2 came back into L1: all of it is still the mine's."""
    mill, can = LOTS[0], LOTS[1]
    edges = [
        *(edge(mill, None, 90, reference="MINE"), edge(mill, can, 10, reference="BACK")),
        edge(can, mill, 50, reference="OUT"),
    ]
    assert [(each.origin.reference, each.share) for each in traced(edges).origins] == [("MINE", Fraction(1))]


def test_a_process_weighs_by_what_came_out_of_it() -> None:
    """Half of the lot was made of A and B, three to one, with melt loss; the other half was bought."""
    target = LOTS[0]
    edges = [
        *(made(target, LOTS[1], 75, made_g=80), made(target, LOTS[2], 25, made_g=80)),
        edge(target, None, 80, reference="BOUGHT"),
    ]
    found = {each.origin.reference or each.origin.lot: each.share for each in traced(edges).origins}
    assert found == {"BOUGHT": Fraction(1, 2), "L1": Fraction(3, 8), "L2": Fraction(1, 8)}


def made(target: LotName, source: LotName, mass_g: int, *, made_g: int) -> LotEdge:
    return LotEdge(
        target=target, source=source, kind=EdgeKind.PROCESS, reference="P", mass_g=mass_g, made_g=made_g
    )


def test_a_loop_that_nothing_entered_is_its_own_origin() -> None:
    edges = [edge(LOTS[0], LOTS[1], 5, reference="A"), edge(LOTS[1], LOTS[0], 5, reference="B")]
    (found,) = traced(edges).origins
    assert (found.origin.lot, found.share, found.origin.kind) == ("L0", Fraction(1), EdgeKind.UNRECORDED)


@given(graphs(loops=True))
def test_an_origin_is_unrecorded_where_no_movement_brought_it_in(edges: Edges) -> None:
    for each in traced(edges).origins:
        assert (each.origin.kind is EdgeKind.UNRECORDED) == (each.origin.reference == "")


def test_a_lot_into_which_only_nothing_came_is_unrecorded() -> None:
    edges = [edge(LOTS[0], LOTS[1], 5, reference="A"), edge(LOTS[1], None, 0, reference="B")]
    (found,) = traced(edges).origins
    assert (found.origin, found.share) == (unrecorded(LOTS[1]), Fraction(1))


def test_a_long_chain_is_no_obstacle() -> None:
    lots = [LotName("ACME", str(number)) for number in range(20_000)]
    edges = [edge(a, b, 7, reference="P") for a, b in pairwise(lots)]
    trace = physical_trace(LotGraph.of(edges), lots[0], 10)
    assert [(each.origin.lot, each.mass_g) for each in trace.origins] == [("19999", 10)]
    assert (trace.lots, trace.edges) == (20_000, 19_999)


def test_grams_go_to_the_largest_remainder_and_then_by_order() -> None:
    third = Fraction(1, 3)
    assert largest_remainder([third, third, third], 100) == [34, 33, 33]
    assert largest_remainder([Fraction(1, 10), Fraction(9, 10)], 5) == [1, 4]
    assert largest_remainder([], 0) == []
