"""Who calls: a signed-in person, whose calls carry the CSRF token, or a program with a bearer token.

Every operation asks both; who is neither gets 401, and nothing of what is asked, unless the operation is open to
visitors. A header `Authorization` prevails over a session: a token that does not open is refused, whoever is signed
in beside it.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from ninja.errors import AuthenticationError, HttpError
from ninja.security import APIKeyCookie, HttpBearer

from casthouse.service.permission import VISITOR, Actor
from casthouse.service.person import actor_of
from casthouse.service.token import actor_behind


class ApiRequest(HttpRequest):
    """A request of somebody known; `auth` says as what they act."""

    auth: Actor


class BearerToken(HttpBearer):
    """A token in the header `Authorization: Bearer …`."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return who calls, None where no such header was sent."""
        if "Authorization" not in request.headers:
            return None
        actor: Actor | None = super().__call__(request)
        if actor is None:
            raise AuthenticationError
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return as whom the token acts."""
        return actor_behind(token)


class Session(APIKeyCookie):
    """The session of a signed-in person; a call that changes something needs the header `X-CSRFToken`."""

    param_name = "sessionid"

    def _get_key(self, request: HttpRequest) -> str | None:
        """Return the cookie; the CSRF token is looked at below, once it is known that somebody is signed in."""
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return as what the signed-in person acts."""
        if not request.user.is_authenticated:
            return None
        if not _came_from_our_pages(request):
            raise HttpError(HTTPStatus.FORBIDDEN, "CSRF")
        return actor_of(request.user)


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check, without the page that it shows to a person."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden(reason)


def _came_from_our_pages(request: HttpRequest) -> bool:
    """Say whether a call that changes something carries the CSRF token."""
    check = _CsrfCheck(lambda _: HttpResponseForbidden())
    request.csrf_processing_done = False  # type: ignore[attr-defined]  # as the middleware leaves it to views
    check.process_request(request)
    return check.process_view(request, _as_any_view, (), {}) is None


def _as_any_view() -> HttpResponseForbidden:
    """Stand for the view: it is not exempt, and never called."""
    return HttpResponseForbidden()


def as_visitor(request: HttpRequest) -> Actor:
    """Let everybody in; a call under a token or a session was recognised before, or refused."""
    return VISITOR


SIGN_IN = [BearerToken(), Session()]
OPEN_TO_ALL = [*SIGN_IN, as_visitor]
"""For operations that need no account: a router's or an operation's `auth`."""
