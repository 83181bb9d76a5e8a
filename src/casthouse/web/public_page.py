"""Pages of the public register: the same for everybody, so that they may be kept for a while by whoever reads them.

A visitor is handed no cookie and is not followed. For a signed-in person the frame of the page is theirs, so it is
kept by nobody.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.http.response import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, set_response_etag

from casthouse.service.permission import VISITOR
from casthouse.web.page_request import AnyView, PageRequest, open_page

Arguments = ParamSpec("Arguments")
SECONDS_KEPT = 60


def public_page(view: Callable[Concatenate[PageRequest, Arguments], HttpResponseBase]) -> AnyView:
    """Make a view a page of the public register: open, only read, kept for a minute, with a tag of its content."""
    inner = open_page()(view)

    @wraps(view)
    def opened(request: PageRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        return kept_a_while(request, inner(request, *args, **kwargs))

    return opened


def kept_a_while(request: PageRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let an answer to a visitor be kept; answer that nothing changed where the reader has it already."""
    if request.actor is not VISITOR or response.status_code != HTTPStatus.OK:
        return response
    response["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    if isinstance(response, StreamingHttpResponse):
        return response
    whole = cast("HttpResponse", response)
    set_response_etag(whole)
    return get_conditional_response(request, etag=whole["ETag"], response=whole) or whole
