"""What every store promises of self-assessments: versions, frozen rows, files that are whole or not there."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.contract.killing import duration_s, run_killed
from tests.contract.register_text import register_text
from tests.contract.store import Store
from tests.property.effort import kills
from tests.scenario.extruder import CODE, PDF, SCOPE, extruder_register

KILLS = kills(6)
WRITERS = 4


@pytest.fixture
def begun(store: Store) -> Store:
    store.load(register_text(extruder_register()))
    assert store.run("assessment", "start", SCOPE, "--edition", "ps-v3").json["number"] == 1
    return store


def rate(store: Store, item: str, *more: str) -> int:
    arguments = (
        "assessment",
        "rate",
        SCOPE,
        "1",
        item,
        "--rating",
        "conformance",
        "--rationale",
        "as written",
    )
    return store.run(*arguments, *more).code


def test_a_whole_self_assessment_by_commands(begun: Store) -> None:
    missing = begun.run("assessment", "missing", SCOPE, "1")
    assert missing.code == 1
    for each in missing.json["missing"]:
        assert rate(begun, each["item"]) == 0
    assert begun.run("assessment", "missing", SCOPE, "1").json == {
        "scope": SCOPE,
        "number": 1,
        "is_complete": True,
        "missing": [],
    }
    assert begun.run("assessment", "submit", SCOPE, "1").json["state"] == "submitted"
    shown = begun.run("assessment", "show", SCOPE, "1").json
    assert {each["rating"] for each in shown["principles"]} == {"conformance"}
    assert rate(begun, "1.1", "--gap", "later thought") == 1
    carried = begun.run("assessment", "carry", SCOPE, "1", "--edition", "ps-v3").json
    assert (carried["number"], carried["carried_from"], carried["left_behind"]) == (2, 1, [])
    assert begun.run("check").json["clean"]


def test_a_version_is_written_once(begun: Store) -> None:
    assert rate(begun, "1.1", "--seen", "0") == 0
    assert rate(begun, "1.1", "--seen", "0", "--gap", "another thought") == 1
    assert rate(begun, "1.1", "--seen", "1", "--gap", "another thought") == 0
    assert sorted(begun.column("assessment_answer", "version")) == [1, 2]


def test_of_writers_at_once_who_saw_the_same_version_one_is_taken(begun: Store) -> None:
    arguments = ("assessment", "rate", SCOPE, "1", "1.1", "--rating", "conformance", "--seen", "0", "--json")

    def write(number: int) -> int:
        return begun.run_apart(*arguments, "--rationale", f"words of writer {number}").code

    with ThreadPoolExecutor(WRITERS) as writers:
        codes = list(writers.map(write, range(WRITERS)))
    assert sorted(codes) == [0] + [1] * (WRITERS - 1)
    assert begun.column("assessment_answer", "version") == [1]
    assert begun.run("check").json["clean"]


def test_what_was_said_and_shown_cannot_be_changed_in_the_store(begun: Store) -> None:
    rate(begun, "1.1")
    file = begun.file("policy.pdf", PDF)
    added = begun.run("assessment", "evidence", "add", SCOPE, "1", "1.1", file, "--valid-until", "2028-02-29")
    link = added.json["evidence"][0]["number"]
    begun.run("assessment", "evidence", "withdraw", SCOPE, "1", str(link), "--reason", "old")
    with begun.in_use():
        for table in ("assessment_answer", "evidence_file", "evidence_link", "evidence_withdrawal"):
            for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):
                with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql)
    listed = begun.run("assessment", "evidence", "list", "--organisation", CODE).json["files"]
    assert [(each["name"], each["uses"][0]["stands"]) for each in listed] == [("policy.pdf", False)]


def test_what_was_exported_is_imported_again_unchanged(begun: Store, tmp_path: Path) -> None:
    rate(begun, "1.1")
    file = str(tmp_path / "answers.xlsx")
    assert begun.run("assessment", "export", SCOPE, "1", file).code == 0
    before = begun.dump()
    answer = begun.run("assessment", "import", SCOPE, "1", file).json
    assert (answer["changed"], answer["refused"]) == ([], [])
    assert begun.dump() == before


@pytest.mark.slow
def test_evidence_that_is_added_by_a_killed_command_is_whole_or_not_there(begun: Store) -> None:
    chance = random.Random(9)
    content = "a long note\n" * 500_000

    def add(name: str, text: str) -> tuple[str, ...]:
        return ("assessment", "evidence", "add", SCOPE, "1", "1.1", begun.file(f"{name}.txt", text))

    within_s = duration_s(begun, *add("first", content))
    for number in range(KILLS):
        arguments = add(str(number), f"{number}\n{content}")
        run_killed(begun, *arguments, within_s=within_s, chance=chance)
        assert begun.run("check").json["clean"]
        assert begun.run(*arguments).code == 0
    assert begun.run("check").json["clean"]
    listed = begun.run("assessment", "evidence", "list", "--organisation", CODE).json["files"]
    assert len(listed) == KILLS + 1
