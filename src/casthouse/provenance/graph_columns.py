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
from casthouse.provenance.graph_order import Nodes, flow_order, risen

Grams = npt.NDArray[np.int64]


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
    """Return edges in columns; nodes that are numbered as the metal flows keep their numbers."""
    count = len(unsourced_g)
    loops: tuple[tuple[int, int], ...] = ()
    place = np.arange(count, dtype=np.int32)
    if not risen(target, source):
        place, loops = _ordered(target, source, count)
        back = np.argsort(place)
        target, source = place[target], place[source]
        unsourced_g, made_g = unsourced_g[back], made_g[back]
    first, sources, masses = gathered(target, source, mass_g, count)
    columns = GraphColumns(
        first=first, source=sources, mass_g=masses, unsourced_g=unsourced_g, made_g=made_g, loops=loops
    )
    return NumberedGraph(columns=columns, place=place)


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
