"""The served application says no with a page, also to what never reaches it: too long, too much, unreadable."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_store
START_SECONDS_MAX = 60


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve an empty store."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASTHOUSE_")}
    command = [sys.executable, "-m", "casthouse", "serve", "--port", str(number)]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, env=kept | {"CASTHOUSE_HOME": str(home)}, stdout=log, stderr=log)
    try:
        _await(home / "log", server)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(log: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS_MAX * 5):
        assert server.poll() is None, log.read_text()
        if "Casthouse serves on" in log.read_text():
            return
        time.sleep(0.2)
    raise AssertionError(log.read_text())


CASES = {
    "a long address": (b"GET /?q=" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "too long"),
    "a long header": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a" * 9000 + b"\r\n\r\n",
        431,
        "cookies",
    ),
    "no request": (b"\x16\x03\x01 nonsense\r\n\r\n", 400, "Not understood"),
    "a foreign host": (
        b"GET / HTTP/1.1\r\nHost: <script>\r\nConnection: close\r\n\r\n",
        400,
        "Not understood",
    ),
    "a large form": (
        b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Cookie: csrftoken=" + b"a" * 32 + b"\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4004\r\n\r\n" + b"&a=1" * 1001,
        413,
        "Too much at once",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_page_says_what_cannot_be_read(port: int, name: str) -> None:
    sent, status, words = CASES[name]
    head, _, page = _answer(port, sent).partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} "), head
    assert words in page
    assert '<link rel="stylesheet" href="/static/casthouse.css">' in page
    assert "default-src 'self'" in head
    for inside in ("Traceback", "style=", "<script", "gunicorn", "Error parsing"):
        assert inside not in page


def _answer(port: int, sent: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(sent)
        pieces = []
        while piece := line.recv(65536):
            pieces.append(piece)
    return b"".join(pieces).decode()
