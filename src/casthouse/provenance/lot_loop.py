"""The lots of a trace in the order in which shares flow through them, loops kept together.

Lots feed each other in a circle when metal comes back: a can maker returns part of what it was sold, and the mill puts
it into the lot it came from. Such lots are one group (a strongly connected component of the graph) and are solved
together.
"""

from collections.abc import Sequence
from graphlib import TopologicalSorter

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from casthouse.provenance.lot_graph import LotGraph, LotName


def upstream_lots(graph: LotGraph, subject: LotName) -> list[LotName]:
    """Return a lot and all lots that its metal came through, each once, the nearest first."""
    found = {subject: None}
    waiting = [subject]
    for lot in waiting:  # it grows while it is gone through
        for source in graph.sources(lot):
            if source not in found:
                found[source] = None
                waiting.append(source)
    return waiting


def groups_of(graph: LotGraph, lots: Sequence[LotName]) -> list[tuple[LotName, ...]]:
    """Return lots in groups, a group after all groups that it draws from.

    Groups of one are lots in no loop, or in one with themselves only. What the lots draw from others is left aside.
    """
    places = {lot: place for place, lot in enumerate(lots)}
    draws = [[places[source] for source in graph.sources(lot) if source in places] for lot in lots]
    groups = _labels(draws)
    members: dict[int, list[LotName]] = {}
    before: dict[int, set[int]] = {}
    for lot, group, drawn in zip(lots, groups, draws, strict=True):
        members.setdefault(group, []).append(lot)
        before.setdefault(group, set()).update(groups[place] for place in drawn if groups[place] != group)
    return [tuple(members[group]) for group in TopologicalSorter(before).static_order()]


def _labels(draws: Sequence[Sequence[int]]) -> list[int]:
    """Return for each lot the number of its group, the strongly connected component."""
    pairs = [(place, source) for place, drawn in enumerate(draws) for source in drawn]
    targets, sources = np.array(pairs, np.int64).reshape(-1, 2).T
    shape = (len(draws), len(draws))
    matrix = csr_array((np.ones(len(pairs), np.int8), (targets, sources)), shape=shape)
    _, labels = connected_components(matrix, directed=True, connection="strong")
    return [int(label) for label in labels]
