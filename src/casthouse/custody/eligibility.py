"""Which scrap is Eligible Scrap: what a re-melter or refiner may count as CoC input (CoC Standard part 4).

A lot is judged in parts. Every gram of it ends in exactly one verdict, with the reason and its clause. In
doubt the stricter reading holds: scrap of doubtful kind is judged as pre-consumer, a mixed lot without a
documented split is Non-CoC as a whole, metal from dross counts by the metal recovered.
"""

from dataclasses import dataclass
from enum import StrEnum

from casthouse.custody.due_diligence import DueDiligenceStatus
from casthouse.measure.mass import tonnes_text
from casthouse.refusal import Refusal


class ScrapKind(StrEnum):
    """The kind of scrap as declared."""

    PRE_CONSUMER = "pre_consumer"
    POST_CONSUMER = "post_consumer"
    DROSS = "dross"  # and similar wastes from which metal is recovered
    IN_DOUBT = "in_doubt"


class ScrapOrigin(StrEnum):
    """Where scrap comes from, in the words of the trade."""

    MUNICIPAL_COLLECTION = "municipal_collection"
    INFORMAL_COLLECTOR = "informal_collector"
    DEALER_OR_YARD = "dealer_or_yard"
    DISMANTLER_OR_SHREDDER = "dismantler_or_shredder"
    PRIMARY_PLANT = "primary_plant"
    CASTHOUSE = "casthouse"
    DROSS_PLANT = "dross_plant"
    MANUFACTURER = "manufacturer"
    CERTIFIED_ENTITY = "certified_entity"
    CUSTOMER = "customer"  # returned by a customer, or its metal remelted for a fee


MANUFACTURING_ORIGINS = frozenset(
    {
        ScrapOrigin.PRIMARY_PLANT,
        ScrapOrigin.CASTHOUSE,
        ScrapOrigin.MANUFACTURER,
        ScrapOrigin.CUSTOMER,
    }
)
"""Where no product reaches the end of its life: scrap of these is judged as pre-consumer."""


class Booking(StrEnum):
    """How a part of a lot is booked."""

    ELIGIBLE = "eligible"
    NON_COC = "non_coc"
    NOT_BOOKED = "not_booked"  # crosses no boundary, or is no metal


class Reason(StrEnum):
    """Why; each reason leads to one booking and stands in one clause."""

    DUE_DILIGENCE_PASSED = "due_diligence_passed"
    COC_DOCUMENT = "coc_document"
    NO_REMELTER = "no_remelter"
    DUE_DILIGENCE_MISSING = "due_diligence_missing"
    DUE_DILIGENCE_FAILED = "due_diligence_failed"
    DUE_DILIGENCE_OUT_OF_DATE = "due_diligence_out_of_date"
    SUPPLIER_NOT_CERTIFIED = "supplier_not_certified"
    DOCUMENT_MISSING = "document_missing"
    MIXED_WITHOUT_SPLIT = "mixed_without_split"
    IN_HOUSE = "in_house"
    NO_METAL = "no_metal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonText:
    """A reason's booking, what it says, and where the rule stands; the tag is that of the rule packs."""

    booking: Booking
    meaning: str
    clause: str
    tag: str


REASON_TEXTS: dict[Reason, ReasonText] = {
    Reason.DUE_DILIGENCE_PASSED: ReasonText(
        booking=Booking.ELIGIBLE,
        meaning="post-consumer scrap of a supplier whose due diligence is passed and in date",
        clause="part 4; due diligence part 7",
        tag="published",
    ),
    Reason.COC_DOCUMENT: ReasonText(
        booking=Booking.ELIGIBLE,
        meaning="sold as CoC Material by a certified company, with a CoC Document",
        clause="part 4",
        tag="published",
    ),
    Reason.NO_REMELTER: ReasonText(
        booking=Booking.NON_COC,
        meaning="scrap is eligible at a re-melter or refiner only, and the scope has none",
        clause="part 4",
        tag="published",
    ),
    Reason.DUE_DILIGENCE_MISSING: ReasonText(
        booking=Booking.NON_COC,
        meaning="post-consumer scrap of a supplier without due diligence",
        clause="part 4; due diligence part 7",
        tag="derived",
    ),
    Reason.DUE_DILIGENCE_FAILED: ReasonText(
        booking=Booking.NON_COC,
        meaning="post-consumer scrap of a supplier that failed its due diligence",
        clause="part 4; due diligence part 7",
        tag="derived",
    ),
    Reason.DUE_DILIGENCE_OUT_OF_DATE: ReasonText(
        booking=Booking.NON_COC,
        meaning="post-consumer scrap of a supplier whose due diligence is due for renewal",
        clause="part 4; due diligence part 7",
        tag="derived",
    ),
    Reason.SUPPLIER_NOT_CERTIFIED: ReasonText(
        booking=Booking.NON_COC,
        meaning="pre-consumer scrap of a supplier without a chain-of-custody certificate",
        clause="part 4",
        tag="published",
    ),
    Reason.DOCUMENT_MISSING: ReasonText(
        booking=Booking.NON_COC,
        meaning="pre-consumer scrap without a CoC Document",
        clause="part 4",
        tag="published",
    ),
    Reason.MIXED_WITHOUT_SPLIT: ReasonText(
        booking=Booking.NON_COC,
        meaning="a mixed lot without a documented split",
        clause="part 4, design choice",
        tag="derived",
    ),
    Reason.IN_HOUSE: ReasonText(
        booking=Booking.NOT_BOOKED,
        meaning="the scope's own run-around scrap, which never leaves it",
        clause="part 8, design choice",
        tag="derived",
    ),
    Reason.NO_METAL: ReasonText(
        booking=Booking.NOT_BOOKED,
        meaning="the part of dross or similar waste from which no metal is recovered",
        clause="part 4",
        tag="recollected",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapPart:
    """Scrap of one kind in one lot, and the facts of the day on which it was received.

    Attributes:
        kind: as declared.
        origin: where it comes from, None when unknown.
        mass_g: gross mass in grams.
        recovered_metal_g: for dross, the metal recovered; None when only the gross mass is known.
        is_supplier_certified: the supplier's chain-of-custody certificate on that day.
        document: the number of the CoC Document, empty without one.
        due_diligence: on the supplier, on that day.
        is_in_house: arose in the scope and stays in it.
    """

    kind: ScrapKind
    origin: ScrapOrigin | None
    mass_g: int
    recovered_metal_g: int | None = None
    is_supplier_certified: bool
    document: str
    due_diligence: DueDiligenceStatus
    is_in_house: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapLot:
    """A delivery: its whole mass, its parts, and the reference of the paper that documents the split."""

    mass_g: int
    parts: tuple[ScrapPart, ...]
    split_document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How so many grams of a lot are booked, and why."""

    mass_g: int
    reason: Reason

    @property
    def booking(self) -> Booking:
        """How it is booked."""
        return REASON_TEXTS[self.reason].booking

    @property
    def clause(self) -> str:
        """Where the rule stands."""
        return REASON_TEXTS[self.reason].clause


def judge_lot(lot: ScrapLot, *, has_remelter: bool) -> tuple[Verdict, ...]:
    """Return the verdicts on a lot; their masses add up to its mass.

    Args:
        lot: what was received.
        has_remelter: whether a facility of the scope re-melts or refines.

    Raises:
        Refusal: `scrap_split_not_whole`, `recovered_metal_above_mass`.
    """
    _refuse_impossible(lot)
    if len(lot.parts) > 1 and not lot.split_document.strip():
        return (Verdict(mass_g=lot.mass_g, reason=Reason.MIXED_WITHOUT_SPLIT),)
    return tuple(
        verdict
        for part in lot.parts
        for verdict in _judge_part(part, has_remelter=has_remelter)
        if verdict.mass_g > 0
    )


def eligible_mass_g(verdicts: tuple[Verdict, ...]) -> int:
    """Return the mass that counts as Eligible Scrap, in grams."""
    return sum(each.mass_g for each in verdicts if each.booking is Booking.ELIGIBLE)


def judged_kind(part: ScrapPart) -> ScrapKind:
    """Return the kind that a part is judged as: in doubt, or against its origin, as pre-consumer."""
    if part.kind is ScrapKind.IN_DOUBT:
        return ScrapKind.PRE_CONSUMER
    if part.kind is ScrapKind.POST_CONSUMER and part.origin in MANUFACTURING_ORIGINS:
        return ScrapKind.PRE_CONSUMER
    return part.kind


def _judge_part(part: ScrapPart, *, has_remelter: bool) -> tuple[Verdict, ...]:
    if part.is_in_house:
        return (Verdict(mass_g=part.mass_g, reason=Reason.IN_HOUSE),)
    metal_g = part.mass_g
    if part.kind is ScrapKind.DROSS and part.recovered_metal_g is not None:
        metal_g = part.recovered_metal_g
    reason = _reason(part) if has_remelter else Reason.NO_REMELTER
    rest = Verdict(mass_g=part.mass_g - metal_g, reason=Reason.NO_METAL)
    return Verdict(mass_g=metal_g, reason=reason), rest


def _reason(part: ScrapPart) -> Reason:
    has_document = bool(part.document.strip())
    if part.is_supplier_certified and has_document:
        return Reason.COC_DOCUMENT
    if judged_kind(part) is ScrapKind.POST_CONSUMER:
        return _DUE_DILIGENCE_REASONS[part.due_diligence]
    return Reason.DOCUMENT_MISSING if part.is_supplier_certified else Reason.SUPPLIER_NOT_CERTIFIED


_DUE_DILIGENCE_REASONS: dict[DueDiligenceStatus, Reason] = {
    DueDiligenceStatus.PASSED: Reason.DUE_DILIGENCE_PASSED,
    DueDiligenceStatus.FAILED: Reason.DUE_DILIGENCE_FAILED,
    DueDiligenceStatus.OUT_OF_DATE: Reason.DUE_DILIGENCE_OUT_OF_DATE,
    DueDiligenceStatus.MISSING: Reason.DUE_DILIGENCE_MISSING,
}


def _refuse_impossible(lot: ScrapLot) -> None:
    parts_g = sum(part.mass_g for part in lot.parts)
    if parts_g != lot.mass_g or not lot.parts or any(part.mass_g <= 0 for part in lot.parts):
        raise Refusal(
            "scrap_split_not_whole",
            found=f"parts of {tonnes_text(parts_g)} t in a lot of {tonnes_text(lot.mass_g)} t",
            expected="at least one part, all above zero, that add up to the lot, to the gram",
            todo="correct the split",
        )
    for part in lot.parts:
        if part.recovered_metal_g is not None and not 0 <= part.recovered_metal_g <= part.mass_g:
            raise Refusal(
                "recovered_metal_above_mass",
                found=f"{tonnes_text(part.recovered_metal_g)} t of metal from {tonnes_text(part.mass_g)} t",
                expected="metal from zero up to the mass of the dross",
                todo="correct the mass of the metal recovered",
            )
