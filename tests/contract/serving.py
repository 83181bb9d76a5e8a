"""A server of its own for a test: `casthouse serve` on a spare port, and clients that speak HTTP to it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.contract.store import Store

READY_SECONDS_MAX = 60
ANSWER_SECONDS_MAX = 120
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    json: Any


@dataclass(frozen=True, kw_only=True)
class Served:
    """A store that is served, and the secret of a person who may post to it."""

    port: int
    secret: str
    log: Path

    def post(self, path: str, body: object, *, key: str | None = None) -> Told:
        """Post JSON over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS_MAX)
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        with contextlib.closing(connection):
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            return Told(
                status=answer.status, headers=dict(answer.getheaders()), json=json.loads(answer.read())
            )

    def said(self) -> str:
        """Return what the server wrote to its log."""
        return self.log.read_text(encoding="utf-8")


@contextlib.contextmanager
def served(store: Store, *, organisation: str = "ACME") -> Iterator[Served]:
    """Serve a store while the block runs; a clerk of the organisation has a token."""
    role = ("--role", "clerk", "--organisation", organisation)
    assert store.run("person", "add", "night-job", *role, "--generate").code == 0
    secret = store.run("token", "create", "night-job", "--name", "tests").json["secret"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = store.home / "server.log"
    with log.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "casthouse", "serve", "--port", str(port)],
            env=os.environ | {"CASTHOUSE_HOME": str(store.home), "CASTHOUSE_DATABASE_URL": store.url},
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, port, log)
        yield Served(port=port, secret=secret, log=log)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"the server did not come up: {log.read_text(encoding='utf-8')}")


def at_once(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    """Make all calls at the same moment, each in a thread of its own, and return what they give."""
    start = threading.Barrier(len(calls))

    def made(call: Callable[[], _T]) -> _T:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(made, calls))
