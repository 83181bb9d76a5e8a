"""The position page: the figures of the small world, their reasons, and the movements behind them.

ACME has 50 t available in 2024 and may sell 100 t more; half of what came in was CoC Material.
"""

import re
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from casthouse.exchange.register_file import register_from_text
from casthouse.service import clock
from casthouse.service.period import close_period, findings_of
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from tests.contract.movement_rows import other_receipt, other_shipment, receipt
from tests.contract.register_text import one_scope, register_text
from tests.web.api_world import post_rows
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")

PATH = "/scopes/ACME-COC/position/?period=2024-01-01"
QUERIES_MAX = 50


def plain(text: str) -> str:
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_figures_stand_with_unit_date_and_reason() -> None:
    words = plain(Visitor().get(PATH).words)
    assert "2024-01-01 to 2024-12-31" in words
    assert "Available to claim as CoC 50.000 t" in words
    assert "ellable" not in words  # 2024 is over
    assert "Input share 50.00 %" in words
    assert "(1 000.000) ÷ (1 000.000 + 1 000.000)" in words
    assert "50.00 % × 300.000 t, rounded down to the gram" in words
    assert "Nothing moved at the bauxite or alumina stages" in words
    assert "marked unverified" in words


@pytest.mark.parametrize(
    ("figure", "mass"),
    [("CoC in", "1 000.000"), ("Other in", "1 000.000"), ("Out, all", "300.000"), ("CoC out", "100.000")],
)
def test_a_figure_leads_to_movements_of_the_same_mass(figure: str, mass: str) -> None:
    text = Visitor().get(PATH).text
    found = re.search(rf'class="name">{figure}</span><span class="value"><a href="([^"]+)"', text)
    assert found
    listed = plain(Visitor().get(found[1].replace("&amp;", "&")).words)
    assert re.search(rf"(received|shipped) {re.escape(mass)} t", listed)


def test_the_chart_has_its_table() -> None:
    page = Visitor().get(PATH)
    table = page.text[page.text.index("The same as a table") :]
    row = plain(re.sub(r"<[^>]*>", " ", table[table.index("Mar 2024") :].partition("</tr>")[0]))
    assert row.split() == [
        "Mar",
        "2024",
        "1",
        "000.000",
        "1",
        "000.000",
        "300.000",
        "100.000",
        "50.00",
        "50.000",
    ]
    assert page.text.count('class="c-in"') == 2 + 1  # a bar in the wide and the narrow chart, and the legend
    assert 'style="' not in page.text


def test_a_day_shows_where_it_stood_then() -> None:
    words = plain(Visitor().get(PATH + "&on=2024-03-14").words)
    assert "as of 2024-03-14" in words
    assert "Nothing moved in this period yet" in words


@pytest.mark.one_store
def test_it_shows_what_closing_would_find_with_the_movements_behind_it() -> None:
    assert "what closing would find" not in Visitor().get(PATH).words
    post_rows(
        "ACME", [receipt("IN-3", counterparty="Nobody Ltd"), receipt("IN-4", counterparty="Nobody Ltd")]
    )
    page = Visitor().get(PATH)
    assert "Supplier not entitled Nobody Ltd" in page.words
    (link,) = re.findall(r'href="([^"]*)">The movements behind it', page.text)
    behind = Visitor().get(link.replace("&amp;", "&")).words
    assert ("IN-3" in behind, "IN-1" in behind) == (True, False)
    found = [each.code.value for each in findings_of(OPERATOR, scope="ACME-COC", start=date(2024, 1, 1))]
    assert found == ["supplier_not_entitled"], "as closing finds"
    assert "what closing would find" not in Visitor().get(PATH + "&on=2024-06-30").words
    close_period(OPERATOR, scope="ACME-COC", start=date(2024, 1, 1))
    assert "what closing would find" not in Visitor().get(PATH).words


def test_a_closed_period_says_who_froze_it() -> None:
    assert "is not closed yet" in Visitor().get(PATH).words
    close_period(OPERATOR, scope="ACME-COC", start=date(2024, 1, 1))
    words = Visitor().get(PATH).words
    assert "This period is closed. The figures are those of the statement that operator froze" in words
    assert "is not closed yet" not in words


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?period=2024-13-01", 422, "date_invalid"),
        ("?period=2024-02-01", 404, "period_unknown"),
        ("?on=2023-01-01", 404, "period_unknown"),
    ],
)
def test_a_day_that_is_none_is_refused_on_a_page(query: str, status: int, code: str) -> None:
    page = Visitor().get("/scopes/ACME-COC/position/" + query)
    assert (page.status, page.refusal) == (status, code)


def test_an_unknown_scope_is_not_found() -> None:
    page = Visitor().get("/scopes/NONE/position/")
    assert page.status in {403, 404}
    assert page.refusal in {"scope_unknown", "not_permitted"}


def test_it_asks_the_store_as_often_for_many_movements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    visitor = Visitor()
    with django_assert_max_num_queries(QUERIES_MAX) as few:
        visitor.get(PATH)
    before = len(few.captured_queries)
    post_rows("ACME", [other_receipt(f"X-{n}", date=f"2024-{n % 12 + 1:02}-10") for n in range(200)])
    with django_assert_max_num_queries(before):
        visitor.get(PATH)


def test_the_menu_opens_the_period_that_the_overview_shows_and_says_so() -> None:
    asked_for_nothing = Visitor().get("/scopes/ACME-COC/position/").words
    assert "2024-01-01 to 2024-12-31" in asked_for_nothing
    assert "the last period in which something moved" in asked_for_nothing
    today = Visitor().get(f"/scopes/ACME-COC/position/?on={clock.today()}").words
    assert "the last period in which something moved" not in today


def test_a_running_period_says_what_may_still_be_sold() -> None:
    this_year = {"date": clock.today().replace(month=1, day=1).isoformat()}
    rows = [
        receipt("NOW-1", quantity="100", **this_year),
        other_receipt("NOW-2", quantity="100", **this_year),
        other_shipment("NOW-3", quantity="100", **this_year),
    ]
    post_rows("ACME", rows)
    words = plain(Visitor().get("/scopes/ACME-COC/position/").words)
    assert "Still sellable as CoC: 100.000 t" in words  # 50 t available ÷ (1 − ½)
    card = plain(Visitor().get("/").words)
    assert "still sellable 100.000 t" in card


def test_the_overview_labels_the_bar_with_what_it_draws() -> None:
    card = plain(Visitor().get("/").words)
    assert "sold as CoC 100.000 t of granted 150.000 t" in card
    assert "2024-01-01 to 2024-12-31, ended" in card
    assert "sellable" not in card


def test_a_scope_that_is_not_certified_says_which_certificate_ended() -> None:
    register = one_scope(last="2025-06-30")
    load_register(OPERATOR, register_from_text(register_text(register)))
    for address in ("/", PATH):
        words = Visitor().get(address).words
        assert "not certified today" in words
        assert "Certificate COC-1 ended on 2025-06-30: have the one after it recorded" in words


def test_an_empty_ledger_is_to_be_filled_not_closed() -> None:
    words = Visitor("stranger").get("/").words
    assert "SUP-COC : import the first movements" in words
    assert "is to be closed" not in words
    assert "ACME-COC : the period to 2024-12-31 is to be closed" in Visitor().get("/").words
