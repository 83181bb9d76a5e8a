"""The movements pages: filters, paging, search, one movement, entering and reversing by a form."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from pytest_django import DjangoAssertNumQueries

from casthouse.service.document import issue_document
from casthouse.service.permission import OPERATOR
from casthouse.service.position import position
from tests.contract.movement_rows import other_receipt, receipt
from tests.web.api_world import post_rows
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")

LIST = "/organisations/ACME/movements/"
ONE = LIST + "one/"
NEW = LIST + "new/"
REVERSE = LIST + "reverse/"
QUERIES_MAX = 25


def entry(**changes: str) -> dict[str, str]:
    usual = {
        "reference": "FORM-1",
        "date": "2024-05-02",
        "facility": "ACME-CH",
        "kind": "receipt",
        "material": "aluminium",
        "quantity": "12.5",
        "unit": "t",
        "coc": "no",
        "counterparty": "SUP",
    }
    return usual | changes


def references(text: str) -> list[str]:
    """Return the references on a page of the list, in order."""
    return list(_between(text, 'class="key m-ref"', "</th>"))


def _between(text: str, start: str, end: str) -> Iterator[str]:
    for part in text.split(start)[1:]:
        yield part.partition("</a>")[0].rpartition(">")[2].strip()
        assert end in part


def test_the_list_filters_and_pages() -> None:
    post_rows("ACME", [other_receipt(f"N-{n:02}", date="2024-06-01") for n in range(60)])
    visitor = Visitor()
    first = visitor.get(LIST)
    assert "64 movements, 2024-03-15 to 2024-06-01" in first.words
    shown = first.words.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "received 2 060.000 t · shipped 300.000 t" in shown
    assert references(first.text) == [f"N-{n:02}" for n in range(59, 9, -1)]
    second = visitor.get(LIST + "?page=2")
    assert references(second.text)[:10] == [f"N-{n:02}" for n in range(9, -1, -1)]
    assert references(visitor.get(LIST + "?kind=shipment&coc=yes").text) == ["OUT-COC"]
    assert references(visitor.get(LIST + "?last=2024-03-31&order=oldest&stage=aluminium").text)[0] == "IN-1"
    assert "No movement" in visitor.get(LIST + "?material=dross").words


def test_a_search_finds_parts_of_words_in_any_case() -> None:
    page = Visitor().get(LIST + "?q=out-c")
    assert references(page.text) == ["OUT-COC"]
    assert "Searched 2024-03-15 to 2024-03-15" in page.words
    assert "Exactly this reference" in Visitor().get(LIST + "?q=IN-1").words


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("kind=theft", "kind_unknown"),
        ("material=gold", "material_unknown"),
        ("stage=can", "stage_unknown"),
        ("first=yesterday", "date_invalid"),
        ("scope=SUP-COC", "scope_unknown"),
    ],
)
def test_words_that_are_none_are_refused(query: str, code: str) -> None:
    page = Visitor().get(f"{LIST}?{query}")
    assert page.refusal == code


def test_strange_pages_are_no_fault() -> None:
    for query in ("page=0", "page=99999999999999999999", "page=-3", "page=x", "size=999999", "cursor=7&q=a"):
        assert Visitor().get(f"{LIST}?{query}").status == 200


def test_a_movement_shows_all_that_was_given() -> None:
    post_rows("ACME", [receipt("EXTRA", lot="H-77", **{"Erfaßt durch": "U0147"})])
    words = Visitor().get(ONE + "?reference=EXTRA").words
    for part in ("EXTRA", "Receipt", "in force", "SUP", "D-EXTRA", "H-77", "Erfaßt durch U0147"):
        assert part in words
    assert Visitor().get(ONE + "?reference=NONE").refusal == "movement_unknown"


def test_markup_in_a_file_stays_text() -> None:
    post_rows("ACME", [other_receipt("<script>alert(1)</script>", counterparty="<b>bold</b>")])
    for path in (LIST, ONE + "?" + urlencode({"reference": "<script>alert(1)</script>"})):
        text = Visitor().get(path).text
        assert "<script>alert" not in text
        assert "<b>bold</b>" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_movement_is_entered_by_a_form() -> None:
    page = Visitor("clerk").post(NEW, entry())
    assert page.status == 200
    assert "Movement FORM-1 is posted." in page.words
    assert "12.500 t" in page.words.replace("\N{NARROW NO-BREAK SPACE}", " ")
    again = Visitor("clerk").post(NEW, entry())
    assert "nothing changed" in again.words


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"reference": "IN-1"}, 409, "reference_conflict"),
        ({"quantity": "1,5"}, 422, "quantity_invalid"),
        ({"kind": "shipment", "coc": "yes", "quantity": "1000"}, 409, "coc_not_available"),
        ({"kind": "extraction"}, 422, "material_not_for_kind"),
        ({"coc": ""}, 422, "coc_missing"),
    ],
)
def test_a_refused_entry_says_why_and_keeps_what_was_typed(
    changes: dict[str, str], status: int, code: str
) -> None:
    page = Visitor("clerk").post(NEW, entry(**changes))
    assert (page.status, page.refusal) == (status, code)
    assert f'value="{(entry() | changes)["quantity"]}"' in page.text
    assert Visitor().get(ONE + "?reference=FORM-1").status == 404


def test_a_form_of_the_wrong_shape_says_so_beside_the_field() -> None:
    page = Visitor("clerk").post(NEW, entry(date="31.12.2024", reference=""))
    assert page.status == 422
    assert "Enter a valid date" in page.words
    assert "This field is required" in page.words


def test_a_reversal_shows_whom_it_touches_and_takes_back() -> None:
    issue_document(OPERATOR, organisation="ACME", shipment="OUT-COC", recipient_address="Am Markt 2")
    page = Visitor().get(REVERSE + "?reference=OUT-COC")
    assert "document ACME-2024-000001" in page.words
    kept = Visitor().post(REVERSE + "?reference=OUT-COC", {"reference": "OUT-R", "date": "2024-05-01"})
    assert (kept.status, kept.refusal) == (409, "document_issued")
    done = Visitor().post(REVERSE + "?reference=OUT-1", {"reference": "OUT-1-R", "date": "2024-05-01"})
    assert "Movement OUT-1 is reversed." in done.words
    assert "It counts nowhere." in done.words
    figures = position(OPERATOR, scope="ACME-COC").figures["stages"]["aluminium"]
    assert figures["outflow_g"] in {0, 100 * 10**6}
    again = Visitor().post(REVERSE + "?reference=OUT-1", {"reference": "OUT-1-R2", "date": "2024-05-01"})
    assert (again.status, again.refusal) == (409, "already_reversed")


def test_a_long_list_asks_the_store_as_often_as_a_short_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    visitor = Visitor()
    with django_assert_max_num_queries(QUERIES_MAX) as few:
        visitor.get(LIST)
    before = len(few.captured_queries)
    post_rows("ACME", [other_receipt(f"N-{n:03}", date=f"2024-06-{n % 28 + 1:02}") for n in range(300)])
    with django_assert_max_num_queries(before + 1):
        visitor.get(LIST + "?page=3")
