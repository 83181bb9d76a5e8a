"""CoC Documents at the pages: issuing many, what waits, what is disputed, and what a form asks for."""

import re

import pytest

from casthouse.exchange.register_file import register_from_text
from casthouse.service.document import issue_document
from casthouse.service.document_receipt import dispute_document
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.service.shipment_due import shipments_due
from tests.contract.movement_rows import other_shipment, receipt, shipment
from tests.contract.register_text import facility, one_scope, register_text, scope
from tests.web.api_world import post_rows
from tests.web.page_visit import Page, Visitor

pytestmark = pytest.mark.usefixtures("world")

DOCUMENTS = "/organisations/ACME/documents"
DUE = f"{DOCUMENTS}/due/"
ISSUE = f"{DUE}issue/"
INBOX = f"{DOCUMENTS}/inbox/"


def waiting() -> int:
    return shipments_due(OPERATOR, organisation="ACME").total


def two_shipments_to_sup() -> None:
    rows = [shipment(f"TO-{n}", quantity="10", counterparty="SUP") for n in (1, 2)]
    post_rows("ACME", rows)


def delivered_to_acme(quantity: str = "1") -> str:
    """Let SUP ship to ACME, and return the number of the document."""
    at_supplier = {"facility": "SUP-CH"}
    rows = [
        receipt("S-IN", counterparty="CUS", quantity="100", **at_supplier),
        other_shipment("S-OUT", quantity="5", **at_supplier),
        shipment("S-COC", counterparty="ACME", quantity=quantity, **at_supplier),
    ]
    post_rows("SUP", rows)
    return issue_document(OPERATOR, organisation="SUP", shipment="S-COC").document.number


def test_all_documents_are_issued_only_after_a_question() -> None:
    two_shipments_to_sup()
    clerk = Visitor("clerk")
    asked = clerk.post(ISSUE, {"which": "all", "shipment": "TO-1"})
    assert "Issue all 3 documents?" in asked.words
    assert "You had ticked 1." in asked.words
    assert waiting() == 3
    done = clerk.post(ISSUE, {"which": "all", "confirmed": "3"})
    assert "3 documents issued" in done.words
    assert waiting() == 0


def test_the_question_is_put_again_when_more_waits_than_was_shown() -> None:
    two_shipments_to_sup()
    asked = Visitor("clerk").post(ISSUE, {"which": "all", "confirmed": "1"})
    assert "Issue all 3 documents?" in asked.words
    assert waiting() == 3


def test_the_first_button_issues_those_ticked_and_no_other() -> None:
    two_shipments_to_sup()
    page = Visitor("clerk").get(DUE)
    (first,) = re.findall(r'<button class="button first"[^>]*value="(\w+)"', page.text)
    Visitor("clerk").post(ISSUE, {"which": first, "shipment": "TO-2"})
    left = {each.reference for each in shipments_due(OPERATOR, organisation="ACME").oldest}
    assert left == {"OUT-COC", "TO-1"}
    nothing = Visitor("clerk").post(ISSUE, {"which": first})
    assert "No shipment was chosen" in nothing.words


def test_a_disputed_document_is_not_to_be_booked_and_its_issuer_hears_of_it() -> None:
    number = delivered_to_acme()
    assert "1 document to be booked" in Visitor().get(INBOX).words
    assert "1 document in the inbox" in Visitor().get("/").words
    dispute_document(OPERATOR, organisation="ACME", issuer="SUP", number=number, reason="18 t arrived")
    inbox = Visitor().get(INBOX)
    assert "0 documents to be booked" in inbox.words
    assert "1 disputed document" in inbox.words
    assert "Dispute …" not in inbox.words
    assert "Accept after all …" in inbox.words
    assert "in the inbox" not in Visitor().get("/").words
    assert "1 document of SUP disputed by the recipient" in Visitor("stranger").get("/").words


def second_facility() -> None:
    register = one_scope()
    register["facility"].append(facility("ACME-2", "ACME"))
    register["scope"][0] = scope("ACME-COC", "ACME", ["ACME-CH", "ACME-2"], "2024-01-01")
    load_register(OPERATOR, register_from_text(register_text(register)))


def accept_address(number: str) -> str:
    return f"{DOCUMENTS}/one/accept/?issuer=SUP&number={number}"


def label_of_facility(page: Page) -> str:
    (label,) = re.findall(r'<label for="id_facility"[^>]*>(.*?)</label>', page.text, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", label).split())


def test_accepting_asks_for_the_facility_where_there_are_two() -> None:
    address = accept_address(delivered_to_acme())
    assert label_of_facility(Visitor().get(address)) == "Facility optional"
    second_facility()
    asked = Visitor().get(address)
    assert label_of_facility(asked) == "Facility"
    assert "choose where it arrived" in asked.words
    refused = Visitor().post(address, {})
    assert (refused.status, refused.refusal) == (422, "")
    assert "Choose where it arrived, or name the receipt" in refused.words
    named = Visitor().post(address, {"receipt": "NONE"})
    assert named.refusal == "receipt_unknown"
    done = Visitor().post(address, {"facility": "ACME-2"})
    assert "is booked as the receipt" in done.words


def test_supplements_say_of_what_they_are() -> None:
    page = Visitor().get(f"{DOCUMENTS}/issue/?reference=OUT-COC")
    for label in ("Greenhouse gas: boundary", "Greenhouse gas: method", "Recycled content: method"):
        assert label in page.words
    assert "Its " not in page.words
