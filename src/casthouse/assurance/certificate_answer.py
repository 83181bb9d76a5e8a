"""Was this facility certified for this activity under this standard on that day, and why, or why not?

One answer for any day, as it is known now or was known at an instant. It names the certificate, its state, its scope
version and the moves that decide. Nothing over nothing is certified: without a certificate the answer is no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_course import Course, Phase
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateMove,
    ScopeVersion,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import ENTITLING, PENDING, CertificateState
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName


class AnswerReason(StrEnum):
    """Why a facility is certified on a day, or why not."""

    CERTIFIED = "certified"
    NO_CERTIFICATE = "no_certificate"
    FACILITY_NOT_IN_SCOPE = "facility_not_in_scope"
    ACTIVITY_NOT_IN_SCOPE = "activity_not_in_scope"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


_BY_STATE = {
    CertificateState.SUSPENDED: AnswerReason.SUSPENDED,
    CertificateState.REFUSED: AnswerReason.REFUSED,
    CertificateState.REVOKED: AnswerReason.REVOKED,
    CertificateState.WITHDRAWN: AnswerReason.WITHDRAWN,
    CertificateState.EXPIRED: AnswerReason.EXPIRED,
    CertificateState.SUPERSEDED: AnswerReason.SUPERSEDED,
}
_TELLING = (
    AnswerReason.CERTIFIED,
    AnswerReason.SUSPENDED,
    AnswerReason.ACTIVITY_NOT_IN_SCOPE,
    AnswerReason.REVOKED,
    AnswerReason.WITHDRAWN,
    AnswerReason.EXPIRED,
    AnswerReason.SUPERSEDED,
    AnswerReason.FACILITY_NOT_IN_SCOPE,
    AnswerReason.NOT_YET,
    AnswerReason.REFUSED,
)
"""Of several certificates the one that tells most speaks: the first here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationQuestion:
    """A facility, an activity or any, a standard, a day, and the instant of the knowledge; None: now."""

    facility: str
    activity: Activity | None
    standard: StandardName
    day: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationAnswer:
    """Yes or no, and what decides.

    Attributes:
        question: what was asked.
        reason: why.
        number: the certificate that decides, None without one.
        state: its state on the day, None before its first move.
        valid_from: its first day, None before the grant.
        valid_to: its last day as it stood on the day.
        version: its scope version on the day.
        moves: those that hold, up to the day, the last first; a move that is due but not recorded has sequence 0.
    """

    question: CertificationQuestion
    reason: AnswerReason
    number: str | None = None
    state: CertificateState | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    version: ScopeVersion | None = None
    moves: tuple[CertificateMove, ...] = ()

    @property
    def is_certified(self) -> bool:
        """Say whether the facility was certified."""
        return self.reason is AnswerReason.CERTIFIED


def certification_answer(book: CertificateBook, question: CertificationQuestion) -> CertificationAnswer:
    """Answer from the certificates of the facility's organisation, the book being as known at the instant."""
    answers = [
        _answer(book, each, question)
        for each in book.histories
        if each.standard is question.standard and each.moves
    ]
    if not answers:
        return CertificationAnswer(question=question, reason=AnswerReason.NO_CERTIFICATE)
    return min(answers, key=lambda a: (_TELLING.index(a.reason), -(a.valid_from or date.min).toordinal()))


def _answer(
    book: CertificateBook, history: CertificateHistory, question: CertificationQuestion
) -> CertificationAnswer:
    course = book.course(history)
    phase = course.on(question.day)
    version = version_on(scope_versions(history), question.day)
    return CertificationAnswer(
        question=question,
        reason=_reason(history, phase, version, question),
        number=history.number,
        state=phase.state if phase else None,
        valid_from=history.first_day,
        valid_to=phase.valid_to if phase else None,
        version=version,
        moves=_deciding(history.moves, course, phase, question.day),
    )


def _reason(
    history: CertificateHistory,
    phase: Phase | None,
    version: ScopeVersion | None,
    question: CertificationQuestion,
) -> AnswerReason:
    latest = scope_versions(history)
    named = version or (latest[-1] if latest else None)
    if named is not None and not named.covers(question.facility, None):
        return AnswerReason.FACILITY_NOT_IN_SCOPE
    if phase is None or phase.state in PENDING or version is None:
        refused = phase is not None and phase.state is CertificateState.REFUSED
        return AnswerReason.REFUSED if refused else AnswerReason.NOT_YET
    if phase.state not in ENTITLING:
        return _BY_STATE[phase.state]
    covered = version.covers(question.facility, question.activity)
    return AnswerReason.CERTIFIED if covered else AnswerReason.ACTIVITY_NOT_IN_SCOPE


def _deciding(
    moves: Iterable[CertificateMove], course: Course, phase: Phase | None, day: date
) -> tuple[CertificateMove, ...]:
    void = course.void
    made = [each for each in moves if each.effective <= day and each.sequence not in void]
    if phase is not None and phase.by.sequence == 0:
        made.append(phase.by)
    return tuple(reversed(made))
