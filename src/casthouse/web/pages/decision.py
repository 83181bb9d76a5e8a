"""The decision on an audit: what the findings permit, with each reason, and who confirms it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.service.decision import decision_view, take_decision
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import DecisionForm
from casthouse.web.page_form import offered_form, work_forms
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show(request: PageRequest, audit: str) -> HttpResponse:
    """Show what the findings permit today, and confirm it."""
    view = decision_view(request.actor, audit=audit)

    def work(given: Mapping[str, Any]) -> str:
        taken = take_decision(request.actor, audit=audit, **given)
        number = f" Certificate {taken.certificate}." if taken.certificate else ""
        return f"Decided: {taken.decision.outcome.value}.{number}"

    form = offered_form(
        request,
        partial(DecisionForm, outcomes=view.choices),
        name="decision",
        title="Confirm, or be stricter",
        button="Decide",
        is_open=view.is_open and may(request.actor, Act.DECISION_TAKE),
        work=work,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("decision", audit)
    return form_page(request, "decision/show.html", {"view": view, "page_forms": [form]}, refusal)
