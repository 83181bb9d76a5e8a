"""Recall: where the metal of a lot went, lot by lot, to every customer.

The share of the subject in a lot downstream follows from the same composition that tells origins: what a lot holds of
the subject is what its inputs hold, each by its part (contract section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.provenance.exact_system import solved
from casthouse.provenance.lot_graph import LotGraph, LotName
from casthouse.provenance.lot_loop import groups_of


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
    share: Fraction

    @property
    def mass_g(self) -> int:
        """The subject's grams in the shipment, rounded up: whoever recalls must not miss one."""
        return -(-self.share.numerator * self.shipment.mass_g // self.share.denominator)


def held_shares(graph: LotGraph, subject: LotName, downstream: Sequence[LotName]) -> dict[LotName, Fraction]:
    """Return which share of each lot is the subject's metal.

    Args:
        graph: every edge into the lots downstream.
        subject: the lot that is recalled; it holds nothing but itself.
        downstream: the lots that its metal may have reached.
    """
    held = {subject: Fraction(1)}
    for group in groups_of(graph, [lot for lot in downstream if lot != subject]):
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


def recalled(held: dict[LotName, Fraction], shipments: Sequence[LotShipment]) -> list[RecalledShipment]:
    """Return the shipments that hold something of the subject, in their order."""
    return [RecalledShipment(shipment=each, share=held[each.lot]) for each in shipments if held.get(each.lot)]
