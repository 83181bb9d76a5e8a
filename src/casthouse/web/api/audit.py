"""Audits: opened, planned, found, reported, reviewed."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from casthouse.service import audit as audit_service
from casthouse.service import audit_plan as plan_service
from casthouse.service import audit_report as report_service
from casthouse.service.audit_checklist import checklist
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_json import audit_json, audit_view_json, checklist_json, oversight_json
from casthouse.service.audit_list import oversight_queue
from casthouse.service.audit_plan import WantedPlan, WantedSite
from casthouse.service.audit_report import WantedReport, site_visit
from casthouse.service.audit_view import audit_view
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Flag, Given, ShortText, Text, WholeNumber
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["audits"])
AUDIT = "/audits/{audit}"
CERTIFICATES_MAX = 100


class AuditGiven(Given):
    """Which scope is audited, by whom, and when; `members` are beside the lead."""

    scope: ShortText
    standard: ShortText
    edition: ShortText
    audit_type: ShortText
    firm: ShortText
    lead: ShortText
    members: tuple[ShortText, ...] = ()
    first_day: Day
    last_day: Day


class PlanSiteGiven(Given):
    """What is known of a site of the scope and planned there; no half day: it is not visited."""

    code: ShortText
    staff: WholeNumber
    risk: WholeNumber = 0
    is_head_office: Flag = False
    has_communities: Flag = False
    is_joint_custody: Flag = False
    half_days: WholeNumber = 0
    interviews: WholeNumber = 0
    community_notice_on: Day | None = None
    community_language: Text = ""


class PlanGiven(Given):
    """A plan with every site of the scope; the last day is inclusive."""

    on_site_from: Day
    on_site_to: Day
    sites: list[PlanSiteGiven]
    reason_below_default: Text = ""
    head_office_elsewhere: Text = ""


class VisitGiven(Given):
    """A visit to a site of the plan."""

    site: ShortText
    first_day: Day
    last_day: Day
    is_remote: Flag = False
    half_days: WholeNumber
    interviews: WholeNumber = 0
    community_interviews: WholeNumber = 0


class FindingGiven(Given):
    """What was found about an item at a site; `grounds` grade a non-conformance.

    `scheme_certificates` are numbers of those that the audit sees: a conformance rests on them, a non-conformance
    contradicts them.
    """

    item: ShortText
    site: ShortText
    rating: ShortText
    statement: Text
    evidence: tuple[Text, ...] = ()
    grounds: tuple[ShortText, ...] = ()
    scheme_certificates: Annotated[tuple[int, ...], Field(max_length=CERTIFICATES_MAX)] = ()


class ReportGiven(Given):
    """The verified maturity, whether a visit is still due, and a summary."""

    systems: ShortText
    risk: ShortText
    performance: ShortText
    summary: Text
    is_site_visit_due: Flag = False


class Said(Given):
    """What is said, or why."""

    text: Text


@router.get("/audits", response=dict[str, Any])
def list_audits(request: ApiRequest) -> dict[str, Any]:
    """List the audits that the caller may read, newest first."""
    return {"audits": [audit_json(each) for each in audit_service.audits(request.auth)]}


@router.post("/audits", response={201: dict[str, Any]})
def open_(request: ApiRequest, given: AuditGiven) -> HttpResponse:
    """Open an audit; a team outside its accreditation is refused with every reason."""

    def work() -> Reply:
        return Reply(
            shape=audit_json(audit_service.open_audit(request.auth, **given.model_dump())), status=201
        )

    return once(request, work)


@router.get("/oversight", response=dict[str, Any])
def list_waiting(request: ApiRequest) -> dict[str, Any]:
    """List the audits that wait for the secretariat, those due first at the top."""
    return {"audits": oversight_json(oversight_queue(request.auth))}


@router.get(AUDIT, response=dict[str, Any])
def show(request: ApiRequest, audit: str) -> dict[str, Any]:
    """Show where an audit stands, what is missing and what comes next."""
    return audit_view_json(audit_view(request.auth, audit=audit))


@router.post(f"{AUDIT}/plans", response={201: dict[str, Any]})
def plan(request: ApiRequest, audit: str, given: PlanGiven) -> HttpResponse:
    """Submit the plan of an audit; the sample is drawn by the rules."""
    wanted = WantedPlan(
        on_site_from=given.on_site_from,
        on_site_to=given.on_site_to,
        sites=tuple(WantedSite(**each.model_dump()) for each in given.sites),
        reason_below_default=given.reason_below_default,
        head_office_elsewhere=given.head_office_elsewhere,
    )
    return _done(request, audit, lambda: plan_service.submit_plan(request.auth, audit=audit, wanted=wanted))


@router.post(f"{AUDIT}/plan/approve", response={201: dict[str, Any]})
def approve_plan(request: ApiRequest, audit: str) -> HttpResponse:
    """Approve the plan that was submitted last."""
    return _done(request, audit, lambda: plan_service.approve_plan(request.auth, audit=audit))


@router.post(f"{AUDIT}/plan/send-back", response={201: dict[str, Any]})
def send_plan_back(request: ApiRequest, audit: str, given: Said) -> HttpResponse:
    """Send the plan back, with what is to be changed."""
    return _done(
        request, audit, lambda: plan_service.send_plan_back(request.auth, audit=audit, reason=given.text)
    )


@router.post(f"{AUDIT}/visits", response={201: dict[str, Any]})
def visit(request: ApiRequest, audit: str, given: VisitGiven) -> HttpResponse:
    """Record a visit to a site of the plan."""
    made = site_visit(**given.model_dump())
    return _done(request, audit, lambda: report_service.record_visit(request.auth, audit=audit, visit=made))


@router.get(f"{AUDIT}/checklist", response=dict[str, Any])
def show_checklist(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List what applies at each site of the plan, with what was found."""
    return {"audit": audit, "checklist": checklist_json(checklist(request.auth, audit=audit))}


@router.post(f"{AUDIT}/findings", response={201: dict[str, Any]})
def find(request: ApiRequest, audit: str, given: FindingGiven) -> HttpResponse:
    """Record a finding; one of the same item and site that stands already is corrected by it."""
    wanted = WantedFinding(
        item=given.item,
        site=given.site,
        rating=given.rating,
        statement=given.statement,
        evidence=given.evidence,
        grounds=given.grounds,
        certificates=given.scheme_certificates,
    )

    def work() -> Reply:
        made = record_finding(request.auth, audit=audit, wanted=wanted)
        shape: dict[str, object] = {
            "audit": audit,
            "item": given.item,
            "non_conformance": made.non_conformance,
        }
        return Reply(shape=shape, status=201)

    return once(request, work)


@router.post(f"{AUDIT}/reports", response={201: dict[str, Any]})
def report(request: ApiRequest, audit: str, given: ReportGiven) -> HttpResponse:
    """Send the report to the secretariat."""
    wanted = WantedReport(**given.model_dump())
    return _done(request, audit, lambda: report_service.send_report(request.auth, audit=audit, wanted=wanted))


@router.post(f"{AUDIT}/comments", response={201: dict[str, Any]})
def comment(request: ApiRequest, audit: str, given: Said) -> HttpResponse:
    """Say something about the report: the secretariat asks, the lead answers."""
    return _done(request, audit, lambda: report_service.comment(request.auth, audit=audit, text=given.text))


@router.post(f"{AUDIT}/review/accept", response={201: dict[str, Any]})
def accept(request: ApiRequest, audit: str) -> HttpResponse:
    """Accept the report; the audit may be decided."""
    return _done(request, audit, lambda: report_service.accept_report(request.auth, audit=audit))


@router.post(f"{AUDIT}/review/send-back", response={201: dict[str, Any]})
def send_back(request: ApiRequest, audit: str, given: Said) -> HttpResponse:
    """Send the report back, with what is to be changed."""
    return _done(
        request, audit, lambda: report_service.send_report_back(request.auth, audit=audit, text=given.text)
    )


@router.post(f"{AUDIT}/withdraw", response={201: dict[str, Any]})
def withdraw(request: ApiRequest, audit: str, given: Said) -> HttpResponse:
    """Withdraw an audit before it is decided."""

    def work() -> Reply:
        audit_service.withdraw_audit(request.auth, audit=audit, reason=given.text)
        return Reply(shape={"audit": audit, "state": "withdrawn"}, status=201)

    return once(request, work)


def _done(request: ApiRequest, audit: str, act: Any) -> HttpResponse:  # noqa: ANN401 - what it returns is not shown
    """Do something to an audit and answer how it then stands."""

    def work() -> Reply:
        act()
        return Reply(shape=audit_view_json(audit_view(request.auth, audit=audit)), status=201)

    return once(request, work)
