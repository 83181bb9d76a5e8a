"""No sequence of moves by anybody reaches a certificate that the table does not permit, or a sale on a bare day.

A machine makes moves of every kind by every part on growing days, asks for each whether it is admitted, and compares
the folded course with a model that walks day by day and knows only the prose of the fact sheet (5.8). The certificate
may pass to other organisations: the model goes on with it as if nothing had happened, and of the chain of certificates
never more than one entitles on a day. Moves are also recorded for a day to come; what goes before them may leave them
void, and what was forecast at any instant is what is known of that instant for ever.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from casthouse.assurance.certificate_admission import WantedMove, admitted_move
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_course import Coverage, course_of, due_moves, entitled_spans
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    CertifiedFacility,
)
from casthouse.assurance.certificate_passing import Passage, pass_on
from casthouse.assurance.certificate_state import MoveKind, Mover
from casthouse.assurance.certificate_terms import CertificateTerms
from casthouse.assurance.certificate_transfer import PassedSite
from casthouse.assurance.later_move import later_moves
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.standard_name import StandardName
from tests.property.certificate_model import DAY, GOES_BEFORE, Model, Planned

pytestmark = pytest.mark.one_store

TERMS = CertificateTerms(full_months=3, provisional_months=2, extension_months=1, cure_months=1)
"""Short terms, so that the calendar meets the moves."""
START = date(2024, 1, 29)  # leap day near, months of different lengths
SITE = (CertifiedFacility(facility="F", activities=frozenset({Activity.CASTHOUSE})),)


def sites_of(history: CertificateHistory) -> tuple[CertifiedFacility, ...]:
    """Return the sites of the move that made a certificate; of none the usual site."""
    return next((each.facilities for each in history.moves if each.facilities), SITE)


PERSONS = (Mover.HOLDER, Mover.SECRETARIAT, Mover.AUDITOR)


PLANNED = (
    MoveKind.WITHDRAW,
    MoveKind.SUSPEND,
    MoveKind.REVOKE,
    MoveKind.EXTEND,
    MoveKind.REINSTATE,
    MoveKind.SUPERSEDE,
)
"""What people or a renewal may record for a day to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredBook(CertificateBook):
    """A book whose custody certificates are covered on given days."""

    given: Coverage

    def coverage(self, history: CertificateHistory) -> Coverage:  # noqa: ARG002
        return self.given

    def coverage_of(
        self,
        history: CertificateHistory,  # noqa: ARG002
        facilities: Iterable[CertifiedFacility],  # noqa: ARG002
        *,
        granted: date,  # noqa: ARG002
    ) -> Coverage:
        return self.given


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A certificate of a chain before it passed on, and the first day of the one after it."""

    history: CertificateHistory
    until: date


class CertificateMachine(RuleBasedStateMachine):
    """Moves a certificate and its model together through the days."""

    @initialize(gap=st.none() | st.integers(30, 200))
    def begin(self, gap: int | None) -> None:
        self.coverage = Coverage(
            runs=((date.min, date.max),)
            if gap is None
            else ((date.min, START + gap * DAY), (START + (gap + 20) * DAY, date.max))
        )
        self.history = CertificateHistory(
            number="C-1", organisation="O", scope="SC", standard=StandardName.CHAIN_OF_CUSTODY
        )
        self.model, self.today, self.seen = Model(), START, dict[date, str]()
        self.chain: list[Passed] = []
        self.known: list[tuple[datetime, dict[date, str]]] = []

    def covered(self, day: date | None = None) -> bool:
        return self.coverage.first_gap(day or self.today) != (day or self.today)

    def forecast(self, until: date) -> tuple[Model, dict[date, str]]:
        """Return the model on a day to come, if nothing else happens, and its state on each day up to then."""
        model, day = deepcopy(self.model), self.today
        states = {day: model.state}
        while day < until:
            day += DAY
            model.begin(day, covered=self.covered(day))
            states[day] = model.state
        return model, states

    def stand_in_the_way(self) -> bool:
        """Say whether something that is planned will hold."""
        last = max((each.day for each in self.model.planned), default=self.today)
        void = self.forecast(last)[0].void
        return any(each.number not in void for each in self.model.planned)

    def may(self, kind: MoveKind, by: Mover) -> bool:
        """Say whether somebody may do it today."""
        if kind.value not in GOES_BEFORE and self.stand_in_the_way():
            return False
        return self.model.may(kind.value, by.value, covered=self.covered())

    def recorded(self, made: CertificateMove) -> None:
        """Append a move, a second after the last one."""
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=len(self.history.moves))
        self.history = self.history.with_move(replace(made, recorded_at=at))

    @rule(days=st.integers(1, 40))
    def let_days_pass(self, days: int) -> None:
        for _ in range(days):
            self.seen[self.today] = self.model.state
            self.today += DAY
            self.model.begin(self.today, covered=self.covered())

    @rule(kind=st.sampled_from(PLANNED), days=st.integers(1, 40))
    def plan(self, kind: MoveKind, days: int) -> None:
        """Record a move for a day to come."""
        by = {MoveKind.WITHDRAW: Mover.HOLDER, MoveKind.SUPERSEDE: Mover.DECISION}.get(
            kind, Mover.SECRETARIAT
        )
        self.record_what_is_due()
        day = self.today + days * DAY
        model = self.forecast(day)[0]
        may = model.may(kind.value, by.value, covered=self.covered(day))
        void = self.forecast(max([day, *(each.day for each in self.model.planned)]))[0].void
        later = any(each.day > day and each.number not in void for each in self.model.planned)
        made = self.admitted(kind, by, full=False, on=day)
        assert (made is not None) == (may and (kind.value in GOES_BEFORE or not later)), f"{kind} on {day}"
        if made is not None:
            self.recorded(made)
            self.model.planned.append(Planned(kind.value, by.value, day, made.sequence))
            self.model.planned.sort(key=lambda each: (each.day, each.number))
            event(f"planned: {kind.value}")

    @rule(kind=st.sampled_from(PLANNED), days=st.integers(2, 30), back=st.booleans())
    def suspend_before_what_is_planned(self, kind: MoveKind, days: int, *, back: bool) -> None:
        """The case that matters: something is known for a day to come, and the certificate is suspended today."""
        self.go_through_the_audit(full=True)
        self.plan(kind, days)
        self.move(MoveKind.SUSPEND, Mover.SECRETARIAT, full=False)
        self.let_days_pass(1)
        if back:
            self.move(MoveKind.REINSTATE, Mover.SECRETARIAT, full=False)

    @rule(days=st.integers(1, 30), full=st.booleans())
    def judge_before_an_extension(self, days: int, *, full: bool) -> None:
        """What was to be lengthened gets another term before; the extension is void and may be given again."""
        self.go_through_the_audit(full=full)
        self.plan(MoveKind.EXTEND, days)
        self.move(MoveKind.LOWER if full else MoveKind.CONFIRM, Mover.DECISION, full=full)
        self.move(MoveKind.EXTEND, Mover.SECRETARIAT, full=full)

    @rule(full=st.booleans())
    def go_through_the_audit(self, *, full: bool) -> None:
        """The usual beginning, so that the machine comes to the interesting part."""
        for kind, by in (
            (MoveKind.APPLY, Mover.HOLDER),
            (MoveKind.OPEN_AUDIT, Mover.AUDITOR),
            (MoveKind.SEND_REPORT, Mover.AUDITOR),
            (MoveKind.GRANT, Mover.DECISION),
        ):
            self.move(kind, by, full=full)

    @rule()
    def try_everything(self) -> None:
        """Ask for each kind of move by each part whether it is admitted today, and make none."""
        self.record_what_is_due()
        for kind in sorted(set(MoveKind) - {MoveKind.CHANGE_SCOPE}):
            for by in sorted(set(Mover) - {Mover.REGISTER, Mover.CALENDAR}):
                permitted = self.may(kind, by)
                admitted = self.admitted(kind, by, full=True) is not None
                assert admitted == permitted, f"{kind} by {by} from {self.model.state or 'nothing'}"

    @rule(
        kind=st.sampled_from(sorted(set(MoveKind) - {MoveKind.CHANGE_SCOPE})),
        by=st.sampled_from(sorted(set(Mover) - {Mover.REGISTER, Mover.CALENDAR})),
        full=st.booleans(),
    )
    def move(self, kind: MoveKind, by: Mover, *, full: bool) -> None:
        permitted = self.may(kind, by)
        self.record_what_is_due()
        made = self.admitted(kind, by, full=full)
        assert (made is not None) == permitted, f"{kind} by {by} from {self.model.state or 'nothing'}"
        if made is None:
            return
        assert not (kind is MoveKind.GRANT and by in PERSONS)
        self.recorded(made)
        self.model.make(kind.value, self.today, full=full, number=made.sequence)
        self.model.wake(self.today, covered=self.covered())  # a grant on an uncovered day holds for no day
        event(f"{kind.value} to {self.model.state}")
        self.later_moves_are_told(made)

    def later_moves_are_told(self, made: CertificateMove) -> None:
        course = course_of(self.history, terms=TERMS, coverage=self.coverage)
        told = {each.move.sequence: each.is_void for each in later_moves(self.history, course, made)}
        planned = [each.number for each in self.model.planned]
        last = max((each.day for each in self.model.planned), default=self.today)
        void = self.forecast(last)[0].void
        assert told == {number: number in void for number in planned}
        for number, is_void in told.items():
            kind = self.history.moves[number - 1].kind.value
            event(f"{kind} {'void' if is_void else 'stays'} after {made.kind.value}")

    @rule(days=st.integers(0, 20))
    def sell_what_was_extended(self, days: int) -> None:
        """A transfer gives no second extension, and a full certificate counts from the first issue in the chain."""
        self.go_through_the_audit(full=False)
        self.let_days_pass(days)
        self.move(MoveKind.EXTEND, Mover.SECRETARIAT, full=False)
        self.let_it_pass_to_another()
        self.move(MoveKind.EXTEND, Mover.SECRETARIAT, full=False)
        self.move(MoveKind.CONFIRM, Mover.DECISION, full=False)

    @rule()
    def let_it_pass_to_another(self) -> None:
        """Sell the site: the next organisation goes on where this one stood."""
        permitted = self.model.state in {"full", "provisional"} and not self.stand_in_the_way()
        self.record_what_is_due()
        site = f"F{len(self.chain)}"
        passage = Passage(
            certificates={self.history.number: f"C-{len(self.chain) + 2}"},
            day=self.today,
            sites=tuple(PassedSite(before=each.facility, after=site) for each in sites_of(self.history)),
            registered={site: frozenset({Activity.CASTHOUSE})},
            scope=f"SC-{len(self.chain)}",
            organisation=f"O-{len(self.chain)}",
            custody_edition="",
            maturity={},
            actor="secretary",
            reason="sold",
        )
        try:
            passed = pass_on(self.book(self.history), self.book(), passage)
        except Refusal:
            assert not permitted
            return
        assert permitted
        self.model.planned, self.known = [], []
        event("passed on")
        self.chain.append(Passed(history=passed.giver.histories[0], until=self.today))
        taken = passed.taker.histories[0]
        at = datetime(2024, 1, 1, tzinfo=UTC)
        self.history = replace(taken, moves=tuple(replace(each, recorded_at=at) for each in taken.moves))

    def book(self, *histories: CertificateHistory) -> CoveredBook:
        return CoveredBook(histories=histories, joined=None, rules={}, terms=TERMS, given=self.coverage)

    def admitted(
        self, kind: MoveKind, by: Mover, *, full: bool, on: date | None = None
    ) -> CertificateMove | None:
        """Return the move as it would be appended today, or None where it is refused."""
        wanted = WantedMove(
            kind=kind,
            mover=by,
            effective=on or self.today,
            actor="somebody",
            reason="because",
            level=CertificateLevel.FULL if full else CertificateLevel.PROVISIONAL,
            facilities=SITE if kind is MoveKind.GRANT else (),
        )
        try:
            return admitted_move(
                self.history,
                wanted,
                terms=TERMS,
                coverage=self.coverage,
                today=self.today,
                not_before=self.today,
            )
        except Refusal:
            return None

    @rule()
    def record_what_is_due(self) -> None:
        course = course_of(self.history, terms=TERMS, coverage=self.coverage)
        for due in due_moves(course, today=self.today):
            self.recorded(replace(due, sequence=len(self.history.moves) + 1))
            event(f"due: {due.kind.value}")
        again = course_of(self.history, terms=TERMS, coverage=self.coverage)
        assert [(p.state, p.first) for p in again.phases] == [(p.state, p.first) for p in course.phases]
        assert due_moves(again, today=self.today) == ()

    @invariant()
    def the_course_is_what_the_model_saw(self) -> None:
        held = [*self.chain, Passed(history=self.history, until=date.max)]
        courses = [course_of(each.history, terms=TERMS, coverage=self.coverage) for each in held]
        spans = [entitled_spans(each.history, course) for each, course in zip(held, courses, strict=True)]
        for day, state in {**self.seen, self.today: self.model.state}.items():
            number = next(n for n, each in enumerate(held) if day < each.until)
            phase = courses[number].on(day)
            assert (phase.state.value if phase else "") == state, day
            entitled = [any(span.first <= day <= span.last for span in each) for each in spans]
            assert entitled.count(True) == (state in {"full", "provisional"}), day
            assert entitled[number] == (state in {"full", "provisional"}), day
            for each, course in zip(held[:number], courses, strict=False):
                after = course.on(day)
                assert after is not None
                assert after.state.value == "superseded", (day, each.history.number)

    @invariant()
    def what_is_forecast_comes_and_what_was_known_stays(self) -> None:
        if not self.history.moves:
            return
        states = self.forecast(self.today + 45 * DAY)[1]
        last = self.history.moves[-1].recorded_at
        assert last is not None
        if not self.known or self.known[-1][0] < last:
            self.known.append((last, states))
        for instant, known in [(None, states), *self.known[-4:]]:
            then = course_of(self.history.known_at(instant), terms=TERMS, coverage=self.coverage)
            for day, state in known.items():
                phase = then.on(day)
                assert (phase.state.value if phase else "") == state, (instant, day)


TestCertificateMachine = CertificateMachine.TestCase
TestCertificateMachine.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
