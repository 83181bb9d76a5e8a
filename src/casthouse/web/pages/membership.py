"""The membership of an organisation: class, joining date, standing, and the certificates that hang on it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.parties.membership import Standing
from casthouse.service.membership import change_standing, membership
from casthouse.service.permission import Act
from casthouse.web.form_page import form_page
from casthouse.web.forms.certificate import StandingForm
from casthouse.web.page_form import page_form, work_forms
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the membership, and change the standing."""

    def change(given: Mapping[str, Any]) -> str:
        story = change_standing(
            request.actor,
            organisation=organisation,
            standing=Standing(given["standing"]),
            reason=given["reason"],
            effective=given["effective"],
        )
        left = ", ".join(story.to_suspend)
        return f"The change of standing is recorded.{f' Suspend next: {left}.' if left else ''}"

    forms = [
        page_form(
            request,
            StandingForm,
            name="standing",
            title="Change the standing",
            button="Record",
            act=Act.MEMBERSHIP_CHANGE,
            organisation=organisation,
            work=change,
        )
    ]
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("membership", organisation)
    story = membership(request.actor, organisation=organisation)
    context = {"organisation": organisation, "story": story, "page_forms": forms}
    return form_page(request, "membership/show.html", context, refusal)
