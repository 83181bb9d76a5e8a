"""The first page: the scopes that I may see, and what waits for me."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.web.page_request import PageRequest, page


@page()
def show(request: PageRequest) -> HttpResponse:
    """Show where everything stands."""
    return render(request, "home/show.html", {})
