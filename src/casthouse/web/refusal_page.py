"""A refusal as a page, or as a fragment where only a part of a page was asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casthouse.refusal import Refusal
from casthouse.web.refusal_status import MALFORMED, status_of

API = "/api/"
NO_SUCH_METHOD = 405
HIDDEN = "\0"
"""No store keeps it in a text, nobody types it."""


class RefusalPages:
    """Turns a refusal that a view lets through into what a person can read; the API answers its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; what an address does not do is said on a page too."""
        answer = self.get_response(request)
        if answer.status_code != NO_SUCH_METHOD or request.path.startswith(API):
            return answer
        said = render(request, "405.html", status=NO_SUCH_METHOD)
        said["Allow"] = answer["Allow"]
        return said

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Refuse an address or a form with a NUL in it, before anything is looked up."""
        if request.path.startswith(API) or not _holds_nul(request):
            return None
        refusal = Refusal(
            "request_malformed",
            found="a NUL character in the address or the form",
            expected="text that can be read",
            todo="follow a link of these pages, or type the text anew",
        )
        return render(request, "refusal.html", {"refusal": refusal.text}, status=MALFORMED)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else is not ours."""
        if not isinstance(exception, Refusal) or request.path.startswith(API):
            return None
        part_wanted = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
        template = "part/refusal.html" if part_wanted else "refusal.html"
        return render(request, template, {"refusal": exception.text}, status=status_of(exception.code))


def _holds_nul(request: HttpRequest) -> bool:
    """Say whether an address or form holds a NUL; files are looked at by whoever reads them."""
    fields = [request.GET, request.POST] if request.method == "POST" else [request.GET]
    return HIDDEN in request.path or any(
        HIDDEN in text for each in fields for name, texts in each.lists() for text in (name, *texts)
    )
