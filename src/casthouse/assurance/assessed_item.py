"""One item of a self-assessment: what somebody answered, what stands behind it, and what is missing.

A rating by itself shows nothing. Conformance needs words, a file or a certificate of a recognised scheme behind it; a
non-conformance needs its gap, an action, somebody responsible and a day; what does not apply, or cannot be rated yet,
needs its reason. An answer that was carried over from another edition or cycle counts only once a person has looked at
it again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casthouse.assurance.evidence import EvidenceLink
from casthouse.assurance.rating import Rating
from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.refusal import Refusal
from casthouse.standard.applicability_row import Applicability


class Missing(StrEnum):
    """What an item lacks, in the order in which people are told."""

    RATING = "rating"
    SECOND_LOOK = "second_look"
    REASON = "reason"
    SUPPORT = "support"
    GAP = "gap"
    ACTION = "action"
    RESPONSIBLE = "responsible"
    DUE = "due"

    @property
    def words(self) -> str:
        """What to do about it."""
        return _WORDS[self]


_WORDS = {
    Missing.RATING: "choose a rating",
    Missing.SECOND_LOOK: "look again at what was carried over, and confirm it",
    Missing.REASON: "say why",
    Missing.SUPPORT: "say how you know, or add a file",
    Missing.GAP: "say what is not as it should be",
    Missing.ACTION: "say what will be done",
    Missing.RESPONSIBLE: "name who does it",
    Missing.DUE: "give a day by which it is done",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said of an item; `due` is the last day for the action. An answer may still lack its rating."""

    rating: Rating | None = None
    rationale: str = ""
    gap: str = ""
    action: str = ""
    responsible: str = ""
    due: date | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was said at all."""
        return self == Answer()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """An answer as it was recorded: the version of the item that it made, by whom and when.

    `origin` says from where a carried answer came; it is empty for what a person wrote or confirmed.
    """

    answer: Answer
    version: int
    by: str
    at: datetime
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedItem:
    """An item that holds for a scope, with its latest answer and what stands behind it.

    `number` is that of the rateable item in its edition, such as "2.1a"; `criterion` and `principle` stand above it.
    `certificates` are those of other schemes that its rating rests on.
    """

    number: str
    criterion: str
    principle: int
    applicability: Applicability
    record: AnswerRecord | None = None
    evidence: tuple[EvidenceLink, ...] = ()
    certificates: tuple[SchemeCertificate, ...] = ()

    @property
    def answer(self) -> Answer:
        """The latest answer; an empty one where nobody gave any."""
        return self.record.answer if self.record else Answer()

    @property
    def version(self) -> int:
        """How often the item was answered: a writer says which version was seen."""
        return self.record.version if self.record else 0

    @property
    def origin(self) -> str:
        """From where a carried answer came; empty for what a person wrote or confirmed here."""
        return self.record.origin if self.record else ""

    @property
    def rating(self) -> Rating | None:
        """The rating, also one that was carried over and waits for a second look."""
        return self.answer.rating

    @property
    def waits_for_second_look(self) -> bool:
        """Say whether the answer was carried over and nobody confirmed it yet."""
        return bool(self.origin)

    @property
    def is_rated(self) -> bool:
        """Say whether a person rated it here."""
        return self.rating is not None and not self.waits_for_second_look

    @property
    def is_mandatory(self) -> bool:
        """Say whether it holds whatever is there; else only where the thing it speaks of is there."""
        return self.applicability is Applicability.MANDATORY

    @property
    def is_gap(self) -> bool:
        """Say whether something has to be corrected."""
        return self.rating is not None and self.rating.is_non_conformance

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What it lacks before the assessment is complete."""
        if self.rating is None:
            return (Missing.RATING,)
        look = (Missing.SECOND_LOOK,) if self.waits_for_second_look else ()
        return (*look, *self._lacks(self.rating))

    @property
    def _has_proof(self) -> bool:
        """Say whether a file, or a certificate of another scheme, stands behind it."""
        return any(link.stands for link in self.evidence) or any(each.stands for each in self.certificates)

    def _lacks(self, rating: Rating) -> tuple[Missing, ...]:
        answer = self.answer
        if rating.is_non_conformance:
            held = {
                Missing.GAP: answer.gap,
                Missing.ACTION: answer.action,
                Missing.RESPONSIBLE: answer.responsible,
                Missing.DUE: answer.due,
            }
            return tuple(each for each, given in held.items() if not given)
        if rating is Rating.CONFORMANCE:
            return () if answer.rationale or self._has_proof else (Missing.SUPPORT,)
        return () if answer.rationale else (Missing.REASON,)


def checked_answer(answer: Answer) -> Answer:
    """Return an answer that may be recorded; it may lack what the assessment needs later.

    Raises:
        Refusal: `rating_reason_missing` for what is said not to apply without a reason.
    """
    if answer.rating is Rating.NOT_APPLICABLE and not answer.rationale:
        raise Refusal(
            "rating_reason_missing",
            found="“not applicable” without a reason",
            expected="a reason that a reader can follow",
            todo="write why it does not apply to your sites",
        )
    return answer
