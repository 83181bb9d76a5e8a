"""The first page: the scopes that I may see, and what waits; for a visitor what there is to see."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from casthouse.parties.duty import DutyStanding
from casthouse.service import clock
from casthouse.service.organisation import BESIDE_MAX, workplace_page
from casthouse.service.overview import COUNTED_MAX, ScopeOverview, overview
from casthouse.service.worklist import worklist
from casthouse.web.certificate_words import why_not_certified
from casthouse.web.chart import Gauge, allowance_gauge
from casthouse.web.page_request import PageRequest, open_page, page
from casthouse.web.pages.public_register import show_front

PRESSING = frozenset({DutyStanding.OVERDUE, DutyStanding.NEAR})
WORK_SHOWN = 8
SHOWN_WHOLE = 8
"""So many organisations are shown with their positions; of more, only the names."""

MOVED = ("coc_inflow_g", "non_coc_inflow_g", "production_g", "outflow_g", "carried_in_g", "to_repay_g")
StageLine = tuple[str, dict[str, Any], Gauge, int]
"""A stage, its figures, its bar, and what was granted, in grams: the bar's whole length."""


@open_page()
def show(request: PageRequest) -> HttpResponseBase:
    """Show a signed-in person where everything stands, a visitor what there is to see without an account."""
    return show_overview(request) if request.user.is_authenticated else show_front(request)


@page()
def show_overview(request: PageRequest) -> HttpResponse:
    """Show where everything stands."""
    found = workplace_page(request.actor, limit=SHOWN_WHOLE + BESIDE_MAX)
    whole = [overview(request.actor, place) for place in found.places[:SHOWN_WHOLE]]
    context = {
        "overviews": [(each, lines_of(each.scopes)) for each in whole],
        "others": found.places[SHOWN_WHOLE:],
        "all_count": found.count if found.next else None,
        "counted_max": COUNTED_MAX,
        **_work(request),
        "is_auditor": bool(request.actor.firm_roles or request.actor.audit_roles),
    }
    return render(request, "home/show.html", context)


def _work(request: PageRequest) -> dict[str, object]:
    """Return what is overdue, near or waits without a day for the person, the most urgent first; nobody has none."""
    if not request.actor.all_roles:
        return {"work": [], "work_more": 0}
    found = [each for each in worklist(request.actor) if each.standing in PRESSING or not each.duty.due]
    return {"work": found[:WORK_SHOWN], "work_more": max(0, len(found) - WORK_SHOWN)}


def lines_of(scopes: Sequence[ScopeOverview]) -> list[tuple[ScopeOverview, list[StageLine], str]]:
    """Return each scope with the stages at which something moved, their bars, and why it is not certified today."""
    today = clock.today()
    return [(each, _stage_lines(each), why_not_certified(each.certificates, today)) for each in scopes]


def _stage_lines(scope: ScopeOverview) -> list[StageLine]:
    lines: list[StageLine] = []
    for stage, figures in scope.position.figures["stages"].items():
        if any(figures[name] for name in MOVED):
            granted_g = figures["carried_in_g"] + figures["own_maximum_g"] - figures["to_repay_g"]
            gauge = allowance_gauge(granted_g=granted_g, sold_g=figures["coc_outflow_g"])
            lines.append((stage, figures, gauge, granted_g))
    return lines
