"""Recall: where the metal of a lot went, lot by lot, to every customer.

The share of the subject in a lot downstream follows from the same composition that tells origins: what a lot holds of
the subject is what its inputs hold, each by its part (contract section 5).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from math import lcm, prod
from operator import mul

from casthouse.provenance.exact_system import solved
from casthouse.provenance.long_share import LongShare
from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotGraph, LotName
from casthouse.provenance.lot_loop import groups_of

WHOLE_BITS_MAX = 100_000
"""Over longer numbers, which a wide chain has, fractions of their own are shorter and sooner found."""

ALL_SUBJECTS = LotName("", "")
"""Stands for all recalled lots together; no lot has an empty name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotShipment:
    """A shipment of a lot that stands."""

    lot: LotName
    reference: str
    day: date
    mass_g: int
    customer: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalledShipment:
    """A shipment with the exact share of the subject in it."""

    shipment: LotShipment
    share: LongShare
    subjects: tuple[LotName, ...] = ()
    """The recalled lots whose metal is in it, where several are."""

    @property
    def mass_g(self) -> int:
        """The subject's grams in the shipment, rounded up: whoever recalls must not miss one."""
        return self.share.up(self.shipment.mass_g)


def held_shares(graph: LotGraph, subject: LotName, downstream: Sequence[LotName]) -> dict[LotName, LongShare]:
    """Return which share of each lot is the subject's metal.

    Args:
        graph: every edge into the lots downstream.
        subject: the lot that is recalled; it holds nothing but itself.
        downstream: the lots that its metal may have reached.
    """
    groups = groups_of(graph, [lot for lot in downstream if lot != subject])
    if not any(len(group) > 1 or group[0] in graph.sources(group[0]) for group in groups):
        lots = [group[0] for group in groups]
        levels = _Levels(graph, subject, lots)
        if levels.products[-1].bit_length() <= WHOLE_BITS_MAX:
            return _held_by_level(graph, subject, lots, levels)
    return {lot: LongShare.of(share) for lot, share in _held_by_group(graph, subject, groups).items()}


class _Levels:
    """Lots downstream in levels, each above all that it was made of, and by what the lots of each level are divided.

    What a lot of a level holds is a whole number over the product of its level and those below: no fraction needs to be
    brought to lowest terms on the way.
    """

    def __init__(self, graph: LotGraph, subject: LotName, lots: Sequence[LotName]) -> None:
        self.of = {subject: 0}
        self.divided = [1]
        for lot in lots:
            here = 1 + max((self.of[each] for each in graph.sources(lot) if each in self.of), default=0)
            self.of[lot] = here
            if here == len(self.divided):
                self.divided.append(1)
            self.divided[here] = lcm(self.divided[here], graph.weights(lot)[1])
        self.products: list[int] = list(accumulate(self.divided, mul))

    def between(self, below: int, above: int) -> int:
        """Return the product of the levels between two."""
        return prod(self.divided[below + 1 : above])


def _held_by_level(
    graph: LotGraph, subject: LotName, lots: Sequence[LotName], levels: _Levels
) -> dict[LotName, LongShare]:
    """Return what each lot holds of the subject, where no lots feed each other: whole numbers by level."""
    held = {subject: 1}
    for lot in lots:
        here = levels.of[lot]
        weights, below = graph.weights(lot)
        drawn = (
            (above * held[edge.source], levels.of[edge.source])
            for edge, above in weights
            if edge.source in held
        )
        sums: dict[int, int] = {}
        for part, level in drawn:
            sums[level] = sums.get(level, 0) + part
        whole = sum(part * levels.between(level, here) for level, part in sums.items())
        held[lot] = whole * (levels.divided[here] // below)
    return {lot: LongShare(part, levels.products[levels.of[lot]]) for lot, part in held.items()}


def _held_by_group(
    graph: LotGraph, subject: LotName, groups: Sequence[Sequence[LotName]]
) -> dict[LotName, Fraction]:
    """Return what each lot holds of the subject, lots that feed each other solved together."""
    held = {subject: Fraction(1)}
    for group in groups:
        places = {lot: place for place, lot in enumerate(group)}
        matrix = [[Fraction(int(row == column)) for column in range(len(group))] for row in range(len(group))]
        entering = [Fraction(0)] * len(group)
        for lot, row in places.items():
            for edge, part in graph.parts(lot):
                if edge.source in places:
                    matrix[row][places[edge.source]] -= part
                elif edge.source is not None:
                    entering[row] += part * held.get(edge.source, Fraction(0))
        held.update(zip(group, solved(matrix, entering) or entering, strict=True))
    return held


def held_of_several(
    edges: Iterable[LotEdge], subjects: Sequence[LotName], downstream: Sequence[LotName]
) -> dict[LotName, LongShare]:
    """Return which share of each lot is metal of any of some lots, each gram counted once.

    Args:
        edges: every edge into the lots downstream.
        subjects: the lots that are recalled; each is nothing but what is recalled, whatever it was made of.
        downstream: the lots that their metal may have reached, themselves among them.
    """
    chosen = frozenset(subjects)
    whole = [
        LotEdge(target=lot, source=ALL_SUBJECTS, kind=EdgeKind.DELIVERY, reference="", mass_g=1)
        for lot in subjects
    ]
    graph = LotGraph.of([*(edge for edge in edges if edge.target not in chosen), *whole])
    held = held_shares(graph, ALL_SUBJECTS, [ALL_SUBJECTS, *downstream])
    return {lot: share for lot, share in held.items() if lot != ALL_SUBJECTS}


def subjects_in(
    graph: LotGraph, subjects: Sequence[LotName], downstream: Sequence[LotName]
) -> Callable[[LotName], tuple[LotName, ...]]:
    """Return what tells of which of some lots there is metal in a lot, in the order in which they are given.

    A lot that was made of another one holds both. Each lot has a bit, so that a thousand of them are one number.
    """
    bits = {lot: 1 << place for place, lot in enumerate(subjects)}
    order = list(bits)
    masks: dict[LotName, int] = {}
    for group in groups_of(graph, downstream):
        mask = 0
        for lot in group:
            mask |= bits.get(lot, 0)
            for source in graph.sources(lot):
                mask |= masks.get(source, 0)
        masks.update(dict.fromkeys(group, mask))

    def told(lot: LotName) -> tuple[LotName, ...]:
        mask, found = masks.get(lot, 0), []
        while mask:
            found.append(order[(mask & -mask).bit_length() - 1])
            mask &= mask - 1
        return tuple(found)

    return told


def recalled(
    held: Mapping[LotName, LongShare],
    shipments: Sequence[LotShipment],
    subjects_of: Callable[[LotName], tuple[LotName, ...]] | None = None,
) -> list[RecalledShipment]:
    """Return the shipments that hold something of the subject, in their order; of several lots with which of them."""
    return [
        RecalledShipment(
            shipment=each, share=share, subjects=() if subjects_of is None else subjects_of(each.lot)
        )
        for each in shipments
        if (share := held.get(each.lot)) is not None and share.above
    ]
