"""What cannot be read as a request of ours, answered by a page that needs nothing of the request."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from casthouse.web.refusal_status import MALFORMED, TOO_LARGE


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before a view is asked: too much in a form, or nothing that can be read."""
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    status = TOO_LARGE if is_too_large else MALFORMED
    answer = HttpResponse(render_to_string(f"{status}.html"), status=status)
    answer["Content-Security-Policy"] = (
        settings.CONTENT_SECURITY_POLICY  # it may be refused before any header is added
    )
    answer["Cache-Control"] = "no-store"
    return answer
