"""The secretariat itself: who is of it; one proposes, another confirms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.refusal import Refusal
from casthouse.service.person import remove_person
from casthouse.service.secretary import (
    ProposedSecretary,
    confirm_secretary,
    decline_secretary,
    propose_secretary,
    secretariat,
)
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.secretary import SecretaryForm
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show(request: PageRequest) -> HttpResponse:
    """List the people, and propose one."""
    secretariat(request.actor)  # whoever may not see it is refused before a form is read
    form = SecretaryForm(sent(request))
    made: ProposedSecretary | None = None
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            made = propose_secretary(request.actor, username=form.cleaned_data["username"])
        except Refusal as refused:
            refusal = refused
    held = secretariat(request.actor)
    context = {
        "held": held,
        "waiting": [
            (each, each.may_be_confirmed_by(request.actor.name)) for each in held.proposals if each.is_open
        ],
        "ended": [each for each in held.proposals if not each.is_open],
        "form": SecretaryForm() if made else form,
        "made": made,
    }
    response = form_page(request, "person/secretariat.html", context, refusal)
    if made:
        response.status_code = 200
        response["Cache-Control"] = "no-store"
    return response


@page("POST")
def confirm(request: PageRequest) -> HttpResponse:
    """Confirm somebody whom another person proposed."""
    made = confirm_secretary(request.actor, username=request.POST.get("username", ""))
    messages.success(request, f"{made.username} is of the secretariat.")
    return redirect("secretariat")


@page("POST")
def decline(request: PageRequest) -> HttpResponse:
    """Decline a proposal, or take the own one back."""
    made = decline_secretary(request.actor, username=request.POST.get("username", ""))
    messages.success(request, f"The proposal of {made.username} is ended.")
    return redirect("secretariat")


@page("POST")
def remove(request: PageRequest) -> HttpResponse:
    """Take the role from a colleague."""
    username = request.POST.get("username", "")
    remove_person(request.actor, username=username, role="secretariat")
    messages.success(request, f"{username} is of the secretariat no more.")
    return redirect("secretariat")
