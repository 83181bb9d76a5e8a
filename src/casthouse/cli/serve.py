"""`casthouse serve`: the web application, served by several processes."""

import socket
from typing import Annotated

import typer
from django.db import connections

from casthouse.refusal import Refusal


def serve(
    *,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the web application until it is stopped.

    Example: casthouse serve --port 8000
    """
    refuse_taken(host, port)
    connections.close_all()  # a connection must not be shared over a fork
    from casthouse.cli.server import Server  # noqa: PLC0415 - a tenth of a second that no other command needs

    Server(host, port).run()


def refuse_taken(host: str, port: int) -> None:
    """Say at once that an address is not to be had, in place of gunicorn's five attempts.

    Raises:
        Refusal: `address_not_available`.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Refusal(
            "address_not_available",
            found=f"{host} port {port}: {error.strerror}",
            expected="an address of this machine and a port that nothing listens on",
            todo="choose another port with --port, or stop what listens there",
        ) from error
