"""Audits as commands and the API print them: one place, so that both say the same."""

from typing import Any

from casthouse.service.audit_checklist import ChecklistLine
from casthouse.service.audit_list import OversightLine
from casthouse.service.audit_view import AuditView
from casthouse.service.decision import DecisionView
from casthouse.service.non_conformance_standing import NonConformanceStanding
from casthouse.storage.audit import AuditRecord, AuditVisit
from casthouse.storage.decision import RecordedDecision


def audit_json(record: AuditRecord) -> dict[str, Any]:
    """Return the members of an audit in a list."""
    return {
        "reference": record.reference,
        "organisation": record.organisation,
        "scope": record.scope,
        "standard": record.standard.value,
        "edition": record.edition,
        "audit_type": record.audit_type.value,
        "firm": record.firm,
        "lead": record.lead,
        "members": list(record.members),
        "first_day": record.first_day.isoformat(),
        "last_day": record.last_day.isoformat(),
        "seed": record.seed,
        "state": record.state.value,
    }


def audit_view_json(view: AuditView) -> dict[str, Any]:
    """Return everything about an audit."""
    plan = view.plan
    return {
        **audit_json(view.record),
        "next_step": view.next_step,
        "plan": None
        if plan is None
        else {
            "number": plan.number,
            "on_site_from": plan.on_site_from.isoformat(),
            "on_site_to": plan.on_site_to.isoformat(),
            "head_office_elsewhere": plan.head_office_elsewhere or None,
            "sites": [
                {
                    "code": each.code,
                    "is_head_office": each.is_head_office,
                    "chosen_because": each.chosen_because.value if each.chosen_because else "",
                    "why": each.chosen_because.words if each.chosen_because else None,
                    "half_days": each.half_days,
                    "interviews": each.interviews,
                    "default_half_days": each.default_half_days,
                    "default_interviews": each.default_interviews,
                }
                for each in plan.sites
            ],
        },
        "visits": [visit_json(each) for each in view.visits],
        "items": view.items,
        "items_missing": view.items_missing,
        "report_due": view.report_due.isoformat() if view.report_due else None,
        "review_due": view.review_due.isoformat() if view.review_due else None,
        "reports": len(view.reports),
        "comments": [{"by": each.by, "text": each.text} for each in view.comments],
        "non_conformances": [non_conformance_json(each) for each in view.non_conformances],
        "decisions": [decision_json(each) for each in view.decisions],
    }


def visit_json(each: AuditVisit) -> dict[str, Any]:
    """Return a visit to a site."""
    return {
        "site": each.site,
        "first_day": each.first_day.isoformat(),
        "last_day": each.last_day.isoformat(),
        "is_remote": each.is_remote,
        "interviews": each.interviews,
        "community_interviews": each.community_interviews,
    }


def checklist_json(lines: list[ChecklistLine]) -> list[dict[str, Any]]:
    """Return the lines of a checklist."""
    return [
        {
            "item": each.item.number,
            "title": each.item.title,
            "summary": each.item.summary,
            "site": each.site,
            "applicability": each.applicability.value,
            "rating": each.finding.rating.value if each.finding else None,
            "statement": each.finding.statement if each.finding else None,
            "evidence": list(each.finding.evidence) if each.finding else [],
            "scheme_certificates": list(each.finding.certificates) if each.finding else [],
        }
        for each in lines
    ]


def non_conformance_json(each: NonConformanceStanding) -> dict[str, Any]:
    """Return a non-conformance as it stands."""
    action = each.recorded.action
    return {
        "audit": each.recorded.audit,
        "number": each.recorded.number,
        "item": each.recorded.item,
        "site": each.recorded.site,
        "statement": each.recorded.statement,
        "grounds": sorted(each.recorded.grounds),
        "grade": each.grade.value,
        "state": each.rules.state.value,
        "plan_due": each.plan_due.isoformat(),
        "due": each.due.isoformat(),
        "timeliness": each.timeliness.value if each.rules.is_open else None,
        "is_exemption_requested": each.is_exemption_requested,
        "exempt_to": each.exempt_to.isoformat() if each.exempt_to else None,
        "passed_to": each.passed_to or None,
        "corrective_action": None
        if action is None
        else {
            "root_cause": action.root_cause,
            "action": action.action,
            "responsible": action.responsible,
            "deadline": action.deadline.isoformat(),
        },
        "events": [
            {"act": event.act.value, "on": event.on.isoformat(), "by": event.by, "text": event.text}
            for event in each.recorded.events
        ],
    }


def decision_json(each: RecordedDecision) -> dict[str, Any]:
    """Return a decision as it was taken."""
    valid_from, valid_to = each.decision.valid_from, each.decision.valid_to
    return {
        "number": each.number,
        "computed": each.computed.value,
        "outcome": each.decision.outcome.value,
        "reasons": [{"code": reason.code.value, "detail": reason.detail} for reason in each.decision.reasons],
        "overrule_reason": each.overrule_reason,
        "decided_on": each.decided_on.isoformat(),
        "decided_by": each.by,
        "certificate": each.certificate or None,
        "valid_from": valid_from.isoformat() if valid_from else None,
        "valid_to": valid_to.isoformat() if valid_to else None,
        "maturity": each.maturity or None,
    }


def decision_view_json(view: DecisionView) -> dict[str, Any]:
    """Return what the findings permit today, and what was decided."""
    return {
        "audit": view.record.reference,
        "computed": view.computed.outcome.value,
        "reasons": [{"code": reason.code.value, "detail": reason.detail} for reason in view.computed.reasons],
        "choices": [each.value for each in view.choices] if view.is_open else [],
        "maturity": view.maturity.value if view.maturity else None,
        "decisions": [decision_json(each) for each in view.taken],
        "surveillance": [
            {"on": each.on.isoformat(), "is_on_site": each.is_on_site} for each in view.surveillance
        ],
    }


def oversight_json(lines: list[OversightLine]) -> list[dict[str, Any]]:
    """Return the audits that wait for the secretariat."""
    return [
        {
            "audit": each.record.reference,
            "waits_for": each.waits_for,
            "due": each.due.isoformat() if each.due else None,
            "is_late": each.is_late,
        }
        for each in lines
    ]
