"""An auditor's way on foot: from a movement to its document, its file and back; nothing ends in plain text."""

import html
import re
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest

from casthouse.service.document import issue_document
from casthouse.service.document_correction import cancel_document
from casthouse.service.document_receipt import accept_document
from casthouse.service.journal import JournalEntry
from casthouse.service.movement_import import past_imports
from casthouse.service.period import close_period
from casthouse.service.permission import OPERATOR
from casthouse.web.journal_line import journal_line
from tests.contract.movement_rows import other_receipt, other_shipment, receipt, shipment
from tests.web.api_world import post_rows
from tests.web.page_visit import Page, Visitor

pytestmark = pytest.mark.usefixtures("world")

ORGANISATION = "/organisations/ACME"
ONE = f"{ORGANISATION}/movements/one/"
REVERSE = f"{ORGANISATION}/movements/reverse/"
IMPORTS = f"{ORGANISATION}/imports/"


def links(page: Page) -> dict[str, str]:
    """Return the links of the page's content, words to address."""
    content = page.text.partition('id="content"')[2]
    found = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', content)
    return {re.sub("<[^>]*>", "", words): html.unescape(address) for address, words in found}


def issued(shipment: str = "OUT-COC") -> str:
    done = issue_document(OPERATOR, organisation="ACME", shipment=shipment, recipient_address="Am Markt 2")
    return done.document.number


def test_a_shipment_leads_to_its_document_and_back() -> None:
    number = issued()
    auditor = Visitor("auditor")
    page = auditor.get(ONE + "?reference=OUT-COC")
    there = auditor.get(links(page)[number])
    assert there.status == 200
    assert links(there)["OUT-COC"].startswith("/organisations/ACME/movements/one/?reference=OUT-COC")


def test_a_shipment_names_a_cancelled_document_beside_the_one_in_force() -> None:
    first = issued()
    cancel_document(OPERATOR, organisation="ACME", number=first, reason="wrong lot")
    second = issued()
    page = Visitor("auditor").get(ONE + "?reference=OUT-COC")
    assert {first, second} <= links(page).keys()
    assert f"{first} cancelled" in page.words
    assert f"{second} issued" in page.words


def test_a_movement_leads_to_its_import_and_from_there_to_all_that_came_with_it() -> None:
    auditor = Visitor("auditor")
    page = auditor.get(ONE + "?reference=IN-1")
    (origin,) = past_imports(OPERATOR, organisation="ACME")
    assert f"by {origin.actor}" in page.words
    assert origin.digest in page.text
    there = auditor.get(links(page)[origin.source])
    assert there.status == 200
    assert origin.digest in there.text
    assert "4 posted, 0 unchanged" in there.words
    assert {"IN-1", "IN-2", "OUT-1", "OUT-COC"} <= links(there).keys()


def test_a_long_import_goes_on_page_by_page() -> None:
    post_rows("ACME", [other_receipt(f"N-{n:03}", date="2024-06-01") for n in range(130)])
    visitor = Visitor("auditor")
    address = f"{IMPORTS}of/{past_imports(OPERATOR, organisation='ACME')[0].number}/"
    first = visitor.get(address)
    second = visitor.get(address + links(first)["Next →"])
    shown = [{each for each in links(page) if each.startswith("N-")} for page in (first, second)]
    assert [len(each) for each in shown] == [100, 30]
    assert not shown[0] & shown[1]
    for after in ("0", "9999999999999999999", "-1", "x"):
        assert visitor.get(f"{address}?after={after}").status == 200


def test_an_import_of_others_is_none() -> None:
    post_rows("SUP", [other_receipt("S-1", facility="SUP-CH")])
    (others,) = past_imports(OPERATOR, organisation="SUP")
    for number in (others.number, 4711, 10**30):
        assert Visitor("auditor").get(f"{IMPORTS}of/{number}/").refusal == "import_unknown"


def test_a_receipt_leads_to_the_document_under_which_it_is_booked() -> None:
    at_supplier = {"facility": "SUP-CH"}
    rows = [
        receipt("S-IN", counterparty="ACME", **at_supplier),
        other_shipment("S-OUT", quantity="5", **at_supplier),
        shipment("S-COC", counterparty="ACME", **at_supplier),
    ]
    post_rows("SUP", rows)
    number = issue_document(OPERATOR, organisation="SUP", shipment="S-COC").document.number
    done = accept_document(OPERATOR, organisation="ACME", issuer="SUP", number=number)
    page = Visitor("auditor").get(f"{ONE}?reference={done.receipts[0].reference}")
    assert f"{number} ✓ accepted" in page.words
    assert Visitor("auditor").get(links(page)[number]).status == 200
    without = Visitor("auditor").get(f"{ONE}?reference=IN-1")
    assert "D-IN-1 not here yet" in without.words


def test_an_auditor_sees_the_imports_and_no_form() -> None:
    auditor = Visitor("auditor").get(IMPORTS)
    clerk = Visitor("clerk").get(IMPORTS)
    (origin,) = past_imports(OPERATOR, organisation="ACME")
    assert auditor.status == 200
    assert origin.source in links(auditor)
    assert 'type="file"' not in auditor.text
    assert 'type="file"' in clerk.text
    assert Visitor("auditor").post(IMPORTS, {}).refusal == "not_permitted"


def test_a_shipment_with_a_document_is_not_offered_another_nor_a_reversal() -> None:
    before = Visitor().get(ONE + "?reference=OUT-COC")
    assert {"Issue a CoC Document …", "Reverse …"} <= links(before).keys()
    number = issued()
    page = Visitor().get(ONE + "?reference=OUT-COC")
    assert not {"Issue a CoC Document …", "Reverse …"} & links(page).keys()
    assert "cannot be reversed before the document is cancelled" in page.words
    cancel = Visitor().get(links(page)[f"Cancel {number} …"])
    assert f"Cancel {number}" in cancel.words
    clerk = Visitor("clerk").get(ONE + "?reference=OUT-COC")
    assert f"Cancel {number} …" not in links(clerk)
    assert "A manager cancels it." in clerk.words


def test_the_page_of_a_reversal_says_first_that_a_document_stands_against_it() -> None:
    number = issued()
    page = Visitor().get(REVERSE + "?" + urlencode({"reference": "OUT-COC"}))
    assert f"Cancel {number} …" in links(page)
    assert "Reverse it" not in page.words
    assert "Reverse it" in Visitor().get(REVERSE + "?reference=OUT-1").words


JOURNAL = f"{ORGANISATION}/journal/"


def test_the_journal_reads_in_words_and_leads_to_what_it_names() -> None:
    number = issued()
    close_period(OPERATOR, scope="ACME-COC", start=date(2024, 1, 1))
    auditor = Visitor("auditor")
    page = auditor.get(JOURNAL)
    for words in ("Movements posted", "CoC Documents issued", "Period closed", "Role changed"):
        assert words in page.words
    for code in ("movement.post", "document.issue", "period.close", "person.invite", "['", "what added"):
        assert code not in page.words
    (origin,) = past_imports(OPERATOR, organisation="ACME")
    for name in (origin.source, number, "OUT-COC", "ACME-COC 2024-01-01"):
        assert auditor.get(links(page)[name]).status == 200, name


def test_a_journal_says_masses_in_tonnes_and_names_each_receipt() -> None:
    entry = JournalEntry(
        number=1,
        at=datetime(2024, 5, 1, tzinfo=UTC),
        actor="clerk",
        act="document.receive",
        subject="SUP-2024-000001",
        detail={"issuer": "SUP", "receipts": ["GR 1", "GR 2"], "outflow_g": 25_000_000_000},
    )
    line = journal_line("ACME", entry)
    assert "issuer=SUP&number=SUP-2024-000001" in line.subject.address
    told = {name: [word.text for word in words] for name, words in line.details}
    assert told == {"receipts": ["GR 1", "GR 2"], "outflow": ["25\N{NARROW NO-BREAK SPACE}000.000 t"]}
    assert dict(line.details)["receipts"][0].address.endswith("?reference=GR+1")
