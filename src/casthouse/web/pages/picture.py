"""Pictures of flows: a scope's period as a diagram and on the map, each with its table and as a file."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from casthouse.exchange.picture_file import PictureForm, View, picture_file
from casthouse.measure.period import Period
from casthouse.picture.flow_network import FlowNetwork
from casthouse.picture.year_mass import Grouping
from casthouse.service import clock
from casthouse.service.attributed_picture import attributed_picture
from casthouse.service.organisation import ScopeRegister, scope_register
from casthouse.service.picture import year_picture
from casthouse.service.trace_picture import trace_picture
from casthouse.web.download import download
from casthouse.web.page_request import PageRequest, page
from casthouse.web.picture_view import picture_view
from casthouse.web.query import day_of, member_of


@page()
def show_year(request: PageRequest, scope: str) -> HttpResponse:
    """Show what moved in a period of a scope."""
    network, grouping = _year(request, scope)
    register = scope_register(request.actor, scope=scope)
    context = {
        "scope": scope,
        "register": register,
        "periods": _periods(register, network),
        "picture": picture_view(network),
        "grouping": grouping,
        "groupings": tuple(Grouping),
        "title": network.title,
        **file_links("picture_year_file", scope, query={"period": str(network.first), "by": grouping.value}),
    }
    return render(request, "picture/year.html", context)


@page()
def save_year(request: PageRequest, scope: str, view: str, form: str) -> HttpResponse:
    """Give the picture of a scope's period as a file."""
    network, _ = _year(request, scope)
    return picture_answer(network, view=view, form=form, name=f"{scope}-{network.first}")


@page()
def save_trace(request: PageRequest, organisation: str, view: str, form: str) -> HttpResponse:
    """Give the picture of a trace as a file."""
    reference = request.GET.get("reference", "").strip()
    found = trace_picture(request.actor, organisation=organisation, reference=reference)
    return picture_answer(found.network, view=view, form=form, name=f"trace-{found.subject.lot.lot}")


@page()
def save_attributed(request: PageRequest, organisation: str, view: str, form: str) -> HttpResponse:
    """Give the picture of what the accounts attribute as a file."""
    reference = request.GET.get("reference", "").strip()
    network = attributed_picture(request.actor, organisation=organisation, reference=reference)
    return picture_answer(network, view=view, form=form, name=f"attributed-{reference[:100]}")


def file_links(name: str, *args: str, query: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return where the files of a picture are, by how it is drawn."""

    def link(view: View, form: PictureForm) -> tuple[str, str]:
        return form.upper(), f"{reverse(name, args=[*args, view, form])}?{urlencode(query)}"

    return {f"files_{view}": [link(view, form) for form in PictureForm] for view in (View.FLOW, View.MAP)}


def _periods(register: ScopeRegister, network: FlowNetwork) -> list[Period]:
    """Return the periods that are offered: up to today's, and the one that is shown."""
    offered = {each.start: each for each in register.scope.calendar.until(clock.today())}
    if network.first and network.last and network.first not in offered:
        offered[network.first] = Period(start=network.first, end=network.last + timedelta(days=1))
    return sorted(offered.values(), reverse=True)


def picture_answer(network: FlowNetwork, *, view: str, form: str, name: str) -> HttpResponse:
    """Return a picture as a file to save; an address that names no view or form is no page."""
    try:
        wanted, kind = View(view), PictureForm(form)
    except ValueError:
        raise Http404 from None
    content = picture_file(network, view=wanted, form=kind)
    return download(content, f"{name}-{wanted}.{kind}")


def _year(request: PageRequest, scope: str) -> tuple[FlowNetwork, Grouping]:
    period = day_of(request.GET.get("period"))
    grouping = member_of(Grouping, request.GET.get("by"), "grouping") or Grouping.COUNTERPARTY
    return year_picture(request.actor, scope=scope, period=period, grouping=grouping), grouping
