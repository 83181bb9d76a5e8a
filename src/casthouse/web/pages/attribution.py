"""Attribution: by which rule a scope's accounts attribute, and what all accounts attribute of a delivery."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from casthouse.custody.scope import Scope
from casthouse.exchange.trace_list import TraceList
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.attributed_picture import attributed_sheet
from casthouse.service.attribution import attribution_of, set_attribution
from casthouse.service.organisation import scope_register
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.attribution import RULE_WORDS, AttributionForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.picture import file_links
from casthouse.web.picture_view import picture_view
from casthouse.web.refusal_status import status_of

ORIGINS_SHOWN = 200


@page("GET", "POST")
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show by which rule a scope attributes, and choose another."""
    found = attribution_of(request.actor, scope=scope)
    register = scope_register(request.actor, scope=scope)
    form = AttributionForm(sent(request), periods=_periods(register.scope))
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            chosen = set_attribution(
                request.actor,
                scope=scope,
                rule=given["rule"],
                first_day=date.fromisoformat(given["first_day"]),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"In the period from {chosen.period_start} the rule is {chosen.rule}.")
            return redirect("attribution", scope)
    context = {
        "scope": scope,
        "register": register,
        "attribution": found,
        "words": RULE_WORDS[found.rule],
        "form": form,
        "may_choose": may(request.actor, Act.ATTRIBUTION_SET, found.organisation),
    }
    return form_page(request, "attribution/show.html", context, refusal)


def _periods(scope: Scope) -> list[Period]:
    """Return the periods from which on a rule may be chosen: today's first, then the next, and those before."""
    today = scope.calendar.number_on(clock.today()) or 0  # before the first period: the first
    return [scope.calendar.period(number) for number in (today, today + 1, *range(today - 1, -1, -1))]


@page()
def show_trace(request: PageRequest, organisation: str) -> HttpResponse:
    """Show what the accounts of all companies attribute of a delivery."""
    reference = request.GET.get("reference", "").strip()
    context: dict[str, object] = {"organisation": organisation, "reference": reference}
    try:
        sheet = attributed_sheet(request.actor, organisation=organisation, reference=reference)
    except Refusal as refusal:
        if not refusal.code.startswith("trace_"):
            raise
        context["refusal"] = refusal.text
        return render(request, "attribution/trace.html", context, status=status_of(refusal.code))
    found = sheet.trace
    context |= {
        "trace": found,
        "picture": picture_view(sheet.network),
        "flows_csv": f"{reverse('trace_file', args=[organisation, TraceList.ACCOUNT_FLOWS])}?"
        f"{urlencode({'reference': reference})}",
        **file_links("picture_attributed_file", organisation, query={"reference": reference}),
        "sources": found.sources[:ORIGINS_SHOWN],
        "origins": found.origins[:ORIGINS_SHOWN],
        "more": max(0, len(found.origins) - ORIGINS_SHOWN),
    }
    return render(request, "attribution/trace.html", context)
