"""What a visitor's reader is handed: no cookie, a tag, a file under an open licence that no spreadsheet computes."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from casthouse.exchange.register_file import register_from_text
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from tests.contract.register_text import one_scope, register_text
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")
PAGES = [
    reverse("home"),
    reverse("public_register"),
    reverse("public_member", args=["ACME"]),
    reverse("public_facility", args=["ACME-CH"]),
    reverse("public_certificate") + "?number=COC-1",
    reverse("public_map"),
    reverse("public_land"),
    reverse("public_statistics"),
    reverse("public_exports"),
    reverse("public_dictionary"),
]


def test_a_visitor_is_handed_no_cookie_and_may_keep_a_page_for_a_minute() -> None:
    for address in PAGES:
        answer = Client().get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=60", address
        assert not answer.cookies, address
        again = Client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address


@pytest.mark.one_store
def test_a_page_with_somebodys_name_on_it_is_kept_by_nobody() -> None:
    for address in PAGES[1:4]:
        page = Visitor("manager").get(address)
        assert page.answer.headers["Cache-Control"] == "private, no-cache"
        assert "ETag" not in page.answer.headers


@pytest.mark.one_store
def test_a_wrong_number_leads_a_visitor_to_the_search() -> None:
    page = Visitor(None).get(reverse("public_certificate") + "?number=COC-99999")
    assert page.answer.status_code == 404
    assert "Search the public register" in page.words


@pytest.mark.one_store
def test_a_page_of_the_search_that_is_none_leaves_what_was_looked_for_in_the_form() -> None:
    page = Visitor(None).get(reverse("public_register") + "?after=x&q=acme")
    assert (page.status, page.refusal) == (400, "cursor_invalid")
    assert 'value="acme"' in page.text


def test_the_first_page_leads_a_visitor_to_a_certificate() -> None:
    page = Visitor(None).get("/")
    assert "Is this certificate valid?" in page.words
    shown = Visitor(None).get(reverse("public_certificate") + "?number=COC-1&day=2020-01-01")
    assert "Valid on this day" in shown.words
    assert (
        Visitor(None)
        .get(reverse("public_certificate") + "?number=COC-1&day=2031-01-01")
        .words.count("Not valid on this day")
    )
    assert Visitor(None).get(reverse("public_certificate") + "?number=COC-9").refusal == "certificate_unknown"


def table(name: str, form: str) -> str:
    answer = Client().get(reverse("public_export", args=[name, form]))
    assert answer.status_code == 200
    assert 'rel="license"' in answer.headers["Link"]
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # it streams


def test_every_table_reads_the_same_in_both_forms() -> None:
    for name in ("members", "facilities", "certificates", "reports", "findings", "volumes"):
        document = json.loads(table(name, "json"))
        rows = list(csv.DictReader(io.StringIO(table(name, "csv"), newline="")))
        assert list(document["columns"]) == (list(rows[0]) if rows else list(document["columns"])), name
        assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in document["rows"]] == rows
    assert {row["number"] for row in json.loads(table("certificates", "json"))["rows"]} == {
        "COC-1",
        "COC-2",
        "PS-1",
        "PS-2",
    }


def test_no_spreadsheet_computes_a_name() -> None:
    register = one_scope()
    register["organisation"][0]["name"] = '=HYPERLINK("http://evil.example","ACME"), Inc'
    load_register(OPERATOR, register_from_text(register_text(register)))
    rows = list(csv.reader(io.StringIO(table("members", "csv"), newline="")))
    assert ["ACME", '\'=HYPERLINK("http://evil.example","ACME"), Inc'] in [row[:2] for row in rows]
    members = json.loads(table("members", "json"))["rows"]
    assert [each["name"] for each in members if each["code"] == "ACME"] == [
        '=HYPERLINK("http://evil.example","ACME"), Inc'
    ]


@pytest.mark.one_store
def test_a_table_that_is_not_there_is_refused() -> None:
    for name, form in (("people", "csv"), ("members", "pdf")):
        page = Visitor(None).get(reverse("public_export", args=[name, form]))
        assert (page.status, page.refusal) == (404, "public_table_unknown")


@pytest.mark.one_store
def test_hostile_words_are_words() -> None:
    for text in ("%", "_", "' OR 1=1 --", "<script>alert(1)</script>", "\\", "a" * 200, "☃" * 50):
        page = Visitor(None).get(reverse("public_register") + "?q=" + text.replace("%", "%25"))
        assert page.status == 200, text
        assert "<script>alert" not in page.text
    assert Visitor(None).get(reverse("public_register") + "?q=" + "a" * 201).status == 422
    assert Visitor(None).get(reverse("public_register") + "?after=nowhere").refusal == "cursor_invalid"
    far = reverse("public_map") + "?zoom=99&x=999999999999999999&y=0"
    assert Visitor(None).get(far).status == 200
