"""The standards in the browser: browse, filter, compare, check a file line by line, load it, judge a smelter."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.golden.golden import FILES
from tests.scenario.test_edition import V5
from tests.web.api_world import World
from tests.web.page_visit import Page, Visitor

pytestmark = pytest.mark.usefixtures("world")


def sent(text: str, button: str) -> Page:
    file = SimpleUploadedFile("edition.toml", text.encode())
    return Visitor("secretariat").post(reverse("edition_load"), {"file": file, button: "1"})


def shown(code: str, query: str = "") -> str:
    page = Visitor("clerk").get(reverse("edition", args=[code]) + query)
    assert page.status == 200
    return page.words


def test_an_edition_is_browsed_by_principle_with_its_standing_and_lineage() -> None:
    words = shown("ps-v3")
    assert "Principle 6: Emissions, effluents and waste environment" in words
    assert "6.6b The integrity of the storage is checked, also by a third party." in words
    assert "63 of 63 criteria are not verified in the official text" in words
    assert "from ps-v2 7.1 , from ps-v2 7.3" in words
    assert "mandatory for aluminium smelting" in words
    assert "to ps-v3 2.5 , to ps-v3 2.6" in shown("ps-v2")
    assert "Part 9: Issuing CoC Documents" in shown("coc-v2")
    assert "draft, no audit follows it" in shown("ps-v4-draft")


def test_a_scope_sees_what_holds_for_it() -> None:
    words = shown("ps-v3", "?activity=other_manufacturing&membership=industrial_users&cycle=first")
    assert "Principle 4" in words
    assert "Principle 5" not in words
    later = shown("ps-v3", "?activity=other_manufacturing&membership=industrial_users&cycle=later")
    assert "Principle 11" in later
    assert "Bauxite residue" not in later


def test_without_a_word_a_scope_is_in_its_first_cycle_and_a_comparison_in_a_later_one() -> None:
    assert "Principle 5" not in shown("ps-v3", "?activity=other_manufacturing")
    page = Visitor("auditor").get(reverse("edition_compare") + "?activity=other_manufacturing")
    assert 'value="later" selected' in page.text


def test_a_filter_that_is_none_is_left_out() -> None:
    assert "Principle 11" in shown("ps-v3", "?activity=cooking&cycle=never&membership=all")


def test_two_editions_side_by_side() -> None:
    page = Visitor("auditor").get(reverse("edition_compare") + "?before=ps-v2&after=ps-v3&activity=casthouse")
    assert "4 added" in page.words
    assert "Human rights impact assessment renumbered Was part of 2.5" in page.words
    assert "below 8 t CO2e per t Al" in page.words
    unknown = Visitor("auditor").get(reverse("edition_compare") + "?before=ps-v9")
    assert unknown.refusal == "edition_unknown"


def test_a_file_with_mistakes_is_shown_line_by_line() -> None:
    page = sent((FILES / "mistaken-edition.toml").read_text(encoding="utf-8"), "load")
    assert page.status == 422
    assert "54 to mend" in page.words
    assert "Line Where Found Expected To do 3 subtitle a name that is unknown" in page.words
    assert Visitor("clerk").get(reverse("edition", args=["ps-v5"])).refusal == "edition_unknown"


def test_a_file_that_is_right_is_checked_then_loaded() -> None:
    checked = sent(V5, "check")
    assert "ps-v5: Performance Standard V5 has no mistake" in checked.words
    assert Visitor("clerk").get(reverse("edition", args=["ps-v5"])).status != 200
    loaded = sent(V5, "load")
    assert loaded.address == reverse("edition", args=["ps-v5"])
    assert "ps-v5 is loaded." in loaded.words
    assert "Revisions" in loaded.words
    assert "Recycled content" in shown("ps-v5")
    assert sent(V5.replace('["10.9"]', '["10.9", "9.9"]'), "load").refusal == "edition_items_missing"


def test_a_file_that_is_no_text_is_refused() -> None:
    file = SimpleUploadedFile("edition.toml", b"\xff\xfe")
    page = Visitor("secretariat").post(reverse("edition_load"), {"file": file, "check": "1"})
    assert (page.status, page.refusal) == (422, "edition_unreadable")
    assert Visitor("secretariat").post(reverse("edition_load"), {"check": "1"}).status == 422


def test_a_smelter_is_judged_with_reasons() -> None:
    address = reverse("edition_smelter", args=["ps-v3"])
    page = Visitor("clerk").get(f"{address}?started=1998-01-01&boundary=mine_to_metal&intensity=14+13+12.4")
    assert "Passed under ps-v3, criterion 5.2." in page.words
    assert "12.4 is not below 11 t CO2e per t Al" in page.words
    failed = Visitor("clerk").get(f"{address}?started=2022-01-01&boundary=mine_to_metal&intensity=14")
    assert "Not passed under" in failed.words
    missing = Visitor("clerk").get(f"{address}?started=2022-01-01&boundary=mine_to_metal")
    assert "figures are missing" in missing.words
    wrong = Visitor("clerk").get(f"{address}?started=2022-01-01&boundary=mine_to_metal&intensity=1e9+x")
    assert "Passed" not in wrong.words.replace("passes", "")
    assert (
        "has no threshold for smelters"
        in Visitor("clerk").get(reverse("edition_smelter", args=["coc-v2"])).words
    )


def test_the_api_has_the_same(world: World) -> None:
    listed = world.call("clerk", "GET", "/editions").json["editions"]
    assert [each["code"] for each in listed][:2] == ["ps-v2", "ps-v3"]
    holds = world.call("clerk", "GET", "/editions/ps-v3?activity=other_manufacturing&cycle=first").json
    assert {each["principle"] for each in holds["items"]} == {1, 2, 3, 4}
    judged = world.call(
        "clerk", "GET", "/editions/ps-v3/smelter?started=1998-01-01&intensity=14&intensity=13&intensity=12.4"
    ).json
    assert judged["passed"]
    checked = world.call("secretariat", "POST", "/editions/check", "code = 7", kind="application/toml").json
    assert [each["kind"] for each in checked["mistakes"]] == ["table_unknown", "header_missing"]
    assert world.call("secretariat", "POST", "/editions", V5, kind="application/toml").status == 201
    assert world.call("clerk", "GET", "/editions/ps-v9").code == "edition_unknown"
