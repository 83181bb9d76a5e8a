"""Decisions on audits: what the findings permit, and what a named person confirms."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from casthouse.service import decision as service
from casthouse.service.audit_json import decision_json, decision_view_json
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["decisions"])
DECISION = "/audits/{audit}/decision"


class DecisionGiven(Given):
    """The computed outcome, or a stricter one with its reason."""

    outcome: ShortText
    reason: Text = ""


@router.get(DECISION, response=dict[str, Any])
def show(request: ApiRequest, audit: str) -> dict[str, Any]:
    """Show what the findings of an audit permit today, with each reason, and what was decided."""
    return decision_view_json(service.decision_view(request.auth, audit=audit))


@router.post(DECISION, response={201: dict[str, Any]})
def take(request: ApiRequest, audit: str, given: DecisionGiven) -> HttpResponse:
    """Confirm what the findings permit, or overrule it in the stricter direction; the certificate follows."""

    def work() -> Reply:
        taken = service.take_decision(request.auth, audit=audit, outcome=given.outcome, reason=given.reason)
        return Reply(shape=decision_json(taken), status=201)

    return once(request, work)
