"""A page with a form: what was typed stays, and a refusal stands above it with its status."""

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from casthouse.refusal import Refusal
from casthouse.web.page_request import PageRequest
from casthouse.web.refusal_status import UNPROCESSABLE, status_of


def form_page(
    request: PageRequest, template: str, context: Mapping[str, object], refusal: Refusal | None = None
) -> HttpResponse:
    """Render a form, again if it was refused: 200 to begin with, 422 for its shape, else the refusal's status."""
    status = 200
    if request.method == "POST":
        status = status_of(refusal.code) if refusal else UNPROCESSABLE
    shown = {**context, "refusal": refusal.text if refusal else None}
    return render(request, template, shown, status=status)


def sent(request: PageRequest) -> QueryDict | None:
    """Return what a form sent, an empty one too; None where nothing was sent."""
    return request.POST if request.method == "POST" else None
