"""What a confirmed transfer does to the certificates of both organisations: every check before the one append.

The giver's custody certificates end first, then its performance certificates; the taker's begin in the other order,
since the one rests on the other. Which moves are to be appended is the difference between the books.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from casthouse.assurance.certificate_admission import (
    WantedMove,
    admitted_move,
    refuse_provisional_twice,
    refuse_uncovered,
)
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_course import Phase, due_moves, is_extended
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    Inheritance,
    ScopeVersion,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import ENTITLING, RUNNING, CertificateState, MoveKind, Mover
from casthouse.assurance.certificate_transfer import PassedSite, passed_facilities
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What passes, to whom and from which day on.

    Attributes:
        certificates: numbers of the giver's certificates with the numbers of those that the taker gets.
        day: the first day of the taker.
        sites: which site of the taker each certified one is.
        registered: what is done at the sites of the taker's scope on the day.
        scope: code of the taker's scope.
        organisation: code of the taker.
        custody_edition: the edition of the taker's accounts, for a custody certificate that names none.
        maturity: the overall rating by certificate of the giver, where a decision stated one.
        actor: who confirms.
        reason: why.
    """

    certificates: Mapping[str, str]
    day: date
    sites: tuple[PassedSite, ...]
    registered: Mapping[str, frozenset[Activity]]
    scope: str
    organisation: str
    custody_edition: str
    maturity: Mapping[str, str]
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedBooks:
    """The books of giver and taker after a transfer."""

    giver: CertificateBook
    taker: CertificateBook


def pass_on(giver: CertificateBook, taker: CertificateBook, passage: Passage) -> PassedBooks:
    """Return both books with the moves of a transfer, and with what the calendar did before it.

    Raises:
        Refusal: `certificate_not_in_force`, `certificate_move_backdated`, `certificate_transfer_sites`,
            `certificate_running`, `certificate_provisional_twice`, `performance_certificate_missing`, `reason_missing`.
    """
    passing = [giver.history(number) for number in passage.certificates]
    for history in passing:
        standing_on(giver, history, passage.day)
    after = giver
    for history in sorted(passing, key=_custody_first):
        after = _ended(after, history, passage)
    for history in sorted(passing, key=_custody_first, reverse=True):
        taker = _taken_over(giver, taker, history, passage)
    return PassedBooks(giver=after, taker=taker)


def _custody_first(history: CertificateHistory) -> tuple[bool, str]:
    return history.standard is not StandardName.CHAIN_OF_CUSTODY, history.number


def _ended(book: CertificateBook, history: CertificateHistory, passage: Passage) -> CertificateBook:
    """Return the giver's book with one certificate ended from the day on."""
    held = history
    for due in due_moves(book.course(history), today=passage.day):
        held = held.with_move(replace(due, sequence=len(held.moves) + 1, actor="calendar"))
    wanted = WantedMove(
        kind=MoveKind.TRANSFER,
        mover=Mover.SECRETARIAT,
        effective=passage.day,
        actor=passage.actor,
        reason=passage.reason,
        reference=passage.certificates[history.number],
    )
    move = admitted_move(
        held,
        wanted,
        terms=book.terms,
        coverage=book.coverage(held),
        today=passage.day,
        not_before=passage.day,
    )
    return book.with_history(held.with_move(move))


def _taken_over(
    giver: CertificateBook, taker: CertificateBook, history: CertificateHistory, passage: Passage
) -> CertificateBook:
    """Return the taker's book with the certificate that continues one of the giver's."""
    phase, version = standing_on(giver, history, passage.day)
    is_custody = history.standard is StandardName.CHAIN_OF_CUSTODY
    new = CertificateHistory(
        number=passage.certificates[history.number],
        organisation=passage.organisation,
        scope=passage.scope,
        standard=history.standard,
        edition=history.edition or (passage.custody_edition if is_custody else ""),
    )
    wanted = _wanted(giver, history, phase, version, passage)
    assert wanted.level is not None
    assert wanted.inherited is not None
    _refuse_running(taker, new, passage.day)
    refuse_provisional_twice(
        taker.of_scope(passage.scope, history.standard), level=wanted.level, terms=taker.terms
    )
    coverage = taker.coverage_of(new, wanted.facilities, granted=wanted.inherited.issued)
    refuse_uncovered(new.number, passage.day, coverage)
    move = admitted_move(
        new, wanted, terms=taker.terms, coverage=coverage, today=passage.day, not_before=passage.day
    )
    return taker.with_history(new.with_move(move))


def standing_on(book: CertificateBook, history: CertificateHistory, day: date) -> tuple[Phase, ScopeVersion]:
    """Return the phase of a certificate in force and its sites as they stand on the day on which it passes.

    Raises:
        Refusal: `certificate_not_in_force`.
    """
    phase, version = book.course(history).on(day), version_on(scope_versions(history), day)
    if phase is None or phase.state not in ENTITLING or version is None:
        raise Refusal(
            "certificate_not_in_force",
            found=f"{history.number}, {phase.state.value if phase else 'not there'} on {day}",
            expected="a full or provisional certificate up to that day",
            todo="have it reinstated first; what has ended does not pass",
        )
    return phase, version


def _wanted(
    giver: CertificateBook,
    history: CertificateHistory,
    phase: Phase,
    version: ScopeVersion,
    passage: Passage,
) -> WantedMove:
    issued = history.issued
    assert issued is not None
    before = history.inherited.maturity if history.inherited else ""
    is_full = phase.state is CertificateState.FULL
    return WantedMove(
        kind=MoveKind.TAKE_OVER,
        mover=Mover.SECRETARIAT,
        effective=passage.day,
        actor=passage.actor,
        reason=passage.reason,
        reference=history.number,
        level=CertificateLevel.FULL if is_full else CertificateLevel.PROVISIONAL,
        facilities=passed_facilities(version.facilities, passage.sites, passage.registered),
        valid_to=phase.valid_to,
        inherited=Inheritance(
            predecessor=history.number,
            issued=issued,
            was_extended=is_extended(history, giver.course(history)),
            surveilled=history.surveilled,
            maturity=passage.maturity.get(history.number, before),
        ),
    )


def _refuse_running(taker: CertificateBook, new: CertificateHistory, day: date) -> None:
    for each in taker.of_scope(new.scope, new.standard):
        phase = taker.course(each).on(day)
        if phase is not None and phase.state in RUNNING:
            raise Refusal(
                "certificate_running",
                found=f"{each.number}, {phase.state.value} since {phase.since}",
                expected="no certificate in force or suspended of the same scope and standard",
                todo="take the sites over into a scope of their own",
            )
