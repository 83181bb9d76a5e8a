"""The order in which metal flows through a graph of numbered nodes, loops kept together."""

from typing import cast

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from casthouse.provenance.compiled import compiled

Nodes = npt.NDArray[np.int32]


def risen(target: Nodes, source: Nodes) -> bool:
    """Say whether each source has a lower number than what it went into: then no order need be found."""
    return bool(np.all(source < target))


def loops_of(target: Nodes, source: Nodes, count: int) -> tuple[Nodes, int]:
    """Return for each node the number of its loop (alone, it is its own), and how many there are."""
    ones = np.ones(len(target), np.int8)
    matrix = csr_array((ones, (target, source)), shape=(count, count))
    groups, labels = connected_components(matrix, directed=True, connection="strong")
    return cast("Nodes", labels.astype(np.int32)), int(groups)


@compiled
def ranked(waits: npt.NDArray[np.int64], start: npt.NDArray[np.int64], fed: Nodes) -> Nodes:
    """Return ranks: a node is next once nothing that flows into it is waited for."""
    count = len(waits)
    order = np.empty(count, np.int32)
    rank = np.full(count, -1, np.int32)
    ready = 0
    for node in range(count):
        if waits[node] == 0:
            order[ready] = node
            ready += 1
    done = 0
    while done < ready:
        node = order[done]
        rank[node] = done
        done += 1
        for edge in range(start[node], start[node + 1]):
            waits[fed[edge]] -= 1
            if waits[fed[edge]] == 0:
                order[ready] = fed[edge]
                ready += 1
    return rank


@compiled
def flow_order(target: Nodes, source: Nodes, count: int) -> Nodes:
    """Return each node's rank, behind all that flows into it; edges from a node to itself are left aside."""
    waits = np.zeros(count, np.int64)
    start = np.zeros(count + 1, np.int64)
    for edge in range(len(target)):
        if source[edge] != target[edge]:
            waits[target[edge]] += 1
            start[source[edge] + 1] += 1
    for node in range(count):
        start[node + 1] += start[node]
    free = start[:-1].copy()
    fed = np.empty(start[count], np.int32)
    for edge in range(len(target)):
        if source[edge] != target[edge]:
            fed[free[source[edge]]] = target[edge]
            free[source[edge]] += 1
    return ranked(waits, start, fed)
