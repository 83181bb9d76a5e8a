"""Witnesses of the log: they cosign what only grows, keep what they saw, and shout when history changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from casthouse.cli.witness_server import witness_server
from casthouse.exchange.web_file import fetched
from casthouse.passport.note import read_note
from casthouse.passport.note_key import note_key
from casthouse.passport.witness import origin_address
from casthouse.service.checkpoint import checkpoint_file
from casthouse.service.log_watch import watch_log
from casthouse.service.witness import Witness, cosigner, read_state
from tests.contract.movement_rows import other_receipt
from tests.contract.store import Store
from tests.scenario.test_transparency_log import rewritten_movement
from tests.scenario.trade import Trade
from tests.unit.refusing import refused

NAME = "witness.example"


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def files(folder: Path) -> Iterator[str]:
    with served(ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))) as url:
        yield url


def witness(store: Store, folder: Path) -> Witness:
    vkey = store.run("log", "show").json["keys"][0]
    return Witness(
        cosigner=cosigner(name=NAME, file=folder / "key"), logs=(note_key(vkey),), state=folder / "state.json"
    )


@pytest.fixture
def trade(store: Store) -> Trade:
    trade = Trade(store)
    trade.run("log", "checkpoint")
    return trade


def test_a_log_is_cosigned_as_long_as_it_only_grows(trade: Trade, tmp_path: Path) -> None:
    made = witness(trade.store, tmp_path)
    vkey = made.cosigner.key.vkey
    with served(witness_server(made, host="127.0.0.1", port=0)) as url:
        first = trade.run("log", "cosign", "--witness", url, "--vkey", vkey)
        assert trade.run("log", "cosign", "--witness", url, "--vkey", vkey) == first
        trade.post("ACME", other_receipt("MORE", quantity="1"))
        assert trade.run("log", "cosign", "--witness", url, "--vkey", vkey)["size"] == first["size"] + 1
        log = trade.run("log", "show")
        assert log["witnesses"] == [NAME]
        note = read_note(log["checkpoint"].encode())
        assert len(note.signers([made.cosigner.key, note_key(log["keys"][0])])) == 2
        status, kept = fetched(f"{url}/{origin_address(log['origin'])}")
        assert status == 200
        assert read_note(kept).signers([made.cosigner.key])
        assert fetched(f"{url}/{'0' * 64}/checkpoint")[0] == 404
        assert fetched(f"{url}/elsewhere", body=b"x")[0] == 404
        assert fetched(f"{url}/add-checkpoint", body=b"x")[0] == 400


def test_a_rewritten_log_is_not_cosigned(trade: Trade, tmp_path: Path) -> None:
    made = witness(trade.store, tmp_path)
    vkey = made.cosigner.key.vkey
    with served(witness_server(made, host="127.0.0.1", port=0)) as url:
        trade.run("log", "cosign", "--witness", url, "--vkey", vkey)
        with trade.store.in_use():
            rewritten_movement()
            checkpoint_file().unlink()
        before = read_state(made.state)
        for number in range(3):
            trade.post("ACME", other_receipt(f"MORE-{number}", quantity="1"))
        answer = trade.store.run("log", "cosign", "--witness", url, "--vkey", vkey)
        assert answer.refusal == "witness_refused"
        assert read_state(made.state) == before


def test_another_key_of_the_witness_is_not_believed(trade: Trade, tmp_path: Path) -> None:
    made = witness(trade.store, tmp_path)
    other = cosigner(name=NAME, file=tmp_path / "other").key.vkey
    with served(witness_server(made, host="127.0.0.1", port=0)) as url:
        answer = trade.store.run("log", "cosign", "--witness", url, "--vkey", other)
    assert answer.refusal == "witness_line_invalid"
    assert trade.run("log", "show")["witnesses"] == []


def test_who_watches_sees_growth_and_shouts_at_another_history(trade: Trade, tmp_path: Path) -> None:
    folder, state = tmp_path / "log", tmp_path / "seen.json"
    vkey = trade.run("log", "show")["keys"][0]
    with files(folder) as url:
        watch = ("witness", "watch", "--log", url, "--vkey", vkey, "--state", str(state))
        trade.run("log", "export-tiles", str(folder))
        size = trade.run("log", "show")["size"]
        assert trade.run(*watch)["before"] is None
        trade.post("ACME", other_receipt("MORE", quantity="1"))
        trade.run("log", "export-tiles", str(folder))
        signs = ("--name", NAME, "--key", str(tmp_path / "key"))
        found = trade.run(*watch, *signs)
        assert (found["before"], found["size"]) == (size, size + 1)
        assert NAME in found["line"]
        with trade.store.in_use():
            rewritten_movement()
            checkpoint_file().unlink()
        for number in range(4):
            trade.post("ACME", other_receipt(f"MORE-{number}", quantity="1"))
        seen = state.read_bytes()
        trade.run("log", "export-tiles", str(tmp_path / "other"))
    with files(tmp_path / "other") as url:
        answer = trade.store.run("witness", "watch", "--log", url, "--vkey", vkey, "--state", str(state))
    assert answer.refusal == "history_changed"
    assert "HISTORY OF THE LOG CHANGED" in answer.err
    assert state.read_bytes() == seen


def test_one_request_is_answered_without_a_server(trade: Trade, tmp_path: Path) -> None:
    vkey = trade.run("log", "show")["keys"][0]
    note = trade.run("log", "checkpoint")["checkpoint"]
    request = trade.store.file("request", f"old 0\n\n{note}")
    options = ("--name", NAME, "--key", str(tmp_path / "k"), "--vkey", vkey, "--state", str(tmp_path / "s"))
    answer = trade.run("witness", "add-checkpoint", request, *options)
    assert answer["status"] == 200
    assert answer["body"].startswith(f"\u2014 {NAME} ")
    again = trade.store.run("witness", "add-checkpoint", request, *options)
    assert (again.code, again.json["status"]) == (1, 409)
    assert trade.run("witness", "key", "--name", NAME, "--key", str(tmp_path / "k"))["vkey"].startswith(NAME)


@pytest.mark.parametrize(
    "content", ["", "{}", '{"format": "casthouse-witness/1", "checkpoints": {"a": "b"}}']
)
def test_a_state_that_cannot_be_read_is_not_an_empty_one(trade: Trade, tmp_path: Path, content: str) -> None:
    made = witness(trade.store, tmp_path)
    made.state.write_text(content)
    with refused("witness_state_invalid"):
        made.answer(b"old 0\n")
    assert made.state.read_text() == content


def test_what_others_signed_below_a_checkpoint_is_not_kept(trade: Trade, tmp_path: Path) -> None:
    made = witness(trade.store, tmp_path)
    note = trade.run("log", "checkpoint")["checkpoint"]
    stranger = cosigner(name="stranger.example", file=tmp_path / "stranger")
    signed = read_note(note.encode())
    shown = signed.with_signatures([stranger.line(signed.text)])
    assert made.answer(f"old 0\n\n{shown}".encode()).status == 200
    (kept,) = read_state(made.state).values()
    assert [each.name for each in read_note(kept.encode()).signatures] == [made.logs[0].name, NAME]


def test_a_server_says_that_it_cannot_read_its_state(tmp_path: Path) -> None:
    made = Witness(cosigner=cosigner(name=NAME, file=tmp_path / "key"), logs=(), state=tmp_path / "state")
    made.state.write_text("{}")
    with served(witness_server(made, host="127.0.0.1", port=0)) as url:
        for status, content in (
            fetched(f"{url}/{'0' * 64}/checkpoint"),
            fetched(f"{url}/add-checkpoint", body=b"old 0\n\nx"),
        ):
            assert (status, content) == (500, b"this witness cannot read its state\n")


@pytest.mark.parametrize(
    "length",
    ["000000000000999999999", "1048577", "00000001", "-1", "+1", "1_0", "1.0", " ", "\u00b2", "9" * 5000],
)
def test_a_length_is_read_only_as_far_as_it_was_looked_at(tmp_path: Path, length: str) -> None:
    made = Witness(cosigner=cosigner(name=NAME, file=tmp_path / "key"), logs=(), state=tmp_path / "state")
    with served(witness_server(made, host="127.0.0.1", port=0)) as url:
        asked = HTTPConnection(url.removeprefix("http://"), timeout=5)
        asked.putrequest("POST", "/add-checkpoint")
        asked.putheader("Content-Length", length.encode("latin-1"))
        asked.endheaders()
        answer = asked.getresponse()
        assert (answer.status, answer.read()) == (400, b"a body of at most 1048576 bytes\n")
        asked.close()


def test_a_log_that_is_not_reached_is_said_so(trade: Trade, tmp_path: Path) -> None:
    made = witness(trade.store, tmp_path)
    for url in ("http://127.0.0.1:9", "file:///etc"):
        with refused("address_unreachable"):
            watch_log(url=url, key=made.logs[0], state=made.state)


def test_the_key_of_a_witness_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = cosigner(name=NAME, file=tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert cosigner(name=NAME, file=tmp_path / "key").key == made.key
    (tmp_path / "bad").write_text("abc")
    with refused("witness_key_invalid"):
        cosigner(name=NAME, file=tmp_path / "bad")
