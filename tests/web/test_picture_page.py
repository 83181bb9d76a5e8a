"""Pictures on pages and over the API: every flow leads to its entries, and a file is what the page shows."""

import re
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.urls import reverse

from casthouse.service.permission import OPERATOR
from casthouse.service.picture import year_picture
from tests.contract.movement_rows import other_receipt, shipment
from tests.web.api_world import World, post_rows
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")

PERIOD = {"period": "2024-01-01"}
NAME = "Müller & <b>Söhne</b>"


@pytest.fixture(autouse=True)
def _moved(world: World) -> None:  # noqa: ARG001 - what moves is in it
    """Let ACME buy 30 t of a supplier with a hostile name, and sell 9 t."""
    post_rows("ACME", [other_receipt("R-1", quantity="30", counterparty=NAME)])
    post_rows("ACME", [shipment("S-1", quantity="9", counterparty="SUP", coc="no")])


def address(name: str, *args: str, **query: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in (PERIOD | query).items())
    return f"{reverse(name, args=['ACME-COC', *args])}?{asked}"


def test_the_page_draws_twice_and_lists_every_flow() -> None:
    page = Visitor("auditor").get(address("picture_year"))
    assert page.status == 200
    drawn = re.findall(r"<svg class=\"picture.*?</svg>", page.text, re.DOTALL)
    assert len(drawn) >= 2
    assert "<b>Söhne" not in page.text
    assert "Müller & <b>Söhne</b>" in page.words or "Müller &amp; &lt;b&gt;Söhne" in page.text
    leads = [
        each for each in re.findall(r'href="([^"]*/movements/[^"]*)"', page.text) if "kind=shipment" in each
    ]
    assert leads
    listed = Visitor("auditor").get(leads[-1].replace("&amp;", "&"))
    assert (listed.status, "S-1" in listed.words) == (200, True)


def test_by_country_no_company_is_named_in_the_file() -> None:
    named = (
        Visitor("clerk")
        .get(address("picture_year_file", "flow", "svg", by="counterparty"))
        .answer.content.decode()
    )
    assert "SUP" in named
    assert "Müller" in named
    bare = (
        Visitor("clerk")
        .get(address("picture_year_file", "flow", "svg", by="country"))
        .answer.content.decode()
    )
    assert ("SUP" in bare, "Müller" in bare) == (False, False)
    root: Element = fromstring(bare)
    assert root.tag.endswith("svg")


def test_what_is_no_view_form_or_grouping_is_no_page() -> None:
    assert Visitor("clerk").get(address("picture_year_file", "cube", "svg")).status == 404
    assert Visitor("clerk").get(address("picture_year_file", "flow", "exe")).status == 404
    assert Visitor("clerk").get(address("picture_year", by="name")).status == 422
    assert (
        Visitor("clerk").get(f"{reverse('picture_year', args=['ACME-COC'])}?period=2024-01-02").status == 404
    )


def test_it_costs_the_same_statements_however_much_moved(django_assert_max_num_queries: Any) -> None:
    post_rows("ACME", [other_receipt(f"R-9{at}", counterparty=f"S{at}") for at in range(30)])
    with django_assert_max_num_queries(16):
        year_picture(OPERATOR, scope="ACME-COC", period=date(2024, 1, 1))
