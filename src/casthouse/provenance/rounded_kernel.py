"""Loops that hand the share of a lot on to all that it was made of, in floats of double length.

The nodes of one question are numbered from zero, the subject first; what came into a node stands in one run of edges,
from `begins[node]` on. An edge without a source, below zero, is where the trail ends.
"""

import numpy as np
import numpy.typing as npt

from casthouse.provenance.compiled import compiled
from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_kernel import Values
from casthouse.provenance.graph_order import Nodes
from casthouse.provenance.long_float import of_whole, over, parted, plus, times

Flags = npt.NDArray[np.bool_]


@compiled
def renumber(nodes: Nodes, source: Nodes, place: Nodes) -> Nodes:
    """Return sources by their place among the nodes; `place` is room for a number a node of the whole graph."""
    for at in range(len(nodes)):
        place[nodes[at]] = at
    found = np.empty(len(source), np.int32)
    for edge in range(len(source)):
        found[edge] = place[source[edge]] if source[edge] >= 0 else -1
    return found


@compiled
def ways_up(begins: Grams, source: Nodes, mass_g: Grams) -> tuple[Flags, Nodes, Grams, Grams]:
    """Return which nodes metal came through, how many ways lead from each to the subject, the last of them, and wholes.

    Args:
        begins: where the run of each node begins.
        source: the place of each edge's source.
        mass_g: its grams; an edge that does not count has none.
    """
    count = len(begins) - 1
    is_in = np.zeros(count, np.bool_)
    ways, via = np.zeros(count, np.int32), np.full(count, -1, np.int64)
    whole_g = np.zeros(count, np.int64)
    waiting = np.empty(count, np.int32)
    waiting[0], is_in[0] = 0, True
    at, end = 0, 1
    while at < end:
        node = waiting[at]
        at += 1
        for edge in range(begins[node], begins[node + 1]):
            whole_g[node] += mass_g[edge]
            above = source[edge]
            if mass_g[edge] == 0 or above < 0:
                continue
            ways[above] += 1
            via[above] = edge
            if not is_in[above]:
                is_in[above] = True
                waiting[end] = above
                end += 1
    return is_in, ways, via, whole_g


@compiled
def handed_on(
    begins: Grams, source: Nodes, mass_g: Grams, ways: Nodes, whole_g: Grams
) -> tuple[int, Values, Values, Values, Values]:
    """Return how many nodes had their share, the shares of nodes and those of edges; the subject's is one.

    A node hands on when all ways that lead to it have handed on to it: nodes of a loop never do.
    """
    count = len(begins) - 1
    high, low = np.zeros(count), np.zeros(count)
    edge_high, edge_low = np.zeros(len(source)), np.zeros(len(source))
    waits = ways.copy()
    ready = np.empty(count, np.int32)
    high[0] = 1.0
    ready[0] = 0
    done, end = 0, 1 if waits[0] == 0 else 0
    while done < end:
        node = ready[done]
        done += 1
        if whole_g[node] == 0:
            continue
        whole, rest = of_whole(whole_g[node])
        part, part_low = over(high[node], low[node], whole, rest)
        for edge in range(begins[node], begins[node + 1]):
            if mass_g[edge] == 0:
                continue
            grams, left = of_whole(mass_g[edge])
            edge_high[edge], edge_low[edge] = times(part, part_low, grams, left)
            above = source[edge]
            if above >= 0:
                high[above], low[above] = plus(high[above], low[above], edge_high[edge], edge_low[edge])
                waits[above] -= 1
                if waits[above] == 0:
                    ready[end] = above
                    end += 1
    return done, high, low, edge_high, edge_low


@compiled
def added_up(group: Nodes, groups: int, high: Values, low: Values) -> tuple[Values, Values]:
    """Return the sums of shares by group."""
    sum_high, sum_low = np.zeros(groups), np.zeros(groups)
    for at in range(len(group)):
        to = group[at]
        sum_high[to], sum_low[to] = plus(sum_high[to], sum_low[to], high[at], low[at])
    return sum_high, sum_low


@compiled
def grams_by_group(group: Nodes, groups: int, mass_g: Grams) -> Grams:
    """Return the sums of grams by group."""
    sums = np.zeros(groups, np.int64)
    for at in range(len(group)):
        sums[group[at]] += mass_g[at]
    return sums


@compiled
def scaled(high: Values, low: Values, factor: int) -> tuple[Grams, Values]:
    """Return shares of a whole number: the whole part of each, and what is left."""
    whole, left = np.empty(len(high), np.int64), np.empty(len(high))
    factor_high, factor_low = of_whole(factor)
    for at in range(len(high)):
        product, rest = times(high[at], low[at], factor_high, factor_low)
        whole[at], left[at] = parted(product, rest)
    return whole, left
