"""Both sides of a CoC Document: what the issuer recorded, and what the recipient booked under it (CoC part 8 to 10).

What cannot be known is not called wrong: of a recipient without accounts here nothing is known. A mass may differ by
the tolerance at receipt, which is a number of the edition; the share is of the document's mass.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.document_state import DocumentState, is_in_force
from casthouse.custody.stage import Material
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import ChainAnomaly


class SideDifference(StrEnum):
    """What does not agree between the two sides, the gravest first."""

    DISPUTED = "disputed"
    BOOKED_TWICE = "booked_twice"
    BOOKED_THOUGH_ENDED = "booked_though_ended"
    MATERIAL_DIFFERS = "material_differs"
    MASS_DIFFERS = "mass_differs"
    SHIPMENT_DIFFERS = "shipment_differs"
    BOOKED_BEFORE_SHIPMENT = "booked_before_shipment"
    NOT_BOOKED = "not_booked"
    OTHER_SIDE_UNKNOWN = "other_side_unknown"


DIFFERENCE_WORDS: Mapping[SideDifference, tuple[str, str]] = {
    SideDifference.DISPUTED: (
        "the recipient disputes the document",
        "see the reason, and how the two settled it",
    ),
    SideDifference.BOOKED_TWICE: (
        "more receipts name the document than it covers",
        "see the receipts one by one; one of them has another paper or none",
    ),
    SideDifference.BOOKED_THOUGH_ENDED: (
        "the document was cancelled or corrected, and is booked still",
        "see that the recipient was told, and books what came in its place",
    ),
    SideDifference.MATERIAL_DIFFERS: (
        "the sides name different materials",
        "see the freight paper and the goods received",
    ),
    SideDifference.MASS_DIFFERS: (
        "the masses differ by more than the tolerance",
        "see both weighbridge tickets",
    ),
    SideDifference.SHIPMENT_DIFFERS: (
        "the document does not say what its own shipment says",
        "see the shipment in the issuer's ledger; the document is to be corrected",
    ),
    SideDifference.BOOKED_BEFORE_SHIPMENT: (
        "it was booked on a day before it was shipped",
        "see the dates on the freight paper",
    ),
    SideDifference.NOT_BOOKED: (
        "the recipient has not booked it",
        "ask the recipient to confirm the goods",
    ),
    SideDifference.OTHER_SIDE_UNKNOWN: (
        "the other side keeps no accounts here",
        "ask it for a confirmation in writing",
    ),
}

SAME_QUESTION: Mapping[AnomalyKind, frozenset[SideDifference]] = {
    AnomalyKind.DOCUMENT_BOOKED_TWICE: frozenset({SideDifference.BOOKED_TWICE}),
    AnomalyKind.DOCUMENT_ALTERED: frozenset(
        {
            SideDifference.BOOKED_TWICE,
            SideDifference.MATERIAL_DIFFERS,
            SideDifference.MASS_DIFFERS,
            SideDifference.BOOKED_BEFORE_SHIPMENT,
        }
    ),
    AnomalyKind.DOCUMENT_NOT_ISSUED: frozenset({SideDifference.BOOKED_THOUGH_ENDED}),
}
"""Which differences between the two sides of a document ask what an anomaly of the chain asks of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSide:
    """What one side says of the goods: the day, the material, the CoC mass."""

    day: date
    material: Material
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPair:
    """A CoC Document with what both sides say.

    Attributes:
        issuer: code or name of the issuer.
        number: number of the document.
        is_issued: whether the audited organisation issued it; else it received it.
        party: the other side.
        state: where the document stands.
        movement: reference of the movement in the audited ledger: the shipment, or the (first) receipt.
        facility: the audited site.
        recorded: what the document says.
        shipped: what the issuer's shipment says; None where the issuer keeps no accounts here, or is not the audited
            organisation.
        booked: what the recipient booked; None where nothing is.
        receipts_g: mass of all receipts in force that name the document.
        is_other_side_here: whether the other side keeps accounts here.
        digest: of the document's content.
    """

    issuer: str
    number: str
    is_issued: bool
    party: str
    state: DocumentState
    movement: str
    facility: str
    recorded: DocumentSide
    shipped: DocumentSide | None
    booked: DocumentSide | None
    receipts_g: int
    is_other_side_here: bool
    digest: str = ""

    @property
    def key(self) -> str:
        """What names the document in samples."""
        return f"{self.issuer}/{self.number}"


def differences(pair: DocumentPair, *, tolerance: Fraction) -> tuple[SideDifference, ...]:
    """Return what does not agree between the sides of a document, the gravest first; nothing where all does."""
    recorded, booked = pair.recorded, pair.booked
    in_force = is_in_force(pair.state)
    most_g = recorded.mass_g * (1 + tolerance)
    found = {
        SideDifference.DISPUTED: pair.state is DocumentState.DISPUTED,
        SideDifference.BOOKED_TWICE: pair.receipts_g > most_g,
        SideDifference.BOOKED_THOUGH_ENDED: booked is not None and not in_force,
        SideDifference.MATERIAL_DIFFERS: booked is not None and booked.material is not recorded.material,
        SideDifference.MASS_DIFFERS: booked is not None
        and abs(booked.mass_g - recorded.mass_g) > tolerance * recorded.mass_g,
        SideDifference.SHIPMENT_DIFFERS: in_force and pair.shipped is not None and pair.shipped != recorded,
        SideDifference.BOOKED_BEFORE_SHIPMENT: booked is not None and booked.day < recorded.day,
        SideDifference.NOT_BOOKED: in_force and booked is None and pair.is_other_side_here,
        SideDifference.OTHER_SIDE_UNKNOWN: in_force and not pair.is_other_side_here,
    }
    return tuple(each for each in SideDifference if found[each])


def asks_the_same(anomaly: ChainAnomaly, pair: DocumentPair, found: Collection[SideDifference]) -> bool:
    """Say whether what does not agree between the sides of a document asks what an anomaly of the chain asks of it."""
    entries = {reference for side in anomaly.sides for reference in side.references}
    return (
        pair.movement in entries
        and anomaly.subject.endswith(f"/{pair.number}")
        and not SAME_QUESTION.get(anomaly.kind, frozenset()).isdisjoint(found)
    )
