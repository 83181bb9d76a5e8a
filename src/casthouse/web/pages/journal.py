"""The journal of an organisation."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.service.journal import PAGE_SIZE, journal
from casthouse.web.journal_line import journal_line
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import number_of


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show who did what, newest first."""
    entries = journal(
        request.actor, organisation=organisation, before=number_of(request.GET.get("before"), None)
    )
    context = {
        "organisation": organisation,
        "lines": [journal_line(organisation, each) for each in entries],
        "older": entries[-1].number if len(entries) == PAGE_SIZE else None,
    }
    return render(request, "journal/show.html", context)
