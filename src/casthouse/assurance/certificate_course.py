"""The course of a certificate: its moves folded into phases, each a run of days in one state.

What the calendar does needs no job: a last day that is over, a suspension past its cure, and a chain-of-custody
certificate that lacks its performance certificate change the state on their day, whether or not somebody recorded
it. `due_moves` are those that wait for being recorded; recording them changes no phase.

A correction of the dates by the register holds for all days; recorded expiries and extensions before it fall.
A recorded move that finds another state on its day than it starts from is passed over: a correction left it so, or
something that was recorded after it takes effect before it. Final stays final.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from casthouse.assurance.certificate import EntitledSpan, joined_runs
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    scope_versions,
)
from casthouse.assurance.certificate_state import (
    ENTITLING,
    MAKING,
    RUNNING,
    After,
    CertificateState,
    MoveKind,
    Mover,
    move_rule,
)
from casthouse.assurance.certificate_terms import CertificateTerms

DAY = timedelta(days=1)
DATING = frozenset({MoveKind.EXPIRE, MoveKind.EXTEND})
"""What a correction of the dates by the register takes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The days on which a precondition holds: runs of days, both ends inclusive, sorted, apart from each other."""

    runs: tuple[tuple[date, date], ...]

    def first_gap(self, day: date) -> date | None:
        """Return the first day from `day` on that is not covered, or None."""
        for first, last in self.runs:
            if first <= day <= last:
                return None if last == date.max else last + DAY
        return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A run of days in one state; both days inclusive, `last` is the last day there is for the final one.

    Attributes:
        state: where the certificate stands.
        first: first day of the phase.
        last: its last day.
        since: the day on which the state began, which may lie in an earlier phase.
        former: the state to which a reinstatement leads, where it is suspended.
        valid_to: the last day of the certificate as it stands in this phase; None before the grant.
        by: the move that led into the state.
    """

    state: CertificateState
    first: date
    last: date
    since: date
    former: CertificateState | None
    valid_to: date | None
    by: CertificateMove


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The phases of a certificate, in order and without gaps from the first move on."""

    phases: tuple[Phase, ...]
    passed_over: tuple[CertificateMove, ...] = ()

    def on(self, day: date) -> Phase | None:
        """Return the phase of a day, or None before the first."""
        return next((each for each in reversed(self.phases) if each.first <= day <= each.last), None)

    @property
    def void(self) -> frozenset[int]:
        """The sequences of the moves that hold no more: on their day it stands, or stood, elsewhere."""
        return frozenset(each.sequence for each in self.passed_over)

    def entitled_to(self, day: date) -> date | None:
        """Return the last day up to which it entitles from a day on if nothing else happens; None where it does not."""
        last = None
        for each in self.phases:
            if each.last < day:
                continue
            if each.state not in ENTITLING or (last is None and each.first > day):
                break
            last = min(each.last, each.valid_to or date.max)
        return last

    @property
    def end(self) -> Phase | None:
        """The last phase, or None without any move."""
        return self.phases[-1] if self.phases else None


def course_of(
    history: CertificateHistory, *, terms: CertificateTerms, coverage: Coverage | None = None
) -> Course:
    """Fold a history into its course.

    Args:
        history: the moves, as known at the instant in question.
        terms: the lengths of the calendar.
        coverage: the days on which the performance certificate is there or not yet due; None: not asked.
    """
    walk = _Walk(terms=terms, coverage=coverage)
    for move in _timeline(history):
        walk.let_time_pass(until=_eve(move) if move.kind is MoveKind.TRANSFER else move.effective)
        walk.make(move)
    walk.let_time_pass(until=None)
    return Course(phases=tuple(walk.phases), passed_over=tuple(walk.passed_over))


def due_moves(course: Course, *, today: date) -> tuple[CertificateMove, ...]:
    """Return what the calendar has done up to today and nobody has recorded yet, in order."""
    by = dict.fromkeys(each.by for each in course.phases)
    return tuple(m for m in by if m.mover is Mover.CALENDAR and m.sequence == 0 and m.effective <= today)


def is_extended(history: CertificateHistory, course: Course) -> bool:
    """Say whether the certificate, or the one that it continues, was extended; a void extension is none."""
    before = history.inherited is not None and history.inherited.was_extended
    return before or any(m.kind is MoveKind.EXTEND and m.sequence not in course.void for m in history.moves)


def entitled_spans(history: CertificateHistory, course: Course) -> tuple[EntitledSpan, ...]:
    """Return the runs of days on which each facility is entitled, by facility and day."""
    versions = scope_versions(history)
    spans = []
    for number, version in enumerate(versions):
        until = versions[number + 1].effective - DAY if number + 1 < len(versions) else date.max
        for phase in course.phases:
            first, last = max(phase.first, version.effective), min(phase.last, until)
            if phase.state in ENTITLING and first <= last:
                spans += [
                    EntitledSpan(facility=each.facility, first=first, last=last)
                    for each in version.facilities
                ]
    return _joined(spans)


def _joined(spans: Iterable[EntitledSpan]) -> tuple[EntitledSpan, ...]:
    by_facility: dict[str, list[tuple[date, date]]] = {}
    for each in spans:
        by_facility.setdefault(each.facility, []).append((each.first, each.last))
    return tuple(
        EntitledSpan(facility=facility, first=first, last=last)
        for facility, runs in sorted(by_facility.items())
        for first, last in joined_runs(runs)
    )


def _timeline(history: CertificateHistory) -> Sequence[CertificateMove]:
    """Return the moves that count, by day; a correction of dates stands in the place of the grant's."""
    corrected, first = history.corrected, history.first_day
    moves = []
    for move in history.moves:
        if corrected is not None and move.sequence < corrected.sequence and move.kind in DATING:
            continue
        if move.kind in MAKING and first is not None:
            dated = corrected or move
            moves.append(replace(move, effective=first, valid_from=first, valid_to=dated.valid_to))
        elif corrected is not None and move.kind in {MoveKind.CONFIRM, MoveKind.LOWER}:
            dated_by_register = move.sequence < corrected.sequence
            moves.append(replace(move, valid_to=None) if dated_by_register else move)
        elif move.kind is not MoveKind.CHANGE_DATES:
            moves.append(move)
    return _in_order(moves, first)


def _in_order(moves: Sequence[CertificateMove], first: date | None) -> Sequence[CertificateMove]:
    """Put moves on their days: what came before the grant not after it, what came later not before it."""
    if first is None:
        return moves
    granted = next(n for n, m in enumerate(moves) if m.kind in MAKING)
    before = [replace(m, effective=min(m.effective, first)) for m in moves[:granted]]
    after = [replace(m, effective=max(m.effective, first)) for m in moves[granted + 1 :]]
    return [*before, moves[granted], *sorted(after, key=lambda m: (m.effective, m.sequence))]


def _eve(move: CertificateMove) -> date:
    """Return the day before a transfer: what its performance certificate loses by passing on does not suspend it."""
    return move.effective - DAY


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Goes through the days of a certificate, move by move."""

    terms: CertificateTerms
    coverage: Coverage | None
    phases: list[Phase] = field(default_factory=list)
    passed_over: list[CertificateMove] = field(default_factory=list)
    termed: int = 0  # sequence of the last move that set another term

    def let_time_pass(self, *, until: date | None) -> None:
        """Make the moves of the calendar up to a day, or to the end."""
        while (due := self._next_due()) is not None and (until is None or due.effective <= until):
            self._append(due, _target(due, self.phases[-1]))

    def make(self, move: CertificateMove) -> None:
        """Make a recorded move, or pass over it when the state is no longer one that it starts from."""
        at = self.phases[-1] if self.phases else None
        if at is not None and _records(move, at):
            self.phases[-1] = replace(at, by=replace(move, effective=at.first))
            return
        if move_rule(at.state if at else None, move.kind, move.mover) is None or self._is_outdated(move):
            self.passed_over.append(move)
            return
        if move.valid_to is not None:
            self.termed = max(self.termed, move.sequence)
        self._append(move, _target(move, at))

    def _is_outdated(self, move: CertificateMove) -> bool:
        """Say whether it lengthens a term in whose place something recorded later has put another one."""
        return move.kind is MoveKind.EXTEND and move.sequence < self.termed

    def _append(self, move: CertificateMove, state: CertificateState) -> None:
        at = self.phases[-1] if self.phases else None
        same = at is not None and at.state is state
        suspended = state is CertificateState.SUSPENDED
        if at is not None:
            if at.first == move.effective:
                self.phases.pop()
            else:
                self.phases[-1] = replace(at, last=move.effective - DAY)
        self.phases.append(
            Phase(
                state=state,
                first=move.effective,
                last=date.max,
                since=at.since if at and same else move.effective,
                former=(at.former if same else at.state) if suspended and at else None,
                valid_to=move.valid_to or (at.valid_to if at else None),
                by=at.by if at and same else move,
            )
        )

    def _next_due(self) -> CertificateMove | None:
        """Return the next thing that the calendar does from where the walk stands; an expiry goes first."""
        if not self.phases or self.phases[-1].state not in RUNNING:
            return None
        at = self.phases[-1]
        due = []
        if at.valid_to is not None and at.valid_to < date.max:
            due.append(_calendar(MoveKind.EXPIRE, max(at.first, at.valid_to + DAY), ""))
        if at.state is CertificateState.SUSPENDED:
            cure = self.terms.cure_by(at.since)
            if cure < date.max:
                due.append(_calendar(MoveKind.REVOKE, cure + DAY, f"not cured by {cure}"))
        elif self.coverage is not None and (gap := self.coverage.first_gap(at.first)) is not None:
            due.append(_calendar(MoveKind.SUSPEND, gap, f"no performance certificate on {gap}"))
        return min(due, key=lambda m: m.effective, default=None)


def _calendar(kind: MoveKind, day: date, reason: str) -> CertificateMove:
    return CertificateMove(sequence=0, kind=kind, mover=Mover.CALENDAR, effective=day, reason=reason)


def _records(move: CertificateMove, at: Phase) -> bool:
    """Say whether a recorded move of the calendar is what the walk found by itself."""
    return (
        move.mover is Mover.CALENDAR
        and at.by.mover is Mover.CALENDAR
        and at.by.sequence == 0
        and (at.by.kind, at.first) == (move.kind, move.effective)
    )


def _target(move: CertificateMove, at: Phase | None) -> CertificateState:
    rule = move_rule(at.state if at else None, move.kind, move.mover)
    assert rule is not None
    match rule.target:
        case After.LEVEL:
            full = move.level is CertificateLevel.FULL
            return CertificateState.FULL if full else CertificateState.PROVISIONAL
        case After.SAME:
            assert at is not None
            return at.state
        case After.FORMER:
            assert at is not None
            assert at.former is not None
            return at.former
        case _:
            return rule.target
