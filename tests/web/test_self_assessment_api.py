"""A self-assessment over the API: the same use cases, the same words."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.scenario.extruder import PDF
from tests.web.api_world import World

ALL = "/scopes/ACME-COC/self-assessments"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_FOLDER = tmp_path


def answer(**more: object) -> dict[str, object]:
    return {"rating": "conformance", "rationale": "Handbook 2.", "seen": 0} | more


def test_from_the_start_to_what_is_missing(world: World) -> None:
    begun = world.post(ALL, {"edition": "ps-v3"}, "clerk")
    assert (begun.status, begun.json["number"], begun.json["state"]) == (201, 1, "draft")
    rated = world.post(f"{ALL}/1/items/1.1", answer(), "clerk")
    assert (rated.json["version"], rated.json["missing"]) == (1, [])
    late = world.post(f"{ALL}/1/items/1.1", answer(rationale="mine"), "manager")
    assert (late.status, late.code) == (409, "assessment_item_changed")
    missing = world.get(f"{ALL}/1/missing", "auditor").json
    assert not missing["is_complete"]
    assert "1.1" not in {each["item"] for each in missing["missing"]}
    assert world.post(f"{ALL}/1/submit").code == "assessment_incomplete"
    assert world.get(f"{ALL}/1", "secretariat").code == "not_permitted"
    assert world.get(ALL, "secretariat").json["self_assessments"] == []


def test_a_file_goes_in_and_comes_out_as_it_was(world: World) -> None:
    world.post(ALL, {"edition": "ps-v3"})
    address = f"{ALL}/1/items/1.1/evidence?name=policy.pdf&valid_until=2028-02-29"
    added = world.call("clerk", "POST", address, PDF, kind="application/octet-stream")
    assert added.status == 201
    (kept,) = added.json["evidence"]
    assert (kept["name"], kept["type"], kept["valid_until"]) == ("policy.pdf", "pdf", "2028-02-29")
    again = world.get(f"/organisations/ACME/evidence/{kept['sha256']}", "auditor")
    assert b"".join(again.answer.streaming_content) == PDF
    assert "attachment" in again.answer["Content-Disposition"]
    again.close()
    hostile = world.call("clerk", "POST", address, b"#!/bin/sh\n", kind="application/octet-stream")
    assert (hostile.status, hostile.code) == (422, "evidence_hostile")
    gone = world.post(f"{ALL}/1/evidence/{kept['number']}/withdraw", {"reason": "old"})
    assert gone.status == 200
    listed = world.get("/organisations/ACME/evidence").json["files"]
    assert [each["uses"][0]["stands"] for each in listed] == [False]


def test_a_workbook_goes_out_and_comes_back(world: World) -> None:
    world.post(ALL, {"edition": "ps-v3"})
    book = world.get(f"{ALL}/1/file/xlsx").answer.content
    told = world.call("clerk", "POST", f"{ALL}/1/answers", book, kind="application/octet-stream")
    assert (told.status, told.json["changed"], told.json["refused"]) == (200, [], [])
    nonsense = world.call("clerk", "POST", f"{ALL}/1/answers", b"nonsense", kind="application/octet-stream")
    assert nonsense.code == "file_unreadable"
