"""Complaints over the API: anybody sends one, and the key travels in a header only."""

from typing import Any

import pytest

from casthouse.storage.models import IdempotencyKeyRow
from tests.web.api_world import World

pytestmark = pytest.mark.one_store

GIVEN: dict[str, Any] = {"about": "other", "party": "the port", "topic": "remedy", "text": "dust"}
OWN = "/complaints/own"


def test_somebody_signed_in_is_a_visitor_here_and_a_repeated_call_gets_no_key_again(world: World) -> None:
    once = {"Idempotency-Key": "k-1"}
    first = world.post("/complaints", GIVEN, headers=once)
    assert first.status == 201
    again = world.post("/complaints", GIVEN, person=None, headers=once)
    assert again.json == {"complaint": first.json["complaint"], "key": None}
    (kept,) = IdempotencyKeyRow.objects.all()
    assert (kept.caller.split()[0], first.json["key"] in kept.body) == ("visitor", False)
    key = {"Complaint-Key": first.json["key"]}
    world.post(f"{OWN}/words", {"text": "more"}, person=None, headers=key | once)
    added = world.post(f"{OWN}/words", {"text": "more"}, person=None, headers=key | once)
    assert [each["text"] for each in added.json["events"]] == ["dust", "more"]
    assert IdempotencyKeyRow.objects.count() == 1
    file = world.call(None, "POST", f"{OWN}/files?name=a.txt", "a note", kind="text/plain", headers=key)
    assert [each["name"] for each in file.json["files"]] == ["a.txt"]
    read = world.call(None, "GET", f"{OWN}/files/1", headers=key)
    assert b"".join(read.answer.streaming_content) == b"a note"
    read.close()


def test_two_strangers_who_choose_the_same_key_do_not_stand_in_each_others_way(world: World) -> None:
    once = {"Idempotency-Key": "1"}
    told = [
        world.post("/complaints", GIVEN | {"text": text}, person=None, headers=once)
        for text in ("dust", "noise")
    ]
    assert [each.status for each in told] == [201, 201]
    assert told[0].json["complaint"] != told[1].json["complaint"]


def test_without_its_key_nothing_is_told(world: World) -> None:
    assert world.get(OWN, person=None).code == "request_invalid"
    wrong = {"Complaint-Key": "x"}
    assert world.call(None, "GET", OWN, headers=wrong).code == "complaint_key_unknown"
    assert world.call(None, "GET", f"{OWN}?key=x", headers=wrong).code == "parameter_not_known"
    for _ in range(19):
        world.call(None, "GET", OWN, headers=wrong)
    last = world.call(None, "GET", OWN, headers=wrong)
    assert (last.status, last.code) == (429, "attempts_too_many")


def test_a_handler_walks_it_to_its_end(world: World) -> None:
    filed = world.post("/complaints", GIVEN | {"about": "organisation", "party": "ACME"}, person=None).json
    one = f"/complaints/{filed['complaint']}"
    for path, body in (
        ("handler", {"handler": "secretariat"}),
        ("parties", {"kind": "facility", "code": "ACME-CH"}),
        ("acts", {"act": "screened", "text": "seen"}),
        ("told", {"act": "shared", "kind": "organisation", "code": "ACME", "text": "dust is spoken of"}),
    ):
        assert world.post(f"{one}/{path}", body, person="secretariat").status == 201
    shared = world.get(f"/complaints/shared/{filed['complaint']}").json["complaints"]
    assert [each["text"] for each in shared[0]["events"]] == ["dust is spoken of"]
    assert set(shared[0]["events"][0]) == {"act", "at", "party", "text"}
    assert world.get(f"/complaints/shared/{filed['complaint']}", person="stranger").status == 404
    assert world.post(f"{one}/recusal", {"text": "my brother"}, person="secretariat").status == 201
    assert world.get(one, person="secretariat").code == "complaint_unknown"
