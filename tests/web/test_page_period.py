"""Closing, statements and reopening on the pages; reopening takes two managers."""

import html
import re

import pytest

from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from tests.contract.movement_rows import receipt
from tests.web.api_world import post_rows
from tests.web.page_visit import Page, Visitor

pytestmark = pytest.mark.usefixtures("world")

PERIODS = "/scopes/ACME-COC/periods/"
YEAR = PERIODS + "2024-01-01/"


def closed(person: str = "manager", **data: str) -> Page:
    return Visitor(person).post(YEAR + "close/", {"agreed": "on", **data})


def test_findings_stand_before_closing_and_closing_freezes() -> None:
    before = Visitor().get(YEAR + "close/")
    assert "Figures by stage" in before.words
    assert "Findings ✓ none" in before.words
    assert "The figures above are right" in before.words
    page = closed()
    assert page.address == YEAR
    assert "The period from 2024-01-01 is closed, without findings." in page.words
    assert "Statement 2024-01-01 to 2024-12-31" in page.words
    assert "by manager" in page.words
    again = Visitor().get(YEAR + "close/")
    assert "This period is closed already." in again.words


def test_the_statement_keeps_what_was_found_and_leads_to_the_movements_behind() -> None:
    post_rows("ACME", [receipt("UNFIT-1", date="2024-03-01", counterparty="a yard", quantity="10")])
    page = closed()
    assert "The period from 2024-01-01 is closed, with 1 finding." in page.words
    found = "a yard : 10 t of aluminium booked as CoC, from 2024-03-01 on"
    assert found in page.words
    (address,) = re.findall(r'href="([^"]+)">The movements behind it', page.text)
    assert "UNFIT-1" in Visitor().get(html.unescape(address)).words
    assert "The movements behind it" not in Visitor("secretariat").get(YEAR).text


def test_closing_asks_for_agreement() -> None:
    page = Visitor().post(YEAR + "close/", {})
    assert page.status == 422
    assert "This field is required" in page.words
    assert "A draft." in Visitor().get(YEAR).words


def test_periods_are_closed_in_their_order_after_their_end() -> None:
    page = Visitor().post(PERIODS + "2025-01-01/close/", {"agreed": "on"})
    assert (page.status, page.refusal) == (409, "period_before_open")
    words = Visitor().get(PERIODS).words
    assert words.count("Close …") == 1
    assert "after the one before" in words


def test_a_clerk_sees_the_findings_and_may_not_close() -> None:
    assert "A manager closes the period." in Visitor("clerk").get(YEAR + "close/").words
    page = closed("clerk")
    assert (page.status, page.refusal) == (403, "not_permitted")


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("xlsx", b"PK")])
def test_a_statement_is_given_as_a_file(form: str, start: bytes) -> None:
    answer = Visitor("auditor").client.get(f"{YEAR}file.{form}")
    assert answer.content.startswith(start)
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="statement-ACME-COC-2024-01-01.{form}"'
    )
    assert Visitor().client.get(f"{YEAR}file.exe").status_code == 404


def test_reopening_takes_two() -> None:
    add_person(OPERATOR, username="second", role="manager", organisation="ACME")
    closed()
    ask = Visitor().get(YEAR + "reopen/")
    assert "2024-01-01 to 2024-12-31 , closed" in ask.words
    assert Visitor().post(YEAR + "reopen/", {"reason": " "}).status == 422
    asked = Visitor().post(YEAR + "reopen/", {"reason": "weighbridge error at gate 2"})
    assert "Another manager has to approve it." in asked.words
    alone = Visitor().post(YEAR + "decide/", {"decision": "approve"})
    assert (alone.status, alone.refusal) == (422, "reopening_self_approved")
    assert "Closed" in Visitor().get(YEAR).words
    waiting = Visitor("second").get(PERIODS)
    assert "manager asks to reopen the period from 2024-01-01" in waiting.words
    assert "1 proposal of ACME-COC for you to approve" in Visitor("second").get("/").words
    done = Visitor("second").post(YEAR + "decide/", {"decision": "approve"})
    assert "Reopened: 2024-01-01." in done.words
    assert "weighbridge error at gate 2 (requested by manager)" in done.words
    assert "A draft." in Visitor().get(YEAR).words


def test_a_request_can_be_turned_down() -> None:
    closed()
    Visitor().post(YEAR + "reopen/", {"reason": "a mistake"})
    done = Visitor().post(YEAR + "decide/", {"decision": "refuse"})
    assert "The request is turned down." in done.words
    assert "asks to reopen" not in done.words
