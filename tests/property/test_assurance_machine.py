"""No sequence of calls by anybody reaches a certificate that the findings do not permit, or a sale on a bare day.

Everything goes through the use cases, into a store, by people who are signed in, while days pass; an oracle that
knows only the prose judges. Two small editions with five criteria each stand for the standards.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from hypothesis import currently_in_test_context, event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.decision import Outcome
from casthouse.assurance.rating import Rating
from casthouse.exchange.register_file import register_from_text
from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.parties.membership import Standing
from casthouse.refusal import Refusal
from casthouse.service import edition_rules
from casthouse.service.accreditation import accredit, add_auditor, register_firm
from casthouse.service.audit import open_audit, withdraw_audit
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_plan import WantedPlan, WantedSite, approve_plan, submit_plan
from casthouse.service.audit_report import (
    WantedReport,
    accept_report,
    record_visit,
    send_report,
    send_report_back,
)
from casthouse.service.certificate_application import apply_for_certificate
from casthouse.service.certificate_move import move_certificate, record_due_moves
from casthouse.service.certificate_passing import confirm_transfer
from casthouse.service.certificate_transfer import accept_transfer, ask_transfer, withdraw_transfer
from casthouse.service.certificate_view import certificates_of, certification_on
from casthouse.service.decision import decision_view, take_decision
from casthouse.service.document import issue_document
from casthouse.service.edition import load_edition
from casthouse.service.membership import change_standing
from casthouse.service.movement_entry import MovementEntry, enter_movement
from casthouse.service.non_conformance import WantedAction, judge, report_action
from casthouse.service.non_conformance import submit_plan as submit_correction
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.person import actor_of, add_person
from casthouse.service.register import load_register
from casthouse.standard.standard_name import StandardName
from casthouse.storage.audit import AuditVisit
from tests.contract.register_text import Register, register_text, scope
from tests.property.assurance_oracle import DAY, GOOD, ITEMS, Audit, Oracle
from tests.property.effort import examples
from tests.scenario.certification import member, on_day, rolling_mill, site

START = date(2025, 2, 3)
PERFORMANCE_DUE = date(2026, 1, 15)  # two years after joining
EDITIONS = {"performance": "ps-small", "chain_of_custody": "coc-small"}
STANDARDS = st.sampled_from(sorted(EDITIONS))
PEOPLE = ("mia", "carl", "lena", "theo", "sven", "sara", "otto", "eve", "bea")
KEEPERS = {"sven", "sara"}
ANYBODY = st.sampled_from(PEOPLE)
NUMBERS = st.integers(0, 3)
LESSENING = {MoveKind.SUSPEND, MoveKind.REVOKE, MoveKind.WITHDRAW}
CRITERION = '[[criterion]]\nnumber = "{0}"\ntitle = "Item {0}"\nsummary = "Do {0}."\napplies = "A"\n'
EDITION = """[edition]
code = "{code}"
name = "Small {standard}"
standard = "{standard}"
columns = ["semi_fabrication"]
in_force_from = 2020-01-01
audits_from = 2020-01-01
[[principle]]
number = 1
title = "All of it"
"""


def mill_and_buyer() -> Register:
    """Return the register of the rolling mill, whose site is also that of BUY, which may buy it."""
    register = rolling_mill("2024-01-15")
    register["organisation"].append(member("BUY", "2024-01-15"))
    register["facility"].append(site("BUY-1", "BUY", "semi_fabrication"))
    register["scope"].append(scope("BUY-SCOPE", "BUY", ["BUY-1"], "2025-01-01"))
    return register


@pytest.fixture(scope="module", autouse=True)
def _small_pack() -> Iterator[None]:
    """Let the small custody edition certify, by the rules of the second edition."""
    built_in = built_in_rule_packs()
    small = replace(built_in["coc-v2"], code="coc-small", aliases=())
    with patch.object(edition_rules, "built_in_rule_packs", lambda: {**built_in, "coc-small": small}):
        yield


@pytest.fixture(scope="module", autouse=True)
def _world(empty_store: None, _small_pack: None) -> Iterator[None]:  # noqa: ARG001
    """Make the rolling mill MILL, the firm PRUEF and a person for each part; all is taken back at the end."""
    with on_day(START.isoformat()), transaction.atomic():
        load_register(OPERATOR, register_from_text(register_text(mill_and_buyer())))
        for standard, code in EDITIONS.items():
            text = EDITION.format(code=code, standard=standard) + "".join(map(CRITERION.format, ITEMS))
            load_edition(OPERATOR, text=text)
        for name, role, organisation in (
            ("mia", "manager", "MILL"),
            ("carl", "clerk", "MILL"),
            ("eve", "manager", "CAST"),
            ("bea", "manager", "BUY"),
            ("sven", "secretariat", None),
            ("sara", "secretariat", None),
        ):
            add_person(OPERATOR, username=name, role=role, organisation=organisation)
        for firm, names in (("PRUEF", ("lena", "theo")), ("OTHER", ("otto",))):
            register_firm(OPERATOR, code=firm, name=firm.title(), country="DE")
            for name in names:
                add_auditor(OPERATOR, firm=firm, username=name)
        for standard, name in product(EDITIONS, ("lena", "theo")):
            accredit(
                OPERATOR,
                firm="PRUEF",
                auditor=name,
                standard=standard,
                countries=["DE"],
                activities=["semi_fabrication"],
                valid_from=date(2024, 1, 1),
                valid_to=date(2039, 12, 31),
            )
        yield
        transaction.set_rollback(True)


class AssuranceMachine(RuleBasedStateMachine):
    """Calls use cases as anybody on growing days."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.today, self.oracle = START, Oracle(performance_due=PERFORMANCE_DUE)
        self.buyer = Oracle(performance_due=PERFORMANCE_DUE)
        self.audits: dict[str, Audit] = {}
        self.shipped: dict[str, date] = {}
        self.issued: set[str] = set()
        self.tried = 0  # shipments, each under a reference of its own

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def call(self, who: str, use_case: Callable[..., Any], **given: Any) -> tuple[bool, Any]:
        """Call a use case as somebody today; say whether it was done, and what it returned."""
        with on_day(self.today.isoformat()):
            try:
                done = use_case(self.actor(who), **given)
            except Refusal as refused:
                self.noted(f"{use_case.__name__}: {refused.code}")
                return False, None
        self.noted(f"{use_case.__name__}: done")
        return True, done

    def noted(self, what: str) -> None:
        """Count what the machine reached, to be seen with --hypothesis-show-statistics."""
        if currently_in_test_context():
            event(what)

    def actor(self, who: str) -> Actor:
        return actor_of(get_user_model().objects.get(username=who))

    def chosen(self, number: int) -> tuple[str, Audit] | None:
        """Return one of the latest audits."""
        known = list(self.audits.items())[::-1]
        return known[number % len(known)] if known else None

    @rule(days=st.sampled_from([1, 1, 7, 31, 90, 180, 366]))
    def let_days_pass(self, days: int) -> None:
        for _ in range(days):
            self.oracle.pass_day(self.today)
            self.buyer.pass_day(self.today)
            self.today += DAY

    @rule(
        who=ANYBODY,
        standard=STANDARDS,
        kind=st.sampled_from(["certification", "surveillance", "recertification"]),
    )
    def open(self, who: str, standard: str, kind: str) -> None:
        self.opened(who, standard, kind)

    def opened(self, who: str, standard: str, kind: str) -> str | None:
        """Open an audit; return its reference where that was done."""
        is_done, record = self.call(
            who,
            open_audit,
            scope="MILL-SCOPE",
            standard=standard,
            edition=EDITIONS[standard],
            audit_type=kind,
            firm="PRUEF",
            lead="lena",
            members=["theo"],
            first_day=self.today,
            last_day=self.today + timedelta(days=60),
        )
        if not is_done:
            return None
        assert who in {"lena", "theo"}
        self.audits[record.reference] = Audit(standard=standard, kind=kind)
        return str(record.reference)

    @rule(who=ANYBODY, standard=STANDARDS)
    def apply(self, who: str, standard: str) -> None:
        given = {"scope": "MILL-SCOPE", "standard": standard, "edition": EDITIONS[standard], "firm": "PRUEF"}
        assert not self.call(who, apply_for_certificate, **given)[0] or who == "mia"

    @rule(
        who=ANYBODY,
        number=NUMBERS,
        step=st.sampled_from(
            ["submitted", "planned", "visited", "reported", "accepted", "sent_back", "withdrawn"]
        ),
    )
    def step(self, who: str, number: int, step: str) -> None:
        if found := self.chosen(number):
            self.take(who, found[0], step)

    def take(self, who: str, audit: str, step: str) -> None:
        """Take a step of an audit."""
        known = self.audits[audit]
        use_case, given, allowed = self.steps()[step]
        if self.call(who, use_case, audit=audit, **given)[0]:
            assert who in allowed, f"{who} {step}"
            known.done.add(step)
            if step == "sent_back":
                known.done -= {"accepted", "reported"}

    def steps(self) -> dict[str, tuple[Callable[..., Any], dict[str, Any], set[str]]]:
        there = WantedSite(code="MILL-1", staff=200, half_days=30, interviews=30)
        last = self.today + DAY
        plan = WantedPlan(on_site_from=self.today, on_site_to=last, sites=(there,))
        visit = AuditVisit(
            site="MILL-1",
            first_day=self.today,
            last_day=self.today,
            is_remote=False,
            half_days=30,
            interviews=30,
            by="",
        )
        report = WantedReport(systems="medium", risk="medium", performance="medium", summary="A mill.")
        return {
            "submitted": (submit_plan, {"wanted": plan}, {"lena"}),
            "planned": (approve_plan, {}, KEEPERS),
            "visited": (record_visit, {"visit": visit}, {"lena", "theo"}),
            "reported": (send_report, {"wanted": report}, {"lena"}),
            "accepted": (accept_report, {}, KEEPERS),
            "sent_back": (send_report_back, {"text": "again"}, KEEPERS),
            "withdrawn": (withdraw_audit, {"reason": "enough"}, {"lena", *KEEPERS}),
        }

    @rule(who=ANYBODY, number=NUMBERS, item=st.sampled_from(ITEMS), rating=st.sampled_from(Rating))
    def find(self, who: str, number: int, item: str, rating: Rating) -> None:
        if found := self.chosen(number):
            self.rate(who, found[0], item, rating)

    def rate(self, who: str, audit: str, item: str, rating: Rating) -> None:
        grounds = {Rating.MAJOR: ("systemic",), Rating.MINOR: ("isolated",)}.get(rating, ())
        wanted = WantedFinding(
            item=item,
            site="MILL-1",
            rating=rating.value,
            statement="looked at",
            evidence=("records",),
            grounds=grounds,
        )
        is_done, answer = self.call(who, record_finding, audit=audit, wanted=wanted)
        if is_done:
            assert who in {"lena", "theo"}
            self.audits[audit].rate(item, rating.value, number=answer.non_conformance)

    @rule(
        who=ANYBODY,
        number=NUMBERS,
        finding=st.integers(1, 5),
        step=st.sampled_from(["plan", "plan_approved", "act", "closed", "downgraded"]),
    )
    def correct(self, who: str, number: int, finding: int, step: str) -> None:
        if found := self.chosen(number):
            self.correct_one(who, found[0], finding, step)

    def correct_one(self, who: str, audit: str, finding: int, step: str) -> None:
        named: dict[str, Any] = {"audit": audit, "number": finding}
        action = WantedAction(
            root_cause="cause",
            action="mend",
            responsible="somebody",
            deadline=self.today + timedelta(days=90),
        )
        if step == "plan":
            is_done, _ = self.call(who, submit_correction, wanted=action, **named)
            allowed = self.correcting
        elif step == "act":
            is_done, _ = self.call(who, report_action, text="done", **named)
            allowed = self.correcting
        else:
            is_done, _ = self.call(who, judge, judgement=step, text="seen", **named)
            allowed = {"lena"}
        assert not is_done or who in allowed
        if is_done and step in {"closed", "downgraded"}:
            self.audits[audit].mend(finding)

    @property
    def correcting(self) -> set[str]:
        """Who may correct: the people of the mill, and of the buyer once something passed on."""
        passed = any(each.level for each in self.buyer.certificates.values())
        return {"mia", "carl"} | ({"bea"} if passed else set())

    @rule(who=ANYBODY, number=NUMBERS, outcome=st.sampled_from(Outcome))
    def decide(self, who: str, number: int, outcome: Outcome) -> None:
        if found := self.chosen(number):
            self.take_outcome(who, found[0], outcome)

    def take_outcome(self, who: str, audit: str, outcome: Outcome) -> None:
        is_done, _ = self.call(who, take_decision, audit=audit, outcome=outcome.value, reason="stricter")
        if not is_done:
            return
        known, today = self.audits[audit], self.today
        held = self.oracle.certificates[known.standard]
        assert who in KEEPERS
        level = outcome.value
        if level in GOOD:
            best = known.best()
            assert best in {"full", level}, f"{level} where the findings permit {best or 'none'}"
        if level in GOOD and known.kind != "surveillance" and not known.decided:
            held.grant(level, today)
        elif level == "full":
            held.confirm()
            self.buyer.certificates[known.standard].confirm()  # where it went on with the certificate
        elif level == "suspended":
            held.suspend(today)
        elif level == "revoked":
            held.end()
        known.decided.append(level)
        self.oracle.settle(today)

    @rule(standard=STANDARDS, majors=st.integers(0, 5))
    def go_through_an_audit(self, standard: str, majors: int) -> None:
        """The usual way, so that the machine comes to the interesting part."""
        audit = self.opened("lena", standard, "certification")
        if audit is None:
            return
        self.take("lena", audit, "submitted")
        self.take("sven", audit, "planned")
        self.take("theo", audit, "visited")
        for number, item in enumerate(ITEMS):
            self.rate("theo", audit, item, Rating.MAJOR if number < majors else Rating.CONFORMANCE)
        self.let_days_pass(1)
        self.take("lena", audit, "reported")
        self.take("sara", audit, "accepted")
        is_done, view = self.call("sven", decision_view, audit=audit)
        if is_done:
            self.take_outcome("sven", audit, view.computed.outcome)

    @rule(
        people=st.tuples(ANYBODY, ANYBODY, ANYBODY) | st.just(("mia", "bea", "sara")),
        standards=st.sampled_from(
            [("performance",), ("chain_of_custody",), ("performance", "chain_of_custody")]
        ),
    )
    def sell(self, people: tuple[str, str, str], standards: tuple[str, ...]) -> None:
        self.sold(people, standards)

    def sold(self, people: tuple[str, str, str], standards: tuple[str, ...]) -> None:
        """Sell the site with certificates: one asks, one accepts, one confirms; what comes to nothing is withdrawn."""
        with on_day(self.today.isoformat()):
            held = certificates_of(OPERATOR, organisation="MILL")[::-1]
        latest = {each.history.standard.value: each.history.number for each in held}
        standards = tuple(each for each in standards if each in latest)
        if not standards:
            return
        numbers = [latest[each] for each in standards]
        asker, taker, keeper = people
        is_done, view = self.call(asker, ask_transfer, certificates=numbers, taker="BUY", reason="sold")
        if not is_done:
            return
        assert asker == "mia"
        number = view.transfer.number
        is_taken, _ = self.call(taker, accept_transfer, number=number, scope="BUY-SCOPE")
        is_made, _ = self.call(keeper, confirm_transfer, number=number, reason="seen")
        assert not is_taken or taker == "bea"
        assert not is_made or (is_taken and keeper in KEEPERS)
        if is_made:
            self.oracle.sell(standards, self.buyer, self.today)
        else:
            assert self.call("mia", withdraw_transfer, number=number, reason="nothing came of it")[0]

    @rule(majors=st.integers(0, 4), days=st.sampled_from([0, 40, 400]), mend=st.booleans())
    def sell_what_an_audit_granted(self, majors: int, days: int, *, mend: bool) -> None:
        """The way of a sale: certified, sold, and decided again after the buyer corrected what was open."""
        for standard in ("performance", "chain_of_custody"):
            self.go_through_an_audit(standard, majors)
        self.sold(("mia", "bea", "sara"), ("performance", "chain_of_custody"))
        self.let_days_pass(days)
        for audit in list(self.audits)[-2:]:
            for finding in range(1, majors + 1) if mend else ():
                for who, step in (
                    ("bea", "plan"),
                    ("lena", "plan_approved"),
                    ("bea", "act"),
                    ("lena", "closed"),
                ):
                    self.correct_one(who, audit, finding, step)
            self.take_outcome("sven", audit, Outcome.FULL)

    @rule(
        who=ANYBODY, standard=STANDARDS, kind=st.sampled_from(MoveKind), ahead=st.sampled_from([0, 0, 0, 20])
    )
    def move(self, who: str, standard: str, kind: MoveKind, ahead: int = 0) -> None:
        """Move the latest certificate, today; what lessens it also on a day to come, which lets nothing more happen."""
        with on_day(self.today.isoformat()):
            stories = [
                each
                for each in certificates_of(OPERATOR, organisation="MILL")
                if each.history.standard.value == standard
            ]
        if not stories:
            return
        number = stories[-1].history.number
        ahead = ahead if kind in LESSENING else 0
        given = {"number": number, "kind": kind, "reason": "because", "effective": self.today + ahead * DAY}
        if not self.call(who, move_certificate, **given)[0]:
            return
        assert who in ({"mia"} if kind is MoveKind.WITHDRAW else KEEPERS)
        self.noted(f"{kind.value} {'in days to come' if ahead else 'today'}")
        if ahead:
            return
        held = self.oracle.certificates[standard]
        match kind:
            case MoveKind.SUSPEND:
                held.suspend(self.today)
            case MoveKind.REINSTATE:
                held.reinstate(self.today)
            case MoveKind.EXTEND:
                held.extend()
            case MoveKind.REVOKE | MoveKind.WITHDRAW:
                held.end()
            case _:
                raise AssertionError(kind)
        self.oracle.settle(self.today)

    @rule(who=ANYBODY, standing=st.sampled_from(Standing))
    def stand(self, who: str, standing: Standing) -> None:
        given = {"organisation": "MILL", "standing": standing, "reason": "invoice"}
        assert not self.call(who, change_standing, **given)[0] or who in KEEPERS

    @rule()
    def record_what_is_due(self) -> None:
        self.call("sven", record_due_moves)

    @rule(who=ANYBODY, back=st.sampled_from([0, 0, 1, 2, 30, 200]))
    def ship(self, who: str, back: int) -> None:
        day, reference, is_done = self.today - back * DAY, f"S-{self.tried}", False
        self.tried += 1
        for kind, quantity in (("receipt", "10"), ("shipment", "1")):
            entry = MovementEntry(
                reference=f"{reference}{'-IN' if kind == 'receipt' else ''}",
                date=day.isoformat(),
                facility="MILL-1",
                kind=kind,
                material="aluminium",
                quantity=quantity,
                coc="yes",
                counterparty="CAN",
                document=f"D-{reference}" if kind == "receipt" else "",
            )
            is_done, _ = self.call(who, enter_movement, organisation="MILL", entry=entry)
        if is_done:
            assert who in {"mia", "carl"}
            assert self.oracle.holds("chain_of_custody", day, self.today), f"sold on the bare day {day}"
            self.shipped[reference] = day

    @rule(who=ANYBODY, number=st.integers(0, 9))
    def issue(self, who: str, number: int) -> None:
        if not self.shipped:
            return
        reference = list(self.shipped)[number % len(self.shipped)]
        if self.call(who, issue_document, organisation="MILL", shipment=reference)[0]:
            self.issued.add(reference)
            assert who in {"mia", "carl"}
            day = self.shipped[reference]
            assert self.oracle.holds("chain_of_custody", day, self.today), f"document for the bare day {day}"

    @rule(days=st.sampled_from([0, 30, 300, 400]), back=st.sampled_from([0, 0, 1, 30]))
    def ship_what_an_audit_permits(self, days: int, back: int) -> None:
        """The usual way of metal: both standards are audited, days pass, it leaves, its document follows."""
        for standard in EDITIONS:
            self.go_through_an_audit(standard, 0)
        self.let_days_pass(days)
        self.ship("mia", back)
        self.issue("carl", len(self.shipped) - 1)

    @invariant()
    def nothing_is_certified_that_the_findings_do_not_permit(self) -> None:
        for standard in EDITIONS:
            with on_day(self.today.isoformat()):
                answer = certification_on(
                    OPERATOR, facility="MILL-1", standard=StandardName(standard), day=self.today
                )
                bought = certification_on(
                    OPERATOR, facility="BUY-1", standard=StandardName(standard), day=self.today
                )
            may = [each.holds(standard, self.today, self.today) for each in (self.oracle, self.buyer)]
            assert not answer.now.is_certified or may[0], standard
            assert not bought.now.is_certified or may[1], f"{standard} of the buyer"
            assert not (answer.now.is_certified and bought.now.is_certified), f"{standard} of both"


TestAssuranceMachine = AssuranceMachine.TestCase
TestAssuranceMachine.settings = examples(12, stateful_step_count=25, deadline=None)


@pytest.fixture
def machine() -> Iterator[AssuranceMachine]:
    """Return the machine to be led by hand."""
    made = AssuranceMachine()
    yield made
    made.teardown()


def test_the_machine_comes_to_sales_and_to_days_without_a_certificate(machine: AssuranceMachine) -> None:
    """Else its checks of shipments and documents would hold because there are none."""
    machine.ship("mia", 0)
    assert not machine.shipped

    machine.ship_what_an_audit_permits(days=30, back=1)
    assert len(machine.shipped) == 1
    assert machine.issued == set(machine.shipped)
    machine.let_days_pass(1)
    machine.move("sven", "chain_of_custody", MoveKind.SUSPEND)
    machine.ship("mia", 0)
    assert len(machine.shipped) == 1
    machine.ship("mia", 1)
    assert len(machine.shipped) == 2

    machine.move("sven", "chain_of_custody", MoveKind.REINSTATE)
    machine.let_days_pass(1)
    machine.ship("carl", 0)
    assert len(machine.shipped) == 3
    machine.let_days_pass(1)
    machine.sold(("mia", "bea", "sara"), ("performance", "chain_of_custody"))
    machine.ship("mia", 0)
    assert len(machine.shipped) == 3


def sells(machine: AssuranceMachine, back: int) -> bool:
    """Ship today for a day so many days ago, and issue the document; say whether both were done."""
    shipped, issued = len(machine.shipped), len(machine.issued)
    machine.ship("mia", back)
    machine.issue("carl", len(machine.shipped) - 1)
    made = (len(machine.shipped) - shipped, len(machine.issued) - issued)
    assert made in {(1, 1), (0, 0)}, made
    return made == (1, 1)


def test_what_was_sold_before_a_withdrawal_stands_and_what_comes_after_is_refused(
    machine: AssuranceMachine,
) -> None:
    machine.ship_what_an_audit_permits(days=30, back=0)
    machine.move("mia", "chain_of_custody", MoveKind.WITHDRAW, ahead=20)
    machine.let_days_pass(19)
    assert sells(machine, 0)
    machine.let_days_pass(1)
    assert not sells(machine, 0)
    assert sells(machine, 1)
    machine.nothing_is_certified_that_the_findings_do_not_permit()


def test_what_is_to_be_withdrawn_and_is_suspended_before_sells_nothing_in_between(
    machine: AssuranceMachine,
) -> None:
    machine.ship_what_an_audit_permits(days=30, back=0)
    machine.move("mia", "chain_of_custody", MoveKind.WITHDRAW, ahead=20)
    machine.let_days_pass(5)
    machine.move("sven", "chain_of_custody", MoveKind.SUSPEND)
    assert not sells(machine, 0)
    assert sells(machine, 1)
    machine.move("sven", "chain_of_custody", MoveKind.REINSTATE)
    assert sells(machine, 0)
    machine.let_days_pass(15)
    assert not sells(machine, 0)


def test_what_was_sold_on_the_last_day_stands_and_what_comes_after_the_lapse_is_refused(
    machine: AssuranceMachine,
) -> None:
    for standard in EDITIONS:
        machine.go_through_an_audit(standard, 1)  # provisional, for a year
    last = min(each.last for each in machine.oracle.certificates.values())
    machine.let_days_pass((last - machine.today).days)
    assert sells(machine, 0)
    machine.let_days_pass(1)
    assert not sells(machine, 0)
    assert sells(machine, 1)


def test_custody_lapses_with_the_performance_certificate_that_it_rests_on(machine: AssuranceMachine) -> None:
    machine.ship_what_an_audit_permits(days=30, back=0)
    machine.let_days_pass((PERFORMANCE_DUE - machine.today).days)
    assert sells(machine, 0)
    machine.let_days_pass(1)
    machine.move("mia", "performance", MoveKind.WITHDRAW)
    assert not sells(machine, 0)
    assert sells(machine, 1)


def test_a_site_that_was_sold_is_not_certified_for_its_seller_beside_the_buyer(
    machine: AssuranceMachine,
) -> None:
    machine.sell_what_an_audit_granted(majors=0, days=0, mend=False)
    for standard in EDITIONS:
        assert machine.buyer.holds(standard, machine.today, machine.today)
        machine.go_through_an_audit(standard, 0)
    machine.nothing_is_certified_that_the_findings_do_not_permit()
