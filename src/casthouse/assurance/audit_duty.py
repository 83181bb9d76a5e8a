"""Duties of an audit: plan, report, review, decision, and what follows from non-conformances (5.2 and 5.4).

Each state of an audit waits for one part: the lead auditor, the secretariat, or the member.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.audit import AuditState, AuditType, report_due, review_due
from casthouse.assurance.audit_plan import submission_due
from casthouse.assurance.corrective_action import correction_due, plan_due, warned_from
from casthouse.assurance.non_conformance import Grade, NonConformance, NonConformanceState
from casthouse.assurance.performance_exemption import exempt_to, is_requested
from casthouse.parties.activity import Activity
from casthouse.parties.duty import ENTERED, NO_DAY, Basis, Duty, DutyKind, Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFacts:
    """Where an audit stands, as far as duties follow from it.

    `first_day` is when it was announced to begin; `on_site_from` and `on_site_to` are of the plan that was submitted
    last, `last_visit` is the last day on site so far. `moved_on` is the day of what happened to it last.
    """

    reference: str
    organisation: str
    scope: str
    firm: str
    audit_type: AuditType
    activities: frozenset[Activity]
    state: AuditState
    first_day: date
    on_site_from: date | None
    on_site_to: date | None
    last_visit: date | None
    reported_on: date | None
    moved_on: date
    facts: int


def audit_duty(audit: AuditFacts, manual: AssuranceManual) -> Duty | None:
    """Return what an audit waits for, None where it waits for nothing or for its non-conformances."""
    match audit.state:
        case AuditState.PLAN_DUE:
            return _plan(audit, manual)
        case AuditState.PLAN_SUBMITTED:
            return _duty(
                audit,
                DutyKind.AUDIT_PLAN_APPROVAL,
                Holder.SECRETARIAT,
                text="Approve the plan, or send it back",
                due=audit.on_site_from,
                basis=Basis(clause="before the first day on site"),
            )
        case AuditState.IN_AUDIT:
            end = audit.last_visit or audit.on_site_to
            return _duty(
                audit,
                DutyKind.AUDIT_REPORT,
                Holder.LEAD_AUDITOR,
                text="Visit the sites, complete the checklist and send the report",
                due=report_due(end, manual.deadlines) if end else None,
                basis=manual.basis("report.days"),
            )
        case AuditState.UNDER_REVIEW | AuditState.REVIEWED:
            is_review = audit.state is AuditState.UNDER_REVIEW
            return _duty(
                audit,
                DutyKind.REPORT_REVIEW if is_review else DutyKind.DECISION,
                Holder.SECRETARIAT,
                text="Review the report"
                if is_review
                else "Decide: confirm what the findings permit, or be stricter",
                due=review_due(audit.reported_on, manual.deadlines) if audit.reported_on else None,
                basis=manual.basis("oversight.days"),
            )
        case AuditState.DECIDED | AuditState.CLOSED | AuditState.WITHDRAWN:
            return None
        case _:
            assert_never(audit.state)


def _plan(audit: AuditFacts, manual: AssuranceManual) -> Duty:
    notice = manual.notice
    due = submission_due(
        audit.audit_type, audit.activities, on_site_from=audit.on_site_from or audit.first_day, notice=notice
    )
    return _duty(
        audit,
        DutyKind.AUDIT_PLAN,
        Holder.LEAD_AUDITOR,
        text="Submit the plan of the audit",
        due=due,
        basis=manual.basis("notice.plan_days"),
        missed="A plan for those days is refused: the days on site have to move.",
    )


def _duty(
    audit: AuditFacts,
    kind: DutyKind,
    holder: Holder,
    *,
    text: str,
    due: date | None,
    basis: Basis,
    missed: str = "",
) -> Duty:
    return Duty(
        kind=kind,
        holder=holder,
        organisation=audit.organisation,
        subject=audit.reference,
        text=text,
        opens=min(audit.moved_on, due) if due else audit.moved_on,
        due=due,
        basis=basis,
        missed=missed,
        keys=(audit.reference,),
        scope=audit.scope,
        firm=audit.firm,
        audit=audit.reference,
        facts=audit.facts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NonConformanceFacts:
    """A non-conformance with its audit, what was promised, and when later audits leave the sites, soonest first."""

    audit: AuditFacts
    number: int
    rules: NonConformance
    promised: date | None
    audit_ends: tuple[date, ...]

    @property
    def next_audit(self) -> date | None:
        """When the next audit has looked at it."""
        return next(iter(self.audit_ends), None)


def non_conformance_duty(found: NonConformanceFacts, manual: AssuranceManual) -> Duty | None:
    """Return what a non-conformance waits for; None once it is closed or retracted."""
    rules, limits = found.rules, manual.correction
    grade, state = rules.grade, rules.state
    last = _last_day(found, manual)
    of_grade = manual.basis(f"correction.{grade.value}_months")
    missed = (
        "It counts as major from the day after."
        if grade is Grade.MINOR
        else "The hard limit is over: it stands against the certificate."
    )
    match state:
        case NonConformanceState.PLAN_DUE:
            due, basis = plan_due(rules.counted_from, limits), manual.basis("correction.plan_months")
            text = "Say why it happened, what is done about it and by when"
            return _correction(found, DutyKind.CORRECTION_PLAN, text=text, due=due, basis=basis)
        case NonConformanceState.PLAN_SUBMITTED:
            text = "Approve the corrective action plan, or send it back"
            return _correction(found, DutyKind.CORRECTION_PLAN_JUDGEMENT, text=text, due=None, basis=NO_DAY)
        case NonConformanceState.IN_ACTION:
            promised = found.promised or last
            due, basis = (promised, ENTERED) if promised < last else (last, of_grade)
            remind = (warned_from(rules.counted_from, limits),) if grade is Grade.MAJOR else ()
            text = f"Do what was promised and report it; by {last} it has to be closed"
            return _correction(
                found, DutyKind.CORRECTION, text=text, due=due, basis=basis, missed=missed, remind=remind
            )
        case NonConformanceState.TO_BE_VERIFIED:
            text = "Verify what was done, and close it or send it back"
            return _correction(
                found,
                DutyKind.CORRECTION_VERIFICATION,
                text=text,
                due=last,
                basis=of_grade,
                missed=missed,
            )
        case NonConformanceState.CLOSED | NonConformanceState.RETRACTED:
            return None
        case _:
            assert_never(state)


def _last_day(found: NonConformanceFacts, manual: AssuranceManual) -> date:
    """Return the last day on which a non-conformance may be open; an exemption may put it off."""
    rules = found.rules
    exempt = exempt_to(rules.events, audit_ends=found.audit_ends, rules=manual.exemption)
    due = correction_due(rules.grade, rules.counted_from, manual.correction, next_audit=found.next_audit)
    return max(due, exempt or due)


def exemption_duty(found: NonConformanceFacts) -> Duty | None:
    """Return the decision on an exemption that the secretariat owes, None where nobody asked for one."""
    if not found.rules.is_open or not is_requested(found.rules.events):
        return None
    text = "Approve the exemption from being counted as a major, or decline it"
    return _correction(found, DutyKind.EXEMPTION_DECISION, text=text, due=None, basis=NO_DAY)


LEADS = frozenset({DutyKind.CORRECTION_PLAN_JUDGEMENT, DutyKind.CORRECTION_VERIFICATION})
"""Duties about a non-conformance that are the lead auditor's."""


def _correction(
    found: NonConformanceFacts,
    kind: DutyKind,
    *,
    text: str,
    due: date | None,
    basis: Basis,
    missed: str = "",
    remind: tuple[date, ...] = (),
) -> Duty:
    audit, events = found.audit, found.rules.events
    opens = events[-1].on if events else found.rules.counted_from
    return Duty(
        kind=kind,
        holder=_holder(kind),
        organisation=audit.organisation,
        subject=f"{audit.reference}, {found.rules.grade.value} non-conformance {found.number} ({found.rules.item})",
        text=text,
        opens=min(opens, due) if due else opens,
        due=due,
        basis=basis,
        missed=missed,
        keys=(audit.reference, str(found.number)),
        scope=audit.scope,
        firm=audit.firm,
        audit=audit.reference,
        facts=len(events),
        remind=remind,
    )


def _holder(kind: DutyKind) -> Holder:
    if kind is DutyKind.EXEMPTION_DECISION:
        return Holder.SECRETARIAT
    return Holder.LEAD_AUDITOR if kind in LEADS else Holder.MEMBER


def duties_of_audits(
    audits: list[AuditFacts], found: list[NonConformanceFacts], manual: AssuranceManual
) -> Iterator[Duty]:
    """Yield what audits and their non-conformances wait for."""
    for audit in audits:
        if (duty := audit_duty(audit, manual)) is not None:
            yield duty
    for each in found:
        if each.audit.state.is_running:
            duties = (non_conformance_duty(each, manual), exemption_duty(each))
            yield from (duty for duty in duties if duty is not None)
