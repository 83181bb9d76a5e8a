"""The footprint of a scope: per tonne, by step, by product group, under each scrap rule, with what is behind it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from casthouse.exchange.footprint_picture import footprint_drawing, footprint_notes
from casthouse.exchange.picture_file import PictureForm, drawing_file
from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.footprint.stage_account import Basis
from casthouse.service.footprint import USUAL_METHOD, footprint_methods, scope_footprint
from casthouse.service.organisation import scope_register
from casthouse.web.download import download
from casthouse.web.page_request import PageRequest, page
from casthouse.web.picture_view import on_page, picture_form
from casthouse.web.query import day_of


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show the footprint of what a scope made in a period."""
    code = request.GET.get("method") or USUAL_METHOD
    found = scope_footprint(
        request.actor,
        scope=scope,
        period=day_of(request.GET.get("period")),
        method=code,
        stage=request.GET.get("stage", ""),
    )
    register = scope_register(request.actor, scope=scope)
    last = register.scope.calendar.number_starting(found.period.start) or 0
    context = {
        "scope": scope,
        "organisation": register.organisation.code,
        "register": register,
        "found": found,
        "told": found.figure,
        "pictures": on_page(lambda width: footprint_drawing(found, width=width), key="waterfall"),
        "forms": tuple(PictureForm),
        "query": urlencode(
            {"period": found.period.start.isoformat(), "method": code, "stage": found.stage.value}
        ),
        "methods": footprint_methods(request.actor),
        "method_rows": _method_rows(found.method),
        "periods": [register.scope.calendar.period(n) for n in range(max(0, last - 5), last + 2)],
        "measured": _measured(found),
    }
    return render(request, "footprint/show.html", context)


@page()
def save_picture(request: PageRequest, scope: str, form: str) -> HttpResponse:
    """Give the waterfall as a picture."""
    found = scope_footprint(
        request.actor,
        scope=scope,
        period=day_of(request.GET.get("period")),
        method=request.GET.get("method") or USUAL_METHOD,
        stage=request.GET.get("stage", ""),
    )
    kind = picture_form(form)
    content = drawing_file(footprint_drawing(found), form=kind, foot=footprint_notes(found))
    return download(content, f"footprint-{scope}-{found.period.start}.{kind}")


def _measured(found: ScopeFootprint) -> set[str]:
    """Return which references are of measurements: of the plant's lines, and of what it consumed of its own."""
    of_lines = {reference for line in found.lines for reference in line.entries}
    inflows = found.figure.inflows if found.figure else ()
    own = [each.inflow for each in inflows if each.inflow.basis is Basis.OWN_STAGE]
    return of_lines | {reference for each in own for reference in each.entries}


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
