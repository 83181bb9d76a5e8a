"""Summary reports: the public part of audits that led to a certificate, or touched one."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from casthouse.assurance.audit import AuditAct
from casthouse.assurance.maturity import Maturity, surveillance_due
from casthouse.assurance.public_register import is_reported
from casthouse.assurance.rating import ItemRating, by_criterion
from casthouse.assurance.summary_report import Methodology, RatedCriterion, SummaryReport, next_audit
from casthouse.service import clock
from casthouse.service.audit import manual_of
from casthouse.service.edition import edition
from casthouse.service.permission import VISITOR, Act, Actor, authorise
from casthouse.service.public_register import public_record_unknown
from casthouse.storage import accreditation as accreditation_store
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_finding as finding_store
from casthouse.storage import audit_plan as plan_store
from casthouse.storage import decision as decision_store
from casthouse.storage import public_register as public_store
from casthouse.storage.audit import AuditRecord, AuditVisit
from casthouse.storage.decision import RecordedDecision


def summary_report(actor: Actor, *, audit: str) -> SummaryReport:
    """Return the summary report of an audit.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown` for what is not decided, refused or nobody's too.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    record = audit_store.audit(audit)
    decisions = decision_store.decisions(audit) if record else []
    if record is None or not is_reported(each.decision.outcome for each in decisions):
        raise public_record_unknown("summary report", audit)
    if not public_store.is_told(record.organisation, clock.today()):
        raise public_record_unknown("summary report", audit)
    return _report(record, decisions)


def _report(record: AuditRecord, decisions: Sequence[RecordedDecision]) -> SummaryReport:
    visits, last = audit_store.visits(record.reference), decisions[-1]
    firm = accreditation_store.firm(record.firm)
    assert firm is not None
    return SummaryReport(
        reference=record.reference,
        organisation=record.organisation,
        scope=record.scope,
        standard=record.standard,
        edition=record.edition,
        audit_type=record.audit_type,
        firm=firm.name,
        sites=tuple(sorted({each.site for each in visits})),
        first_day=min((each.first_day for each in visits), default=None),
        last_day=max((each.last_day for each in visits), default=None),
        submitted=record.day_of(AuditAct.REPORTED),
        decided=last.decided_on,
        outcome=last.decision.outcome,
        certificate=last.certificate,
        methodology=_methodology(record, visits),
        criteria=_criteria(record),
        next_audit=_next_audit(record, last),
    )


def _methodology(record: AuditRecord, visits: Sequence[AuditVisit]) -> Methodology:
    plan = plan_store.last_plan(record.reference)
    near = {each.site for each in visits if not each.is_remote}
    return Methodology(
        sites=len(plan.sites) if plan else len({each.site for each in visits}),
        visited=len(near),
        remote=len({each.site for each in visits} - near),
        half_days=sum(each.half_days for each in visits),
        interviews=sum(each.interviews for each in visits),
        manual=record.manual,
    )


def _criteria(record: AuditRecord) -> tuple[RatedCriterion, ...]:
    found = [each.finding for each in finding_store.current(finding_store.findings(record.reference))]
    rated = by_criterion(
        ItemRating(item=each.item, criterion=each.criterion, site=each.site, rating=each.rating)
        for each in found
    )
    counted = Counter(each.criterion for each in found)
    held = edition(VISITOR, code=record.edition)
    return tuple(
        RatedCriterion(
            number=each.number, title=each.title, rating=rated[each.number], items=counted[each.number]
        )
        for each in held.criteria
        if each.number in rated
    )


def _next_audit(record: AuditRecord, last: RecordedDecision) -> date | None:
    due = (
        surveillance_due(Maturity(last.maturity), last.decision.valid_from, manual_of(record).surveillance)
        if last.maturity and last.decision.valid_from
        else ()
    )
    return next_audit(due, valid_to=last.decision.valid_to, after=clock.today())


def summary_json(report: SummaryReport) -> dict[str, Any]:
    """Return the members of a summary report."""
    days = {
        "first_day": report.first_day,
        "last_day": report.last_day,
        "submitted": report.submitted,
        "decided": report.decided,
        "next_audit": report.next_audit,
    }
    return {
        "reference": report.reference,
        "organisation": report.organisation,
        "scope": report.scope,
        "standard": report.standard.value,
        "edition": report.edition,
        "audit_type": report.audit_type.value,
        "audit_firm": report.firm,
        "sites": list(report.sites),
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "outcome": report.outcome.value,
        "certificate": report.certificate or None,
        "methodology": report.methodology.declaration,
        "findings": [
            {
                "criterion": each.number,
                "title": each.title,
                "rating": each.rating.value,
                "items": each.items,
            }
            for each in report.criteria
        ],
    }
