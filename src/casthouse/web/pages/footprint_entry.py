"""The entries behind a footprint: all of them, or those of one inflow, page by page and as CSV."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from casthouse.exchange.footprint_entry_csv import footprint_entries_csv
from casthouse.footprint.footprint_entry import FootprintEntry, footprint_entry_list
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.service.footprint import USUAL_METHOD, scope_footprint
from casthouse.web.download import download
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of

PAGE_SIZE = 200


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """List the entries behind the footprint of a period."""
    found, entries = _asked(request, scope)
    query = {
        "period": found.period.start.isoformat(),
        "method": found.method.code,
        "stage": found.stage.value,
    }
    inflow = request.GET.get("inflow", "")
    pages = Paginator(entries, PAGE_SIZE)
    context = {
        "scope": scope,
        "organisation": found.organisation,
        "found": found,
        "inflow": inflow,
        "query": urlencode(query),
        "here": urlencode(query | ({"inflow": inflow} if inflow else {})),
        "shown": pages.get_page(request.GET.get("page")),
        "count": len(entries),
    }
    return render(request, "footprint/entries.html", context)


@page()
def save(request: PageRequest, scope: str) -> HttpResponse:
    """Give them as CSV, whole."""
    found, entries = _asked(request, scope)
    name = f"footprint-{scope}-{found.period.start}-entries.csv"
    return download(footprint_entries_csv(entries).encode(), name)


def _asked(request: PageRequest, scope: str) -> tuple[ScopeFootprint, list[FootprintEntry]]:
    given = request.GET
    found = scope_footprint(
        request.actor,
        scope=scope,
        period=day_of(given.get("period")),
        method=given.get("method") or USUAL_METHOD,
        stage=given.get("stage", ""),
    )
    entries = footprint_entry_list(found.figure)
    inflow = given.get("inflow", "")
    if not inflow:
        return found, entries
    of_one = [each for each in entries if str(each.inflow) == inflow]
    if not of_one:
        raise Http404
    return found, of_one
