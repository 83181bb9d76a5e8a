"""The joint ventures of an organisation: shares that it holds, and shares of others in its facilities."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.service.joint_venture import end_interest, joint_ventures, record_interest
from casthouse.service.permission import Act
from casthouse.web.form_page import form_page
from casthouse.web.forms.joint_venture import InterestEndForm, InterestForm
from casthouse.web.page_form import page_form, work_forms
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the shares, record one, end one."""

    def record(given: Mapping[str, Any]) -> str:
        made = record_interest(request.actor, **given)
        return f"Share {made.number} is recorded."

    def end(given: Mapping[str, Any]) -> str:
        ended = end_interest(request.actor, **given)
        return f"Share {ended.number} ends on {ended.interest.last}."

    forms = [
        page_form(
            request,
            InterestForm,
            name="interest",
            title="Record a share",
            button="Record",
            act=Act.JOINT_VENTURE_RECORD,
            organisation=organisation,
            work=record,
        ),
        page_form(
            request,
            InterestEndForm,
            name="end",
            title="End a share",
            button="Record the end",
            act=Act.JOINT_VENTURE_RECORD,
            organisation=organisation,
            work=end,
        ),
    ]
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("joint_ventures", organisation)
    context = {
        "organisation": organisation,
        "interests": joint_ventures(request.actor, organisation=organisation),
        "page_forms": forms,
    }
    return form_page(request, "joint_venture/list.html", context, refusal)
