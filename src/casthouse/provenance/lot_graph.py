"""The graph of lots over all companies: which lot got its metal from which, through what, and how much.

A node is a lot of one organisation. Its metal came by receipts and extractions, or from the process that made it; a
receipt leads on to the supplier's lot where the CoC Document or the supplier's shipment tells it, and ends there where
it does not. Each edge carries its mass in grams.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import gcd

from casthouse.custody.movement import KIND_CODES, Kind


@dataclass(frozen=True, slots=True, order=True)
class LotName:
    """A lot as its organisation calls it."""

    organisation: str
    lot: str


class EdgeKind(StrEnum):
    """Through what metal came into a lot."""

    PROCESS = "process"
    DELIVERY = "delivery"  # a receipt that is matched to the supplier's shipment of a lot
    RECEIPT = "receipt"  # a receipt whose origin nobody told
    EXTRACTION = "extraction"
    PRODUCTION = "production"  # a production movement of a lot that no process made
    UNRECORDED = (
        "unrecorded"  # nothing: a lot without movement and process, or one of lots made of each other only
    )


EDGE_KINDS = {
    Kind.RECEIPT: EdgeKind.RECEIPT,
    Kind.EXTRACTION: EdgeKind.EXTRACTION,
    Kind.PRODUCTION: EdgeKind.PRODUCTION,
}
"""Through what metal came by a movement, unless a delivery is matched to it."""

EDGE_KINDS_BY_CODE = {KIND_CODES[kind]: edge for kind, edge in EDGE_KINDS.items()}
"""The same by the numbers that stand for kinds of movements in columns and in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEdge:
    """Metal that came into a lot.

    `source` is the lot that it came from, None where it has none: the edge's movement is then an origin.
    `reference` is the process's key or the movement's reference in the organisation of the target. `mass_g` is what
    came in; of a process that is what went into it, and `made_g` what of the target came out.
    """

    target: LotName
    source: LotName | None
    kind: EdgeKind
    reference: str
    mass_g: int
    made_g: int = 0
    counterparty: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotGraph:
    """All edges that lead into the lots of a trace, by the lot they lead into."""

    edges: Mapping[LotName, tuple[LotEdge, ...]]

    @classmethod
    def of(cls, edges: Iterable[LotEdge]) -> "LotGraph":
        """Return the graph of some edges."""
        found: dict[LotName, list[LotEdge]] = {}
        for edge in edges:
            found.setdefault(edge.target, []).append(edge)
        return cls(edges={lot: tuple(into) for lot, into in found.items()})

    def into(self, lot: LotName) -> tuple[LotEdge, ...]:
        """Return what brought metal into a lot."""
        return self.edges.get(lot, ())

    def parts(self, lot: LotName) -> list[tuple[LotEdge, Fraction]]:
        """Return what brought metal into a lot, with its exact part of the lot; the parts sum to one."""
        weights, below = self.weights(lot)
        return [(edge, Fraction(above, below)) for edge, above in weights]

    def weights(self, lot: LotName) -> tuple[list[tuple[LotEdge, int]], int]:
        """Return what brought metal into a lot, each with a whole number, and what these sum to, as small as can be.

        A process counts with what came out of it, split by what went in: each input weighs by its mass.
        """
        into = self.into(lot)
        made = [edge for edge in into if edge.kind is EdgeKind.PROCESS]
        drawn_g = sum(edge.mass_g for edge in made) if made else 1
        made_g = made[0].made_g if made else 0
        weights = [edge.mass_g * (made_g if edge.kind is EdgeKind.PROCESS else drawn_g) for edge in into]
        common = gcd(*weights)
        if common == 0:  # nothing came in, by any of them
            return [], 1
        return [(edge, weight // common) for edge, weight in zip(into, weights, strict=True)], sum(
            weights
        ) // common

    def sources(self, lot: LotName) -> tuple[LotName, ...]:
        """Return the lots that a lot got metal from, each once, in order."""
        return tuple(dict.fromkeys(edge.source for edge in self.into(lot) if edge.source is not None))
