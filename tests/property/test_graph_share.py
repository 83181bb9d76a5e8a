"""Shares in rows that nodes have in common, against the exact solver, in blocks of origins."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.graph_columns import columns_of
from casthouse.provenance.graph_share import ROUNDOFF_OF_ROWS, OutsideMetal, ShareRows, share_rows
from tests.property.test_graph_kernel import NODES, Edge, exact, graphs

pytestmark = pytest.mark.one_store
ORIGINS = 3
Outside = list[list[tuple[int, int]]]  # of each node: origin and grams


def outsides(least: int) -> st.SearchStrategy[Outside]:
    each = st.lists(
        st.tuples(st.integers(0, ORIGINS - 1), st.integers(1, 10**15)), min_size=least, max_size=2
    )
    return st.lists(each, min_size=NODES, max_size=NODES)


def shared(edges: list[Edge], outside: Outside) -> tuple[list[ShareRows], list[int], list[int]]:
    """Return the rows in two blocks, the place of each node, and what came into it."""
    target, source, mass = np.array(edges, np.int64).reshape(-1, 3).T
    brought = [sum(g for _, g in each) for each in outside]
    whole = [brought[n] + sum(g for t, _, g in edges if t == n) for n in range(NODES)]
    found = columns_of(
        target=target.astype(np.int32),
        source=source.astype(np.int32),
        mass_g=mass,
        unsourced_g=np.array(brought, np.int64),
        made_g=np.array(whole, np.int64),
    )
    back = np.argsort(found.place).tolist()
    runs = [outside[node] for node in back]
    metal = OutsideMetal(
        first=np.cumsum([0, *(len(run) for run in runs)]).astype(np.int64),
        origin=np.array([origin for run in runs for origin, _ in run], np.int32),
        mass_g=np.array([grams for run in runs for _, grams in run], np.int64),
    )
    blocks = [
        share_rows(found.columns, metal, origins=ORIGINS, begin=0, end=1),
        share_rows(found.columns, metal, origins=ORIGINS, begin=1),
    ]
    return blocks, found.place.tolist(), whole


def assert_exact(edges: list[Edge], outside: Outside) -> list[ShareRows]:
    blocks, places, whole = shared(edges, outside)
    rows = np.concatenate([block.of(np.arange(NODES, dtype=np.int32)) for block in blocks], axis=1)
    for origin in range(ORIGINS):
        grams = [sum(g for from_, g in each if from_ == origin) for each in outside]
        true = exact(
            edges,
            [each or 1 for each in whole],
            [Fraction(g, w or 1) for g, w in zip(grams, whole, strict=True)],
        )
        for node, place in enumerate(places):
            assert abs(float(rows[place, origin]) - float(true[node])) <= 200 * ROUNDOFF_OF_ROWS
    return blocks


@given(graphs(loops=False), outsides(0))
def test_shares_are_those_of_the_exact_solver(graph: tuple[list[Edge], list[int]], outside: Outside) -> None:
    assert_exact(graph[0], outside)


@given(graphs(loops=True), outsides(1))
def test_loops_are_solved_too(graph: tuple[list[Edge], list[int]], outside: Outside) -> None:
    assert_exact(graph[0], outside)


def test_only_mixed_metal_has_a_row_of_its_own() -> None:
    """Nodes 0 and 1 are melted to 2, which is cut into 3 and 4; into 5 nothing came."""
    edges = [(2, 0, 30), (2, 1, 60), (3, 2, 40), (4, 2, 49)]
    outside: Outside = [[(0, 30)], [(1, 60)], [], [], [], [], [(2, 5), (2, 6)]]
    blocks = assert_exact(edges, outside)
    assert len(blocks[1].mixed) == 2
    assert blocks[1].row_of.tolist()[:6] == [0, 1, ORIGINS + 1, ORIGINS + 1, ORIGINS + 1, ORIGINS]
