"""A refusal as a page, or as a fragment where only a part of a page was asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casthouse.refusal import Refusal
from casthouse.web.refusal_status import status_of

API = "/api/"


class RefusalPages:
    """Turns a refusal that a view lets through into what a person can read; the API answers its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else is not ours."""
        if not isinstance(exception, Refusal) or request.path.startswith(API):
            return None
        part_wanted = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
        template = "part/refusal.html" if part_wanted else "refusal.html"
        return render(request, template, {"refusal": exception.text}, status=status_of(exception.code))
