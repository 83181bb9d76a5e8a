"""The order in which metal flows through a graph of numbered nodes, loops kept together."""

import numpy as np
import numpy.typing as npt

from casthouse.provenance.compiled import compiled

Nodes = npt.NDArray[np.int32]


def risen(target: Nodes, source: Nodes) -> bool:
    """Say whether each source has a lower number than what it went into: then no order need be found."""
    return bool(np.all(source < target))


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


@compiled
def close_places(first: npt.NDArray[np.int64], source: Nodes, rank: Nodes) -> Nodes:
    """Return places in the order of ranks; nodes into which nothing flows stand before the first that they feed.

    Args:
        first: where the run of each node begins.
        source: the sources, run by run.
        rank: ranks by which each node stands behind what flows into it.
    """
    count = len(rank)
    by_rank = np.empty(count, np.int32)
    for node in range(count):
        by_rank[rank[node]] = node
    place = np.full(count, -1, np.int32)
    done = 0
    for turn in range(count):
        node = by_rank[turn]
        if first[node] == first[node + 1]:
            continue
        for edge in range(first[node], first[node + 1]):
            if place[source[edge]] < 0:
                place[source[edge]] = done
                done += 1
        place[node] = done
        done += 1
    for node in range(count):  # what feeds nothing, and is fed by nothing
        if place[node] < 0:
            place[node] = done
            done += 1
    return place


@compiled
def near_order(first: npt.NDArray[np.int64], source: Nodes) -> Nodes:
    """Return ranks in a graph without loops by which a node stands close behind what flows into it.

    A walk upstream then reads what lies side by side. A rank is below zero where nodes feed each other.

    Args:
        first: where the run of each node begins.
        source: the sources, run by run.
    """
    count = len(first) - 1
    rank = np.full(count, -1, np.int32)
    waiting = np.empty(count + 1, np.int32)
    at = first[:-1].copy()
    is_open = np.zeros(count, np.bool_)
    done = 0
    for turn in range(2 * count):  # nodes that something flows into, each behind it; then those that are left
        last, depth = turn % count, 0
        if rank[last] < 0 and (turn >= count or first[last] < first[last + 1]):
            waiting[0], is_open[last], depth = last, True, 1
        while depth > 0:
            node = waiting[depth - 1]
            if at[node] == first[node + 1]:
                rank[node], is_open[node] = done, False
                done += 1
                depth -= 1
                continue
            above = source[at[node]]
            at[node] += 1
            if is_open[above]:
                return np.full(count, -1, np.int32)
            if rank[above] < 0:
                waiting[depth], is_open[above] = above, True
                depth += 1
    return rank
