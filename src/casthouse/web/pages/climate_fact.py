"""What a scope's own data says on the criteria of greenhouse gas: intensities, smelter threshold, path to 2050."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.service.climate_fact import climate_facts
from casthouse.service.organisation import scope_register
from casthouse.service.overview import period_of_now
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show the facts."""
    period = day_of(request.GET.get("period")) or period_of_now(request.actor, scope=scope)
    started_on = day_of(request.GET.get("started_on"))
    facts = climate_facts(request.actor, scope=scope, period=period, started_on=started_on)
    register = scope_register(request.actor, scope=scope)
    context = {
        "scope": scope,
        "organisation": register.organisation.code,
        "register": register,
        "period": period,
        "started_on": started_on,
        "facts": facts,
    }
    return render(request, "footprint/climate.html", context)
