"""What a confirmed transfer does to the certificates of both organisations: every check before the one append.

The giver's custody certificates end first, then its performance certificates; the taker's begin in the other order,
since the one rests on the other. Which moves are to be appended is the difference between the books.
"""

from collections.abc import Iterable, Mapping, Sequence
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
    CertifiedFacility,
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


def unnumbered(numbers: Iterable[str]) -> dict[str, str]:
    """Return what stands for the numbers of the taker's certificates where none is used up: in a look ahead."""
    return {each: f"({each})" for each in numbers}


def refuse_groundless(
    giver: CertificateBook,
    taker: CertificateBook,
    numbers: Sequence[str],
    *,
    day: date,
    custody_edition: str,
    organisation: str,
) -> None:
    """Refuse what cannot pass to an organisation on a day, whichever of its sites it will name.

    It is tried with sites of which nothing is known but what is certified there: the performance certificates pass
    first. A site of a custody certificate that then rests on none of them, and on no deadline of the taker even if
    only its post-casthouse part is done, needs a site that the taker is certified for by itself.

    Args:
        giver: the certificates of the organisation that asks.
        taker: those of the one that is to take over, with the rules of the editions concerned.
        numbers: the certificates that are to pass.
        day: the first day of the taker.
        custody_edition: the edition of the accounts, for a custody certificate that names none.
        organisation: code of the taker.

    Raises:
        Refusal: `certificate_not_in_force`, `performance_certificate_missing`.
    """
    passing = [giver.history(number) for number in numbers]
    sites = {each.number: standing_on(giver, each, day)[1].facilities for each in passing}
    own = {span.facility for span in taker.performance() if span.first <= day <= span.last}
    for history in passing:
        if history.standard is StandardName.PERFORMANCE:
            imagined = _imagined(history, sites[history.number], day, custody_edition, organisation)
            taker = _taken_over(giver, taker, history, imagined)
    for history in passing:
        bare = [
            each.facility
            for each in sites[history.number]
            if _is_groundless(taker, history, each, day, custody_edition)
        ]
        if len(bare) > len(own):
            raise Refusal(
                "performance_certificate_missing",
                found=f"{history.number} without the performance certificate that {', '.join(bare)} rests on; "
                f"{organisation} holds one for {len(own)} sites on {day}",
                expected="a custody certificate passes with the performance certificate of its sites, or to a "
                "member that holds one for them",
                todo="ask for both together, or wait until the taker has its own",
            )


def _imagined(
    history: CertificateHistory,
    sites: tuple[CertifiedFacility, ...],
    day: date,
    custody_edition: str,
    organisation: str,
) -> Passage:
    """Return a passage to a scope of its own, in which each site is the one that is certified."""
    return Passage(
        certificates=unnumbered([history.number]),
        day=day,
        sites=tuple(PassedSite(before=each.facility, after=each.facility) for each in sites),
        registered={each.facility: each.activities for each in sites},
        scope="",
        organisation=organisation,
        custody_edition=custody_edition,
        maturity={},
        actor="",
        reason="a look ahead",
    )


def _is_groundless(
    taker: CertificateBook, history: CertificateHistory, site: CertifiedFacility, day: date, edition: str
) -> bool:
    """Say whether a site would rest on nothing on a day, even where only its post-casthouse part is done."""
    edition = history.edition or edition
    rules, issued = taker.rules.get(edition), history.issued
    assert issued is not None
    least = site.activities - rules.first if rules else frozenset()
    coverage = taker.coverage_of(
        replace(history, edition=edition),
        [replace(site, activities=least or site.activities)],
        granted=issued,
    )
    return coverage is not None and coverage.first_gap(day) == day


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
