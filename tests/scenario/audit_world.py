"""A smelter that seeks certification, the audit firm that audits it, and the secretariat, each signed in by name.

`SmelterAudit` walks an audit from its opening to the decision; what is found is its argument.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ParamSpec, TypeVar

from django.contrib.auth import get_user_model

from casthouse.assurance.rating import Rating
from casthouse.parties.activity import Activity
from casthouse.service.accreditation import accredit, add_auditor, register_firm
from casthouse.service.audit import open_audit
from casthouse.service.audit_checklist import checklist
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_plan import WantedPlan, WantedSite, approve_plan, submit_plan
from casthouse.service.audit_report import WantedReport, accept_report, record_visit, send_report
from casthouse.service.decision import decision_view, take_decision
from casthouse.service.non_conformance import WantedAction, judge, report_action
from casthouse.service.non_conformance import submit_plan as submit_corrective_plan
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.person import actor_of, add_person
from casthouse.storage.audit import AuditVisit
from casthouse.storage.decision import RecordedDecision
from tests.contract.register_text import Register, organisation, scope
from tests.contract.store import Store
from tests.scenario.certification import member, on_day, site
from tests.scenario.company import Company

P = ParamSpec("P")
R = TypeVar("R")

FIRST = date(2025, 9, 1)
MAJORS = ("5.2", "1.1", "1.2", "1.3", "10.2")
"""Items in which something major may be wrong, in the order in which a test asks for them."""


def smelter() -> Register:
    """Return a register with a smelter SMELT that has one site, and a buyer beside it."""
    return {
        "organisation": [member("SMELT", "2025-01-15"), organisation("CUS")],
        "facility": [site("SMELT-1", "SMELT", "aluminium_smelting"), site("CUS-1", "CUS", "casthouse")],
        "scope": [
            scope("SMELT-PS", "SMELT", ["SMELT-1"], "2025-01-01"),
            scope("CUS-PS", "CUS", ["CUS-1"], "2025-01-01"),
        ],
    }


class Assurance(Company):
    """A store with the smelter, the audit firm PRUEF and a person for each role."""

    def __init__(self, store: Store, register: Register | None = None) -> None:
        super().__init__(store, register or smelter())
        with store.in_use():
            register_firm(OPERATOR, code="PRUEF", name="Prüf und Siegel", country="DE")
            for name in ("lena", "theo", "uwe"):
                add_auditor(OPERATOR, firm="PRUEF", username=name)
            for name in ("lena", "theo"):
                accredit_for(name, [each.value for each in Activity])
            add_person(OPERATOR, username="mia", role="manager", organisation="SMELT")
            add_person(OPERATOR, username="carl", role="manager", organisation="CUS")
            add_person(OPERATOR, username="sven", role="secretariat")

    def who(self, name: str) -> Actor:
        """Return as what somebody acts who is signed in, today."""
        with self.store.in_use():
            return actor_of(get_user_model().objects.get(username=name))

    def by(self, name: str, use_case: Callable[..., R], **given: Any) -> R:
        """Call a use case as somebody."""
        return self.do(use_case, self.who(name), **given)

    def refused_to(self, name: str, use_case: Callable[..., object], **given: Any) -> str:
        """Call a use case as somebody, which is refused; return the code."""
        return self.refused(use_case, self.who(name), **given)


def accredit_for(auditor: str, activities: list[str]) -> None:
    """Accredit an auditor of PRUEF in Germany under the Performance Standard."""
    accredit(
        OPERATOR,
        firm="PRUEF",
        auditor=auditor,
        standard="performance",
        countries=["DE"],
        activities=activities,
        valid_from=date(2024, 1, 1),
        valid_to=date(2029, 12, 31),
    )


class SmelterAudit:
    """An audit of the smelter, step by step; days count from its first day on site."""

    def __init__(
        self,
        world: Assurance,
        *,
        kind: str = "certification",
        first: date = FIRST,
        scope: str = "SMELT-PS",
        lead: str = "lena",
        members: Sequence[str] = ("theo",),
    ) -> None:
        self.world, self.first, self.site = world, first, scope.replace("-PS", "-1")
        with self.day(-60):
            record = world.by(
                lead,
                open_audit,
                scope=scope,
                standard="performance",
                edition="ps-v3",
                audit_type=kind,
                firm="PRUEF",
                lead=lead,
                members=list(members),
                first_day=first,
                last_day=first + timedelta(days=30),
            )
        self.reference = record.reference

    def day(self, number: int) -> Any:
        """Let it be a day, counted from the first day on site."""
        return on_day((self.first + timedelta(days=number)).isoformat())

    @property
    def plan(self) -> WantedPlan:
        """A plan with nothing wrong in it."""
        there = WantedSite(code=self.site, staff=200, half_days=13, interviews=15)
        return WantedPlan(on_site_from=self.first, on_site_to=self.first + timedelta(days=6), sites=(there,))

    def planned(self) -> None:
        """Submit the plan and have it approved."""
        with self.day(-50):
            self.world.by("lena", submit_plan, audit=self.reference, wanted=self.plan)
            self.world.by("sven", approve_plan, audit=self.reference)

    def visited(self, *, is_remote: bool = False) -> None:
        """Visit the site."""
        visit = AuditVisit(
            site=self.site,
            first_day=self.first,
            last_day=self.first + timedelta(days=6),
            is_remote=is_remote,
            half_days=13,
            interviews=15,
            by="",
        )
        with self.day(6):
            self.world.by("theo", record_visit, audit=self.reference, visit=visit)

    def found(self, majors: tuple[str, ...] = (), minors: tuple[str, ...] = ()) -> None:
        """Rate every mandatory item; some of them as non-conformant."""
        graded: Mapping[str, tuple[Rating, tuple[str, ...]]] = {
            **dict.fromkeys(majors, (Rating.MAJOR, ("systemic",))),
            **dict.fromkeys(minors, (Rating.MINOR, ("isolated",))),
        }
        theo = self.on(7, "theo")
        with self.day(7), self.world.store.in_use():
            for line in checklist(theo, audit=self.reference):
                if line.is_missing:
                    rating, grounds = graded.get(line.item.number, (Rating.CONFORMANCE, ()))
                    wanted = WantedFinding(
                        item=line.item.number,
                        site=line.site,
                        rating=rating.value,
                        statement=f"{line.item.title}: looked at",
                        evidence=("records of 2024",),
                        grounds=grounds,
                    )
                    record_finding(theo, audit=self.reference, wanted=wanted)

    def on(self, day: int, name: str) -> Actor:
        """Return as what somebody acts on a day."""
        with self.day(day):
            return self.world.who(name)

    def reported(self, *, is_site_visit_due: bool = False) -> None:
        """Send the report and have it accepted."""
        wanted = WantedReport(
            systems="medium",
            risk="medium",
            performance="medium",
            summary="A smelter with one potline.",
            is_site_visit_due=is_site_visit_due,
        )
        with self.day(20):
            self.world.by("lena", send_report, audit=self.reference, wanted=wanted)
        with self.day(30):
            self.world.by("sven", accept_report, audit=self.reference)

    def through(self, majors: tuple[str, ...] = (), minors: tuple[str, ...] = ()) -> None:
        """Walk from the plan to the accepted report."""
        self.planned()
        self.visited()
        self.found(majors, minors)
        self.reported()

    def decided(self, outcome: str | None = None, *, after: int = 31, reason: str = "") -> RecordedDecision:
        """Confirm what the findings permit on a day, or decide something else."""
        with self.day(after):
            permitted = self.world.by("sven", decision_view, audit=self.reference).computed.outcome.value
            return self.world.by(
                "sven", take_decision, audit=self.reference, outcome=outcome or permitted, reason=reason
            )

    def closed(self, number: int, *, after: int = 200) -> None:
        """Walk a non-conformance from the corrective action plan to its closure."""
        named: dict[str, Any] = {"audit": self.reference, "number": number}
        wanted = WantedAction(
            root_cause="two contracts for power, one of coal",
            action="move to the hydro contract",
            responsible="the energy buyer",
            deadline=self.first + timedelta(days=after),
        )
        with self.day(20):
            self.world.by("mia", submit_corrective_plan, wanted=wanted, **named)
        with self.day(33):
            self.world.by("lena", judge, judgement="plan_approved", **named)
        with self.day(after):
            self.world.by("mia", report_action, text="contract of 3 March, meter readings", **named)
            self.world.by("lena", judge, judgement="closed", text="contract and readings seen", **named)
