"""The shares of a trace as whole numbers over one common whole: exact, and adding two is adding two numbers.

Behind a thousand heats the share of a lot is a fraction of ten thousand digits, and every sum of two such fractions
looks for what divides both. Here lots stand in levels, each above all that it went into, and the whole is the product
of what the lots of each level are divided by: whatever way metal came, each of its shares is a whole number of parts.
Where lots feed each other, the fractions of `origin_share` are brought to one whole instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod

from casthouse.provenance.lot_graph import LotEdge, LotGraph, LotName
from casthouse.provenance.lot_loop import groups_of, upstream_lots
from casthouse.provenance.origin_share import Origin, origin_of, physical_trace, topped_up, unrecorded
from casthouse.refusal import Refusal

BITS_MAX = 2 * 10**9
"""So many binary digits may the shares of the lots of one trace have. Those of the ends and their rests come on top: a
process that asked for more would be ended by the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeShares:
    """What came through each lot upstream, and where the trail ends, in parts of a whole.

    The parts of the ends sum to the whole. What came through a lot can be divided as the lot is. `groups` are the lots,
    those that feed each other together, each group after all that it went into.
    """

    subject: LotName
    graph: LotGraph
    whole: int
    through: Mapping[LotName, int]
    ends: Mapping[Origin, int]
    groups: Sequence[tuple[LotName, ...]]
    edges: int

    def along(self, lot: LotName) -> list[tuple[LotEdge, int]]:
        """Return the edges into a lot with the parts of the whole that came along each."""
        weights, below = self.graph.weights(lot)
        unit = self.through.get(lot, 0) // below
        return [(edge, unit * above) for edge, above in weights]

    def grams(self, mass_g: int) -> dict[Origin, int]:
        """Return whole grams of the ends that sum to a mass, as `largest_remainder` gives them."""
        origins = sorted(self.ends)
        parts = [divmod(self.ends[origin] * mass_g, self.whole) for origin in origins]
        rests = [-rest for _, rest in parts]
        return dict(
            zip(origins, topped_up([grams for grams, _ in parts], lambda: rests, mass_g), strict=True)
        )


def whole_shares(graph: LotGraph, subject: LotName) -> WholeShares:
    """Return the shares of everything upstream of a lot.

    Args:
        graph: every edge upstream of the subject.
        subject: the lot asked about.

    Raises:
        Refusal: `trace_too_large`.
    """
    groups = list(reversed(groups_of(graph, upstream_lots(graph, subject))))
    if any(len(group) > 1 or group[0] in graph.sources(group[0]) for group in groups):
        return _of_loops(graph, subject, groups)
    lots = [group[0] for group in groups]
    whole = prod(_divided_by_level(graph, lots).values())
    _require_room(len(lots) * whole.bit_length(), lots=len(lots))
    through = {subject: whole}
    ends: dict[Origin, int] = {}
    for lot in lots:
        weights, below = graph.weights(lot)
        unit = through[lot] // below
        if not weights:
            ends[unrecorded(lot)] = unit
        for edge, above in weights:
            if edge.source is None:
                origin = origin_of(lot, edge)
                ends[origin] = ends.get(origin, 0) + unit * above
            else:
                through[edge.source] = through.get(edge.source, 0) + unit * above
    edges = sum(len(graph.into(lot)) for lot in lots)
    return WholeShares(
        subject=subject, graph=graph, whole=whole, through=through, ends=ends, groups=groups, edges=edges
    )


def _divided_by_level(graph: LotGraph, lots: Sequence[LotName]) -> dict[int, int]:
    """Return by what the lots of each level are divided: their product can be divided as the lots of any way are.

    Args:
        graph: what flows into what.
        lots: each after all that it went into.
    """
    level = dict.fromkeys(lots, 0)
    divided: dict[int, int] = {}
    for lot in lots:
        here = level[lot]
        divided[here] = lcm(divided.get(here, 1), graph.weights(lot)[1])
        for source in graph.sources(lot):
            level[source] = max(level[source], here + 1)
    return divided


def _require_room(bits: int, *, lots: int) -> None:
    if bits > BITS_MAX:
        raise Refusal(
            "trace_too_large",
            found=f"{lots} lots upstream, whose exact shares are numbers of {bits // lots // 8} bytes each",
            expected=f"at most {BITS_MAX // 8 // 10**6} megabytes of them at once",
            todo="ask the API for the trace, page by page, or trace a lot that is nearer to its origins",
        )


def _of_loops(graph: LotGraph, subject: LotName, groups: Sequence[tuple[LotName, ...]]) -> WholeShares:
    """Return the shares where lots feed each other: exact fractions, brought to one whole."""
    traced = physical_trace(graph, subject, 0)
    below = [share.denominator * graph.weights(lot)[1] for lot, share in traced.through.items()]
    whole = lcm(*below, *(each.share.denominator for each in traced.origins))

    def parts(share: Fraction) -> int:
        return share.numerator * (whole // share.denominator)

    return WholeShares(
        subject=subject,
        graph=graph,
        whole=whole,
        through={lot: parts(share) for lot, share in traced.through.items()},
        ends={each.origin: parts(each.share) for each in traced.origins},
        groups=groups,
        edges=traced.edges,
    )
