"""Rings of sales against every ring that there is, in small markets."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.sale_ring import Edges, ring_groups, rings_of

pytestmark = pytest.mark.one_store
NAMES = "ABCDE"
MARKETS = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1]),
    st.integers(1, 9),
    max_size=12,
)


def every_ring(edges: Edges) -> Iterator[tuple[str, ...]]:
    """Yield each ring once, from its first organisation by name on."""

    def walk(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for seller, buyer in edges:
            if seller == way[-1] and buyer == way[0] and len(way) > 1:
                yield way
            elif seller == way[-1] and buyer > way[0] and buyer not in way:
                yield from walk((*way, buyer))

    for name in NAMES:
        yield from walk((name,))


def narrowest(edges: Edges, turn: tuple[str, ...]) -> int:
    return min(edges[pair] for pair in zip(turn, (*turn[1:], turn[0]), strict=True))


@given(MARKETS, st.integers(1, 4))
def test_rings_are_rings_the_widest_first_and_have_no_mass_in_common(edges: Edges, least_g: int) -> None:
    left = {pair: mass for pair, mass in edges.items() if mass >= least_g}
    for ring in rings_of(edges, least_g=least_g):
        there = list(every_ring(left))
        assert ring.turn in there
        assert ring.mass_g == max(narrowest(left, turn) for turn in there)
        for pair in ring.sales:
            left[pair] -= ring.mass_g
        left = {pair: mass for pair, mass in left.items() if mass >= least_g}
    assert not list(every_ring(left)), "nothing that carries so much is left"


@given(MARKETS)
def test_a_group_is_whoever_is_on_rings_that_touch(edges: Edges) -> None:
    groups: list[set[str]] = []
    for turn in every_ring(edges):
        touching = [each for each in groups if each & set(turn)]
        groups = [each for each in groups if each not in touching] + [set(turn).union(*touching)]
    assert sorted(map(sorted, ring_groups(edges))) == sorted(map(sorted, groups))


@given(MARKETS, st.randoms(use_true_random=False))
def test_the_order_of_sales_says_nothing(edges: Edges, chance: object) -> None:
    pairs = list(edges.items())
    chance.shuffle(pairs)  # type: ignore[attr-defined]
    assert rings_of(dict(pairs), least_g=1) == rings_of(edges, least_g=1)
