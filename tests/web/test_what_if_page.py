"""What-if on the pages. ACME has 50 t available in 2024; half of what came in was CoC Material."""

from datetime import date

import pytest

from casthouse.custody.stage import Stage
from casthouse.service.permission import OPERATOR
from casthouse.service.position import recomputed_position
from casthouse.service.rule_pack_library import load_rule_pack
from tests.web.page_visit import Page, Visitor

PATH = "/scopes/ACME-COC/what-if/"
GROUND = {"period": "2024-01-01", "edition": "coc-v2"}
COUNTS = {"movement-INITIAL_FORMS": "0", "lapse-INITIAL_FORMS": "0"}
EXPIRING = """
[pack]
code = "acme-expiring"
name = "A balance that expires at once"
extends = "coc-v2"

[[rule]]
id = "balance.carry_periods"
value = 0
"""
pytestmark = pytest.mark.usefixtures("world")


def movement(number: int, **changes: str) -> dict[str, str]:
    usual = {
        "kind": "shipment",
        "material": "aluminium",
        "tonnes": "100",
        "coc": "yes",
        "counterparty": "CUS",
        "date": "2024-05-01",
    }
    return {f"movement-{number}-{name}": value for name, value in (usual | changes).items()}


def supposed(*rows: dict[str, str], more: str = "", **ground: str) -> dict[str, str]:
    counts = COUNTS | {"movement-TOTAL_FORMS": "3", "lapse-TOTAL_FORMS": "1"}
    data = GROUND | ground | counts | ({"more": more} if more else {})
    for row in rows:
        data |= row
    return data


def asked(*rows: dict[str, str], person: str = "manager", **ground: str) -> Page:
    return Visitor(person).post(PATH, supposed(*rows, **ground))


def figures(page: Page) -> dict[str, tuple[str, str, str]]:
    """Return the lines of the aluminium stage: now, then, difference."""
    (view,) = page.answer.context["stages"]
    assert view.stage is Stage.ALUMINIUM
    return {
        line.name: tuple(  # type: ignore[misc]  # three of them
            Page(status=0, text=text, address="", answer=None).words
            for text in (line.now, line.then, line.change)
        )
        for line in view.lines
    }


def test_a_sale_takes_from_what_is_available_and_nothing_is_posted() -> None:
    page = asked(movement(0))
    assert page.status == 200
    assert "Nothing was posted" in page.words
    found = figures(page)
    assert found["Available"] == ("50.000 t", "0.000 t", "− 50.000 t")
    assert found["Still sellable as CoC"][1] == "0.000 t"
    assert found["Out, all"] == ("300.000 t", "400.000 t", "+ 100.000 t")
    assert found["Input share"] == ("50.00 %", "50.00 %", "none")
    stage = recomputed_position(OPERATOR, scope="ACME-COC", period=date(2024, 1, 1)).stages[Stage.ALUMINIUM]
    assert stage.outflow_g == 300 * 10**6


def test_what_lapses_counts_as_other_material() -> None:
    page = asked({"lapse-0-supplier": "SUP", "lapse-0-first_day": "2024-01-01"})
    found = figures(page)
    assert found["Input share"] == ("50.00 %", "0.00 %", "−50.00 points")
    assert found["Internal overdraft"] == ("0.000 t", "100.000 t", "+ 100.000 t")
    assert "More would be sold than the period grants" in page.words


def test_a_lapse_of_somebody_else_is_said_to_touch_nothing() -> None:
    page = asked({"lapse-0-supplier": "SUPP", "lapse-0-first_day": "2024-01-01"})
    assert "No CoC Material came from SUPP" in page.words
    assert "They change nothing" in page.words
    assert "SUP" in page.answer.context["suppliers"]


def test_another_edition_judges_both_sides() -> None:
    load_rule_pack(OPERATOR, text=EXPIRING)
    year = {"period": "2025-01-01"}
    row = movement(0, date="2025-05-01")
    assert figures(asked(row, **year))["Carried in"][:2] == ("50.000 t", "50.000 t")
    page = asked(row, edition="acme-expiring", **year)
    assert "by the rules of acme-expiring" in page.words
    assert "Carried in" not in figures(page)


def test_the_movements_behind_a_figure_are_linked() -> None:
    assert (
        "/organisations/ACME/movements/?scope=ACME-COC&amp;stage=aluminium&amp;first=2024-01-01&amp;"
        "last=2024-12-31&amp;kind=shipment&amp;coc=yes" in asked(movement(0)).text
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (movement(0, date="2023-12-31"), "Not in the period 2024-01-01 to 2024-12-31."),
        (movement(0, tonnes="1,5"), "Expected tonnes in digits"),
        (movement(0, tonnes="0"), "More than nothing."),
        (movement(0, kind="production", material="dross"), "No dross is made."),
        (movement(0, kind="extraction", material="alumina"), "No alumina is mined."),
        ({"lapse-0-supplier": "SUP", "lapse-0-first_day": ""}, "This field is required."),
    ],
)
def test_a_wrong_row_is_shown_again_with_what_is_wrong(row: dict[str, str], said: str) -> None:
    page = asked(row)
    assert page.status == 422
    assert said in page.words
    assert "Nothing was posted" not in page.words


def test_more_rows_keep_what_was_typed() -> None:
    page = Visitor().post(PATH, supposed(movement(0, tonnes="12.5"), more="movement"))
    assert page.status == 200
    assert "Nothing was posted" not in page.words
    assert 'value="12.5"' in page.text
    assert 'name="movement-5-tonnes"' in page.text
    assert 'name="movement-6-tonnes"' not in page.text


@pytest.mark.parametrize("count", ["²", "9" * 5000, "-1", ""])
def test_a_forged_count_of_rows_is_no_fault(count: str) -> None:
    for more in ("movement", ""):
        data = supposed(movement(0), more=more) | {"movement-TOTAL_FORMS": count}
        assert Visitor().post(PATH, data).status in {200, 422}


@pytest.mark.parametrize("person", ["manager", "clerk", "auditor"])
def test_the_organisations_people_may_suppose(person: str) -> None:
    assert Visitor(person).get(PATH).status == 200
    assert asked(movement(0), person=person).status == 200


@pytest.mark.parametrize("person", ["secretariat", "stranger"])
def test_others_are_refused(person: str) -> None:
    for page in (Visitor(person).get(PATH), asked(movement(0), person=person)):
        assert (page.status, page.refusal) == (403, "not_permitted")
        assert "50.000" not in page.text


def test_nobody_signs_in_first() -> None:
    assert Visitor(None).get(PATH).address.startswith("/account/login/")
