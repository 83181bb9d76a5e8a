"""The machine of assurance: whatever anybody may try with audits, certificates and sales, in any order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.decision import Outcome
from casthouse.assurance.rating import Rating
from casthouse.parties.membership import Standing
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
from casthouse.service.membership import change_standing
from casthouse.service.movement_entry import MovementEntry, enter_movement
from casthouse.service.non_conformance import WantedAction, judge, report_action
from casthouse.service.non_conformance import submit_plan as submit_correction
from casthouse.service.permission import OPERATOR
from casthouse.standard.standard_name import StandardName
from casthouse.storage.audit import AuditVisit
from tests.property.assurance_calls import (
    ANYBODY,
    EDITIONS,
    KEEPERS,
    LESSENING,
    NUMBERS,
    STANDARDS,
    AssuranceCalls,
)
from tests.property.assurance_oracle import DAY, GOOD, ITEMS, Audit
from tests.scenario.certification import on_day


class AssuranceMachine(AssuranceCalls):
    """Calls use cases as anybody on growing days."""

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
