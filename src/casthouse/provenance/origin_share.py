"""Physical composition: what share of a lot came from which origin, exactly (contract section 5).

Every output of a process has the same composition, each input weighing by its mass; a lot received in several rows is
their mixture. Shares are fractions that sum to one; masses are whole grams that sum to the subject's, by the method of
the largest remainder. A loop of lots is a small linear system, solved exactly; metal that only ever went round in one
has the loop itself as its origin. Such an origin, and a lot that nothing brought in, is unrecorded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casthouse.provenance.exact_system import settled
from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotGraph, LotName
from casthouse.provenance.lot_loop import groups_of, upstream_lots
from casthouse.provenance.share_order import ShareKey, falling, falling_ratio

Shares = dict[LotName, Fraction]


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where the trail ends: a lot that no process of the graph made, and the movement that brought it in.

    `counterparty` is who delivered it; empty for what was extracted or produced. Without a movement it is unrecorded.
    """

    organisation: str
    lot: str
    reference: str
    kind: EdgeKind
    counterparty: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginShare:
    """An origin's exact share of the subject, and the grams that are printed for it."""

    origin: Origin
    share: Fraction
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalTrace:
    """The physical answer of a trace: origins, and how many lots and edges lie between."""

    subject: LotName
    mass_g: int
    origins: tuple[OriginShare, ...]
    lots: int
    edges: int
    through: Mapping[LotName, Fraction]
    """The share of the subject that came through each lot upstream; 1 at the subject."""


def physical_trace(graph: LotGraph, subject: LotName, mass_g: int) -> PhysicalTrace:
    """Return the origins of a lot.

    Args:
        graph: every edge upstream of the subject.
        subject: the lot asked about.
        mass_g: its mass, over which the printed grams are laid.
    """
    through: Shares = {subject: Fraction(1)}
    ends: dict[Origin, Fraction] = {}
    edges = 0
    for group in reversed(groups_of(graph, upstream_lots(graph, subject))):
        _settle_loop(graph, group, through, ends)
        for lot in group:
            edges += len(graph.into(lot))
            _pass_on(graph, lot, group, through, ends)
    origins = sorted(ends)
    grams = largest_remainder([ends[origin] for origin in origins], mass_g)
    shares = tuple(
        OriginShare(origin=origin, share=ends[origin], mass_g=mass)
        for origin, mass in zip(origins, grams, strict=True)
    )
    return PhysicalTrace(
        subject=subject,
        mass_g=mass_g,
        origins=tuple(sorted(shares, key=lambda each: (falling(each.share), each.origin))),
        lots=len(through),
        edges=edges,
        through=through,
    )


def _settle_loop(
    graph: LotGraph, group: Sequence[LotName], through: Shares, ends: dict[Origin, Fraction]
) -> None:
    """Let the shares of a loop go round until nothing moves: x = entering + what the others hand on."""
    if len(group) == 1 and all(edge.source != group[0] for edge in graph.into(group[0])):
        return
    places = {lot: place for place, lot in enumerate(group)}
    hands = [_handed_on(graph, lot, places) for lot in group]
    if not any(hands):
        return
    entering = [through.get(lot, Fraction(0)) for lot in group]
    found = settled(entering, hands)
    if found is None:  # nothing ever came in from outside
        for lot, share in zip(group, entering, strict=True):
            if share:
                origin = unrecorded(lot)
                ends[origin] = ends.get(origin, Fraction(0)) + share
        found = [Fraction(0)] * len(group)
    through.update(zip(group, found, strict=True))


def _handed_on(graph: LotGraph, lot: LotName, places: Mapping[LotName, int]) -> dict[int, Fraction]:
    """Return which part of a lot came from each lot of its loop, by the place in the loop."""
    handed: dict[int, Fraction] = {}
    for edge, part in graph.parts(lot):
        place = places.get(edge.source) if edge.source is not None else None
        if place is not None:
            handed[place] = handed.get(place, Fraction(0)) + part
    return handed


def _pass_on(
    graph: LotGraph, lot: LotName, group: Sequence[LotName], through: Shares, ends: dict[Origin, Fraction]
) -> None:
    """Hand a lot's share on to what it was made of; metal that stays in the loop was settled before."""
    share = through.get(lot, Fraction(0))
    parts = graph.parts(lot)
    if not parts:
        _end(ends, unrecorded(lot), share)
    for edge, of_lot in parts:
        part = share * of_lot
        if edge.source is None:
            _end(ends, origin_of(lot, edge), part)
        elif edge.source not in group:
            through[edge.source] = through.get(edge.source, Fraction(0)) + part


def origin_of(lot: LotName, edge: LotEdge) -> Origin:
    """Return the origin that an edge without a source is."""
    return Origin(lot.organisation, lot.lot, edge.reference, edge.kind, edge.counterparty, edge.facility)


def unrecorded(lot: LotName) -> Origin:
    """Return the origin that a lot is of which nobody recorded how its metal came in."""
    return Origin(lot.organisation, lot.lot, "", EdgeKind.UNRECORDED)


def _end(ends: dict[Origin, Fraction], origin: Origin, share: Fraction) -> None:
    if share:
        ends[origin] = ends.get(origin, Fraction(0)) + share


def largest_remainder(shares: Sequence[Fraction], mass_g: int) -> list[int]:
    """Return whole grams for shares that sum to one; they sum to the mass, and equal remainders go by order."""
    parts = [divmod(share.numerator * mass_g, share.denominator) for share in shares]

    def keys() -> list[ShareKey]:
        return [
            falling_ratio(rest, share.denominator) for (_, rest), share in zip(parts, shares, strict=True)
        ]

    return topped_up([whole for whole, _ in parts], keys, mass_g)


def topped_up(grams: Sequence[int], keys: Callable[[], Sequence[Any]], mass_g: int) -> list[int]:
    """Return whole grams with one more for those that come first, so that they sum to a mass.

    Args:
        grams: rounded down.
        keys: by which they come in order, the largest rest first; asked for where something is missing.
        mass_g: what they are to sum to.
    """
    found = list(grams)
    missing = mass_g - sum(found) if found else 0
    if missing:
        order = keys()
        for place in sorted(range(len(found)), key=lambda place: (order[place], place))[:missing]:
            found[place] += 1
    return found
