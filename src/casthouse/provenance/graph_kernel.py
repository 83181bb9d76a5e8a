"""Questions to the whole graph, answered over columns: recalls and footprints of all lots; origins are `graph_share`.

Values are floats and only pick and rank; what is printed or signed is computed exactly, on the lots of one trace. All
terms are sums of masses and values that are not negative, so that each node adds a relative rounding of at most its
edges plus four times the unit roundoff to the largest error above it (`rounding_bound`). A loop is solved in exact
fractions and rounded once.
"""

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from casthouse.provenance.compiled import compiled
from casthouse.provenance.exact_system import solved
from casthouse.provenance.graph_columns import Grams, GraphColumns
from casthouse.provenance.graph_order import Nodes

Values = npt.NDArray[np.float64]
ROUNDOFF = 2.0**-53
OWN_ROUNDINGS = 4  # the divisor, the division, the value from outside and its addition


@compiled
def sweep(
    first: Grams, source: Nodes, mass_g: Grams, whole_g: Grams, value: Values, low: int, high: int
) -> None:
    """Add to each node's own value those of its sources, each by its mass over the node's whole."""
    for node in range(low, high):
        start, end = first[node], first[node + 1]
        if start < end:
            total = 0.0
            for edge in range(start, end):
                total += mass_g[edge] * value[source[edge]]
            value[node] += total / whole_g[node]


@compiled
def sweep_held(
    first: Grams,
    source: Nodes,
    mass_g: Grams,
    whole_g: Grams,
    held: Values,
    fixed: npt.NDArray[np.bool_],
    low: int,
    high: int,
) -> None:
    """Set what each node holds of the subjects; a subject holds nothing but itself."""
    for node in range(low, high):
        if not fixed[node]:
            total = 0.0
            for edge in range(first[node], first[node + 1]):
                total += mass_g[edge] * held[source[edge]]
            held[node] = total / whole_g[node] if total else 0.0


def footprints(columns: GraphColumns, own: Values) -> Values:
    """Return a value a tonne for every node: its own, and those of what went into it by mass over what came out.

    Args:
        columns: the graph.
        own: what each node adds for each tonne that comes out of it, and what its metal from outside brought along.
    """
    value = own.copy()
    arrays = (columns.first, columns.source, columns.mass_g, columns.made_g, value)
    at = 0
    for low, high in columns.loops:
        sweep(*arrays, at, low)
        settle(columns, columns.made_g, value, low, high, none_fixed(high - low))
        at = high
    sweep(*arrays, at, columns.nodes)
    return value


def held_of(columns: GraphColumns, subjects: Nodes, whole_g: Grams) -> Values:
    """Return which share of every node is metal of some nodes, for a recall of all of them at once."""
    held = np.zeros(columns.nodes)
    fixed = np.zeros(columns.nodes, np.bool_)
    held[subjects], fixed[subjects] = 1.0, True
    at = int(subjects.min()) if len(subjects) else columns.nodes
    arrays = (columns.first, columns.source, columns.mass_g, whole_g, held, fixed)
    for low, high in columns.loops:
        if high > at:
            sweep_held(*arrays, at, max(at, low))
            settle(columns, whole_g, held, low, high, fixed[low:high])
            at = high
    sweep_held(*arrays, at, columns.nodes)
    return held


def none_fixed(count: int) -> npt.NDArray[np.bool_]:
    """Say of so many nodes of a loop that none is a subject."""
    return np.zeros(count, np.bool_)


def settle(
    columns: GraphColumns, whole_g: Grams, value: Values, low: int, high: int, fixed: npt.NDArray[np.bool_]
) -> None:
    """Solve a loop exactly: each of its nodes is its own value and its part of the others.

    A loop that feeds nobody but itself has no single value: zero where none was put in, else not a number.
    """
    size = high - low
    matrix = [[Fraction(int(row == column)) for column in range(size)] for row in range(size)]
    right = [Fraction(float(value[low + row])) for row in range(size)]
    for row in range(size):
        if fixed[row]:
            continue
        for edge in range(int(columns.first[low + row]), int(columns.first[low + row + 1])):
            part = Fraction(int(columns.mass_g[edge]), int(whole_g[low + row]))
            source = int(columns.source[edge])
            if low <= source < high:
                matrix[row][source - low] -= part
            else:
                right[row] += part * Fraction(float(value[source]))
    settled = solved(matrix, right)
    if settled is None:
        value[low:high] = np.nan if any(right) else 0.0
    else:
        value[low:high] = [float(each) for each in settled]


@compiled
def rounding_bound(first: Grams, source: Nodes, roundoff: float) -> Values:
    """Return for every node of a graph without loops how far its value may be off, relative to it."""
    bound = np.zeros(len(first) - 1)
    for node in range(len(bound)):
        worst = 0.0
        for edge in range(first[node], first[node + 1]):
            worst = max(worst, bound[source[edge]])
        bound[node] = worst + (first[node + 1] - first[node] + OWN_ROUNDINGS) * roundoff * 1.01
    return bound
