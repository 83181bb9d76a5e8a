"""Shares of some origins in every node of a graph, a row only where metal is mixed.

What one process made of a single lot, or what one lot was cut into, is composed as that is; a lot that one origin
brought in is all of it. So only nodes into which metal came more than one way have a row of their own, and the others
name the row that is theirs. Values are floats; the bound is `rounding_bound` with `ROUNDOFF_OF_ROWS`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from casthouse.provenance.compiled import compiled
from casthouse.provenance.graph_columns import Grams, GraphColumns
from casthouse.provenance.graph_kernel import none_fixed, settle
from casthouse.provenance.graph_order import Nodes

Rows = npt.NDArray[np.float32]
ROUNDOFF_OF_ROWS = 2.0**-24


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideMetal:
    """What came into nodes from outside the graph, run by run of a node: from which origin, and its grams.

    The bound holds where a node has an origin once.
    """

    first: Grams
    origin: Nodes
    mass_g: Grams


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRows:
    """Shares of the origins from `begin` to before `end`, by node.

    `row_of` is an origin where a node is all of it, `origins` where nothing came in, and above that a row of `mixed`.
    """

    origins: int
    begin: int
    end: int
    row_of: Nodes
    mixed: Rows

    def of(self, nodes: Nodes) -> Rows:
        """Return the shares of some nodes, a row each."""
        row = self.row_of[nodes]
        shares = np.zeros((len(nodes), self.end - self.begin), np.float32)
        is_mixed = row > self.origins
        shares[is_mixed] = self.mixed[row[is_mixed] - self.origins - 1]
        is_one = (self.begin <= row) & (row < self.end)
        shares[is_one, row[is_one] - self.begin] = 1
        return shares


def share_rows(
    columns: GraphColumns, outside: OutsideMetal, *, origins: int, begin: int = 0, end: int | None = None
) -> ShareRows:
    """Return the shares of origins in every node.

    Args:
        columns: the graph.
        outside: what came from outside; the sum of a node is its `unsourced_g`.
        origins: how many origins there are.
        begin: the first origin wanted; threads take some each.
        end: behind the last origin wanted; all when None.
    """
    end = origins if end is None else end
    whole_g = columns.drawn_g()
    is_looped = np.zeros(columns.nodes, np.bool_)
    for low, high in columns.loops:
        is_looped[low:high] = True
    row_of, count = _rows_of(columns.first, columns.source, outside.first, outside.origin, is_looped, origins)
    mixed = np.empty((count, end - begin), np.float32)
    found = ShareRows(origins=origins, begin=begin, end=end, row_of=row_of, mixed=mixed)
    edges = (columns.first, columns.source, columns.mass_g, outside.first, outside.origin, outside.mass_g)
    at = 0
    for low, high in columns.loops:
        _sweep(*edges, whole_g, row_of, origins, begin, mixed, at, low)
        _settle_shares(columns, outside, whole_g, found, low, high)
        at = high
    _sweep(*edges, whole_g, row_of, origins, begin, mixed, at, columns.nodes)
    return found


def _settle_shares(
    columns: GraphColumns, outside: OutsideMetal, whole_g: Grams, found: ShareRows, low: int, high: int
) -> None:
    """Solve a loop exactly, an origin at a time."""
    rows = found.row_of[low:high] - found.origins - 1
    for origin in range(found.begin, found.end):
        value = np.zeros(columns.nodes)
        is_mixed = found.row_of[:low] > found.origins
        places = found.row_of[:low][is_mixed] - found.origins - 1
        value[:low][is_mixed] = found.mixed[places, origin - found.begin]
        value[:low][found.row_of[:low] == origin] = 1
        for node in range(low, high):
            run = slice(int(outside.first[node]), int(outside.first[node + 1]))
            own_g = int(outside.mass_g[run][outside.origin[run] == origin].sum())
            value[node] = own_g / int(whole_g[node]) if own_g else 0.0
        settle(columns, whole_g, value, low, high, none_fixed(high - low))
        found.mixed[rows, origin - found.begin] = value[low:high]


@compiled
def _rows_of(
    first: Grams,
    source: Nodes,
    outside_first: Grams,
    outside_origin: Nodes,
    is_looped: npt.NDArray[np.bool_],
    origins: int,
) -> tuple[Nodes, int]:
    """Return the row of each node, and how many rows of mixed metal there are."""
    row_of = np.empty(len(is_looped), np.int32)
    count = 0
    for node in range(len(is_looped)):
        edges = first[node + 1] - first[node]
        outside = outside_first[node + 1] - outside_first[node]
        if is_looped[node] or edges + outside > 1:
            count += 1
            row_of[node] = origins + count
        elif edges == 1:
            row_of[node] = row_of[source[first[node]]]
        elif outside == 1:
            row_of[node] = outside_origin[outside_first[node]]
        else:
            row_of[node] = origins
    return row_of, count


@compiled
def _sweep(
    first: Grams,
    source: Nodes,
    mass_g: Grams,
    outside_first: Grams,
    outside_origin: Nodes,
    outside_g: Grams,
    whole_g: Grams,
    row_of: Nodes,
    origins: int,
    begin: int,
    mixed: Rows,
    low: int,
    high: int,
) -> None:
    """Fill the rows of nodes in no loop, each from what flowed into it by its mass over the node's whole."""
    width = mixed.shape[1]
    for node in range(low, high):
        start, end = first[node], first[node + 1]
        outside, last = outside_first[node], outside_first[node + 1]
        if end - start + last - outside <= 1:
            continue
        own = mixed[row_of[node] - origins - 1]
        own[:] = 0
        for edge in range(start, end):
            part = np.float32(mass_g[edge] / whole_g[node])
            row = row_of[source[edge]]
            if row > origins:
                theirs = mixed[row - origins - 1]
                for column in range(width):
                    own[column] += part * theirs[column]
            elif begin <= row < begin + width:
                own[row - begin] += part
        for at in range(outside, last):
            origin = outside_origin[at] - begin
            if 0 <= origin < width:
                own[origin] += np.float32(outside_g[at] / whole_g[node])
