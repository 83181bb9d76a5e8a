"""A new edition comes: the secretariat checks its file, loads it, mends it; everybody reads; nothing is forgotten."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from casthouse.service import edition as use_case
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from casthouse.service.self_assessment import self_assessment, start_assessment
from casthouse.storage import edition as edition_store
from casthouse.storage.edition import edition_revisions, loaded_editions
from casthouse.storage.models import JournalRow
from tests.contract.store import Answer, Store
from tests.golden.golden import FILES
from tests.scenario.company import AUDITOR, CLERK, MANAGER, SCOPE, SECRETARIAT, STRANGER, Company

V5 = """[edition]
code = "ps-v5"
name = "Performance Standard V5"
extends = "ps-v3"
removes = ["10.9"]
columns = ["semi_fabrication", "other_manufacturing"]
audits_from = 2031-06-01

[[criterion]]
number = "4.5"
title = "Recycled content"
summary = "Say how much of the metal was scrap."
applies = "A C"
"""
MENDED = V5.replace(
    "how much of the metal was scrap", "what share of the metal was scrap, and how it was counted"
)


@pytest.fixture
def acme(store: Store) -> Company:
    return Company(store)


def run(acme: Company, *arguments: str, text: str = "") -> Answer:
    file = (acme.store.file("edition.toml", text),) if text else ()
    return acme.store.run("standard", *arguments, *file)


def test_the_secretariat_loads_an_edition_and_everybody_reads_it(acme: Company) -> None:
    acme.do(use_case.load_edition, SECRETARIAT, text=V5)
    for reader in (MANAGER, CLERK, AUDITOR, STRANGER, SECRETARIAT, OPERATOR, VISITOR):
        edition = acme.do(use_case.edition, reader, code="ps-v5")
        assert edition.criterion("4.5").title == "Recycled content"
        assert [each.code for each in acme.do(use_case.editions, reader)][-1] == "ps-v5"


@pytest.mark.parametrize(
    "person", [MANAGER, CLERK, AUDITOR, STRANGER, VISITOR], ids=lambda each: str(each.name)
)
def test_nobody_else_loads_or_checks_one(acme: Company, person: Actor) -> None:
    assert acme.refused(use_case.load_edition, person, text=V5) == "not_permitted"
    assert acme.refused(use_case.check_edition, person, text=V5) == "not_permitted"


def test_a_file_with_mistakes_is_refused_and_each_of_them_is_shown(acme: Company) -> None:
    mistaken = (FILES / "mistaken-edition.toml").read_text(encoding="utf-8")
    before = acme.store.dump()
    checked = run(acme, "check", text=mistaken)
    assert checked.code == 1
    assert not checked.json["valid"]
    kinds = {each["kind"] for each in checked.json["mistakes"]}
    assert len(kinds) > 40
    assert run(acme, "load", text=mistaken).refusal == "edition_invalid"
    assert acme.store.dump() == before


def test_a_file_that_cannot_be_read_is_refused(acme: Company, tmp_path: Path) -> None:
    path = tmp_path / "edition.toml"
    path.write_bytes(b"\xff\xfe")
    assert run(acme, "check", str(path)).refusal == "edition_unreadable"
    assert run(acme, "load", str(tmp_path / "none.toml")).refusal == "edition_unreadable"


def test_a_mended_text_is_the_next_revision_and_the_one_before_stays(acme: Company) -> None:
    assert run(acme, "load", text=V5).code == 0
    assert run(acme, "load", text=V5).code == 0, "the same again changes nothing"
    assert run(acme, "load", text=MENDED).code == 0
    with acme.store.in_use():
        revisions = edition_revisions("ps-v5")
        assert [each.revision for each in loaded_editions()] == [2]
    assert [(each.revision, each.text) for each in revisions] == [(2, MENDED), (1, V5)]
    assert revisions[0].loaded_by == "operator"
    edition = acme.do(use_case.edition, MANAGER, code="ps-v5")
    assert edition.criterion("4.5").summary.endswith("how it was counted.")


def test_a_revision_keeps_what_ratings_may_name(acme: Company) -> None:
    acme.do(use_case.load_edition, SECRETARIAT, text=V5)
    fewer = V5.replace('removes = ["10.9"]', 'removes = ["10.9", "9.9"]')
    assert acme.refused(use_case.load_edition, SECRETARIAT, text=fewer) == "edition_items_missing"
    draft = V5.replace("audits_from = 2031-06-01", "draft = true")
    assert acme.refused(use_case.load_edition, SECRETARIAT, text=draft) == "edition_items_missing"


def test_a_draft_may_lose_criteria_and_become_an_edition(acme: Company) -> None:
    draft = V5.replace("audits_from = 2031-06-01", "draft = true")
    acme.do(use_case.load_edition, SECRETARIAT, text=draft)
    assert acme.do(use_case.edition, MANAGER, code="ps-v5").is_draft
    acme.do(use_case.load_edition, SECRETARIAT, text=V5.replace('["10.9"]', '["10.9", "9.9"]'))
    assert not acme.do(use_case.edition, MANAGER, code="ps-v5").is_draft


def test_a_built_in_edition_is_not_replaced(acme: Company) -> None:
    assert run(acme, "load", text=V5.replace('"ps-v5"', '"ps-v2"')).refusal == "edition_invalid"


def test_an_edition_may_replace_one_that_was_loaded(acme: Company) -> None:
    acme.do(use_case.load_edition, SECRETARIAT, text=V5)
    v6 = V5.replace('"ps-v5"', '"ps-v6"').replace(
        'extends = "ps-v3"', 'extends = "ps-v3"\nreplaces = "ps-v5"'
    )
    acme.do(use_case.load_edition, SECRETARIAT, text=v6 + 'from = ["4.5"]\n')
    found = run(acme, "compare", "ps-v5", "ps-v6").json
    assert found["by_lineage"]
    assert run(acme, "check", text=v6 + 'from = ["12.1"]\n').json["mistakes"][0]["kind"] == "lineage_unknown"


def test_the_database_itself_keeps_every_revision(acme: Company) -> None:
    acme.do(use_case.load_edition, SECRETARIAT, text=V5)
    for statement in ("UPDATE edition SET text = ''", "DELETE FROM edition"):
        with (
            acme.store.in_use(),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_of_two_texts_with_one_number_the_second_is_told(
    acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two secretaries load at once: whoever commits second counted the revisions before the first was there."""
    acme.do(use_case.load_edition, SECRETARIAT, text=V5)
    monkeypatch.setattr(edition_store, "_last_revision", lambda _code: 0)
    assert acme.refused(use_case.load_edition, SECRETARIAT, text=MENDED) == "edition_loaded_meanwhile"


def test_a_scope_is_assessed_by_an_edition_that_was_loaded(acme: Company) -> None:
    assert acme.refused(start_assessment, MANAGER, scope=SCOPE, edition="ps-v5") == "edition_unknown"
    acme.do(use_case.load_edition, SECRETARIAT, text=V5)
    with acme.store.in_use():
        begun = start_assessment(MANAGER, scope=SCOPE, edition="ps-v5")
        found = self_assessment(MANAGER, scope=SCOPE, number=begun.number)
    assert found.edition.code == "ps-v5"
    assert "10.9" not in {each.number for each in found.assessment.items}


def test_the_journal_says_who_loaded_what(acme: Company) -> None:
    acme.do(use_case.load_edition, SECRETARIAT, text=V5)
    with acme.store.in_use():
        (act,) = JournalRow.objects.filter(act="edition.load")
    assert (act.actor, act.subject) == ("secretary", "ps-v5")


def test_the_command_line_shows_what_holds_for_a_small_extruder(acme: Company) -> None:
    shown = run(
        acme, "show", "ps-v3", "--activity", "semi_fabrication", "--membership", "industrial_users"
    ).json
    numbers = [item["number"] for criterion in shown["items"] for item in criterion["rateable"]]
    assert "4.2" in numbers
    assert not {"5.2", "6.6a", "6.7a", "6.8a", "8.7", "3.3b"} & set(numbers)
    first = run(acme, "show", "ps-v3", "--activity", "other_manufacturing").json
    assert {each["principle"] for each in first["items"]} == {1, 2, 3, 4}


def test_the_command_line_judges_a_smelter(acme: Company) -> None:
    smelter = ("threshold", "ps-v3", "--started", "1998-01-01", "--on", "2026-01-01")
    figures = ("--intensity", "14", "--intensity", "13", "--intensity", "12.4")
    passed = run(acme, *smelter, *figures)
    assert (passed.code, passed.json["passed"]) == (0, True)
    missing = run(acme, *smelter)
    assert (missing.code, missing.json["passed"], missing.json["figures_missing"]) == (1, False, True)
    assert run(acme, *smelter, "--intensity", "NaN").code == 2
    assert run(acme, "threshold", "coc-v2", "--started", "1998-01-01").refusal == "threshold_unknown"
    assert run(acme, "show", "ps-v9").refusal == "edition_unknown"
