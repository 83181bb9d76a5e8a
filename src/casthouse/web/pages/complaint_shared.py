"""Complaints for the party complained about: what the handler shared with it, and its answer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from casthouse.service.complaint_shared import answer_shared, shared_complaint, shared_complaints
from casthouse.web.form_page import form_page
from casthouse.web.forms.complaint import SayForm
from casthouse.web.page_form import offered_form, work_forms
from casthouse.web.page_request import PageRequest, page


@page()
def show_list(request: PageRequest) -> HttpResponse:
    """List what handlers shared with the parties for whom the person answers."""
    return render(request, "complaint/shared_list.html", {"lines": shared_complaints(request.actor)})


@page("GET", "POST")
def show(request: PageRequest, complaint: str) -> HttpResponse:
    """Show what was shared of a complaint, and answer it."""
    lines = shared_complaint(request.actor, reference=complaint)

    def work(party: str, given: Any) -> str:  # noqa: ANN401 - what Django cleans
        answer_shared(request.actor, reference=complaint, text=given["text"], party=party)
        return "Your answer is with the handler."

    forms = [
        offered_form(
            request,
            SayForm,
            name=f"answer-{each.party.code}",
            title=f"Answer for {each.party.code}",
            button="Answer",
            is_open=each.may_answer,
            work=lambda given, party=each.party.code: work(party, given),  # type: ignore[misc]
        )
        for each in lines
    ]
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("complaint_shared", complaint)
    return form_page(request, "complaint/shared.html", {"lines": lines, "page_forms": forms}, refusal)
