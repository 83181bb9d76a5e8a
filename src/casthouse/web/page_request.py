"""What every page starts from: a signed-in person, and as what they act; some pages are open to visitors too."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from casthouse.service.permission import VISITOR, Actor
from casthouse.service.person import actor_of, must_choose_password
from casthouse.web.reach import require_reach

Arguments = ParamSpec("Arguments")


class PageRequest(HttpRequest):
    """A request of a signed-in person, or of a visitor where the page is open."""

    actor: Actor
    htmx: HtmxDetails
    user: User


View = Callable[Concatenate[PageRequest, Arguments], HttpResponseBase]
AnyView = Callable[..., HttpResponseBase]


def page(*methods: str) -> Callable[[View[Arguments]], AnyView]:
    """Make a view a page: only for signed-in people, within their reach, for these methods (GET when none is named)."""

    def made(view: View[Arguments]) -> AnyView:
        @require_http_methods(["HEAD", *(methods or ("GET",))])
        @login_required
        @wraps(view)
        def opened(
            request: PageRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponseBase:
            if must_choose_password(request.user):
                messages.info(request, "Somebody else has seen your password: choose one of your own first.")
                return redirect("account_change_password")
            request.actor = acting(request)
            require_reach(request.actor, kwargs)
            return view(request, *args, **kwargs)

        return opened

    return made


def open_page(*methods: str) -> Callable[[View[Arguments]], AnyView]:
    """Make a view a page for everybody, signed in or not; its address names no organisation or scope to reach."""

    def made(view: View[Arguments]) -> AnyView:
        @require_http_methods(["HEAD", *(methods or ("GET",))])
        @wraps(view)
        def opened(
            request: PageRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponseBase:
            request.actor = acting(request)
            return view(request, *args, **kwargs)

        return opened

    return made


def acting(request: HttpRequest) -> Actor:
    """Return as what the signed-in person acts, or a visitor; looked up once a request."""
    held: Actor | None = getattr(request, "actor", None)
    if held is None:
        held = actor_of(request.user) if isinstance(request.user, User) else VISITOR
        request.actor = held  # type: ignore[attr-defined]  # PageRequest has it
    return held


def no_content() -> HttpResponse:
    """Return an empty answer."""
    return HttpResponse(status=204)
