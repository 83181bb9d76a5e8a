"""Looking at certificates: one with its history, those of a scope, and whether a facility was certified on a day.

Certificates are public: anybody may ask, in the public register without an account. Who moved one, and why, is seen by
the holder's people and the secretariat; others see the moves from the grant on and their days, and nothing of an
application that is pending or was refused.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from casthouse.assurance.certificate_answer import (
    CertificationAnswer,
    CertificationQuestion,
    certification_answer,
)
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_course import Course, Phase, is_extended
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateMove,
    ScopeVersion,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import (
    PASSING,
    PENDING,
    RUNNING,
    CertificateState,
    MoveKind,
    Mover,
    move_rule,
)
from casthouse.assurance.later_move import coming_move
from casthouse.assurance.performance_precondition import Deadline
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import (
    certificate_unknown,
    found_certificate,
    load_book,
    load_book_at,
    local_today,
)
from casthouse.service.certificate_move import SECRETARIAT_MOVES
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise_anywhere, may
from casthouse.standard.standard_name import StandardName
from casthouse.storage import facility as facility_store

APPLICATION = frozenset({MoveKind.APPLY, MoveKind.OPEN_AUDIT, MoveKind.SEND_REPORT, MoveKind.SEND_BACK})
"""What happens before the grant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStory:
    """A certificate with all that happened to it.

    Attributes:
        history: the certificate with its moves; reasons and names only for those who may see them.
        phases: the states that it went through and will, if nothing else happens.
        versions: its scope versions.
        today: the holder's present day.
        now: the phase of today, None before the first move.
        deadline: by when the performance certificate of its post-casthouse sites is due; None where none is.
        choices: the moves that the actor may make today.
        entitled_to: the last day on which it entitles if nothing else happens; None where it does not entitle today.
        coming: the next move that is on record for a day to come and holds as things stand.
        void: the sequences of the moves that hold no more: on their day it stands, or stood, elsewhere.
    """

    history: CertificateHistory
    phases: tuple[Phase, ...]
    versions: tuple[ScopeVersion, ...]
    today: date
    now: Phase | None
    deadline: Deadline | None
    choices: tuple[MoveKind, ...]
    entitled_to: date | None
    coming: CertificateMove | None
    void: frozenset[int] = frozenset()

    @property
    def version(self) -> ScopeVersion | None:
        """The scope version of today, else the first."""
        return version_on(self.versions, self.today) or (self.versions[0] if self.versions else None)

    def on(self, day: date) -> Phase | None:
        """Return the phase of a day, None before the first."""
        return next((each for each in self.phases if each.first <= day <= each.last), None)

    @property
    def is_running(self) -> bool:
        """Say whether it is in force or suspended today."""
        return self.now is not None and self.now.state in RUNNING

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        now, first = self.now, self.history.first_day
        return {
            "number": self.history.number,
            "organisation": self.history.organisation,
            "scope": self.history.scope,
            "standard": self.history.standard.value,
            "edition": self.history.edition or None,
            "state": now.state.value if now else None,
            "since": now.since.isoformat() if now else None,
            "valid_from": first.isoformat() if first else None,
            "valid_to": now.valid_to.isoformat() if now and now.valid_to else None,
            "entitled_to": self.entitled_to.isoformat() if self.entitled_to else None,
            "coming": move_json(self.coming) if self.coming else None,
            "performance_due": self.deadline.day.isoformat() if self.deadline else None,
            "scope_versions": [version_json(each) for each in self.versions],
            "phases": [
                {
                    "state": each.state.value,
                    "first": each.first.isoformat(),
                    "last": None if each.last == date.max else each.last.isoformat(),
                }
                for each in self.phases
            ],
            "moves": [{**move_json(each), "void": each.sequence in self.void} for each in self.history.moves],
        }


def certificate_story(actor: Actor, *, number: str, known_at: datetime | None = None) -> CertificateStory:
    """Return a certificate with its history, as it is known now or was known at an instant.

    Raises:
        Refusal: `not_permitted`, `certificate_unknown`.
    """
    authorise_anywhere(actor, Act.CERTIFICATE_READ)
    organisation = found_certificate(number).organisation
    book = load_book(organisation) if known_at is None else load_book_at(organisation, known_at)
    if not _is_open_to(actor, book.history(number)):
        raise certificate_unknown(number)
    return _story(actor, book, book.history(number))


def certificates_of(actor: Actor, *, organisation: str, scope: str | None = None) -> list[CertificateStory]:
    """Return the certificates of an organisation, or of one of its scopes, the latest first.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`.
    """
    authorise_anywhere(actor, Act.CERTIFICATE_READ)
    found_organisation(organisation)
    book = load_book(organisation)
    held = [each for each in book.histories if scope is None or each.scope == scope]
    stories = [_story(actor, book, each) for each in held if _is_open_to(actor, each)]
    return sorted(stories, key=lambda s: (s.history.first_day or date.max, s.history.number), reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationOnDay:
    """Whether a facility was certified on a day: as it is known now and, where it was asked, as it was known then."""

    now: CertificationAnswer
    then: CertificationAnswer | None

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        asked = self.now.question
        then = self.then
        return {
            "facility": asked.facility,
            "activity": asked.activity.value if asked.activity else None,
            "standard": asked.standard.value,
            "day": asked.day.isoformat(),
            **_answer_json(self.now),
            "known_at": then.question.known_at.isoformat() if then and then.question.known_at else None,
            "known_then": _answer_json(then) if then else None,
        }


def certification_on(
    actor: Actor,
    *,
    facility: str,
    standard: StandardName,
    day: date,
    activity: Activity | None = None,
    known_at: datetime | None = None,
) -> CertificationOnDay:
    """Say whether a facility was certified for an activity under a standard on a day, and why, or why not.

    Args:
        actor: anybody.
        facility: code of the facility.
        standard: which of the two.
        day: any day, in the local days of the organisation.
        activity: what it does there; None: whatever it is certified for.
        known_at: answer also with what was known at this instant.

    Raises:
        Refusal: `not_permitted`, `facility_unknown`.
    """
    authorise_anywhere(actor, Act.CERTIFICATE_READ)
    held = facility_store.facility(facility)
    if held is None:
        raise Refusal(
            "facility_unknown",
            found=f"facility “{facility}”",
            expected="the code of a registered facility",
            todo="correct the code; the facilities stand on the page of their organisation",
        )
    sees = _sees_reasons(actor, held.organisation)
    question = CertificationQuestion(facility=facility, activity=activity, standard=standard, day=day)
    now = certification_answer(_veiled(load_book(held.organisation), sees=sees), question)
    if known_at is None:
        return CertificationOnDay(now=now, then=None)
    then = certification_answer(
        _veiled(load_book_at(held.organisation, known_at), sees=sees),
        CertificationQuestion(
            facility=facility, activity=activity, standard=standard, day=day, known_at=known_at
        ),
    )
    return CertificationOnDay(now=now, then=then)


def _sees_reasons(actor: Actor, organisation: str) -> bool:
    return may(actor, Act.MEMBERSHIP_READ, organisation)


def _is_open_to(actor: Actor, history: CertificateHistory) -> bool:
    """Say whether somebody may know of it: of what was granted everybody, of an application its own people."""
    return history.granted is not None or _sees_reasons(actor, history.organisation)


def _story(actor: Actor, book: CertificateBook, history: CertificateHistory) -> CertificateStory:
    course = book.course(history)
    today = local_today(history.organisation)
    now = course.on(today)
    sees = _sees_reasons(actor, history.organisation)
    seen = history if sees else _from_grant_on(_without_reasons(history))
    return CertificateStory(
        history=seen,
        phases=course.phases if sees else tuple(p for p in course.phases if p.state not in PENDING),
        versions=scope_versions(history),
        today=today,
        now=now,
        deadline=book.deadline(history),
        choices=_choices(actor, history, course, now.state if now else None),
        entitled_to=course.entitled_to(today),
        coming=coming_move(seen, course, today),
        void=course.void,
    )


def _choices(
    actor: Actor, history: CertificateHistory, course: Course, state: CertificateState | None
) -> tuple[MoveKind, ...]:
    """Return the moves that an actor may make from a state, in the order of the words."""
    choices = []
    if may(actor, Act.CERTIFICATE_MOVE):
        choices += [kind for kind in sorted(SECRETARIAT_MOVES) if move_rule(state, kind, Mover.SECRETARIAT)]
    if may(actor, Act.CERTIFICATE_WITHDRAW, history.organisation) and move_rule(
        state, MoveKind.WITHDRAW, Mover.HOLDER
    ):
        choices.append(MoveKind.WITHDRAW)
    if is_extended(history, course) and MoveKind.EXTEND in choices:
        choices.remove(MoveKind.EXTEND)
    return tuple(choices)


def _veiled(book: CertificateBook, *, sees: bool) -> CertificateBook:
    if sees:
        return book
    granted = (each for each in book.histories if each.granted is not None)
    return replace(book, histories=tuple(_without_reasons(each) for each in granted))


def _from_grant_on(history: CertificateHistory) -> CertificateHistory:
    return replace(history, moves=tuple(each for each in history.moves if each.kind not in APPLICATION))


def _without_reasons(history: CertificateHistory) -> CertificateHistory:
    """Leave the moves and their days; to whom a certificate passed is public, as both certificates are."""
    moves = tuple(
        replace(each, actor="", reason="", reference=each.reference if each.kind in PASSING else "")
        for each in history.moves
    )
    return replace(history, moves=moves)


def move_json(move: CertificateMove) -> dict[str, Any]:
    """Return the members of a move; `sequence` is null for one that is due and not recorded."""
    return {
        "sequence": move.sequence or None,
        "move": move.kind.value,
        "by": move.mover.value,
        "effective": move.effective.isoformat(),
        "recorded_at": move.recorded_at.isoformat() if move.recorded_at else None,
        "actor": move.actor or None,
        "reason": move.reason or None,
        "reference": move.reference or None,
        "level": move.level.value if move.level else None,
        "valid_from": move.valid_from.isoformat() if move.valid_from else None,
        "valid_to": move.valid_to.isoformat() if move.valid_to else None,
    }


def version_json(version: ScopeVersion) -> dict[str, Any]:
    """Return the members of a scope version."""
    return {
        "version": version.number,
        "first": version.effective.isoformat(),
        "facilities": [
            {"facility": each.facility, "activities": sorted(a.value for a in each.activities)}
            for each in version.facilities
        ],
    }


def _answer_json(answer: CertificationAnswer) -> dict[str, Any]:
    return {
        "certified": answer.is_certified,
        "reason": answer.reason.value,
        "certificate": answer.number,
        "state": answer.state.value if answer.state else None,
        "valid_from": answer.valid_from.isoformat() if answer.valid_from else None,
        "valid_to": answer.valid_to.isoformat() if answer.valid_to else None,
        "scope_version": version_json(answer.version) if answer.version else None,
        "moves": [move_json(each) for each in answer.moves],
    }
