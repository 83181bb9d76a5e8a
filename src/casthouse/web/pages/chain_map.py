"""Flows by country on the map, with the companies behind each way: of the chain, or of one ledger."""

from collections.abc import Mapping
from typing import TypedDict

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.custody.stage import Stage
from casthouse.picture.country_flow import CountryGrouping
from casthouse.picture.flow_network import FlowNetwork
from casthouse.service import clock
from casthouse.service.chain_map import chain_map, organisation_map
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.chain_picture import YEARS_OFFERED
from casthouse.web.pages.picture import file_links, picture_answer
from casthouse.web.picture_view import picture_view
from casthouse.web.query import member_of, number_of

CHOSEN = ("stage", "start", "end", "by")


class Asked(TypedDict):
    """What an address asks for."""

    year: int | None
    stage: Stage | None
    start: str | None
    end: str | None
    grouping: CountryGrouping


@page()
def show(request: PageRequest) -> HttpResponse:
    """Show what went from country to country in a year."""
    network = chain_map(request.actor, **_asked(request))
    return _shown(request, network, file_links("chain_map_file", query=_query(request, network)))


@page()
def save(request: PageRequest, view: str, form: str) -> HttpResponse:
    """Give the map, or the diagram of the same flows, as a file."""
    network = chain_map(request.actor, **_asked(request))
    return picture_answer(network, view=view, form=form, name=f"countries-{_year(network)}")


@page()
def show_organisation(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the same from the ledger of one organisation."""
    network = organisation_map(request.actor, organisation=organisation, **_asked(request))
    query = _query(request, network)
    files = file_links("organisation_countries_file", organisation, query=query)
    return _shown(request, network, {"organisation": organisation, **files})


@page()
def save_organisation(request: PageRequest, organisation: str, view: str, form: str) -> HttpResponse:
    """Give that map, or the diagram of the same flows, as a file."""
    network = organisation_map(request.actor, organisation=organisation, **_asked(request))
    return picture_answer(network, view=view, form=form, name=f"{organisation}-countries-{_year(network)}")


def _shown(request: PageRequest, network: FlowNetwork, more: Mapping[str, object]) -> HttpResponse:
    this_year = clock.today().year
    shown = _year(network)
    chosen = {name: request.GET.get(name, "") for name in CHOSEN}
    context = {
        "shown": shown,
        "years": sorted({shown, *range(this_year, this_year - YEARS_OFFERED, -1)}, reverse=True),
        "stages": tuple(Stage),
        "chosen": chosen,
        "is_of_companies": chosen["by"] == CountryGrouping.ORGANISATION.value,
        "picture": picture_view(network),
        **more,
    }
    return render(request, "chain_picture/map.html", context)


def _query(request: PageRequest, network: FlowNetwork) -> dict[str, str]:
    """Return the same question for the files."""
    chosen = {name: word for name in CHOSEN if (word := request.GET.get(name, ""))}
    return {"year": str(_year(network))} | chosen


def _asked(request: PageRequest) -> Asked:
    return {
        "year": number_of(request.GET.get("year"), None),
        "stage": member_of(Stage, request.GET.get("stage"), "stage"),
        "start": request.GET.get("start") or None,
        "end": request.GET.get("end") or None,
        "grouping": member_of(CountryGrouping, request.GET.get("by"), "grouping") or CountryGrouping.COUNTRY,
    }


def _year(network: FlowNetwork) -> int:
    assert network.first is not None  # a year has days
    return network.first.year
