"""The small server of `casthouse witness serve`: two addresses, each in a thread of its own; behind it is one state."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from casthouse.cli.output import print_message
from casthouse.passport.witness import REQUEST_SIZE_MAX, TEXT
from casthouse.refusal import Refusal
from casthouse.service.witness import Witness

SECONDS_MAX = 30
LENGTH_DIGITS_MAX = len(str(REQUEST_SIZE_MAX))


def witness_server(witness: Witness, *, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server that answers for a witness; port 0 takes any that is free."""

    class Answers(_Answers):
        """What is asked of this witness."""

        served = witness

    return ThreadingHTTPServer((host, port), Answers)


class _Answers(BaseHTTPRequestHandler):
    served: Witness
    timeout = SECONDS_MAX
    protocol_version = "HTTP/1.1"
    server_version = "casthouse-witness"
    sys_version = ""

    def do_POST(self) -> None:
        """Take a checkpoint."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self.close_connection = True  # what was sent is not read: it is no next request
            self._send(HTTPStatus.NOT_FOUND, "no such address\n")
        elif not _is_bounded(length):
            self.close_connection = True
            self._send(HTTPStatus.BAD_REQUEST, f"a body of at most {REQUEST_SIZE_MAX} bytes\n")
        else:
            try:
                found = self.served.answer(self.rfile.read(int(length)))
            except Refusal as refusal:
                self._without_state(refusal)
                return
            self._send(found.status, found.body, kind=found.content_type)

    def do_GET(self) -> None:
        """Show the checkpoint of a log that was cosigned last."""
        try:
            note = self.served.latest(self.path.removeprefix("/"))
        except Refusal as refusal:
            self._without_state(refusal)
            return
        if note is None:
            self._send(HTTPStatus.NOT_FOUND, "no checkpoint of such a log\n")
        else:
            self._send(HTTPStatus.OK, note)

    def _without_state(self, refusal: Refusal) -> None:
        """Say that the state cannot be read: nothing is vouched for, and why is for whoever runs the witness."""
        print_message(str(refusal))
        self._send(HTTPStatus.INTERNAL_SERVER_ERROR, "this witness cannot read its state\n")

    def _send(self, status: int, body: str, *, kind: str = TEXT) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002, ANN401 - as http.server has it
        """Print what was asked."""
        print_message(format % arguments)


def _is_bounded(length: str) -> bool:
    """Say whether an announced length is a number that is read: the very number that was looked at."""
    if not (length.isascii() and length.isdecimal() and len(length) <= LENGTH_DIGITS_MAX):
        return False
    return int(length) <= REQUEST_SIZE_MAX
