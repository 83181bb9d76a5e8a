"""The position of a scope: figures, their reasons, and the course of the year."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.service.position import position
from casthouse.web.page_request import PageRequest, page


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show where a scope stands in a period."""
    found = position(request.actor, scope=scope)
    return render(request, "position/show.html", {"position": found})
