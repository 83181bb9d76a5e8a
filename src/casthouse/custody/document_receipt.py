"""What is checked before a received CoC Document is booked (CoC Standard V2 part 10).

Fact sheet 8.2, R1 to R10. The checks run in the order of `ReceiptCheck` and all that apply are returned, so
that the recipient sees everything at once; the first is the one that a refusal names. Facts that other nouns
know (certificates, scopes, what was booked) come as arguments. A blocked or held lot is booked as Non-CoC
inflow until it is cleared in an open period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.document import CocDocument, has_possible_masses, masses_text, missing_field_names
from casthouse.custody.document_state import DocumentState, is_in_force
from casthouse.custody.stage import Material
from casthouse.measure.mass import tonnes_text
from casthouse.refusal import Refusal


class ReceiptCheck(StrEnum):
    """The checks in their fixed order; the value is the stable code of the refusal."""

    ISSUER_NOT_CERTIFIED = "issuer_not_certified"  # R1
    ISSUER_NOT_PERFORMANCE_CERTIFIED = "issuer_not_performance_certified"  # R2
    DOCUMENT_OUT_OF_SCOPE = "document_out_of_scope"  # R3
    DOCUMENT_INCOMPLETE = "document_incomplete"  # R4
    DOCUMENT_NOT_IN_FORCE = (
        "document_not_in_force"  # corrected or cancelled by its issuer, as far as known here
    )
    DOCUMENT_ALREADY_BOOKED = "document_already_booked"  # R5
    RECIPIENT_IS_OTHER = "recipient_is_other"  # R6
    MASS_IMPOSSIBLE = "mass_impossible"  # R7
    GOODS_DIFFER = "goods_differ"  # R8, type
    MASS_DIFFERS = "mass_differs"  # R8, mass
    OWN_SCOPE_NOT_CERTIFIED = "own_scope_not_certified"  # R9
    PRODUCER_NOT_CONFIRMED = "producer_not_confirmed"  # R10


class ReceiptEffect(StrEnum):
    """What a failed check does: a held document waits for a person, a blocked one for another document."""

    BLOCK = "block"
    HOLD = "hold"


HOLDING: frozenset[ReceiptCheck] = frozenset({ReceiptCheck.MASS_DIFFERS, ReceiptCheck.PRODUCER_NOT_CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An answer that another part of the system gives: yes or no, and why."""

    holds: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceived:
    """What arrived as CoC Material under the document: to be compared with its CoC mass, in grams."""

    material: Material
    coc_mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """What the checks must know beside the document.

    Attributes:
        issuer_certified: the issuer's chain-of-custody certificate on the shipment date.
        issuer_performance_certified: the same of its performance certificate, or the reason why none is
            needed yet.
        in_issuer_scope: facility, activity and material lie in the scope of that certificate.
        state: what the issuer made of the document since, None when it is not known here.
        booked_as: the reference of the receipt that booked it already, None when there is none.
        recipient_code: the organisation that books.
        goods: what arrived; None when the document comes before the goods.
        own_scope_certified: the recipient's certificate on the day of receipt.
        producer_confirmed: for goods through a trader or warehouse, whether the producer confirmed; else
            None.
        mass_tolerance: the share of the CoC mass by which the goods may differ, of the rule pack.
    """

    issuer_certified: Standing
    issuer_performance_certified: Standing
    in_issuer_scope: Standing
    state: DocumentState | None
    booked_as: str | None
    recipient_code: str
    goods: GoodsReceived | None
    own_scope_certified: Standing
    producer_confirmed: Standing | None
    mass_tolerance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptReason:
    """Why a document is not booked as CoC inflow."""

    check: ReceiptCheck
    found: str
    expected: str
    todo: str

    @property
    def effect(self) -> ReceiptEffect:
        """What the failed check does."""
        return ReceiptEffect.HOLD if self.check in HOLDING else ReceiptEffect.BLOCK

    def as_refusal(self) -> Refusal:
        """Return the refusal that a command answers with."""
        return Refusal(self.check.value, found=self.found, expected=self.expected, todo=self.todo)


def check_receipt(document: CocDocument, facts: ReceiptFacts) -> list[ReceiptReason]:
    """Return every reason against booking the document, in the order of `ReceiptCheck`."""
    reasons = [
        *_issuer_reasons(facts),
        *_paper_reasons(document, facts),
        *_content_reasons(document, facts),
        *_goods_reasons(document, facts),
        *_own_reasons(facts),
    ]
    assert reasons == sorted(reasons, key=lambda reason: list(ReceiptCheck).index(reason.check))
    return reasons


def require_bookable(reasons: Sequence[ReceiptReason]) -> None:
    """Raise the first reason as a refusal, if there is one.

    Raises:
        Refusal: with the code of the first failed check.
    """
    if reasons:
        raise reasons[0].as_refusal()


def booked_mass_g(document: CocDocument, goods: GoodsReceived | None) -> int:
    """Return the mass to book as CoC inflow: the lower of document and goods (R8)."""
    return document.coc_mass_g if goods is None else min(document.coc_mass_g, goods.coc_mass_g)


def _issuer_reasons(facts: ReceiptFacts) -> list[ReceiptReason]:
    """R1 to R3: what the issuer was entitled to on the shipment date."""
    todo = "book the goods as Non-CoC and ask the issuer; certificates are public"
    questions = (
        (ReceiptCheck.ISSUER_NOT_CERTIFIED, facts.issuer_certified, "a valid chain-of-custody certificate"),
        (
            ReceiptCheck.ISSUER_NOT_PERFORMANCE_CERTIFIED,
            facts.issuer_performance_certified,
            "a valid performance certificate",
        ),
    )
    reasons = [
        ReceiptReason(
            check=check, found=answer.why, expected=f"{what} of the issuer on the shipment date", todo=todo
        )
        for check, answer, what in questions
        if not answer.holds
    ]
    if not facts.in_issuer_scope.holds:
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.DOCUMENT_OUT_OF_SCOPE,
                found=facts.in_issuer_scope.why,
                expected="a facility, activity and material in the issuer's certification scope",
                todo=todo,
            )
        )
    return reasons


def _paper_reasons(document: CocDocument, facts: ReceiptFacts) -> list[ReceiptReason]:
    """R4 and R5: the document as a paper, whole and not used up."""
    reasons: list[ReceiptReason] = []
    if missing := missing_field_names(document):
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.DOCUMENT_INCOMPLETE,
                found=f"no {', '.join(missing)}",
                expected="every mandatory field",
                todo="ask the issuer for a corrected document",
            )
        )
    if facts.state is not None and not is_in_force(facts.state):
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.DOCUMENT_NOT_IN_FORCE,
                found=f"a document that its issuer has {facts.state.value}",
                expected="a document in force",
                todo="ask the issuer for the document that replaces it",
            )
        )
    if facts.booked_as is not None:
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.DOCUMENT_ALREADY_BOOKED,
                found=f"booked as receipt {facts.booked_as}",
                expected="a document that is booked once",
                todo="nothing, if it is the same delivery; else ask the issuer for its own document",
            )
        )
    return reasons


def _content_reasons(document: CocDocument, facts: ReceiptFacts) -> list[ReceiptReason]:
    """R6 and R7: for whom it is, and masses that can be."""
    reasons: list[ReceiptReason] = []
    if document.recipient.code != facts.recipient_code:
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.RECIPIENT_IS_OTHER,
                found=f"recipient {' '.join(filter(None, (document.recipient.code, document.recipient.name)))}",
                expected=facts.recipient_code,
                todo="pass the document to its recipient, or ask the issuer for a corrected one",
            )
        )
    if not has_possible_masses(document):
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.MASS_IMPOSSIBLE,
                found=masses_text(document),
                expected="0 < CoC mass <= total mass",
                todo="ask the issuer for a corrected document",
            )
        )
    return reasons


def _goods_reasons(document: CocDocument, facts: ReceiptFacts) -> list[ReceiptReason]:
    """R8: the goods that arrived."""
    goods = facts.goods
    if goods is None:
        return []
    if goods.material is not document.material:
        return [
            ReceiptReason(
                check=ReceiptCheck.GOODS_DIFFER,
                found=f"{goods.material.value} received",
                expected=f"{document.material.value}, as in the document",
                todo="dispute the document, or correct the receipt",
            )
        ]
    if abs(goods.coc_mass_g - document.coc_mass_g) <= facts.mass_tolerance * document.coc_mass_g:
        return []
    percent = f"{float(facts.mass_tolerance * 100):g}"
    return [
        ReceiptReason(
            check=ReceiptCheck.MASS_DIFFERS,
            found=f"{tonnes_text(goods.coc_mass_g)} t received",
            expected=f"{tonnes_text(document.coc_mass_g)} t within {percent} %",
            todo="weigh again, then dispute the document or correct the receipt",
        )
    ]


def _own_reasons(facts: ReceiptFacts) -> list[ReceiptReason]:
    """R9 and R10: the recipient's certificate, and the producer's word where a trader stands between."""
    reasons: list[ReceiptReason] = []
    if not facts.own_scope_certified.holds:
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.OWN_SCOPE_NOT_CERTIFIED,
                found=facts.own_scope_certified.why,
                expected="a valid chain-of-custody certificate of the recipient on the day of receipt",
                todo="book the goods as Non-CoC",
            )
        )
    if facts.producer_confirmed is not None and not facts.producer_confirmed.holds:
        reasons.append(
            ReceiptReason(
                check=ReceiptCheck.PRODUCER_NOT_CONFIRMED,
                found=facts.producer_confirmed.why,
                expected="the producer's confirmation of a document that came through a trader or warehouse",
                todo="ask the producer; the goods are held as Non-CoC until then",
            )
        )
    return reasons
