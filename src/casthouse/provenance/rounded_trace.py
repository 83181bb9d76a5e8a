"""The origins of a lot behind thousands of others: exact grams, and shares so close that their rounding is proven.

The exact share of an origin a thousand heats deep is a fraction of ten thousand digits, which nobody reads. Here a
share is a float of double length with a bound, and grams are those that the exact shares give: wherever a bound leaves
two answers open, the ways are followed in exact fractions as far as only one leads on. Where that does not tell either,
and where lots feed each other, there is no rounded answer, and the exact one is to be asked (`origin_share`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_kernel import Values
from casthouse.provenance.graph_order import Nodes
from casthouse.provenance.long_float import STEP_ERROR
from casthouse.provenance.projection import EdgeRows, Projection
from casthouse.provenance.projection_columns import BY_PROCESS, Kinds
from casthouse.provenance.projection_part import PRODUCTION
from casthouse.provenance.rounded_kernel import Flags, handed_on, renumber, scaled, ways_up

STEPS_OF_AN_EDGE = 3  # a quotient, a product, a sum
LEFT_ERROR = 2.0**-50
WAY_MAX = 200
"""So many steps a single way is followed in exact fractions."""

Ends = Sequence[tuple[int, int]]
InOrder = Callable[[Ends], list[int]]
"""Takes ends of the trail, each a node and a movement or 0, and returns their places in the order of their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundedOrigins:
    """Where the trail of a lot ends: the nodes, their movements and the kinds of these (0: none), shares and grams.

    `error` is by what part of itself a share may be off.
    """

    lots: int
    edges: int
    node: Nodes
    movement: Grams
    kind: Kinds
    high: Values
    low: Values
    mass_g: Grams
    error: float


def rounded_origins(
    projection: Projection, nodes: Nodes, mass_g: int, in_order: InOrder
) -> RoundedOrigins | None:
    """Return the origins of a lot; None where only the exact answer tells.

    Args:
        projection: all lots.
        nodes: the lot and all nodes upstream of it.
        mass_g: the mass that is asked about.
        in_order: the order of ends whose shares are the same.
    """
    ways = _Ways(projection, nodes)
    done, high, low, edge_high, edge_low = handed_on(*ways.graph, ways.ways, ways.whole_g)
    if done != int(ways.is_in.sum()):
        return None  # lots feed each other
    is_end, is_bare = ways.is_end, ways.is_bare
    node = np.concatenate([ways.target[is_end], np.flatnonzero(is_bare)])
    edge = np.concatenate([np.flatnonzero(is_end), np.full(len(node) - int(is_end.sum()), -1)])
    shares = _Shares(
        ways=ways,
        node=node,
        edge=edge,
        movement=np.where(edge >= 0, ways.rows.key[edge], 0),
        high=np.concatenate([edge_high[is_end], high[is_bare]]),
        low=np.concatenate([edge_low[is_end], low[is_bare]]),
    )
    grams = shares.grams(mass_g, lambda ends: in_order([(int(nodes[at]), key) for at, key in ends]))
    if grams is None:
        return None
    return RoundedOrigins(
        lots=int((ways.is_in & ~ways.is_process).sum()),
        edges=ways.edges,
        node=nodes[node],
        movement=shares.movement,
        kind=np.where(edge >= 0, ways.rows.kind[edge], 0).astype(np.int8),
        high=shares.high,
        low=shares.low,
        mass_g=grams,
        error=ways.error,
    )


class _Ways:
    """The edges that count upstream of a lot, by the places of its nodes."""

    def __init__(self, projection: Projection, nodes: Nodes) -> None:
        self.rows: EdgeRows = projection.edges_into(nodes)
        self.is_process: Flags = projection.are_processes(nodes)
        begins = self.rows.begins
        self.target = np.repeat(np.arange(len(nodes), dtype=np.int32), np.diff(begins))
        into_lot = ~self.is_process[self.target]
        self._is_made = into_lot & (self.rows.kind == BY_PROCESS) & (self.rows.mass_g > 0)
        has_maker = np.zeros(len(nodes), np.bool_)
        has_maker[self.target[self._is_made]] = True
        # A production movement of a lot that a process made tells of the same metal.
        told_twice = has_maker[self.target] & (self.rows.kind == PRODUCTION)
        self.mass_g: Grams = np.where(told_twice, 0, self.rows.mass_g)
        self.source = renumber(nodes, self.rows.source, projection.places())
        self.graph = (begins, self.source, self.mass_g)
        self.is_in, self.ways, self.via, self.whole_g = ways_up(*self.graph)

    @property
    def is_end(self) -> Flags:
        """Which edges end the trail."""
        found: Flags = (self.mass_g > 0) & (self.source < 0) & self.is_in[self.target]
        return found

    @property
    def is_bare(self) -> Flags:
        """Which lots nothing brought in."""
        found: Flags = self.is_in & (self.whole_g == 0)
        return found

    @property
    def edges(self) -> int:
        """How many edges lead from lot to lot, or into one from outside; each input of a process is one."""
        counts = (self.mass_g > 0) & self.is_in[self.target]
        inputs = np.bincount(self.target[counts], minlength=len(self.is_in))
        made = counts & self._is_made
        brought = counts & ~self._is_made & ~self.is_process[self.target]
        return int(brought.sum()) + int(inputs[self.source[made]].sum())

    @property
    def error(self) -> float:
        """By what part of itself a share may be off."""
        return (STEPS_OF_AN_EDGE * len(self.source) + 8) * STEP_ERROR

    def single_way(self, node: int, edge: int) -> tuple[int, Fraction]:
        """Return where ways part on the way from an end to the subject, and the exact part from there to the end."""
        part = Fraction(1) if edge < 0 else Fraction(int(self.mass_g[edge]), int(self.whole_g[node]))
        for _ in range(WAY_MAX):
            if node == 0 or self.ways[node] > 1:
                break
            way = int(self.via[node])
            node = int(self.target[way])
            part *= Fraction(int(self.mass_g[way]), int(self.whole_g[node]))
        return node, part


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """The ends of the trail and their shares."""

    ways: _Ways
    node: Grams
    edge: Grams
    movement: Grams
    high: Values
    low: Values

    def grams(self, mass_g: int, in_order: InOrder) -> Grams | None:
        """Return whole grams that sum to a mass, by the largest remainder; None where the bounds do not tell.

        Where grams are whole, their bound leaves open whether the last is in the whole part or in the rest: such a rest
        is all but one, so that it comes first and gets its gram, and one that is all but nothing comes last and does
        not, since no more are missing than others have rests.
        """
        whole, left = scaled(self.high, self.low, mass_g)
        off = float(whole.max()) * self.ways.error + LEFT_ERROR
        missing = mass_g - int(whole.sum())
        falling = np.argsort(-left, kind="stable")
        alike = slice(0, 0)
        if 0 < missing < len(falling):
            alike = _alike(np.abs(np.diff(left[falling])) <= 2 * off, missing)
        rests = self._rests(falling[alike].tolist(), whole, mass_g)
        if rests is None:
            return None
        if rests:
            falling[alike] = self._settled(falling[alike], rests, in_order)
        whole[falling[:missing]] += 1
        return whole

    def _rests(self, ends: list[int], whole: Grams, mass_g: int) -> list[Fraction] | None:
        """Return what is exactly left of ends, all the same where their shares are; None where that is not known."""
        ways = [self.ways.single_way(int(self.node[end]), int(self.edge[end])) for end in ends]
        if len(set(ways)) == 1:
            return [Fraction(0)] * len(ends)
        if any(fork for fork, _ in ways):
            return None
        return [part * mass_g - int(whole[end]) for end, (_, part) in zip(ends, ways, strict=True)]

    def _settled(self, ends: Grams, rests: Sequence[Fraction], in_order: InOrder) -> Grams:
        """Return ends in the falling order of what is left of them, and in that of their names."""
        names = in_order([(int(self.node[end]), int(self.movement[end])) for end in ends.tolist()])
        return ends[sorted(names, key=lambda at: -rests[at])]


def _alike(near: Flags, missing: int) -> slice:
    """Return which ends the bound leaves open around the last that gets one more gram; none where it tells.

    Args:
        near: of each end but the last, whether the one behind it has as much left for all that the bound tells.
        missing: how many ends get one more.
    """
    begin = end = missing
    while begin > 0 and near[begin - 1]:
        begin -= 1
    while end < len(near) and near[end]:
        end += 1
    return slice(begin, end + 1) if begin < missing else slice(0, 0)
