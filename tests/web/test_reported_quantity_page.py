"""The page of the ten quantities: each figure leads to its entries; files are given; few looks at the store."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from casthouse.service.measurement_file import import_measurements_file
from casthouse.service.permission import OPERATOR
from casthouse.service.reported_quantity import organisation_quantities
from tests.web.api_world import World
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]

QUERY = "?from=2024-01-01&to=2024-12-31"
ROWS = (
    "reference,facility,from,to,kind,item,quantity,unit\n"
    "F-1,ACME-CH,2024-01-01,2024-12-31,fuel,natural_gas,1000,GJ\n"
    "O-1,ACME-CH,2024-01-01,2024-12-31,output,slab,1900,t\n"
)


@pytest.fixture
def measured(world: World, tmp_path: Path) -> World:
    file = tmp_path / "activity.csv"
    file.write_text(ROWS)
    assert not import_measurements_file(OPERATOR, organisation="ACME", path=file).refused
    return world


@pytest.mark.usefixtures("measured")
def test_the_page_shows_each_figure_and_the_ways_to_what_is_behind_it() -> None:
    page = Visitor("auditor").get(reverse("quantities", args=["ACME"]) + QUERY)
    assert "at least 15.9243 t CO2e/t" in page.words
    assert "carbon consumption of ACME-CH" in page.words
    assert reverse("measurements", args=["ACME"]) + "?reference=F-1" in page.text
    assert reverse("movement", args=["ACME"]) + "?reference=IN-1" in page.text
    assert reverse("movements", args=["ACME"]) + "?scope=ACME-COC&amp;kind=shipment" in page.text
    assert "no process was posted in these days" in page.words
    assert "not verified in their sources" in page.words


@pytest.mark.usefixtures("measured")
def test_the_workbook_has_every_figure_and_every_entry() -> None:
    address = reverse("quantities_file", args=["ACME", "xlsx"]) + QUERY
    book = load_workbook(BytesIO(Visitor("auditor").client.get(address).content))
    rows = list(book["Figures"].iter_rows(values_only=True))
    slab = next(row for row in rows if row[2] == "slab")
    assert [slab[place] for place in (0, 4, 6, 9)] == ["1", pytest.approx(15.924263158), "at least", 1900]
    entries = {(row[3], row[4]) for row in book["Entries"].iter_rows(values_only=True)}
    assert {("measurement", "F-1"), ("measurement", "O-1"), ("movement", "IN-1")} <= entries


@pytest.mark.usefixtures("measured")
def test_the_quantities_take_few_looks_at_the_store(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        organisation_quantities(
            OPERATOR, organisation="ACME", first=date(2024, 1, 1), last=date(2024, 12, 31)
        )
