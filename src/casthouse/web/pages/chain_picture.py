"""Flows of the whole chain in a year: published ones for everybody, all closed periods for the secretariat."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.picture.chain_flow import ChainGrouping
from casthouse.picture.flow_network import FlowNetwork
from casthouse.service import clock
from casthouse.service.chain_picture import chain_year, published_chain
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.picture import file_links, picture_answer
from casthouse.web.picture_view import picture_view
from casthouse.web.public_page import public_page
from casthouse.web.query import member_of, number_of

YEARS_OFFERED = 6


@public_page
def show_published(request: PageRequest) -> HttpResponse:
    """Show what was published of a year."""
    found = published_chain(request.actor, year=number_of(request.GET.get("year"), None))
    shown = found.network.first.year if found.network.first else None
    context = {
        "years": found.years,
        "shown": shown,
        "picture": picture_view(found.network),
        **file_links("public_flows_file", query={"year": str(shown)} if shown else {}),
    }
    return render(request, "chain_picture/published.html", context)


@public_page
def save_published(request: PageRequest, view: str, form: str) -> HttpResponse:
    """Give the picture of what was published as a file."""
    network = published_chain(request.actor, year=number_of(request.GET.get("year"), None)).network
    return picture_answer(network, view=view, form=form, name=f"chain-published-{_year(network)}")


@page()
def show_year(request: PageRequest) -> HttpResponse:
    """Show the flows of all members' closed periods."""
    network, grouping = _chain(request)
    shown = _year(network)
    this_year = clock.today().year
    context = {
        "years": range(this_year, this_year - YEARS_OFFERED, -1),
        "shown": shown,
        "grouping": grouping,
        "groupings": tuple(ChainGrouping),
        "picture": picture_view(network),
        **file_links("chain_flows_file", query={"year": str(shown), "by": grouping.value}),
    }
    return render(request, "chain_picture/year.html", context)


@page()
def save_year(request: PageRequest, view: str, form: str) -> HttpResponse:
    """Give the picture of all members' closed periods as a file."""
    network, grouping = _chain(request)
    return picture_answer(network, view=view, form=form, name=f"chain-{_year(network)}-{grouping}")


def _chain(request: PageRequest) -> tuple[FlowNetwork, ChainGrouping]:
    year = number_of(request.GET.get("year"), None)
    grouping = member_of(ChainGrouping, request.GET.get("by"), "grouping") or ChainGrouping.STAGE
    return chain_year(request.actor, year=year, grouping=grouping), grouping


def _year(network: FlowNetwork) -> int | str:
    return network.first.year if network.first else "none"
