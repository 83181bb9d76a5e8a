"""Loops over the projection's two parts: the columns as they were written, and what was added since.

Added edges hang on their node as a chain: `head` gives a node's newest edge, `following` the one before it, both
counted from one so that zero is the end. Nodes above the columns have added edges only.
"""

import numpy as np

from casthouse.provenance.compiled import compiled
from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_order import Nodes


@compiled
def reached(
    first: Grams,
    other: Nodes,
    head: Grams,
    following: Grams,
    added_other: Nodes,
    nodes: Nodes,
    seen: Nodes,
    stamp: int,
) -> Nodes:
    """Return nodes and all that edges lead to from them, the nearest first.

    Args:
        first: where the run of each node of the columns begins.
        other: the other ends of the columns' edges; below zero where there is none.
        head: the newest added edge of each node.
        following: the edge added before each.
        added_other: the other ends of the added edges.
        nodes: where to begin, each once.
        seen: a number for each node, none of them the stamp; nodes found are stamped.
        stamp: the number of this question.
    """
    count, at = len(nodes), 0
    found = np.empty(1024 + count, np.int32)
    found[:count] = nodes
    for node in nodes:
        seen[node] = stamp
    while at < count:
        here = found[at]
        at += 1
        edge = first[here] if here + 1 < len(first) else 0
        end = first[here + 1] if here + 1 < len(first) else 0
        added = head[here]
        while edge < end or added > 0:
            if edge < end:
                far = other[edge]
                edge += 1
            else:
                far = added_other[added - 1]
                added = following[added - 1]
            if far >= 0 and seen[far] != stamp:
                seen[far] = stamp
                if count == len(found):
                    longer = np.empty(2 * count, np.int32)
                    longer[:count] = found
                    found = longer
                found[count] = far
                count += 1
    return found[:count].copy()


@compiled
def edges_of(first: Grams, head: Grams, following: Grams, nodes: Nodes) -> tuple[Grams, Grams]:
    """Return the edges into nodes, and where those of each begin; an added one is counted from the columns' end on."""
    held = first[-1]
    begins = np.zeros(len(nodes) + 1, np.int64)
    for place in range(len(nodes)):
        node = nodes[place]
        count = first[node + 1] - first[node] if node + 1 < len(first) else 0
        added = head[node]
        while added > 0:
            count += 1
            added = following[added - 1]
        begins[place + 1] = begins[place] + count
    edges = np.empty(begins[-1], np.int64)
    for place in range(len(nodes)):
        node, at = nodes[place], begins[place]
        if node + 1 < len(first):
            for edge in range(first[node], first[node + 1]):
                edges[at] = edge
                at += 1
        added, last = head[node], begins[place + 1]
        while added > 0:  # the newest hangs first
            last -= 1
            edges[last] = held + added - 1
            added = following[added - 1]
    return edges, begins


@compiled
def hang(head: Grams, following: Grams, other: Nodes, at: int, nodes: Nodes, others: Nodes) -> int:
    """Hang edges on their nodes, from a place among the added ones on; return the place behind the last.

    An edge on no node, below zero, is left out.
    """
    for number in range(len(nodes)):
        if nodes[number] >= 0:
            other[at] = others[number]
            following[at] = head[nodes[number]]
            head[nodes[number]] = at + 1
            at += 1
    return at
