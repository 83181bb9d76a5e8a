"""The map of the whole chain by country, for the secretariat, with the companies behind each way."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.custody.stage import Stage
from casthouse.picture.country_flow import CountryGrouping
from casthouse.picture.flow_network import FlowNetwork
from casthouse.service import clock
from casthouse.service.chain_map import chain_map
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.chain_picture import YEARS_OFFERED
from casthouse.web.pages.picture import file_links, picture_answer
from casthouse.web.picture_view import picture_view
from casthouse.web.query import member_of, number_of


@page()
def show(request: PageRequest) -> HttpResponse:
    """Show what went from country to country in a year."""
    network = _asked(request)
    this_year = clock.today().year
    shown = _year(network)
    query = {name: request.GET.get(name, "") for name in ("stage", "start", "end", "by")}
    chosen = {name: word for name, word in query.items() if word}
    context = {
        "shown": shown,
        "years": sorted({shown, *range(this_year, this_year - YEARS_OFFERED, -1)}, reverse=True),
        "stages": tuple(Stage),
        "chosen": query,
        "is_of_companies": query["by"] == CountryGrouping.ORGANISATION.value,
        "picture": picture_view(network),
        **file_links("chain_map_file", query={"year": str(shown)} | chosen),
    }
    return render(request, "chain_picture/map.html", context)


@page()
def save(request: PageRequest, view: str, form: str) -> HttpResponse:
    """Give the map, or the diagram of the same flows, as a file."""
    network = _asked(request)
    return picture_answer(network, view=view, form=form, name=f"countries-{_year(network)}")


def _asked(request: PageRequest) -> FlowNetwork:
    return chain_map(
        request.actor,
        year=number_of(request.GET.get("year"), None),
        stage=member_of(Stage, request.GET.get("stage"), "stage"),
        start=request.GET.get("start") or None,
        end=request.GET.get("end") or None,
        grouping=member_of(CountryGrouping, request.GET.get("by"), "grouping") or CountryGrouping.COUNTRY,
    )


def _year(network: FlowNetwork) -> int:
    assert network.first is not None  # a year has days
    return network.first.year
