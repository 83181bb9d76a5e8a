"""Notices: what an organisation was told."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from casthouse.service.notice import PAGE_SIZE, notices, read_notice
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import number_of


@page()
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the notices, the newest first."""
    found = notices(
        request.actor, organisation=organisation, before=number_of(request.GET.get("before"), None)
    )
    context = {
        "organisation": organisation,
        "notices": found,
        "older": found[-1].identifier if len(found) == PAGE_SIZE else None,
    }
    return render(request, "notice/list.html", context)


@page("POST")
def read(request: PageRequest, organisation: str, number: int) -> HttpResponse:
    """Note that a notice was read."""
    read_notice(request.actor, organisation=organisation, identifier=number)
    return redirect("notices", organisation)
