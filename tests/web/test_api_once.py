"""A POST under an Idempotency-Key: one effect, one answer, however often it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction

from casthouse.service.clock import now
from casthouse.service.idempotency import KEPT_FOR
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person, remove_person
from casthouse.service.reminder_choice import CODE_TRIES
from casthouse.storage.idempotency import claim_key, keep_answer
from tests.contract.movement_rows import file_text, receipt
from tests.contract.register_text import one_scope, register_text
from tests.web.api_world import MOVEMENTS, Told, World
from tests.web.test_api_permission import LINES, Line

KEY = {"Idempotency-Key": "9f1c"}
REPLAYED = "Idempotency-Replayed"


def posted(world: World) -> int:
    """Return how many movements ACME has."""
    return len(world.get(f"{MOVEMENTS}?limit=1000").json["movements"])


def test_the_same_call_again_is_answered_the_same_and_does_nothing(world: World) -> None:
    before = posted(world)
    first = world.post(MOVEMENTS, [receipt("A-1")], headers=KEY)
    assert (first.status, REPLAYED in first.answer) == (201, False)
    again = world.post(MOVEMENTS, [receipt("A-1")], headers=KEY)
    assert (again.status, again.answer[REPLAYED]) == (201, "true")
    assert again.json == first.json
    assert posted(world) == before + 1
    without = world.post(MOVEMENTS, [receipt("A-1")])
    assert (without.status, without.json["unchanged"]) == (200, 1)


def test_no_key_makes_a_try_at_a_code_free(world: World) -> None:
    assert world.post("/reminders/address", {"address": "ada@example.org"}).status == 200
    (sent,) = mail.outbox
    code = sent.body.split("The code ")[1][:8]
    for number in range(CODE_TRIES):
        key = {"Idempotency-Key": f"try-{number}"}
        assert world.post("/reminders/confirmation", {"code": "wrong"}, headers=key).code == "code_wrong"
        again = world.post("/reminders/confirmation", {"code": "wrong"}, headers=key)
        assert (again.code, again.answer[REPLAYED]) == ("code_wrong", "true")
    right = world.post("/reminders/confirmation", {"code": code}, headers={"Idempotency-Key": "right"})
    assert right.code == "code_wrong"  # all tries are used up


OTHER: dict[str, tuple[str, Any, str]] = {
    "other rows": (MOVEMENTS, [receipt("A-2")], "application/json"),
    "other options": (f"{MOVEMENTS}?partial=true", [receipt("A-1")], "application/json"),
    "other address": ("/scopes/ACME-COC/what-if", {}, "application/json"),
    "other kind": (MOVEMENTS, [receipt("A-1")], "application/x-ndjson"),
}


@pytest.mark.parametrize(("path", "body", "kind"), OTHER.values(), ids=list(OTHER))
def test_another_content_under_the_key_is_refused(path: str, body: Any, kind: str, world: World) -> None:
    assert world.post(MOVEMENTS, [receipt("A-1")], headers=KEY).status == 201
    told = world.post(path, body, kind=kind, headers=KEY)
    assert (told.status, told.code) == (409, "idempotency_key_conflict")
    assert world.post(MOVEMENTS, [receipt("A-1")], headers=KEY).answer[REPLAYED] == "true"


def test_keys_of_different_callers_have_nothing_to_do_with_each_other(world: World) -> None:
    assert world.post(MOVEMENTS, [receipt("A-1")], headers=KEY).status == 201
    other = world.post(MOVEMENTS, [receipt("A-2")], "clerk", headers=KEY)
    assert (other.status, REPLAYED in other.answer) == (201, False)


def test_what_the_ledger_refused_stays_refused_under_the_key(world: World) -> None:
    reopen = "/scopes/ACME-COC/periods/2024-01-01/reopening"
    first = world.post(reopen, {"reason": "weighbridge"}, headers=KEY)
    assert (first.status, first.code) == (409, "period_not_closed")
    assert world.post("/scopes/ACME-COC/periods/2024-01-01/close").status == 200
    again = world.post(reopen, {"reason": "weighbridge"}, headers=KEY)
    assert (again.code, again.answer[REPLAYED]) == ("period_not_closed", "true")
    assert again.json == first.json
    assert world.post(reopen, {"reason": "weighbridge"}, headers={"Idempotency-Key": "other"}).status == 201


def test_refused_rows_are_answered_again_as_they_were(world: World) -> None:
    first = world.post(MOVEMENTS, [receipt("A-1", unit="oz")], headers=KEY)
    again = world.post(MOVEMENTS, [receipt("A-1", unit="oz")], headers=KEY)
    assert (again.status, again.code, again.answer[REPLAYED]) == (422, "rows_refused", "true")
    assert again.json == first.json


def test_what_was_never_put_to_the_ledger_is_not_kept(world: World) -> None:
    row = [receipt("A-1")]
    assert world.post(MOVEMENTS, row, "auditor", headers=KEY).status == 403
    add_person(OPERATOR, username="auditor", role="clerk", organisation="ACME")
    assert world.post(MOVEMENTS, row, "auditor", headers=KEY).status == 201
    assert world.post(MOVEMENTS, "[", headers=KEY).status == 400
    assert world.post(MOVEMENTS, [receipt("A-2")], headers=KEY).status == 201


def test_who_lost_the_role_is_not_answered_from_what_was_kept(world: World) -> None:
    for kind, body in (("application/json", [receipt("A-1")]), ("text/csv", file_text([receipt("A-2")]))):
        headers = {"Idempotency-Key": kind}
        assert world.post(MOVEMENTS, body, "clerk", kind=kind, headers=headers).status == 201
        add_person(OPERATOR, username="clerk", role="auditor", organisation="ACME")
        remove_person(OPERATOR, username="clerk", role="clerk", organisation="ACME")
        assert world.post(MOVEMENTS, body, "clerk", kind=kind, headers=headers).status == 403
        add_person(OPERATOR, username="clerk", role="clerk", organisation="ACME")


def test_a_file_is_read_before_the_key_is_claimed(world: World) -> None:
    text = file_text([receipt("A-1")])

    def send() -> Told:
        return world.post(f"{MOVEMENTS}?profile=ours", text, kind="text/csv", headers=KEY)

    first, again = send(), send()
    assert first.code == again.code == "profile_unknown"
    assert REPLAYED not in again.answer
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM idempotency_key")
        assert cursor.fetchone() == (0,)


def test_answers_are_kept_for_thirty_days(world: World) -> None:
    assert timedelta(days=30) == KEPT_FOR
    for days in (31, 29):
        at = now() - timedelta(days=days)
        assert claim_key("job", f"{days} days", digest="d", at=at)
        keep_answer("job", f"{days} days", status=200, body="{}")
    assert world.post(MOVEMENTS, [receipt("A-1")], headers=KEY).status == 201
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM idempotency_key ORDER BY key")
        assert [key for (key,) in cursor.fetchall()] == ["29 days", "9f1c"]


def test_a_fault_of_ours_leaves_neither_effect_nor_key(world: World) -> None:
    before = posted(world)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal RENAME TO mislaid")
        broken = world.post(MOVEMENTS, [receipt("A-1")], headers=KEY)
        transaction.set_rollback(True)
    assert broken.status == 500
    assert posted(world) == before
    whole = world.post(MOVEMENTS, [receipt("A-1")], headers=KEY)
    assert (whole.status, REPLAYED in whole.answer) == (201, False)


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "clé", "two words"])
def test_a_key_that_is_none(key: str, world: World) -> None:
    told = world.post(MOVEMENTS, [receipt("A-1")], headers={"Idempotency-Key": key})
    assert (told.status, told.code) == (400, "idempotency_key_invalid")


def test_a_secret_is_not_kept(world: World) -> None:
    first = world.post("/tokens", {"name": "job"}, headers=KEY)
    again = world.post("/tokens", {"name": "job"}, headers=KEY)
    assert first.json["secret"].startswith(f"casthouse_{first.json['prefix']}_")
    assert again.json == {**first.json, "secret": None}
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM idempotency_key")
        kept = "".join(body for (body,) in cursor.fetchall())
    assert first.json["secret"].split("_", 2)[2] not in kept


AS_A_STRANGER = "/complaints"
"""Whoever calls is nobody here, so that no key of theirs stands in the way."""

POSTS = {key: line for key, line in LINES.items() if key[0] == "POST" and line.allowed}
"""Those that somebody of this world may call."""


@pytest.mark.parametrize("line", POSTS.values(), ids=[path for _, path in POSTS])
def test_every_post_knows_the_key(line: Line, world: World) -> None:
    person = next(iter(sorted(line.allowed)))

    def send() -> Told:
        return world.post(
            line.path, line.body, person, kind=line.kind, headers=KEY | dict(line.headers or {})
        )

    first, again = send(), send()
    assert first.status == again.status == line.status
    is_kept = line.status != 404
    assert again.answer.get(REPLAYED) == ("true" if is_kept else None)
    other = world.post("/register", register_text(one_scope()), person, kind="application/toml", headers=KEY)
    if is_kept and line.path not in {"/register", AS_A_STRANGER}:
        assert other.code == "idempotency_key_conflict"
