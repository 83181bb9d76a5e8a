"""Saying no over HTTP: problem details (RFC 9457) that carry the refusal's code and words.

Whatever goes wrong under `/api/` is answered so, also what Django itself refuses before a use case is reached, and a
fault of ours, which says nothing of its inside.
"""

import json
import logging
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from casthouse.refusal import Refusal
from casthouse.service.store import is_busy
from casthouse.web.refusal_status import status_of

API = "/api/"
PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 2
FAULTS_SHOWN_MAX = 20
logger = logging.getLogger("casthouse.web")

_REFUSED_BY_HTTP: dict[int, Refusal] = {
    HTTPStatus.BAD_REQUEST: Refusal(
        "request_malformed",
        found="a request that cannot be read",
        expected="an HTTP request as the API reference has it",
        todo="correct the program that sends it",
    ),
    HTTPStatus.UNAUTHORIZED: Refusal(
        "not_signed_in",
        found="no session, and no token that opens",
        expected="a signed-in person, or the header “Authorization: Bearer …” with a token in force",
        todo="sign in, or have a token made: on the command line “casthouse token create”",
    ),
    HTTPStatus.FORBIDDEN: Refusal(
        "csrf_failed",
        found="a call from a session without its CSRF token",
        expected="the header “X-CSRFToken” with the value of the cookie “csrftoken”",
        todo="send the header, or call with a bearer token",
    ),
    HTTPStatus.NOT_FOUND: Refusal(
        "address_unknown",
        found="an address that is none of the API",
        expected="an address of the API reference",
        todo="look at /api/v1/docs",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Refusal(
        "method_not_allowed",
        found="a method that this address does not have",
        expected="a method of the header “Allow”",
        todo="look at /api/v1/docs",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Refusal(
        "body_too_large",
        found="a body above the limit of this address",
        expected="a smaller body",
        todo="send it in several calls, or movements as a CSV file",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Refusal(
        "store_busy",
        found="the store at work for others",
        expected="a moment without",
        todo="send the same call again; with the same Idempotency-Key it takes effect once",
    ),
}
_SERVER_FAULT = Refusal(
    "server_fault",
    found="a fault of ours",
    expected="none",
    todo="send the same call again; if it fails again, tell the operator the time and this address",
)


ABBREVIATIONS = ("api", "coc", "csrf", "json", "pdf", "xlsx")


def title_of(code: str) -> str:
    """Return a code as a title, `JSON malformed`, `Rows refused`."""
    words = [word.upper() if word in ABBREVIATIONS else word for word in code.split("_")]
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]]).replace("COC", "CoC")


def problem_members(request: HttpRequest, refusal: Refusal, *, status: int, **more: object) -> dict[str, Any]:
    """Return the members of a problem; `more` stands beside the usual ones."""
    text = refusal.text
    return {
        "type": f"urn:casthouse:problem:{text.code}",
        "title": title_of(text.code),
        "status": status,
        "detail": f"Found {text.found}; expected {text.expected}. To do: {text.todo}.",
        "instance": request.path,
        **text.as_json(),
        **more,
    }


def problem(request: HttpRequest, refusal: Refusal, *, status: int, **more: object) -> HttpResponse:
    """Return a problem as an answer."""
    body = json.dumps(problem_members(request, refusal, status=status, **more), ensure_ascii=False)
    answer = HttpResponse(body, status=status, content_type=PROBLEM_JSON)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="casthouse"'
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def problem_of_status(request: HttpRequest, status: int) -> HttpResponse:
    """Return the problem of something that HTTP itself has a word for."""
    refusal = _REFUSED_BY_HTTP.get(status)
    if refusal is None:
        is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        refusal = _SERVER_FAULT if is_ours else _REFUSED_BY_HTTP[HTTPStatus.BAD_REQUEST]
    return problem(request, refusal, status=status)


def problem_of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the problem of a refused use case."""
    return problem(request, refusal, status=status_of(refusal.code))


def _of_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"where": where_of(each["loc"]), "what": str(each["msg"])} for each in error.errors[:FAULTS_SHOWN_MAX]
    ]
    refusal = Refusal(
        "request_invalid",
        found="; ".join(f"{each['where']}: {each['what']}" for each in faults),
        expected="a call as the API reference has it",
        todo="correct what is named",
    )
    return problem(request, refusal, status=status_of(refusal.code), faults=faults)


def where_of(place: Sequence[object]) -> str:
    """Return where a fault is as the caller knows it, `body.period`: without the name that our code gives the body."""
    source, *parts = (str(part) for part in place)
    return ".".join([source, *(parts[1:] if source == "body" else parts)])


def _of_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Return the problem of what ninja refuses; a body that our parser refused says so itself."""
    if isinstance(error.__cause__, Refusal):
        return problem_of_refusal(request, error.__cause__)
    return problem_of_status(request, error.status_code)


def _of_server_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s", request.method, request.path, exc_info=error)
    return problem_of_status(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _of_busy_store(request: HttpRequest, error: Exception) -> HttpResponse:
    if not is_busy(error):
        return _of_server_fault(request, error)
    logger.warning("%s %s: %s", request.method, request.path, error)
    return problem_of_status(request, HTTPStatus.SERVICE_UNAVAILABLE)


_STATUSES: dict[type[Exception], HTTPStatus] = {
    AuthenticationError: HTTPStatus.UNAUTHORIZED,
    RequestDataTooBig: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooManyFieldsSent: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    SuspiciousOperation: HTTPStatus.BAD_REQUEST,
    MultiPartParserError: HTTPStatus.BAD_REQUEST,
    UnreadablePostError: HTTPStatus.BAD_REQUEST,
}
_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Refusal: problem_of_refusal,
    ValidationError: _of_shape,
    HttpError: _of_http_error,
    OperationalError: _of_busy_store,
    Exception: _of_server_fault,
}


def answer_problems(api: NinjaAPI) -> None:
    """Have an API answer problems and nothing else when it says no."""
    for kind, status in _STATUSES.items():
        api.add_exception_handler(kind, partial(_of_known_status, status=status))
    for kind, answer in _HANDLERS.items():
        api.add_exception_handler(kind, answer)


def _of_known_status(request: HttpRequest, _: Exception | type[Exception], *, status: int) -> HttpResponse:
    return problem_of_status(request, status)


class ProblemAnswers:
    """Turns whatever error Django answers under `/api/` into a problem; the outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if not request.path.startswith(API):
            return self.get_response(request)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return problem_of_status(request, HTTPStatus.BAD_REQUEST)
        answer = self.get_response(request)
        if answer.status_code < HTTPStatus.BAD_REQUEST or answer["Content-Type"] == PROBLEM_JSON:
            return answer
        told = problem_of_status(request, answer.status_code)
        for name in ("Allow",):
            if name in answer:
                told[name] = answer[name]
        return told
