"""People of an organisation: who holds which role, inviting, taking a role away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.refusal import Refusal
from casthouse.service.person import Invitation, add_person, people, remove_person, roles_to_give
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.person import PersonForm
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the people, and invite one."""
    roles = roles_to_give(request.actor, organisation=organisation)
    form = PersonForm(sent(request), roles=roles)
    refusal, invited = None, None
    if request.method == "POST" and form.is_valid():
        try:
            invited = add_person(
                request.actor,
                username=form.cleaned_data["username"],
                role=form.cleaned_data["role"],
                organisation=organisation,
            )
        except Refusal as found:
            refusal = found
    context = {
        "organisation": organisation,
        "people": people(request.actor, organisation=organisation),
        "form": PersonForm(roles=roles) if invited else form,
        "invited": invited,
    }
    response = form_page(request, "person/list.html", context, refusal)
    if invited:
        _shown_once(response, invited)
    return response


def _shown_once(response: HttpResponse, invited: Invitation) -> None:
    """Answer 200, and keep a page with a password out of every cache."""
    response.status_code = 200
    if invited.password:
        response["Cache-Control"] = "no-store"


@page("POST")
def remove(request: PageRequest, organisation: str) -> HttpResponse:
    """Take a role from a person."""
    username, role = request.POST.get("username", ""), request.POST.get("role", "")
    remove_person(request.actor, username=username, role=role, organisation=organisation)
    messages.success(request, f"{username} is no {role} of {organisation} any more.")
    return redirect("people", organisation)
