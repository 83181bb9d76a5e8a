"""No claim may be made on a day on which its preconditions do not hold, nor on one after a day on which they did not.

A machine moves two certificates, the standing and the class of a member through growing days; claims are approved as
the use case does it, used, ended, and their lapses recorded or not. The model keeps for each day what held on it, and
asks of every claim and day whether the answer follows from the prose alone: approved, within its days, nothing ended
it, and certificate, site, level, class and standing have held on each day since the approval.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.assurance.certificate_admission import WantedMove, admitted_move
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_course import due_moves
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertifiedFacility,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import RUNNING, MoveKind, Mover
from casthouse.assurance.certificate_terms import CertificateTerms
from casthouse.assurance.claim import (
    ClaimAct,
    ClaimApproval,
    ClaimCourse,
    ClaimEvent,
    ClaimState,
    approval_days,
    is_allowed,
)
from casthouse.assurance.claim_basis import found_basis
from casthouse.assurance.claim_ground import Holder, first_gap
from casthouse.assurance.claim_wish import ClaimWish
from casthouse.assurance.performance_precondition import PreconditionRules
from casthouse.parties.activity import Activity
from casthouse.parties.membership import MembershipFact, Standing
from casthouse.parties.organisation import Membership
from casthouse.refusal import Refusal
from casthouse.standard.standard_name import StandardName
from tests.property.effort import examples

pytestmark = pytest.mark.one_store

TERMS = CertificateTerms(full_months=3, provisional_months=2, extension_months=1, cure_months=1)
START, DAY = date(2024, 1, 29), timedelta(days=1)
CLAIMS_MAX = 8
AT = datetime(2024, 1, 1, tzinfo=UTC)
CAST = frozenset({Activity.CASTHOUSE})
SITES = tuple(CertifiedFacility(facility=code, activities=CAST) for code in ("F", "G"))
RULES = PreconditionRules(first=CAST, months_after_joining=24, months_after_grant=12)
PS, COC = StandardName.PERFORMANCE, StandardName.CHAIN_OF_CUSTODY
STANDARDS = {"membership": (), "performance": (PS,), "custody": (COC,), "on_product": (PS, COC)}
CLASSES = (Membership.PRODUCTION_AND_TRANSFORMATION, Membership.INDUSTRIAL_USERS)
USES = (ClaimAct.PUT_IN_USE, ClaimAct.ENDED, ClaimAct.REVOKED)
GRANTING = (
    (MoveKind.APPLY, Mover.HOLDER),
    (MoveKind.OPEN_AUDIT, Mover.AUDITOR),
    (MoveKind.SEND_REPORT, Mover.AUDITOR),
    (MoveKind.GRANT, Mover.DECISION),
)
MOVES = (
    (MoveKind.SUSPEND, Mover.SECRETARIAT),
    (MoveKind.REINSTATE, Mover.SECRETARIAT),
    (MoveKind.REVOKE, Mover.SECRETARIAT),
    (MoveKind.WITHDRAW, Mover.HOLDER),
    (MoveKind.LOWER, Mover.DECISION),
    (MoveKind.CONFIRM, Mover.DECISION),
    (MoveKind.EXTEND, Mover.SECRETARIAT),
    (MoveKind.CHANGE_SCOPE, Mover.DECISION),
)


@dataclass
class Made:
    """A claim that was approved, with its events."""

    approval: ClaimApproval
    approved: date
    events: list[ClaimEvent] = field(default_factory=list)


class ClaimMachine:
    """Moves certificates, the membership and claims together through the days."""

    def begin(self, *, full: bool) -> None:
        self.today, self.facts, self.claims, self.numbers = START, list[MembershipFact](), list[Made](), 0
        self.book = CertificateBook(histories=(), joined=START, rules={"coc-v2": RULES}, terms=TERMS)
        self.membership, self.good = Membership.INDUSTRIAL_USERS, True
        self.state_class(Membership.PRODUCTION_AND_TRANSFORMATION)
        self.begin_well((), full=full)

    @property
    def holder(self) -> Holder:
        return Holder(book=self.book, facts=self.facts)

    def append(self, history: CertificateHistory, kind: MoveKind, mover: Mover, *, full: bool = True) -> bool:
        """Make a move today if it is admitted; what the calendar did before it is recorded with it."""
        for due in due_moves(self.book.course(history), today=self.today):
            history = history.with_move(replace(due, sequence=len(history.moves) + 1, recorded_at=AT))
        facilities = SITES if kind is MoveKind.GRANT else SITES[:1] if kind is MoveKind.CHANGE_SCOPE else ()
        wanted = WantedMove(
            kind=kind,
            mover=mover,
            effective=self.today,
            actor="x",
            reason="y",
            level=CertificateLevel.FULL if full else CertificateLevel.PROVISIONAL,
            facilities=facilities,
        )
        coverage = (
            self.book.coverage_of(history, facilities, granted=self.today)
            if facilities
            else self.book.coverage(history)
        )
        try:
            made = admitted_move(
                history, wanted, terms=TERMS, coverage=coverage, today=self.today, not_before=self.today
            )
        except Refusal:
            return False
        self.book = self.book.with_history(history.with_move(replace(made, recorded_at=AT)))
        return True

    def grant(self, standard: StandardName, *, full: bool) -> None:
        """Grant a certificate where none is running."""
        held = self.book.of_scope("SC", standard)
        phases = [self.book.course(each).on(self.today) for each in held]
        if any(each and each.state.value in {"full", "provisional", "suspended"} for each in phases):
            return
        self.numbers += 1
        number = f"{standard.value}-{self.numbers}"
        edition = "coc-v2" if standard is COC else "ps-v3"
        new = CertificateHistory(
            number=number, organisation="O", scope="SC", standard=standard, edition=edition
        )
        before, self.book = self.book, self.book.with_history(new)
        for kind, mover in GRANTING:
            if not self.append(self.book.history(number), kind, mover, full=full):
                self.book = before
                return

    def move(self, which: int, move: tuple[MoveKind, Mover], *, record: bool) -> None:
        running = [
            each
            for each in self.book.histories
            if (phase := self.book.course(each).on(self.today)) and phase.state in RUNNING
        ]
        if running:
            self.append(running[which % len(running)], *move)
        if record:
            self.record_lapses()

    def change_standing(self, *, record: bool) -> None:
        self.good = not self.good
        standing = Standing.GOOD if self.good else Standing.SUSPENDED
        self.facts.append(
            MembershipFact(recorded_at=AT, actor="s", effective=self.today, reason="r", standing=standing)
        )
        if record:
            self.record_lapses()

    def state_class(self, membership: Membership) -> None:
        self.membership = membership
        self.facts.append(
            MembershipFact(recorded_at=AT, actor="r", effective=self.today, membership=membership)
        )

    def approve(self, kind: str, site: tuple[str, ...], later: int, months: int) -> None:
        """Approve a claim as the use case does: only where a ground is found, for days on which it is known to hold."""
        wish = ClaimWish(scope="SC", facilities=site, use_from=self.today + later * DAY)
        ground = found_basis(self.holder, wish, STANDARDS[kind], self.today).ground
        if ground is None:
            return
        last_days = [wish.use_from + months * 30 * DAY] if wish.use_from else []
        last_days += [each.valid_to for each in ground.certificates]
        gap = first_gap(self.holder, ground, first=self.today, last=max(last_days))
        days = approval_days(today=self.today, use_from=wish.use_from, last_days=last_days, gap=gap)
        if days is None:
            return
        approval = ClaimApproval(text="t", valid_from=days[0], valid_to=days[1], ground=ground)
        made = Made(approval=approval, approved=self.today)
        made.events += [self.event(act) for act in (ClaimAct.DRAFTED, ClaimAct.SUBMITTED, ClaimAct.APPROVED)]
        self.claims.append(made)

    def begin_well(self, site: tuple[str, ...], *, full: bool) -> None:
        """The usual beginning, so that the machine comes to the interesting part."""
        if not self.good:
            self.change_standing(record=True)
        self.grant(PS, full=full)
        self.grant(COC, full=full)
        if len(self.claims) < CLAIMS_MAX:
            for kind in STANDARDS:
                self.approve(kind, site, 0, 5)

    def act_on_a_claim(self, which: int, act: ClaimAct) -> None:
        if self.claims:
            made = self.claims[which % len(self.claims)]
            if is_allowed(act, self.course(made).state_on(self.today)):
                made.events.append(self.event(act))

    def record_lapses(self) -> None:
        """Record what fell, as the use case of each move does."""
        for made in self.claims:
            course = self.course(made)
            end, gap = course.end, course.gap
            recorded = any(
                each.act in {ClaimAct.LAPSED, ClaimAct.ENDED, ClaimAct.REVOKED} for each in made.events
            )
            if (
                gap
                and end
                and end.cause.is_lapse
                and not recorded
                and (gap.recorded or gap.day <= self.today)
            ):
                made.events.append(replace(self.event(ClaimAct.LAPSED), on=gap.day, cause=gap.cause))

    def let_days_pass(self, days: int) -> None:
        self.today += days * DAY

    def event(self, act: ClaimAct) -> ClaimEvent:
        return ClaimEvent(act=act, on=self.today, at=AT, by="x")

    def course(self, made: Made) -> ClaimCourse:
        gap = first_gap(self.holder, made.approval.ground, first=made.approved, last=made.approval.valid_to)
        return ClaimCourse(events=tuple(made.events), approval=made.approval, gap=gap)

    def holds(self, made: Made, day: date) -> bool:
        """Say from the prose whether everything that a claim rests on held on a day."""
        changes = [each for each in self.facts if each.effective <= day]
        standings = [each.standing for each in changes if each.standing is not None]
        classes = [each.membership for each in changes if each.standing is None]
        if (standings and standings[-1] is Standing.SUSPENDED) or classes[
            -1
        ] is not made.approval.ground.membership:
            return False
        for held in made.approval.ground.certificates:
            history = self.book.history(held.number)
            phase = self.courses[held.number].on(day)
            version = version_on(scope_versions(history), day)
            levels = {"full"} if held.level is CertificateLevel.FULL else {"full", "provisional"}
            if phase is None or phase.state.value not in levels or version is None:
                return False
            if not {each.facility for each in held.facilities} <= {
                each.facility for each in version.facilities
            }:
                return False
        return True

    def no_claim_may_be_made_on_a_day_without_its_preconditions(self) -> None:
        self.courses = {each.number: self.book.course(each) for each in self.book.histories}
        for made in self.claims:
            course, day, held = self.course(made), made.approved, True
            ended = [each.on for each in made.events if each.act in {ClaimAct.ENDED, ClaimAct.REVOKED}]
            was_recorded = any(each.act is ClaimAct.LAPSED for each in made.events)
            while day <= min(self.today, made.approval.valid_to + DAY):
                held = held and self.holds(made, day)
                expected = (
                    held
                    and made.approval.valid_from <= day <= made.approval.valid_to
                    and not any(each <= day for each in ended)
                )
                may = course.may_be_made_on(day)
                assert may == expected or (was_recorded and not may), (day, made)
                if not held:
                    assert course.state_on(day) is ClaimState.ENDED, day
                day += DAY


SITE_CHOICES = st.sampled_from(((), ("F",), ("G",)))
STEPS = st.one_of(
    st.tuples(st.just("let_days_pass"), st.fixed_dictionaries({"days": st.integers(1, 40)})),
    st.tuples(
        st.just("move"),
        st.fixed_dictionaries(
            {"which": st.integers(0, 3), "move": st.sampled_from(MOVES), "record": st.booleans()}
        ),
    ),
    st.tuples(st.just("begin_well"), st.fixed_dictionaries({"site": SITE_CHOICES, "full": st.booleans()})),
    st.tuples(
        st.just("approve"),
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(sorted(STANDARDS)),
                "site": SITE_CHOICES,
                "later": st.integers(0, 30),
                "months": st.integers(1, 5),
            }
        ),
    ),
    st.tuples(
        st.just("act_on_a_claim"),
        st.fixed_dictionaries({"which": st.integers(0, 9), "act": st.sampled_from(USES)}),
    ),
    st.tuples(st.just("change_standing"), st.fixed_dictionaries({"record": st.booleans()})),
    st.tuples(st.just("state_class"), st.fixed_dictionaries({"membership": st.sampled_from(CLASSES)})),
    st.tuples(st.just("record_lapses"), st.just({})),
)


@examples(60, deadline=None)
@given(full=st.booleans(), steps=st.lists(STEPS, min_size=6, max_size=14))
def test_no_claim_outlives_what_it_rests_on(*, full: bool, steps: list[tuple[str, dict[str, Any]]]) -> None:
    machine = ClaimMachine()
    machine.begin(full=full)
    for name, given_ in steps:
        getattr(machine, name)(**given_)
        machine.no_claim_may_be_made_on_a_day_without_its_preconditions()
