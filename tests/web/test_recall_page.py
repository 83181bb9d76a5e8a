"""Recall of several lots on a page: typed or in a file, by customer, as CSV, each shipment with the way to it."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casthouse.exchange.register_file import register_from_text
from casthouse.service.disclosure import set_disclosure
from casthouse.service.document import issue_document
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from tests.contract.movement_rows import other_receipt, other_shipment, receipt, shipment
from tests.contract.register_text import facility, register_text
from tests.web.api_world import World, post_rows
from tests.web.page_visit import Page, Visitor
from tests.web.test_lot_page import HEADER, MELT

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]
EVIL = "=HYPERLINK(1)"


@pytest.fixture(autouse=True)
def _moved(world: World, tmp_path: Path) -> None:  # noqa: ARG001 - what moves is in it
    """Let ACME melt lots A and B into HEAT, and ship of HEAT to SUP and to a customer with a hostile name, and C."""
    post_rows("ACME", [other_receipt(f"R-{lot}", quantity="20", lot=lot) for lot in ("B", "C")])
    post_rows(
        "ACME", [other_receipt("R-A", quantity="10", lot="A"), other_receipt("R-D", quantity="20", lot="B")]
    )
    file = tmp_path / "lots.csv"
    file.write_text(HEADER + MELT)
    assert import_lots_file(OPERATOR, organisation="ACME", path=file).processes == 1
    for reference, lot, customer in (("S-1", "HEAT", "SUP"), ("S-2", "C", "SUP"), ("S-3", "HEAT", EVIL)):
        post_rows("ACME", [other_shipment(reference, quantity="4", lot=lot, counterparty=customer)])


def recalled(**sent: object) -> Page:
    return Visitor("auditor").post(reverse("recall", args=["ACME"]), sent)


def test_each_customer_stands_once_with_the_way_to_each_shipment() -> None:
    page = recalled(references="A\r\nC\r\n\r\n A ")
    assert page.status == 200
    assert "2 customers got metal of 2 lots, which are 30.000 t by themselves, in 3 shipments" in (
        page.words.replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    assert "SUP 5.000 t 2 2024-03-15 A , C" in page.words
    assert re.search(r"=HYPERLINK\(1\) 1\.000 t 1 2024-03-15 A", page.words)
    leads = re.findall(r'href="([^"]*/movements/one/[^"]*)"', page.text) or re.findall(
        r'href="([^"]*reference=S-\d[^"]*)"', page.text
    )
    assert len(leads) == 3
    assert Visitor("auditor").get(leads[0]).status == 200


def test_a_file_goes_with_what_is_typed_and_the_csv_asks_for_both() -> None:
    page = recalled(references="A", file=SimpleUploadedFile("lots.txt", b"C\n"))
    kept = re.search(r"<textarea[^>]*>([^<]*)", page.text)
    assert kept is not None
    assert kept[1].split() == ["A", "C"]
    answer = recalled(**{"references": kept[1], "as": "csv"}).answer
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(each["reference"], each["mass_g"], each["recalled_lots"]) for each in lines] == [
        ("S-3", "1000000", "A"),
        ("S-2", "4000000", "C"),
        ("S-1", "1000000", "A"),
    ]
    assert lines[0]["customer"].lstrip("'") == EVIL
    assert not lines[0]["customer"].startswith("="), "no formula of a spreadsheet"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"references": " \n "}, 422, "recall_invalid"),
        ({"references": "A\nNOTHING"}, 404, "trace_unknown"),
        (
            {"references": "A", "file": SimpleUploadedFile("x.txt", b"\xff\xfe\x00")},
            422,
            "references_unreadable",
        ),
        ({"references": "A\n" * 10 + "\n".join(f"X{at}" for at in range(10_001))}, 422, "recall_invalid"),
    ],
)
def test_what_names_nothing_is_refused_whole_and_stays_in_the_form(
    sent: dict[str, object], status: int, code: str
) -> None:
    page = recalled(**sent)
    assert (page.status, page.refusal) == (status, code)
    assert "By customer" not in page.words
    assert "<textarea" in page.text


def test_nothing_shipped_is_said_so() -> None:
    post_rows("ACME", [other_receipt("R-E", quantity="20", lot="E")])
    page = recalled(references="E")
    assert "0 customers got metal of 1 lot, which is 20.000 t by itself" in page.words.replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    assert "Nothing of these lots was shipped" in page.words


def test_a_shipment_in_a_ledger_of_others_is_shown_as_disclosed_and_leads_nowhere() -> None:
    load_register(OPERATOR, register_from_text(register_text({"facility": [facility("SUP-2", "SUP")]})))
    post_rows(
        "ACME",
        [receipt("R-F", quantity="9", lot="F"), shipment("S-9", quantity="2", lot="F", counterparty="SUP")],
    )
    number = issue_document(OPERATOR, organisation="ACME", shipment="S-9").document.number
    bought = {"quantity": "2", "lot": "L9", "counterparty": "ACME", "document": number, "facility": "SUP-2"}
    post_rows("SUP", [receipt("IN-9", **bought)])
    sold = other_shipment("ON-9", quantity="2", lot="L9", counterparty="CUS", facility="SUP-2")
    post_rows("SUP", [sold])
    assert "ON-9" not in recalled(references="F").words
    set_disclosure(OPERATOR, organisation="SUP", level="lots")
    page = recalled(references="F")
    assert "CUS SUP ON-9" in page.words
    assert "/movements/" in page.text
    assert "reference=ON-9" not in page.text
