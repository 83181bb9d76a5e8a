"""The EU CBAM for what a scope made: embedded emissions, free allocation, certificates due; actual beside default."""

from fractions import Fraction

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.refusal import Refusal
from casthouse.service.cbam import CbamWanted, scope_cbam
from casthouse.service.organisation import scope_register
from casthouse.service.overview import period_of_now
from casthouse.service.permission import Act, authorise
from casthouse.web.forms.cbam import CbamForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of
from casthouse.web.refusal_status import status_of


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show the form, and what a good comes to."""
    period = day_of(request.GET.get("period")) or period_of_now(request.actor, scope=scope)
    register = scope_register(request.actor, scope=scope)
    authorise(request.actor, Act.FOOTPRINT_READ, register.organisation.code)
    asked = "cn" in request.GET
    form = CbamForm(request.GET if asked else None)
    context: dict[str, object] = {
        "scope": scope,
        "organisation": register.organisation.code,
        "register": register,
        "period": period,
        "form": form,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "footprint/cbam.html", context, status=422 if asked else 200)
    given = form.cleaned_data
    wanted = CbamWanted(
        cn=given["cn"],
        year=given["year"],
        mass_t=None if given["mass_t"] is None else Fraction(given["mass_t"]),
        route=given["route"],
        paid_t=Fraction(given["paid_t"] or 0),
    )
    try:
        context["found"] = scope_cbam(request.actor, scope=scope, wanted=wanted, period=period)
    except Refusal as refusal:
        if not refusal.code.startswith("cbam_"):
            raise
        context["refusal"] = refusal.text
        return render(request, "footprint/cbam.html", context, status=status_of(refusal.code))
    return render(request, "footprint/cbam.html", context)
