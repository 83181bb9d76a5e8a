"""Activity data over the page and the API: checked, mended, posted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from casthouse.storage.models import MeasurementImportRow, MeasurementRow
from tests.web.api_world import World
from tests.web.page_visit import Page, Visitor

pytestmark = pytest.mark.usefixtures("world")

HEADER = "reference,facility,from,to,kind,item,quantity,unit\n"
FUEL = "F-1,ACME-CH,2024-01-01,2024-12-31,fuel,natural_gas,{},GJ\n"
CARBON = "C-1,ACME-CH,2024-01-01,2024-12-31,net_anode_carbon,,{},t/t\n"


def sent(text: str, mode: str) -> Page:
    file = SimpleUploadedFile("activity.csv", (HEADER + text).encode())
    return Visitor("clerk").post(reverse("measurements", args=["ACME"]), {"file": file, "mode": mode})


@pytest.mark.one_store
def test_a_file_is_checked_mended_and_posted() -> None:
    rows = FUEL.format("1200") + CARBON.format("0.39")
    checked = sent(rows, "check")
    assert (checked.status, "2 measurements would be posted" in checked.words) == (200, True)
    wrong = sent(rows.replace("0.39", "0.1"), "all")
    assert (wrong.status, "quantity_impossible" in wrong.text) == (422, True)
    assert "Nothing was measured yet" in wrong.words
    done = sent(rows, "all")
    assert "2 measurements posted" in done.words
    assert "net_anode_carbon of 0.39" in done.words, "the unlikely is said"
    page = Visitor("auditor").get(reverse("measurements", args=["ACME"]))
    assert "1200 GJ" in page.words
    assert "Send" not in page.words


@pytest.mark.one_store
def test_measurements_are_posted_over_the_api(world: World) -> None:
    path = "/organisations/ACME/measurements"
    wrong = world.post(path, HEADER + CARBON.format("0.1"), kind="text/csv")
    assert (wrong.status, wrong.json["posted"], len(wrong.json["refused"])) == (422, 0, 1)
    good = world.post(path, HEADER + CARBON.format("0.51"), kind="text/csv")
    assert (good.status, good.json["posted"], len(good.json["warnings"])) == (201, 1, 1)
    again = world.post(path, HEADER + CARBON.format("0.510"), kind="text/csv")
    assert (again.status, again.json["unchanged"]) == (200, 1)
    told = world.get(path).json
    assert (told["total"], told["measurements"][0]["quantity"]) == (1, "0.51")


def test_the_store_itself_lets_no_measurement_be_changed_or_deleted() -> None:
    assert "posted" in sent(FUEL.format("1200"), "all").words
    for row in (MeasurementRow, MeasurementImportRow):
        assert row.objects.count() == 1
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            row.objects.update(organisation=row.objects.get().organisation)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MeasurementRow.objects.all().delete()
