"""A real server with a store of its own, and a real browser in front of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "molten-metal-at-dawn"
REGISTER = Path(__file__).parent.parent / "data" / "mill" / "register.toml"
START_SECONDS_MAX = 90


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running Casthouse: its address, and the folder of its store."""

    address: str
    home: Path

    def run(self, *arguments: str, given: str = "") -> str:
        """Run a command on the store and return what it printed."""
        command = [sys.executable, "-m", "casthouse", *arguments]
        done = subprocess.run(
            command, input=given, env=environment(self.home), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process that serves a store of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASTHOUSE_")}
    return kept | {"CASTHOUSE_HOME": str(home)}


def register_with_addresses() -> str:
    """Return the sample register with what CoC Documents need: addresses, and who answers for them."""
    return re.sub(
        r'(country = "..")',
        r'\1\naddress = "Hafenstr. 1, Duisburg"\nresponsible = "coc@mill.example"',
        REGISTER.read_text(),
    )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a store with the register of the mill and two managers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Site(address=f"http://127.0.0.1:{port}", home=tmp_path / "home")
    register = tmp_path / "register.toml"
    register.write_text(register_with_addresses())
    made.run("register", "load", str(register))
    for name in ("ada", "max"):
        made.run(
            "person",
            "add",
            name,
            "--organisation",
            "HOLD",
            "--role",
            "manager",
            "--password-stdin",
            given=PASSWORD,
        )
    with served(made, port):
        yield made


@contextmanager
def served(site: Site, port: int) -> Iterator[None]:
    """Run `casthouse serve` for as long as the block lasts."""
    log = site.home / "serve.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "casthouse", "serve", "--port", str(port)],
            env=environment(site.home),
            stdout=out,
            stderr=out,
        )
    try:
        await_health(site.address, server)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)
    said = log.read_text()
    assert "Traceback" not in said, said


def await_health(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    opener = build_opener(ProxyHandler({}))
    for _ in range(START_SECONDS_MAX * 4):
        assert server.poll() is None, "the server ended"
        try:
            with opener.open(f"{address}/healthz", timeout=2) as answer:
                assert answer.status == 200
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.25)
    raise AssertionError("the server did not answer")


class Visit(Protocol):
    """Signs a person in and gives their page; who was shown a password chooses another first."""

    def __call__(self, name: str, *, shown: str = "") -> Page: ...


@pytest.fixture
def foreseen() -> list[str]:
    """Return patterns of errors in the console that a test brings about on purpose; none to begin with."""
    return []


@pytest.fixture
def visit(site: Site, tmp_path: Path, foreseen: list[str]) -> Iterator[Visit]:
    """Return a function that signs a person in and gives their page.

    Whatever a page asks of another host, and every error in its console, fails the test.
    """
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        contexts: list[BrowserContext] = []

        def open_for(name: str, *, shown: str = "") -> Page:
            context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
            contexts.append(context)
            page = context.new_page()
            page.on("request", lambda request: foreign(request.url, site.address, faults))
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.goto(f"{site.address}/account/login/")
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(shown or PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            if shown:
                choose_password(page, shown)
            page.get_by_role("heading", name="Overview").wait_for()
            return page

        yield open_for
        for context in contexts:
            context.close()
        browser.close()
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)
    assert [fault for fault in faults if not any(re.search(each, fault) for each in foreseen)] == []


def choose_password(page: Page, shown: str) -> None:
    """Choose a password in place of the one that somebody else has seen."""
    page.get_by_label("Current Password").fill(shown)
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Change Password").click()


def foreign(url: str, own: str, faults: list[str]) -> None:
    """Note a request to another host."""
    if not url.startswith((own, "data:", "blob:")):
        faults.append(url)
