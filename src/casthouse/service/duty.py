"""For each kind of duty: who may do it, who may know of it, and the page on which it is done.

The table asks the same acts as the use cases themselves, so that nobody is told to do what would be refused, and
nobody learns of what they may not read. None of these acts is open to visitors: a grant
is public, what its holder has to do is not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from casthouse.parties.duty import Duty, DutyKind
from casthouse.service.certificate_reach import certificate_link
from casthouse.service.permission import Act, Actor, may

Link = Callable[[Duty], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyReach:
    """What an actor must be allowed to do to have such a duty, what to know of it, and where it is done."""

    does: Act
    reads: Act
    link: Link


def _path(*parts: str) -> str:
    return "/" + "".join(f"{quote(part, safe='')}/" for part in parts)


def _of_organisation(*page: str, query: str = "") -> Link:
    return lambda duty: _path("organisations", duty.organisation, *page) + query


def _of_scope(*page: str, query: str = "") -> Link:
    return lambda duty: _path("scopes", duty.scope, *page) + query


def _of_audit(*page: str) -> Link:
    return lambda duty: _path("audits", duty.audit, *page)


def _certificate(duty: Duty) -> str:
    return certificate_link(duty.keys[0])


def _non_conformance(duty: Duty) -> str:
    return _path("audits", duty.audit, "non-conformances", duty.keys[1])


def _assessment(duty: Duty) -> str:
    return _path("scopes", duty.scope, "self-assessments", duty.keys[1])


def _item(duty: Duty) -> str:
    return _path("scopes", duty.scope, "self-assessments", duty.keys[1], "items", duty.keys[2])


def _firm(duty: Duty) -> str:
    return _path("audit-firms", duty.firm)


def _period(duty: Duty) -> str:
    return _path("scopes", duty.scope, "periods", duty.keys[1], "close")


def _report(duty: Duty) -> str:
    return _path("organisations", duty.organisation, "reports") + f"?year={duty.keys[0]}"


def _month(duty: Duty) -> str:
    return _path("scopes", duty.scope, "reconciliation") + f"?month={duty.keys[1]}"


def _claim(duty: Duty) -> str:
    return _path("claims", duty.keys[0])


def _transfer(duty: Duty) -> str:
    return _path("certificates", "transfers", duty.keys[0])


def _complaint(duty: Duty) -> str:
    return _path("complaints", "handling", duty.keys[0])


def _keys(duty: Duty) -> str:
    if duty.organisation:
        return _path("organisations", duty.organisation, "keys")
    return (
        _path("audit-firms", duty.firm, "keys") if duty.firm else _path("secretariat", "keys", duty.keys[0])
    )


def _reach(does: Act, reads: Act, link: Link) -> DutyReach:
    return DutyReach(does=does, reads=reads, link=link)


K = DutyKind
DUTY_REACH: dict[DutyKind, DutyReach] = {
    K.CERTIFY: _reach(Act.CERTIFICATE_APPLY, Act.MEMBERSHIP_READ, _of_organisation("membership")),
    K.PERFORMANCE_FIRST: _reach(Act.CERTIFICATE_APPLY, Act.MEMBERSHIP_READ, _certificate),
    K.RENEW_CERTIFICATE: _reach(Act.CERTIFICATE_APPLY, Act.MEMBERSHIP_READ, _certificate),
    K.MAKE_FULL: _reach(Act.CERTIFICATE_APPLY, Act.MEMBERSHIP_READ, _certificate),
    K.CURE_SUSPENSION: _reach(Act.CERTIFICATE_APPLY, Act.MEMBERSHIP_READ, _certificate),
    K.SURVEILLANCE: _reach(Act.CERTIFICATE_APPLY, Act.MEMBERSHIP_READ, _certificate),
    K.AUDIT_PLAN: _reach(Act.AUDIT_PLAN, Act.AUDIT_READ, _of_audit()),
    K.AUDIT_PLAN_APPROVAL: _reach(Act.AUDIT_PLAN_APPROVE, Act.AUDIT_READ, _of_audit()),
    K.AUDIT_REPORT: _reach(Act.AUDIT_REPORT, Act.AUDIT_READ, _of_audit()),
    K.REPORT_REVIEW: _reach(Act.OVERSIGHT_REVIEW, Act.AUDIT_READ, _of_audit()),
    K.DECISION: _reach(Act.DECISION_TAKE, Act.AUDIT_READ, _of_audit("decision")),
    K.CORRECTION_PLAN: _reach(Act.CORRECTION_WRITE, Act.AUDIT_READ, _non_conformance),
    K.CORRECTION_PLAN_JUDGEMENT: _reach(Act.CORRECTION_JUDGE, Act.AUDIT_READ, _non_conformance),
    K.CORRECTION: _reach(Act.CORRECTION_WRITE, Act.AUDIT_READ, _non_conformance),
    K.CORRECTION_VERIFICATION: _reach(Act.CORRECTION_JUDGE, Act.AUDIT_READ, _non_conformance),
    K.EXEMPTION_DECISION: _reach(Act.EXEMPTION_DECIDE, Act.AUDIT_READ, _non_conformance),
    K.SUBMIT_ASSESSMENT: _reach(Act.ASSESSMENT_SUBMIT, Act.ASSESSMENT_READ, _assessment),
    K.ASSESSMENT_ACTION: _reach(Act.ASSESSMENT_WRITE, Act.ASSESSMENT_READ, _item),
    K.EVIDENCE: _reach(Act.ASSESSMENT_WRITE, Act.ASSESSMENT_READ, _of_organisation("evidence")),
    K.SCHEME_CERTIFICATE: _reach(
        Act.ASSESSMENT_WRITE, Act.ASSESSMENT_READ, _of_organisation("scheme-certificates")
    ),
    K.ACCREDITATION: _reach(Act.AUDIT_OPEN, Act.ACCREDITATION_READ, _firm),
    K.CLOSE_PERIOD: _reach(Act.PERIOD_CLOSE, Act.POSITION_READ, _period),
    K.ANNUAL_REPORT: _reach(Act.PERIOD_CLOSE, Act.REPORT_READ, _report),
    K.RECONCILE_MONTH: _reach(Act.STOCK_COUNT, Act.MOVEMENT_READ, _month),
    K.DUE_DILIGENCE: _reach(Act.SUPPLIER_ASSESS, Act.MOVEMENT_READ, _of_organisation("suppliers")),
    K.CONTRACTOR: _reach(Act.CONTRACTOR_LIST, Act.MOVEMENT_READ, _of_scope("contractors")),
    K.ISSUE_DOCUMENTS: _reach(Act.DOCUMENT_ISSUE, Act.DOCUMENT_READ, _of_organisation("documents", "due")),
    K.INBOX: _reach(Act.DOCUMENT_RECEIVE, Act.DOCUMENT_READ, _of_organisation("documents", "inbox")),
    K.DISPUTE: _reach(
        Act.DOCUMENT_CANCEL,
        Act.DOCUMENT_READ,
        _of_organisation("documents", "issued", query="?state=disputed"),
    ),
    K.RECEIPTS_WAITING: _reach(
        Act.DOCUMENT_RECEIVE, Act.MOVEMENT_READ, _of_organisation("documents", "inbox")
    ),
    K.APPROVE_PLAN: _reach(Act.PLAN_APPROVE, Act.POSITION_READ, _of_scope("plans")),
    K.APPROVE_RESERVATION: _reach(Act.RESERVATION_APPROVE, Act.POSITION_READ, _of_scope("reservations")),
    K.APPROVE_REOPENING: _reach(Act.REOPENING_APPROVE, Act.POSITION_READ, _of_scope("periods")),
    K.APPROVE_CLAIM: _reach(Act.CLAIM_APPROVE, Act.CLAIM_SUBMITTED_READ, _claim),
    K.CLAIM_ENDS: _reach(Act.CLAIM_WRITE, Act.CLAIM_SUBMITTED_READ, _claim),
    K.ACCEPT_TRANSFER: _reach(Act.CERTIFICATE_TAKE_OVER, Act.CERTIFICATE_TRANSFER_READ, _transfer),
    K.CONFIRM_TRANSFER: _reach(Act.CERTIFICATE_TRANSFER_CONFIRM, Act.CERTIFICATE_TRANSFER_READ, _transfer),
    K.CONFIRM_SECRETARY: _reach(Act.SECRETARY_APPOINT, Act.SECRETARY_APPOINT, lambda _: _path("secretariat")),
    K.COMPLAINT_ANSWER: _reach(Act.COMPLAINT_HANDLE, Act.COMPLAINT_HANDLE, _complaint),
    K.COMPLAINT_END: _reach(Act.COMPLAINT_HANDLE, Act.COMPLAINT_HANDLE, _complaint),
    K.REPLACE_KEY: _reach(Act.KEY_MAKE, Act.KEY_READ, _keys),
    K.REPLACE_INSTALLATION_KEY: _reach(Act.KEY_MAKE_INSTALLATION, Act.KEY_MAKE_INSTALLATION, _keys),
    K.CONFIRM_KEY: _reach(Act.KEY_CONFIRM, Act.KEY_READ, _keys),
    K.READ_NOTICES: _reach(Act.NOTICE_READ, Act.NOTICE_READ, _of_organisation("notices")),
}
"""Every kind of duty."""


def duty_link(duty: Duty) -> str:
    """Return the path of the page on which a duty is done."""
    return DUTY_REACH[duty.kind].link(duty)


def may_do(actor: Actor, duty: Duty) -> bool:
    """Say whether a duty is the actor's; nobody has one that they asked others for."""
    name = actor.name.casefold()
    if name == duty.asked_by.casefold() or (duty.only_by and name != duty.only_by.casefold()):
        return False
    return _may(actor, DUTY_REACH[duty.kind].does, duty)


def may_read(actor: Actor, duty: Duty) -> bool:
    """Say whether the actor may know of a duty."""
    return _may(actor, DUTY_REACH[duty.kind].reads, duty)


def _may(actor: Actor, act: Act, duty: Duty) -> bool:
    return may(actor, act, duty.organisation or None, firm=duty.firm or None, audit=duty.audit or None)
