"""The year of an organisation as a picture: all its scopes at once, what they send to each other inside."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.picture.flow_network import FlowNetwork
from casthouse.picture.year_mass import Grouping
from casthouse.service import clock
from casthouse.service.picture import YearDays, organisation_picture
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.picture import file_links, picture_answer
from casthouse.web.picture_view import picture_view
from casthouse.web.query import member_of, number_of

YEARS_OFFERED = 6


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show what moved in a year at all scopes of an organisation."""
    network, days, grouping = _asked(request, organisation)
    shown, this_year = _year(network), clock.today().year
    context = {
        "organisation": organisation,
        "shown": shown,
        "years": sorted({shown, *range(this_year, this_year - YEARS_OFFERED, -1)}, reverse=True),
        "days": days,
        "all_days": tuple(YearDays),
        "grouping": grouping,
        "groupings": tuple(Grouping),
        "picture": picture_view(network),
        **file_links(
            "organisation_flows_file",
            organisation,
            query={"year": str(shown), "days": days.value, "by": grouping.value},
        ),
    }
    return render(request, "picture/organisation.html", context)


@page()
def save(request: PageRequest, organisation: str, view: str, form: str) -> HttpResponse:
    """Give the picture of an organisation's year as a file."""
    network, days, _ = _asked(request, organisation)
    return picture_answer(network, view=view, form=form, name=f"{organisation}-{_year(network)}-{days}")


def _asked(request: PageRequest, organisation: str) -> tuple[FlowNetwork, YearDays, Grouping]:
    days = member_of(YearDays, request.GET.get("days"), "days") or YearDays.CALENDAR
    grouping = member_of(Grouping, request.GET.get("by"), "grouping") or Grouping.COUNTERPARTY
    network = organisation_picture(
        request.actor,
        organisation=organisation,
        year=number_of(request.GET.get("year"), None),
        days=days,
        grouping=grouping,
    )
    return network, days, grouping


def _year(network: FlowNetwork) -> int:
    assert network.last is not None  # a year has days
    return network.last.year
