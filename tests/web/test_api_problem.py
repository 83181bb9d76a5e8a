"""How the API says no: problem details with clear words, whatever is sent, and never a server error for it."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory

from casthouse.web.api.application import api
from tests.contract.movement_rows import file_text
from tests.web.api_world import API, MOVEMENTS, World

CLOSE = "/scopes/ACME-COC/periods/2024-01-01/close"
WHAT_IF = "/scopes/ACME-COC/what-if"

REFUSED_GET: dict[str, tuple[int, str]] = {
    "/nowhere": (404, "address_unknown"),
    "/organisations/ACME/": (404, "address_unknown"),
    "/scopes/ACME-COC/position?period=2024-02-01": (404, "period_unknown"),
    "/scopes/ACME-COC/position?period=2024-02-30": (422, "request_invalid"),
    "/scopes/ACME-COC/position?period=1704067200": (422, "request_invalid"),
    "/scopes/ACME-COC/position?on=": (422, "request_invalid"),
    "/scopes/ACME-COC/position?perod=2024-01-01": (400, "parameter_not_known"),
    "/scopes/ACME-COC%00/position": (400, "request_malformed"),
    f"{MOVEMENTS}?text=%00": (400, "request_malformed"),
    f"{MOVEMENTS}?text={'x' * 301}": (422, "request_invalid"),
    f"{MOVEMENTS}?limit=0": (422, "request_invalid"),
    f"{MOVEMENTS}?limit=1001": (422, "request_invalid"),
    f"{MOVEMENTS}?limit=99999999999999999999": (422, "request_invalid"),
    f"{MOVEMENTS}?kind=theft": (422, "request_invalid"),
    f"{MOVEMENTS}?cursor=%C3%BC": (400, "cursor_invalid"),
    f"{MOVEMENTS}?cursor=x": (400, "cursor_invalid"),
    f"{MOVEMENTS}?cursor=LTE=": (400, "cursor_invalid"),
    f"{MOVEMENTS}?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5": (400, "cursor_invalid"),
    f"{MOVEMENTS}/nothing": (404, "movement_unknown"),
    "/rule-packs/coc-v9": (422, "edition_unknown"),
    "/organisations/ACME/reports/0": (422, "request_invalid"),
    "/organisations/ACME/reports/2024/docx": (422, "request_invalid"),
}


@pytest.mark.parametrize(("path", "expected"), REFUSED_GET.items(), ids=[path[:60] for path in REFUSED_GET])
def test_what_is_asked_wrongly(path: str, expected: tuple[int, str], world: World) -> None:
    told = world.get(path)
    assert (told.status, told.code) == expected
    assert told.json["instance"] == told.answer.wsgi_request.path


REFUSED_POST: dict[str, tuple[str, Any, str, int, str]] = {
    "no json": (CLOSE, "{", "application/json", 400, "json_malformed"),
    "no object": (CLOSE, "[]", "application/json", 422, "request_invalid"),
    "twice": (CLOSE, '{"force_majeure":"a","force_majeure":"b"}', "application/json", 400, "json_malformed"),
    "hidden text": (CLOSE, '{"force_majeure":"\\u202e"}', "application/json", 400, "json_malformed"),
    "nul": (CLOSE, '{"force_majeure":"\\u0000"}', "application/json", 400, "json_malformed"),
    "half a pair": (CLOSE, '{"force_majeure":"\\ud83d"}', "application/json", 400, "json_malformed"),
    "deep": (CLOSE, "[" * 100_000, "application/json", 400, "json_malformed"),
    "no utf-8": (CLOSE, b'{"force_majeure":"\xff"}', "application/json", 400, "json_malformed"),
    "unknown member": (CLOSE, {"force": "flood"}, "application/json", 422, "request_invalid"),
    "wrong type": (CLOSE, {"force_majeure": 7}, "application/json", 422, "request_invalid"),
    "no json type": (
        CLOSE,
        "force_majeure=flood",
        "application/x-www-form-urlencoded",
        415,
        "media_type_not_supported",
    ),
    "too large": (CLOSE, " " * (5 << 20), "application/json", 413, "body_too_large"),
    "larger than django holds": (CLOSE, " " * (17 << 20), "application/json", 413, "body_too_large"),
    "grams as float": (
        WHAT_IF,
        '{"movements":[{"kind":"receipt","material":"aluminium","date":"2024-03-01","quantity_g":1.5}]}',
        "application/json",
        400,
        "json_malformed",
    ),
    "grams as text": (
        WHAT_IF,
        {
            "movements": [
                {"kind": "receipt", "material": "aluminium", "date": "2024-03-01", "quantity_g": "1"}
            ]
        },
        "application/json",
        422,
        "request_invalid",
    ),
    "grams without end": (
        WHAT_IF,
        '{"movements":[{"kind":"receipt","material":"aluminium","date":"2024-03-01","quantity_g":'
        + "9" * 400
        + "}]}",
        "application/json",
        400,
        "json_malformed",
    ),
    "rows of no known kind": (MOVEMENTS, "x", "text/plain", 415, "media_type_not_supported"),
    "rows that are none": (MOVEMENTS, "{", "application/json", 400, "json_malformed"),
    "rows without a row": (MOVEMENTS, [], "application/json", 422, "file_empty"),
    "a file without a row": (MOVEMENTS, file_text([]), "text/csv", 422, "file_empty"),
    "a workbook that is none": (
        MOVEMENTS,
        b"PK\x03\x04 no archive",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        422,
        "file_unreadable",
    ),
    "a broken form": (MOVEMENTS, b"--x", "multipart/form-data", 400, "request_malformed"),
    "a period that is over": (
        "/scopes/ACME-COC/periods/2099-01-01/close",
        {},
        "application/json",
        409,
        "period_before_open",
    ),
}


@pytest.mark.parametrize(
    ("path", "body", "kind", "status", "code"), REFUSED_POST.values(), ids=list(REFUSED_POST)
)
def test_what_is_sent_wrongly(path: str, body: Any, kind: str, status: int, code: str, world: World) -> None:
    told = world.post(path, body, kind=kind)
    assert (told.status, told.code) == (status, code)


def test_a_fault_of_shape_names_its_place(world: World) -> None:
    told = world.post(WHAT_IF, {"movements": [{"kind": "theft"}], "periods": 1})
    where = {each["where"] for each in told.json["faults"]}
    assert "body.movements.0.kind" in where
    assert "body.periods" in where


def test_a_method_that_is_not_there(world: World) -> None:
    told = world.call("manager", "DELETE", MOVEMENTS)
    assert (told.status, told.code) == (405, "method_not_allowed")
    assert {each.strip() for each in told.answer["Allow"].split(",")} == {"GET", "POST"}


def test_a_host_that_is_not_ours(world: World) -> None:
    told = world.call("manager", "GET", "/me", headers={"Host": "evil.example"})
    assert (told.status, told.code) == (400, "request_malformed")


def test_a_fault_of_ours_says_nothing_of_its_inside(world: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE rule_pack")
        told = world.get("/rule-packs")
        transaction.set_rollback(True)
    assert (told.status, told.code) == (500, "server_fault")
    assert "table" not in told.answer.content.decode()
    assert "rule_pack" not in told.answer.content.decode()


def locked(folder: Path) -> Exception:
    """Return what SQLite says of a store that another connection writes to."""
    with closing(sqlite3.connect(folder / "one", timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            closing(sqlite3.connect(folder / "one", timeout=0)) as one,
            pytest.raises(sqlite3.Error) as caught,
        ):
            one.execute("BEGIN IMMEDIATE")
    return caught.value


Cause = Callable[[Path], Exception]
ON_SQLITE: dict[str, tuple[Cause, int]] = {
    "busy": (locked, 503),
    "broken": (lambda _: sqlite3.OperationalError("disk I/O error"), 500),
}
ON_POSTGRESQL: dict[str, tuple[Cause, int]] = {
    "busy": (lambda _: psycopg.errors.DeadlockDetected(), 503),
    "broken": (lambda _: psycopg.errors.IoError(), 500),
}


@pytest.mark.parametrize("state", ["busy", "broken"])
def test_a_busy_store_asks_to_come_again(state: str, rf: RequestFactory, tmp_path: Path) -> None:
    cause, status = (ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL)[state]
    error = OperationalError()
    error.__cause__ = cause(tmp_path)
    answer = api.on_exception(rf.post(API + MOVEMENTS), error)
    code = "store_busy" if status == 503 else "server_fault"
    assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)
    assert ("Retry-After" in answer) == (status == 503)


def test_existence_is_no_secret_that_a_refusal_gives_away(world: World) -> None:
    def asked(path: str, code: str) -> str:
        told = world.get(
            f"/{path}/{code}/{'movements' if path == 'organisations' else 'position'}", "stranger"
        )
        assert (told.status, told.code) == (403, "not_permitted")
        return json.dumps(told.json).replace(code, "…")

    assert asked("organisations", "ACME") == asked("organisations", "NOBODY")
    assert asked("scopes", "ACME-COC") == asked("scopes", "NO-SCOPE")
    assert world.get("/organisations/NOBODY/people", "secretariat").code == "organisation_unknown"
    assert world.get("/scopes/NO-SCOPE", "secretariat").code == "scope_unknown"


def test_pages_keep_their_own_refusals(world: World) -> None:
    answer = world.call("manager", "GET", "/me").answer
    assert answer.client.get("/nowhere")["Content-Type"].startswith("text/html")
    assert answer.client.get(f"{API}/nowhere")["Content-Type"] == "application/problem+json"
