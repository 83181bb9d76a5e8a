"""Rings of sales: who reaches whom by them, and how much can have gone round.

A ring carries no more than its narrowest sale. The widest ring is taken first and what it carries is taken off each of
its sales; then the widest of what is left, and so on. So the rings have no mass in common, and what they carry together
can have gone round at once: that much at least, since other ways of taking rings off may carry more.
"""

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from casthouse.provenance.flow_group import flow_groups, loops_of

Edges = Mapping[tuple[str, str], int]
RINGS_MAX = 100
"""So many rings of one group are taken off: what they carry is a least mass, however many more there are."""


class SaleRing(NamedTuple):
    """Organisations of which each sold to the next, and the last to the first; and what can have gone round."""

    turn: tuple[str, ...]
    mass_g: int

    @property
    def sales(self) -> list[tuple[str, str]]:
        """Seller and buyer of each of its sales."""
        return list(zip(self.turn, (*self.turn[1:], self.turn[0]), strict=True))


def ring_groups(edges: Edges) -> list[frozenset[str]]:
    """Return the sets of two and more organisations in which each reaches each other one by sales."""
    bought: dict[str, list[str]] = {each: [] for each in sorted({each for pair in edges for each in pair})}
    for seller, buyer in edges:
        bought[buyer].append(seller)
    return sorted((frozenset(group) for group in flow_groups(bought) if len(group) > 1), key=sorted)


def rings_of(edges: Edges, *, least_g: int) -> tuple[SaleRing, ...]:
    """Return rings that have no mass in common and carry a mass at least, the widest first."""
    left = {pair: mass_g for pair, mass_g in edges.items() if mass_g >= least_g}
    found: list[SaleRing] = []
    while len(found) < RINGS_MAX and ring_groups(left):
        ring = _widest(left)
        found.append(ring)
        for pair in ring.sales:
            left[pair] -= ring.mass_g
            if left[pair] < least_g:
                del left[pair]
    return tuple(found)


def _widest(edges: Edges) -> SaleRing:
    """Return the ring whose narrowest sale is the largest; of several with the fewest turns, then by name."""
    round_g = _widest_g(edges)
    wide = {pair: mass_g for pair, mass_g in edges.items() if mass_g >= round_g}
    sold: dict[str, list[str]] = {}
    for seller, buyer in sorted(wide):
        sold.setdefault(seller, []).append(buyer)
    closing = sorted(pair for pair, mass_g in wide.items() if mass_g == round_g)
    ways = [way for seller, buyer in closing if (way := _shortest(sold, buyer, seller))]
    turn = min(ways, key=lambda way: (len(way), way))
    start = turn.index(min(turn))
    return SaleRing((*turn[start:], *turn[:start]), round_g)


def _shortest(sold: Mapping[str, list[str]], first: str, last: str) -> tuple[str, ...]:
    """Return the shortest way of sales from one organisation to another; empty where there is none."""
    came: dict[str, str] = {first: ""}
    waiting = deque([first])
    while waiting and last not in came:
        here = waiting.popleft()
        for buyer in sold.get(here, ()):
            if buyer not in came:
                came[buyer] = here
                waiting.append(buyer)
    way: list[str] = []
    here = last if last in came else ""
    while here:
        way.append(here)
        here = came[here]
    return tuple(way[::-1])


def _widest_g(edges: Edges) -> int:
    """Return the largest mass at which the sales that are at least so large still close a ring."""
    places = {each: place for place, each in enumerate(sorted({each for pair in edges for each in pair}))}
    ends = np.array([(places[seller], places[buyer]) for seller, buyer in edges], np.int32)
    held = np.array(list(edges.values()), np.int64)
    masses = sorted(set(edges.values()))
    low, high = 0, len(masses) - 1
    while low < high:
        middle = (low + high + 1) // 2
        buyer, seller = ends[held >= masses[middle]].T[::-1]
        if loops_of(buyer, seller, len(places))[1] < len(places):
            low = middle
        else:
            high = middle - 1
    return masses[low]
