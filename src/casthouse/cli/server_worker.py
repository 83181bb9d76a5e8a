"""A worker of gunicorn that answers what is no request by a page of ours, where gunicorn would send a bare one."""

import socket
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

FAULTS = (
    (LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (ParseException, HTTPStatus.BAD_REQUEST),
    (Exception, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""What ends a connection before Casthouse is asked, the special before the general."""
HEADERS = (
    "HTTP/1.1 {status.value} {status.phrase}",
    "Connection: close",
    "Content-Type: text/html; charset=utf-8",
    "Content-Security-Policy: {policy}",
    "X-Content-Type-Options: nosniff",
    "Cache-Control: no-store",
    "Content-Length: {length}",
)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Threads that serve; what they cannot read they refuse in the look of the other pages."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:  # noqa: ANN401, ARG002
        """Answer, and end the connection; the log has what the page does not tell."""
        status = next(status for kind, status in FAULTS if isinstance(exc, kind))
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("Error handling request", exc_info=exc)
        else:
            self.log.warning("Invalid request: %s", exc)
        try:
            write_nonblock(client, fault_answer(status, address_max=self.cfg.limit_request_line))
        except OSError:
            self.log.debug("Nobody waits for the answer.")


def fault_answer(status: HTTPStatus, *, address_max: int) -> bytes:
    """Return the whole answer: its head and its page."""
    page = render_to_string(f"{status.value}.html", {"address_max": address_max}).encode()
    policy = settings.CONTENT_SECURITY_POLICY
    head = "\r\n".join(HEADERS).format(status=status, policy=policy, length=len(page))
    return f"{head}\r\n\r\n".encode() + page
