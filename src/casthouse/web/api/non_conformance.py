"""Non-conformances: the member plans and acts, the lead auditor judges."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from casthouse.service import non_conformance as service
from casthouse.service import performance_exemption as exemption_service
from casthouse.service.audit_json import non_conformance_json
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Flag, Given, ShortText, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["non-conformances"])
ONES = "/audits/{audit}/non-conformances"
ONE = f"{ONES}/{{number}}"


class ActionGiven(Given):
    """Why it happened, what is done about it, by whom and by when."""

    root_cause: Text
    action: Text
    responsible: ShortText
    deadline: Day


class DoneGiven(Given):
    """What was done, and where it is seen."""

    text: Text


class JudgementGiven(Given):
    """`plan_approved`, `plan_sent_back`, `action_sent_back`, `closed`, `downgraded` or `escalated`, and why."""

    judgement: ShortText
    text: Text = ""


class BarrierGiven(Given):
    """The structural barrier: what stands in the way, why it cannot be removed alone, where that is seen."""

    barrier: Text


class ExemptionGiven(Given):
    """Whether the exemption is approved, and why."""

    is_approved: Flag
    reason: Text


@router.get(ONES, response=dict[str, Any])
def list_ones(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List the non-conformances of an audit as they stand today."""
    found = service.non_conformances(request.auth, audit=audit)
    return {"audit": audit, "non_conformances": [non_conformance_json(each) for each in found]}


@router.get(ONE, response=dict[str, Any])
def show(request: ApiRequest, audit: str, number: int) -> dict[str, Any]:
    """Show a non-conformance with everything that happened to it."""
    return non_conformance_json(service.non_conformance(request.auth, audit=audit, number=number))


@router.post(f"{ONE}/plan", response={201: dict[str, Any]})
def plan(request: ApiRequest, audit: str, number: int, given: ActionGiven) -> HttpResponse:
    """Submit the corrective action plan."""

    def work() -> Reply:
        wanted = service.WantedAction(**given.model_dump())
        service.submit_plan(request.auth, audit=audit, number=number, wanted=wanted)
        return _reply(request, audit, number)

    return once(request, work)


@router.post(f"{ONE}/done", response={201: dict[str, Any]})
def done(request: ApiRequest, audit: str, number: int, given: DoneGiven) -> HttpResponse:
    """Report that the action is done."""

    def work() -> Reply:
        service.report_action(request.auth, audit=audit, number=number, text=given.text)
        return _reply(request, audit, number)

    return once(request, work)


@router.post(f"{ONE}/judge", response={201: dict[str, Any]})
def judge(request: ApiRequest, audit: str, number: int, given: JudgementGiven) -> HttpResponse:
    """Approve, send back, close, downgrade or escalate."""

    def work() -> Reply:
        named: dict[str, Any] = {"audit": audit, "number": number}
        service.judge(request.auth, judgement=given.judgement, text=given.text, **named)
        return Reply(shape={**named, "judgement": given.judgement}, status=201)

    return once(request, work)


@router.post(f"{ONE}/exemption", response={201: dict[str, Any]})
def ask_exemption(request: ApiRequest, audit: str, number: int, given: BarrierGiven) -> HttpResponse:
    """Ask not to count a major one, since a structural barrier stands in the way."""

    def work() -> Reply:
        exemption_service.request_exemption(request.auth, audit=audit, number=number, barrier=given.barrier)
        return _reply(request, audit, number)

    return once(request, work)


@router.post(f"{ONE}/exemption/decision", response={201: dict[str, Any]})
def decide_exemption(request: ApiRequest, audit: str, number: int, given: ExemptionGiven) -> HttpResponse:
    """Approve or decline the exemption that was asked for."""

    def work() -> Reply:
        named: dict[str, Any] = {"audit": audit, "number": number}
        exemption_service.decide_exemption(request.auth, **given.model_dump(), **named)
        return _reply(request, audit, number)

    return once(request, work)


def _reply(request: ApiRequest, audit: str, number: int) -> Reply:
    found = service.non_conformance(request.auth, audit=audit, number=number)
    return Reply(shape=non_conformance_json(found), status=201)
