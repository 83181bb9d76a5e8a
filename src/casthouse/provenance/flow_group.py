"""What feeds what, in the order in which it flows: those that feed each other in a circle are one group.

Metal comes back: a can maker returns part of what it was sold, and the mill puts it into the lot it came from. Such
lots, draws on pools or accounts are one group, a strongly connected component of the graph, and are solved together.
"""

from collections.abc import Hashable, Iterable, Mapping
from graphlib import TopologicalSorter
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Numbers = npt.NDArray[np.int32]
Node = TypeVar("Node", bound=Hashable)


def flow_groups(draws: Mapping[Node, Iterable[Node]]) -> list[tuple[Node, ...]]:
    """Return nodes in groups, a group after all groups that it draws on.

    Groups of one are nodes in no circle, or in one with themselves only.

    Args:
        draws: for each node what it draws on; what is no node itself is left aside.
    """
    nodes = list(draws)
    places = {node: place for place, node in enumerate(nodes)}
    pairs = [(places[node], places[source]) for node in nodes for source in draws[node] if source in places]
    target, source = np.array(pairs, np.int32).reshape(-1, 2).T
    labels = loops_of(target, source, len(nodes))[0].tolist() if nodes else []
    members: dict[int, list[Node]] = {}
    for node, label in zip(nodes, labels, strict=True):
        members.setdefault(label, []).append(node)
    before: dict[int, set[int]] = {label: set() for label in members}
    for into, out_of in pairs:
        if labels[into] != labels[out_of]:
            before[labels[into]].add(labels[out_of])
    return [tuple(members[label]) for label in TopologicalSorter(before).static_order()]


def loops_of(target: Numbers, source: Numbers, count: int) -> tuple[Numbers, int]:
    """Return for each numbered node the number of its loop (alone, it is its own), and how many there are."""
    ones = np.ones(len(target), np.int8)
    matrix = csr_array((ones, (target, source)), shape=(count, count))
    groups, labels = connected_components(matrix, directed=True, connection="strong")
    return cast("Numbers", labels.astype(np.int32)), int(groups)
