"""An audit as its page shows it: what it is for, what is missing, what comes next and by when."""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.audit import AuditAct, AuditState, report_due, review_due
from casthouse.parties.facility import Facility
from casthouse.service.audit import facilities_of_scope, manual_of, readable_audit
from casthouse.service.audit_checklist import checklist_of
from casthouse.service.certificate_book import local_today
from casthouse.service.lookup import found_scope
from casthouse.service.non_conformance_standing import NonConformanceStanding, standings
from casthouse.service.permission import Act, Actor
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_plan as plan_store
from casthouse.storage import decision as decision_store
from casthouse.storage.audit import AuditComment, AuditRecord, AuditReport, AuditVisit
from casthouse.storage.audit_plan import PlanSite, SubmittedPlan
from casthouse.storage.decision import RecordedDecision

NEXT_STEPS = {
    AuditState.PLAN_DUE: "The lead auditor submits the plan.",
    AuditState.PLAN_SUBMITTED: "The secretariat approves the plan or sends it back.",
    AuditState.IN_AUDIT: "The team visits the sites of the plan, completes the checklist and sends the report.",
    AuditState.UNDER_REVIEW: "The secretariat reviews the report: it accepts it, or sends it back with comments.",
    AuditState.REVIEWED: "The secretariat decides: it confirms what the findings permit, or is stricter.",
    AuditState.DECIDED: "The member closes what is open; the lead auditor verifies it.",
    AuditState.CLOSED: "Nothing: the audit is over.",
    AuditState.WITHDRAWN: "Nothing: the audit was withdrawn.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """Everything about one audit."""

    record: AuditRecord
    sites: tuple[Facility, ...]
    plan: SubmittedPlan | None
    visits: tuple[AuditVisit, ...]
    reports: tuple[AuditReport, ...]
    comments: tuple[AuditComment, ...]
    non_conformances: tuple[NonConformanceStanding, ...]
    decisions: tuple[RecordedDecision, ...]
    items: int
    items_missing: int
    report_due: date | None
    review_due: date | None
    today: date

    @property
    def sites_to_visit(self) -> tuple[PlanSite, ...]:
        """The sites of the plan that it goes to, those that nobody has visited yet first."""
        been = {each.site for each in self.visits}
        planned = [each for each in self.plan.sites if each.is_visited] if self.plan else []
        return tuple(sorted(planned, key=lambda each: each.code in been))

    @property
    def next_step(self) -> str:
        """What comes next, and who does it."""
        return NEXT_STEPS[self.record.state]


def audit_view(actor: Actor, *, audit: str) -> AuditView:
    """Return everything about an audit.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.AUDIT_READ, audit)
    today, deadlines = local_today(record.organisation), manual_of(record).deadlines
    visits, lines = audit_store.visits(audit), checklist_of(record)
    reported = record.day_of(AuditAct.REPORTED)
    return AuditView(
        record=record,
        sites=tuple(facilities_of_scope(found_scope(record.scope))),
        plan=plan_store.last_plan(audit),
        visits=tuple(visits),
        reports=tuple(audit_store.reports(audit)),
        comments=tuple(audit_store.comments(audit)),
        non_conformances=tuple(
            each
            for each in standings(record.scope, record.standard, today=today)
            if each.recorded.audit == audit
        ),
        decisions=tuple(decision_store.decisions(audit)),
        items=len(lines),
        items_missing=sum(each.is_missing for each in lines),
        report_due=report_due(max(each.last_day for each in visits), deadlines) if visits else None,
        review_due=review_due(reported, deadlines) if reported else None,
        today=today,
    )
