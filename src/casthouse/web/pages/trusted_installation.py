"""Other installations whose word is taken: who decided it and how they knew; taken and ended here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.passport.trust_bundle import BYTES_MAX
from casthouse.refusal import Refusal
from casthouse.service.permission import Act, authorise, may
from casthouse.service.trusted_installation import (
    distrust_installation,
    trust_installation,
    trusted_installations,
)
from casthouse.web.form_page import form_page
from casthouse.web.forms.trusted_installation import DistrustForm, TrustForm
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show(request: PageRequest) -> HttpResponse:
    """List what was decided, and decide."""
    held = trusted_installations(request.actor)
    if request.method == "POST":
        authorise(request.actor, Act.TRUST_SET)
    wanted = request.POST.get("form", "")
    taking = (
        TrustForm(request.POST, request.FILES, auto_id="trust_%s")
        if wanted == "trust"
        else TrustForm(auto_id="trust_%s")
    )
    ending = DistrustForm(
        request.POST if wanted == "end" else None,
        auto_id="end_%s",
        installations=[each.installation for each in held if each.is_trusted],
    )
    refusal = None
    try:
        if said := _worked(request, taking, ending):
            messages.success(request, said)
            return redirect("trusted_installations")
    except Refusal as refused:
        refusal = refused
    context = {
        "held": held,
        "taking": taking,
        "ending": ending,
        "may_set": may(request.actor, Act.TRUST_SET),
    }
    return form_page(request, "trusted_installation/list.html", context, refusal)


def _worked(request: PageRequest, taking: TrustForm, ending: DistrustForm) -> str:
    """Do what was sent, and return what to say of it; blank where nothing whole was sent."""
    if taking.is_bound and taking.is_valid():
        content = taking.cleaned_data["file"].read(BYTES_MAX + 1)
        value = trust_installation(request.actor, content=content, reason=taking.cleaned_data["reason"])
        return f"{value.installation} is believed: what is signed there can be booked here."
    if ending.is_bound and ending.is_valid():
        given = ending.cleaned_data
        value = distrust_installation(
            request.actor, installation=given["installation"], reason=given["reason"]
        )
        return f"{value.installation} is believed no more; what was booked stays booked."
    return ""
