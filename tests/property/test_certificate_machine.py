"""No sequence of moves by anybody reaches a certificate that the table does not permit, or a sale on a bare day.

A machine makes moves of every kind by every part on growing days, asks for each whether it is admitted, and compares
the folded course with a model that walks day by day and knows only the prose of the fact sheet (5.8). The certificate
may pass to other organisations: the model goes on with it as if nothing had happened, and of the chain of certificates
never more than one entitles on a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
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
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.standard_name import StandardName

pytestmark = pytest.mark.one_store

TERMS = CertificateTerms(full_months=3, provisional_months=2, extension_months=1, cure_months=1)
"""Short terms, so that the calendar meets the moves."""
START = date(2024, 1, 29)  # leap day near, months of different lengths
SITE = (CertifiedFacility(facility="F", activities=frozenset({Activity.CASTHOUSE})),)
DAY = timedelta(days=1)


def sites_of(history: CertificateHistory) -> tuple[CertifiedFacility, ...]:
    """Return the sites of the move that made a certificate; of none the usual site."""
    return next((each.facilities for each in history.moves if each.facilities), SITE)


PERSONS = (Mover.HOLDER, Mover.SECRETARIAT, Mover.AUDITOR)


def clamped(day: date, months: int) -> date:
    """Return the same day some months later, by trying: the model does no arithmetic of ours."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


@dataclass
class Model:
    """A certificate that is walked through its days one by one."""

    state: str = ""
    former: str = ""
    issued: date = date.max
    last: date = date.max
    suspended: date = date.max
    extended: bool = False

    def wake(self, day: date, *, covered: bool) -> None:
        """Let a day begin."""
        if self.state in {"full", "provisional", "suspended"} and day > self.last:
            self.state = "expired"
        elif self.state == "suspended" and day > clamped(self.suspended, 1):
            self.state = "revoked"
        elif self.state in {"full", "provisional"} and not covered:
            self.suspend(day)

    def suspend(self, day: date) -> None:
        self.former, self.state, self.suspended = self.state, "suspended", day

    def may(self, kind: str, by: str, *, covered: bool) -> bool:
        """Say whether somebody may do it, by the prose."""
        running = self.state in {"full", "provisional", "suspended"}
        good = self.state in {"full", "provisional"}
        return {
            "apply": self.state == "" and by == "holder",
            "open_audit": self.state == "applied" and by == "auditor",
            "send_report": self.state == "in_audit" and by == "auditor",
            "send_back": self.state == "under_review" and by == "secretariat",
            "grant": self.state == "under_review" and by == "decision",
            "refuse": self.state == "under_review" and by == "decision",
            "confirm": self.state == "provisional" and by == "decision",
            "lower": self.state == "full" and by == "decision",
            "surveil": good and by == "decision",
            "extend": good and by == "secretariat" and not self.extended,
            "suspend": good and by in {"secretariat", "decision"},
            "reinstate": self.state == "suspended" and by == "secretariat" and covered,
            "revoke": running and by in {"decision", "secretariat"},
            "withdraw": by == "holder" and (running or self.state in {"applied", "in_audit"}),
            "supersede": good and by == "decision",
            "transfer": good and by == "secretariat",
            "take_over": False,  # by a move of its own, from nobody
        }.get(kind, False)

    def make(self, kind: str, day: date, *, full: bool) -> None:
        """Do it."""
        if kind == "grant":
            self.state, self.issued = "full" if full else "provisional", day
            self.last = clamped(day, 3 if full else 2) - DAY
        elif kind == "confirm":
            self.state, self.last = "full", clamped(self.issued, 3) - DAY
        elif kind == "lower":
            self.state, self.last = "provisional", min(self.last, clamped(day, 2) - DAY)
        elif kind == "extend":
            self.last, self.extended = clamped(self.last + DAY, 1) - DAY, True
        elif kind == "suspend":
            self.suspend(day)
        elif kind == "reinstate":
            self.state = self.former
        else:
            after = {
                "apply": "applied",
                "open_audit": "in_audit",
                "send_report": "under_review",
                "send_back": "in_audit",
                "refuse": "refused",
                "revoke": "revoked",
                "withdraw": "withdrawn",
                "supersede": "superseded",
                "transfer": "superseded",
            }
            self.state = after.get(kind, self.state)


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

    def covered(self) -> bool:
        return self.coverage.first_gap(self.today) != self.today

    @rule(days=st.integers(1, 40))
    def let_days_pass(self, days: int) -> None:
        for _ in range(days):
            self.seen[self.today] = self.model.state
            self.today += DAY
            self.model.wake(self.today, covered=self.covered())

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
                permitted = self.model.may(kind.value, by.value, covered=self.covered())
                admitted = self.admitted(kind, by, full=True) is not None
                assert admitted == permitted, f"{kind} by {by} from {self.model.state or 'nothing'}"

    @rule(
        kind=st.sampled_from(sorted(set(MoveKind) - {MoveKind.CHANGE_SCOPE})),
        by=st.sampled_from(sorted(set(Mover) - {Mover.REGISTER, Mover.CALENDAR})),
        full=st.booleans(),
    )
    def move(self, kind: MoveKind, by: Mover, *, full: bool) -> None:
        permitted = self.model.may(kind.value, by.value, covered=self.covered())
        self.record_what_is_due()
        made = self.admitted(kind, by, full=full)
        assert (made is not None) == permitted, f"{kind} by {by} from {self.model.state or 'nothing'}"
        if made is None:
            return
        assert not (kind is MoveKind.GRANT and by in PERSONS)
        at = datetime(2024, 1, 1, tzinfo=UTC)
        self.history = self.history.with_move(replace(made, recorded_at=at))
        self.model.make(kind.value, self.today, full=full)
        self.model.wake(self.today, covered=self.covered())  # a grant on an uncovered day holds for no day

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
        permitted = self.model.state in {"full", "provisional"}
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
        self.chain.append(Passed(history=passed.giver.histories[0], until=self.today))
        taken = passed.taker.histories[0]
        at = datetime(2024, 1, 1, tzinfo=UTC)
        self.history = replace(taken, moves=tuple(replace(each, recorded_at=at) for each in taken.moves))

    def book(self, *histories: CertificateHistory) -> CoveredBook:
        return CoveredBook(histories=histories, joined=None, rules={}, terms=TERMS, given=self.coverage)

    def admitted(self, kind: MoveKind, by: Mover, *, full: bool) -> CertificateMove | None:
        """Return the move as it would be appended today, or None where it is refused."""
        wanted = WantedMove(
            kind=kind,
            mover=by,
            effective=self.today,
            actor="somebody",
            reason="because",
            level=CertificateLevel.FULL if full else CertificateLevel.PROVISIONAL,
            facilities=SITE if kind is MoveKind.GRANT else (),
        )
        try:
            return admitted_move(
                self.history, wanted, terms=TERMS, coverage=self.coverage, not_before=self.today
            )
        except Refusal:
            return None

    @rule()
    def record_what_is_due(self) -> None:
        course = course_of(self.history, terms=TERMS, coverage=self.coverage)
        for due in due_moves(course, today=self.today):
            number = len(self.history.moves) + 1
            self.history = self.history.with_move(replace(due, sequence=number))
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


TestCertificateMachine = CertificateMachine.TestCase
TestCertificateMachine.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
