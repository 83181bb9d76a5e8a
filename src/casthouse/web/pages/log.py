"""The log for everybody: a page about it, and its files as C2SP tlog-tiles has them."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from casthouse.service.public_log import public_checkpoint, public_log, public_tile
from casthouse.web.page_request import PageRequest, open_page
from casthouse.web.public_page import public_page

TEXT = "text/plain; charset=utf-8"
SECONDS_KEPT = 5
YEAR_SECONDS = 31_536_000


@public_page
def show(request: PageRequest) -> HttpResponse:
    """Show how large the log is, when it was signed, who watches it and how to check it."""
    return render(request, "log/show.html", {"log": public_log(request.actor)})


@open_page()
def show_checkpoint(request: PageRequest) -> HttpResponseBase:
    """Send the newest checkpoint."""
    return _sent(public_checkpoint(request.actor).encode(), TEXT, f"public, max-age={SECONDS_KEPT}")


@open_page()
def show_tile(request: PageRequest, place: str) -> HttpResponseBase:
    """Send a tile, which never changes."""
    content = public_tile(request.actor, path=f"tile/{place}")
    return _sent(content, "application/octet-stream", f"public, max-age={YEAR_SECONDS}, immutable")


def _sent(content: bytes, kind: str, kept: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = kept
    response["Access-Control-Allow-Origin"] = "*"  # a verifier in a browser reads it from elsewhere
    return response
