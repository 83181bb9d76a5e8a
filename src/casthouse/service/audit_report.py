"""Visits, the report, and the secretariat's oversight of it with comments back."""

from dataclasses import dataclass, replace
from datetime import date

from casthouse.assurance.audit import AuditAct, AuditState
from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.maturity import Maturity, MaturityProfile
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word, require_reason
from casthouse.service.audit import HeldAudit, audit_held, audit_state
from casthouse.service.audit_checklist import report_gaps
from casthouse.service.audit_plan import refuse_own_work
from casthouse.service.permission import Act, Actor
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_plan as plan_store
from casthouse.storage.audit import AuditComment, AuditReport, AuditVisit

GAPS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedReport:
    """What the lead reports: the verified maturity, whether a visit is still due, and a summary."""

    systems: str
    risk: str
    performance: str
    summary: str
    is_site_visit_due: bool = False


def site_visit(
    *,
    site: str,
    first_day: date,
    last_day: date,
    is_remote: bool,
    half_days: int,
    interviews: int,
    community_interviews: int = 0,
) -> AuditVisit:
    """Return a visit that somebody wants to record; who it was is added then."""
    return AuditVisit(
        site=site,
        first_day=first_day,
        last_day=last_day,
        is_remote=is_remote,
        half_days=half_days,
        interviews=interviews,
        by="",
        community_interviews=community_interviews,
    )


def record_visit(actor: Actor, *, audit: str, visit: AuditVisit) -> AuditVisit:
    """Record that somebody of the team was at a site of the plan, or looked at it from afar.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `visit_invalid`.
    """
    with audit_held(actor, Act.AUDIT_FIND, audit) as held:
        if held.record.state is not AuditState.IN_AUDIT:
            raise audit_state(held.record, "record a visit")
        _refuse_visit(held, visit)
        made = replace(visit, by=actor.name)
        audit_store.append_visit(held.audit_id, made, at=held.at)
        held.journal(Act.AUDIT_FIND, site=visit.site, first_day=visit.first_day.isoformat())
    return made


def _refuse_visit(held: HeldAudit, visit: AuditVisit) -> None:
    plan = plan_store.last_plan(held.record.reference)
    planned = {each.code for each in plan.sites if each.is_visited} if plan else set()
    is_sound = (
        held.record.first_day <= visit.first_day <= visit.last_day <= held.today
        and visit.half_days > 0
        and 0 <= visit.community_interviews <= visit.interviews
    )
    if visit.site not in planned or not is_sound:
        raise Refusal(
            "visit_invalid",
            found=f"{visit.site[:64]}, {visit.first_day} to {visit.last_day}, {visit.half_days} half days",
            expected="a site of the plan, days from the audit's first day to today, some effort, "
            "and no more interviews with communities than interviews",
            todo="correct what does not fit",
        )


def send_report(actor: Actor, *, audit: str, wanted: WantedReport) -> AuditReport:
    """Send the report to the secretariat; sent again after comments, the newest counts.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `word_unknown`, `reason_missing`,
            `report_incomplete` with what is missing.
    """
    with audit_held(actor, Act.AUDIT_REPORT, audit, act=AuditAct.REPORTED) as held:
        require_reason(wanted.summary)
        gaps = report_gaps(held.record)
        if gaps:
            shown = "; ".join(gaps[:GAPS_SHOWN])
            more = f"; and {len(gaps) - GAPS_SHOWN} more" if len(gaps) > GAPS_SHOWN else ""
            raise Refusal(
                "report_incomplete",
                found=shown + more,
                expected="every site of the plan visited, affected communities heard, every mandatory item rated",
                todo="complete the checklist first",
            )
        report = AuditReport(
            number=len(audit_store.reports(audit)) + 1,
            maturity=MaturityProfile(
                systems=known_word(Maturity, wanted.systems, "maturity"),
                risk=known_word(Maturity, wanted.risk, "maturity"),
                performance=known_word(Maturity, wanted.performance, "maturity"),
            ),
            is_site_visit_due=wanted.is_site_visit_due,
            summary=wanted.summary.strip(),
            at=held.at,
            by=actor.name,
        )
        audit_store.append_report(held.audit_id, report)
        held.append(AuditAct.REPORTED)
        held.application(MoveKind.SEND_REPORT)
        held.journal(Act.AUDIT_REPORT, number=report.number)
    return report


def comment(actor: Actor, *, audit: str, text: str) -> None:
    """Say something about a report: the secretariat asks, the lead answers.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `reason_missing`.
    """
    with audit_held(actor, Act.AUDIT_COMMENT, audit) as held:
        require_reason(text)
        _comment(held, text)
        held.journal(Act.AUDIT_COMMENT)


def send_report_back(actor: Actor, *, audit: str, text: str) -> None:
    """Send a report back to the team, with what is to be changed.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `judged_by_auditor`, `reason_missing`.
    """
    with audit_held(actor, Act.OVERSIGHT_REVIEW, audit, act=AuditAct.REPORT_SENT_BACK) as held:
        refuse_own_work(held)
        require_reason(text)
        _comment(held, text)
        held.append(AuditAct.REPORT_SENT_BACK, text.strip())
        held.application(MoveKind.SEND_BACK, text.strip())
        held.journal(Act.OVERSIGHT_REVIEW, what="sent back")


def accept_report(actor: Actor, *, audit: str) -> None:
    """Accept a report; the audit may be decided.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `judged_by_auditor`.
    """
    with audit_held(actor, Act.OVERSIGHT_REVIEW, audit, act=AuditAct.REVIEWED) as held:
        refuse_own_work(held)
        held.append(AuditAct.REVIEWED)
        held.journal(Act.OVERSIGHT_REVIEW, what="accepted")


def _comment(held: HeldAudit, text: str) -> None:
    said = AuditComment(at=held.at, by=held.actor.name, text=text.strip())
    audit_store.append_comment(held.audit_id, said)
