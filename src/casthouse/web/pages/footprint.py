"""The footprint of a scope: per tonne, by step, by product group, under each scrap rule, with what is behind it."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.service.footprint import USUAL_METHOD, footprint_methods, scope_footprint
from casthouse.service.organisation import scope_register
from casthouse.service.overview import period_of_now
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of
from casthouse.web.waterfall_picture import waterfalls


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show the footprint of what a scope made in a period."""
    period = day_of(request.GET.get("period")) or period_of_now(request.actor, scope=scope)
    code = request.GET.get("method") or USUAL_METHOD
    found = scope_footprint(
        request.actor, scope=scope, period=period, method=code, stage=request.GET.get("stage", "")
    )
    register = scope_register(request.actor, scope=scope)
    last = register.scope.calendar.number_starting(found.period.start) or 0
    context = {
        "scope": scope,
        "organisation": register.organisation.code,
        "register": register,
        "found": found,
        "told": found.figure,
        "pictures": waterfalls(found.figure.steps) if found.figure else (),
        "methods": footprint_methods(request.actor),
        "method_rows": _method_rows(found.method),
        "periods": [register.scope.calendar.period(n) for n in range(max(0, last - 5), last + 2)],
        "measured": {reference for line in found.lines for reference in line.entries},
    }
    return render(request, "footprint/show.html", context)


def _method_rows(method: FootprintMethod) -> list[tuple[str, str]]:
    return [
        ("Inside the boundary", ", ".join(each.value.replace("_", " ") for each in method.boundary)),
        ("Scrap", method.scrap_rule.value.replace("_", "-")),
        ("Global warming potentials", method.gwp_set),
        ("Electricity", f"by {method.electricity_rule.value}"),
        ("CO2 per carbon", method.carbon_ratio),
        ("May be left out per process", f"{float(method.cutoff_percent):g} %"),
        ("Data year", str(method.data_year)),
        ("Factor editions, the first that has one", ", ".join(method.factor_editions)),
        ("To renew after", str(method.valid_until or "–")),
        ("Verified by", method.verifier or "nobody"),
        ("Source", method.source),
    ]
