"""The provenance graph in columns: lots and processes as numbers, edges as arrays of sources and masses.

A node is a lot or a process. Nodes are numbered so that metal flows upwards: a source has a lower number than what it
went into, and the nodes of a loop stand side by side. What flows into a node stands in one run of `source` and
`mass_g`, from `first[node]` to `first[node + 1]`. Masses are whole grams; only the kernels over them are floats.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from casthouse.provenance.compiled import compiled
from casthouse.provenance.flow_group import loops_of
from casthouse.provenance.graph_order import Nodes, close_places, flow_order, risen

Grams = npt.NDArray[np.int64]
NEAR = 1 << 18
"""Values of so many nodes are at hand: two megabytes."""

FAR_PART = 10
"""Up to the tenth part of all sources may lie farther away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphColumns:
    """All edges of a graph by what they lead into.

    `unsourced_g` is what a node got from outside the graph; `made_g` what came out of it: of a process the sum of its
    outputs, of a lot its own mass. `loops` are the runs of nodes that feed each
    other, from the first to behind the last.
    """

    first: Grams
    source: Nodes
    mass_g: Grams
    unsourced_g: Grams
    made_g: Grams
    loops: tuple[tuple[int, int], ...] = ()

    @property
    def nodes(self) -> int:
        """How many lots and processes there are."""
        return len(self.unsourced_g)

    @property
    def edges(self) -> int:
        """How many edges lead from node to node."""
        return len(self.source)

    def drawn_g(self) -> Grams:
        """Return what came into each node, from the graph and from outside."""
        return summed(self.first, self.mass_g, self.unsourced_g)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedGraph:
    """Columns, and the place in them of each node as it was handed in."""

    columns: GraphColumns
    place: Nodes


def columns_of(
    *, target: Nodes, source: Nodes, mass_g: Grams, unsourced_g: Grams, made_g: Grams
) -> NumberedGraph:
    """Return edges in columns, nodes numbered as the metal flows and each close behind what flowed into it.

    A sweep reads the value of each source: where these lie far apart it waits for the memory most of its time. Nodes
    that already lie so keep their numbers.
    """
    count = len(unsourced_g)
    place = np.arange(count, dtype=np.int32)
    first, sources, masses = gathered(target, source, mass_g, count)
    loops: tuple[tuple[int, int], ...] = ()
    if not near(first, sources):
        rank = _ranks(target, source, count)
        if rank is None:
            place, loops = _ordered(target, source, count)
        else:
            place = close_places(first, sources, rank)
        first, sources, masses = placed(first, sources, masses, place)
        back = np.argsort(place)
        unsourced_g, made_g = unsourced_g[back], made_g[back]
    columns = GraphColumns(
        first=first, source=sources, mass_g=masses, unsourced_g=unsourced_g, made_g=made_g, loops=loops
    )
    return NumberedGraph(columns=columns, place=place)


def _ranks(target: Nodes, source: Nodes, count: int) -> Nodes | None:
    """Return ranks by which metal flows; None where nodes feed each other, or one itself."""
    if risen(target, source):
        return np.arange(count, dtype=np.int32)
    ranks = flow_order(target, source, count)
    return None if ranks.min() < 0 or bool(np.any(target == source)) else ranks


@compiled
def near(first: Grams, source: Nodes) -> bool:
    """Say whether each source has a lower number than what it went into, and most stand near the one read before.

    What flowed in from outside and what was made in the graph may be numbered apart: each is held against its kind.
    """
    far, last_bought, last_made = 0, 0, 0
    for node in range(len(first) - 1):
        for edge in range(first[node], first[node + 1]):
            above = source[edge]
            if above >= node:
                return False
            if first[above] == first[above + 1]:
                far += abs(above - last_bought) > NEAR
                last_bought = above
            else:
                far += abs(above - last_made) > NEAR
                last_made = above
    return far * FAR_PART <= len(source)


@compiled
def placed(first: Grams, source: Nodes, mass_g: Grams, place: Nodes) -> tuple[Grams, Nodes, Grams]:
    """Return the edges run by run of the nodes in other places."""
    count = len(place)
    begins = np.zeros(count + 1, np.int64)
    for node in range(count):
        begins[place[node] + 1] = first[node + 1] - first[node]
    for node in range(count):
        begins[node + 1] += begins[node]
    sources = np.empty(len(source), np.int32)
    masses = np.empty(len(source), np.int64)
    for node in range(count):
        at = begins[place[node]]
        for edge in range(first[node], first[node + 1]):
            sources[at] = place[source[edge]]
            masses[at] = mass_g[edge]
            at += 1
    return begins, sources, masses


def _ordered(target: Nodes, source: Nodes, count: int) -> tuple[Nodes, tuple[tuple[int, int], ...]]:
    labels, groups = loops_of(target, source, count)
    ranks = flow_order(labels[target], labels[source], groups)
    rank = ranks[labels]
    by_rank = np.argsort(rank, kind="stable")
    place = np.empty(count, np.int32)
    place[by_rank] = np.arange(count, dtype=np.int32)
    ends = np.cumsum(np.bincount(rank, minlength=groups))
    starts = np.concatenate(([0], ends[:-1]))
    to_itself = np.zeros(groups, np.bool_)
    to_itself[rank[target[target == source]]] = True
    looped = (ends - starts > 1) | to_itself
    return place, tuple(zip(starts[looped].tolist(), ends[looped].tolist(), strict=True))


@compiled
def gathered(target: Nodes, source: Nodes, mass_g: Grams, count: int) -> tuple[Grams, Nodes, Grams]:
    """Return edges run by run of what they lead into, in two passes and in their order."""
    first = np.zeros(count + 1, np.int64)
    for edge in range(len(target)):
        first[target[edge] + 1] += 1
    for node in range(count):
        first[node + 1] += first[node]
    free = first[:-1].copy()
    sources = np.empty(len(source), np.int32)
    masses = np.empty(len(source), np.int64)
    for edge in range(len(target)):
        at = free[target[edge]]
        free[target[edge]] = at + 1
        sources[at] = source[edge]
        masses[at] = mass_g[edge]
    return first, sources, masses


@compiled
def summed(first: Grams, mass_g: Grams, unsourced_g: Grams) -> Grams:
    """Return what came into each node."""
    found = unsourced_g.copy()
    for node in range(len(unsourced_g)):
        for edge in range(first[node], first[node + 1]):
            found[node] += mass_g[edge]
    return found
