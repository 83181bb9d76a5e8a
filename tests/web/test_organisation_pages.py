"""Pages of people, journal and reports: what they show and change. Who may open them stands in the table of pages."""

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook

from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")

PEOPLE = "/organisations/ACME/people/"
JOURNAL = "/organisations/ACME/journal/"
REPORTS = "/organisations/ACME/reports/"


def test_a_new_person_gets_a_password_that_is_shown_once() -> None:
    visitor = Visitor()
    page = visitor.post(PEOPLE, {"username": "newcomer", "role": "clerk"})
    assert page.status == 200
    assert "no-store" in page.answer["Cache-Control"]
    password = page.answer.context["invited"].password
    assert password in page.words
    again = visitor.post(PEOPLE, {"username": "newcomer", "role": "auditor"})
    assert "its password stays" in again.words
    assert password not in visitor.get(PEOPLE).text
    signed_in = Visitor(None).post("/account/login/", {"login": "newcomer", "password": password})
    assert "Sign out" in signed_in.words


def test_a_password_that_the_manager_has_seen_opens_nothing_until_another_is_chosen() -> None:
    seen = (
        Visitor().post(PEOPLE, {"username": "newcomer", "role": "clerk"}).answer.context["invited"].password
    )
    newcomer = Visitor("newcomer")
    assert newcomer.get(JOURNAL).address == "/account/password/change/"
    assert newcomer.client.get("/api/v1/organisations/ACME/movements").status_code == 403
    own = {"password1": "a-word-of-my-own-9", "password2": "a-word-of-my-own-9"}
    assert "Sign out" in newcomer.post("/account/password/change/", {"oldpassword": "wrong", **own}).words
    assert newcomer.get(JOURNAL).address == "/account/password/change/"
    newcomer.post("/account/password/change/", {"oldpassword": seen, **own})
    assert "newcomer" in newcomer.get(JOURNAL).words
    assert newcomer.client.get("/api/v1/organisations/ACME/movements").status_code == 200


def test_a_role_is_taken_away_from_others_only() -> None:
    visitor = Visitor()
    page = visitor.post(f"{PEOPLE}remove/", {"username": "clerk", "role": "clerk"})
    assert "clerk is no clerk of ACME any more" in page.words
    assert (Visitor("clerk").get(JOURNAL).status, visitor.get(JOURNAL).status) == (403, 200)
    page = visitor.post(f"{PEOPLE}remove/", {"username": "manager", "role": "manager"})
    assert page.refusal == "person_is_oneself"


def test_nobody_gives_a_role_beyond_the_organisation() -> None:
    page = Visitor().post(PEOPLE, {"username": "sneaker", "role": "secretariat"})
    assert page.status == 422
    assert "sneaker is" not in page.words


def test_the_journal_is_paged_newest_first_and_of_one_organisation() -> None:
    for number in range(120):
        add_person(OPERATOR, username=f"person{number:03}", role="auditor", organisation="ACME")
    add_person(OPERATOR, username="of-others", role="auditor", organisation="SUP")
    page = Visitor().get(JOURNAL)
    assert page.words.index("person119") < page.words.index("person020")
    assert "person019" not in page.words
    older = page.answer.context["older"]
    assert f"before={older}" in page.text
    rest = Visitor().get(f"{JOURNAL}?before={older}").words
    assert "person019" in rest
    assert "person020" not in rest
    assert "of-others" not in page.words + rest


def test_the_report_of_a_year_shows_its_deadline_and_its_files_say_the_same() -> None:
    visitor = Visitor("secretariat")
    page = visitor.get(f"{REPORTS}?year=2024")
    assert "due 2025-" in page.words
    assert "deadline unverified" in page.words
    assert "workbook" not in page.words.lower()
    said = json.loads(visitor.get(f"{REPORTS}2024/file.json").answer.content)
    (account,) = said["accounts"]
    assert (account["coc_inflow_g"], account["outflow_g"]) == (1000 * 10**6, 300 * 10**6)
    pdf = visitor.get(f"{REPORTS}2024/file.pdf").answer
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf["Content-Disposition"]
    book = load_workbook(BytesIO(visitor.get(f"{REPORTS}2024/file.xlsx").answer.content))
    assert "Accounts" in book.sheetnames
    assert visitor.get(f"{REPORTS}2024/file.exe").status == 404


def test_the_workbook_holds_the_movements() -> None:
    book = load_workbook(BytesIO(Visitor().get("/organisations/ACME/workbook.xlsx").answer.content))
    references = {row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert {"IN-1", "IN-2", "OUT-1", "OUT-COC"} <= references
    assert Visitor("secretariat").get("/organisations/ACME/workbook.xlsx").refusal == "not_permitted"


@pytest.mark.parametrize("year", ["0", "9999"])
def test_no_report_of_a_year_that_is_none(year: str) -> None:
    assert Visitor().get(f"{REPORTS}?year={year}").refusal == "year_invalid"
