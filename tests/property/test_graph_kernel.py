"""Kernels over columns against the exact solver, over random graphs with merges, splits and loops."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.exact_system import solved
from casthouse.provenance.graph_columns import NumberedGraph, columns_of
from casthouse.provenance.graph_kernel import (
    ROUNDOFF,
    Values,
    footprints,
    held_of,
    rounding_bound,
)

pytestmark = pytest.mark.one_store
NODES = 7
Edge = tuple[int, int, int]  # target, source, grams


@st.composite
def graphs(draw: st.DrawFn, *, loops: bool) -> tuple[list[Edge], list[int]]:
    """Return edges among a few nodes numbered at random, and what each got from outside."""
    names = draw(st.permutations(range(NODES)))
    edges = [
        (names[target], names[source], draw(st.integers(1, 10**15)))
        for target in range(NODES)
        for source in draw(st.lists(st.integers(0, NODES - 1), max_size=3))
        if loops or source > target
    ]
    outside = st.integers(1, 10**15)
    return edges, draw(st.lists(outside, min_size=NODES, max_size=NODES))


def numbered(edges: list[Edge], unsourced: list[int]) -> NumberedGraph:
    target, source, mass = np.array(edges, np.int64).reshape(-1, 3).T
    whole = [unsourced[n] + sum(g for t, _, g in edges if t == n) for n in range(NODES)]
    return columns_of(
        target=target.astype(np.int32),
        source=source.astype(np.int32),
        mass_g=mass,
        unsourced_g=np.array(unsourced, np.int64),
        made_g=np.array([max(1, each - each // 10) for each in whole], np.int64),
    )


def exact(edges: list[Edge], whole: list[int], own: list[Fraction]) -> list[Fraction]:
    """Solve value = own + parts of the sources over all nodes at once."""
    matrix = [[Fraction(int(row == column)) for column in range(NODES)] for row in range(NODES)]
    for target, source, grams in edges:
        matrix[target][source] -= Fraction(grams, whole[target])
    found = solved(matrix, own)
    assert found is not None
    return found


def drawn(edges: list[Edge], unsourced: list[int]) -> list[int]:
    return [unsourced[n] + sum(g for t, _, g in edges if t == n) or 1 for n in range(NODES)]


@given(graphs(loops=False))
def test_footprints_are_within_the_stated_bound(graph: tuple[list[Edge], list[int]]) -> None:
    edges, unsourced = graph
    found = numbered(*graph)
    made = [max(1, (each - each // 10)) for each in drawn(edges, unsourced)]
    true = exact(edges, made, [Fraction(node) for node in range(NODES)])
    own = np.zeros(NODES)
    own[found.place] = range(NODES)
    values = footprints(found.columns, own)
    bound = rounding_bound(found.columns.first, found.columns.source, ROUNDOFF)
    for node, place in enumerate(found.place):
        assert abs(Fraction(float(values[place])) - true[node]) <= Fraction(float(bound[place])) * true[node]


@given(graphs(loops=True), st.sets(st.integers(0, NODES - 1), min_size=1, max_size=3))
def test_a_recall_holds_what_the_exact_solver_holds(
    graph: tuple[list[Edge], list[int]], subjects: set[int]
) -> None:
    edges, _ = graph
    found, whole = numbered(*graph), drawn(*graph)
    cut = [edge for edge in edges if edge[0] not in subjects]
    true = exact(cut, whole, [Fraction(int(node in subjects)) for node in range(NODES)])
    chosen = found.place[sorted(subjects)]
    held = held_of(found.columns, chosen, found.columns.drawn_g())
    assert [float(each) for each in true] == pytest.approx(held[found.place].tolist(), rel=1e-12)


@given(graphs(loops=True), st.randoms(use_true_random=False))
def test_numbers_rise_with_the_metal_and_grams_are_kept(
    graph: tuple[list[Edge], list[int]], chance: st.DataObject
) -> None:
    edges, unsourced = graph
    shuffled = list(edges)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    found = numbered(shuffled, unsourced)
    columns, back = found.columns, np.argsort(found.place)
    listed = [
        (int(back[node]), int(back[columns.source[at]]), int(columns.mass_g[at]))
        for node in range(NODES)
        for at in range(columns.first[node], columns.first[node + 1])
    ]
    assert sorted(listed) == sorted(edges)
    looped = [range(low, high) for low, high in columns.loops]
    for node in range(NODES):
        for at in range(columns.first[node], columns.first[node + 1]):
            source = int(columns.source[at])
            assert source < node or any(node in loop and source in loop for loop in looped)


def test_a_loop_that_nothing_entered_has_no_value_of_its_own() -> None:
    edges, nothing = [(0, 1, 5), (1, 0, 5)], [0] * NODES
    found = numbered(edges, nothing)
    own = np.zeros(NODES)
    assert footprints_of_whole(found, own).tolist() == [0.0] * NODES
    own[found.place[0]] = 1.0
    assert np.isnan(footprints_of_whole(found, own)[found.place[1]])


def footprints_of_whole(found: NumberedGraph, own: Values) -> Values:
    return footprints(replace(found.columns, made_g=found.columns.drawn_g()), own)


def test_lots_numbered_at_random_stand_close_before_what_they_went_into() -> None:
    heats = np.arange(2_000)
    names = np.random.default_rng(1).permutation(3 * len(heats)).astype(np.int32)
    heat, lot, other = names[heats], names[len(heats) + heats], names[2 * len(heats) + heats]
    target = np.concatenate([heat, heat, heat[1:]])
    source = np.concatenate([lot, other, heat[:-1]])
    ones = np.ones(len(target), np.int64)
    found = columns_of(
        target=target,
        source=source,
        mass_g=ones,
        unsourced_g=np.ones(len(names), np.int64),
        made_g=np.ones(len(names), np.int64),
    )
    assert np.abs(found.place[heat] - found.place[lot]).max() <= 2
    assert np.all(found.place[heat[1:]] > found.place[heat[:-1]])
    assert not found.columns.loops
