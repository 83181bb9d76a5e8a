"""The page of a footprint: its figure, its steps and the ways to what is behind them; what suppliers keep back."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from casthouse.service.footprint import scope_footprint
from casthouse.service.lot_file import import_lots_file
from casthouse.service.lot_footprint import lot_footprint
from casthouse.service.measurement_file import import_measurements_file
from casthouse.service.movement_file import import_movements_file
from casthouse.service.permission import OPERATOR
from tests.contract.movement_rows import Row, file_text, other_receipt
from tests.web.api_world import World
from tests.web.page_visit import Page, Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]

HEADER = "reference,facility,from,to,kind,item,quantity,unit\n"
ROWS = (
    "F-1,ACME-CH,2024-01-01,2024-12-31,fuel,natural_gas,1000,GJ\n"
    "O-1,ACME-CH,2024-01-01,2024-12-31,output,slab,1900,t\n"
)


@pytest.fixture
def measured(world: World, tmp_path: Path) -> World:
    file = tmp_path / "activity.csv"
    file.write_text(HEADER + ROWS)
    assert not import_measurements_file(OPERATOR, organisation="ACME", path=file).refused
    return world


def page_of(person: str, query: str = "") -> Page:
    return Visitor(person).get(reverse("footprint", args=["ACME-COC"]) + "?period=2024-01-01" + query)


def test_nothing_measured_says_what_to_send() -> None:
    page = page_of("manager")
    assert "Nothing can be told yet" in page.words
    assert reverse("measurements", args=["ACME"]) in page.text


@pytest.mark.usefixtures("measured")
def test_the_page_shows_the_figure_and_the_ways_to_what_is_behind_it() -> None:
    page = page_of("auditor")
    assert "at least 15.9243" in page.words, "the smelter's own data is missing"
    assert "electricity of ACME-CH" in page.words
    assert page.text.count('<svg class="picture waterfall') == 2
    assert reverse("measurements", args=["ACME"]) + "?reference=F-1" in page.text
    assert reverse("movement", args=["ACME"]) + "?reference=IN-1" in page.text
    assert "factors not verified" in page.words
    assert "the supplier does not disclose its figures" in page.words
    found = Visitor("auditor").get(reverse("measurements", args=["ACME"]) + "?reference=F-1")
    assert ("F-1" in found.words, "O-1" in found.words) == (True, False)


@pytest.mark.usefixtures("measured")
def test_a_wrong_method_or_stage_is_refused() -> None:
    assert page_of("manager", "&method=mine").status == 422
    assert page_of("manager", "&stage=steel").status == 422
    assert "Nothing can be told yet" in page_of("manager", "&stage=bauxite").words


def cbam(query: str) -> Page:
    return Visitor("manager").get(reverse("cbam", args=["ACME-COC"]) + "?period=2024-01-01" + query)


@pytest.mark.usefixtures("measured")
def test_the_page_of_the_cbam_asks_and_answers() -> None:
    assert reverse("cbam", args=["ACME-COC"]) in page_of("manager").text
    assert "CN code" in cbam("").words
    found = cbam("&cn=7601&year=2026&mass_t=40&paid_t=&route=")
    assert "certificates due for 40.000 t" in found.words
    assert "Made in the EU (DE)" in found.words
    assert "A lower bound, not to be declared" in found.words
    assert "tables not verified" in found.words
    wrong = cbam("&cn=7615&year=2026")
    assert (wrong.status, "7615 has default values and no benchmark" in wrong.words) == (404, True)
    assert cbam("&cn=7601&year=1999").status == 422
    assert cbam("&cn=7601&year=2026&mass_t=NaN").status == 422


@pytest.mark.usefixtures("measured")
def test_the_page_of_threshold_and_path() -> None:
    page = Visitor("manager").get(reverse("climate_facts", args=["ACME-COC"]) + "?period=2024-01-01")
    assert "no rating" in page.words
    assert "electricity of ACME-CH" in page.words
    assert "Not judged: the scope made no metal from alumina" in page.words
    assert "None: no period that may be the base has a whole footprint" in page.words


def test_the_api_gives_the_same(measured: World) -> None:
    told = measured.get("/scopes/ACME-COC/footprint?period=2024-01-01").json
    assert (round(told["per_t"], 4), told["complete"]) == (15.9243, False)
    assert measured.get("/scopes/ACME-COC/footprint?period=2024-01-01&method=mine").code == "method_unknown"
    methods = measured.get("/footprint-methods").json["methods"]
    assert "eu-cbam" in [each["code"] for each in methods]


@pytest.fixture
def melted(measured: World, tmp_path: Path) -> World:
    file = tmp_path / "lots.csv"
    head = "process,date,facility,step,direction,lot,material,quantity,unit\n"
    rows = [
        f"P1,2024-04-01,ACME-CH,melting,{side},{lot},aluminium,{tonnes},t\n"
        for side, lot, tonnes in (("in", "A", 9), ("out", "HEAT", 8))
    ]
    movements = tmp_path / "movements.csv"
    movements.write_text(file_text([other_receipt("IN-A", quantity="10", lot="A")]))
    import_movements_file(OPERATOR, organisation="ACME", path=movements)
    file.write_text(head + "".join(rows))
    assert not import_lots_file(OPERATOR, organisation="ACME", path=file).refused
    return measured


@pytest.mark.usefixtures("melted")
def test_the_page_of_a_lot_shows_what_is_in_it_and_the_ways_to_the_entries() -> None:
    here = reverse("lot_footprint", args=["ACME"])
    assert "Name a lot" in Visitor("manager").get(here).words
    page = Visitor("auditor").get(f"{here}?reference=HEAT")
    assert "at least 17.0171" in page.words, (
        "9 t at 15.1 in 8 t, and the fuel of a smelter that lacks the rest"
    )
    assert "Stand in 100.0 %" in page.words
    assert "electricity of ACME-CH" in page.words
    assert reverse("movement", args=["ACME"]) + "?reference=IN-A" in page.text
    assert reverse("measurements", args=["ACME"]) + "?reference=F-1" in page.text
    assert reverse("footprint", args=["ACME-COC"]) + "?period=2024-01-01" in page.text
    assert (
        f"{here}?reference=HEAT"
        in Visitor("auditor").get(reverse("trace", args=["ACME"]) + "?reference=HEAT").text
    )
    assert Visitor("manager").get(f"{here}?reference=HEAT&method=mine").status == 422
    assert "no lot, movement or CoC Document" in Visitor("manager").get(f"{here}?reference=GONE").words


@pytest.mark.usefixtures("melted")
def test_the_waterfall_of_a_lot_is_a_file_too() -> None:
    address = reverse("lot_footprint_picture", args=["ACME", "svg"])
    page = Visitor("manager").get(reverse("lot_footprint", args=["ACME"]) + "?reference=HEAT")
    assert f"{address}?reference=HEAT&amp;method=mine-to-metal-market" in page.text
    answer = Visitor("manager").get(f"{address}?reference=HEAT").answer
    assert "footprint-HEAT.svg" in answer["Content-Disposition"]
    assert b"Footprint of lot HEAT of ACME by step" in answer.content
    assert b"A lower bound" in answer.content
    assert Visitor("manager").get(f"{address}?reference=GONE").status == 404
    assert (
        Visitor("manager")
        .get(reverse("lot_footprint_picture", args=["ACME", "gif"]) + "?reference=HEAT")
        .status
        == 404
    )


def test_the_api_gives_the_lot(melted: World) -> None:
    drawn = melted.get("/organisations/ACME/lot-footprint/waterfall/svg?reference=HEAT")
    assert (drawn.status, b"<svg" in drawn.answer.content) == (200, True)
    told = melted.get("/organisations/ACME/lot-footprint?reference=HEAT").json
    assert (round(told["per_t"], 4), told["complete"], told["lots"]) == (17.017, False, 2)
    assert melted.get("/organisations/ACME/lot-footprint?reference=GONE").code == "trace_unknown"


@pytest.mark.usefixtures("melted")
def test_the_footprint_of_a_lot_takes_few_looks_at_the_store(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        lot_footprint(OPERATOR, organisation="ACME", reference="HEAT")


@pytest.fixture
def supplied(measured: World, tmp_path: Path) -> World:
    """Return the world with 230 receipts of alloy of nobody known."""
    file = tmp_path / "many.csv"
    rows: list[Row | str] = [
        other_receipt(f"M-{number:03}", counterparty="NOBODY", quantity="1") for number in range(230)
    ]
    file.write_text(file_text(rows))
    import_movements_file(OPERATOR, organisation="ACME", path=file)
    return measured


@pytest.mark.usefixtures("supplied")
def test_every_entry_behind_a_figure_is_there_page_by_page_and_as_a_file() -> None:
    page = page_of("auditor")
    here = reverse("footprint_entries", args=["ACME-COC"])
    (link,) = {each for each in re.findall(r'href="([^"]*)"', page.text) if here in each and "inflow" in each}
    assert "230 in all" in page.words
    first = Visitor("auditor").get(link.replace("&amp;", "&"))
    assert "1 to 200 of 230" in first.words
    assert reverse("movement", args=["ACME"]) + "?reference=M-199" in first.text
    second = Visitor("auditor").get(link.replace("&amp;", "&") + "&page=2")
    assert ("M-229" in second.text, "M-199" in second.text) == (True, False)
    every = Visitor("auditor").get(
        reverse("footprint_entries_file", args=["ACME-COC"]) + "?period=2024-01-01"
    )
    lines = every.answer.content.decode().splitlines()
    assert lines[0] == "kind,reference,of,label,from,basis,inflow"
    assert "measurement,F-1,fuels,natural gas,,," in lines
    assert sum(line.startswith("movement,M-") for line in lines) == 230
    assert Visitor("auditor").get(f"{here}?period=2024-01-01&inflow=99").status == 404
    none = Visitor("auditor").get(f"{here}?period=2025-01-01")
    assert "Nothing was measured" in none.words


@pytest.mark.usefixtures("measured")
def test_a_footprint_takes_few_looks_at_the_store(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        scope_footprint(OPERATOR, scope="ACME-COC", period=date(2024, 1, 1))
