"""A casthouse is sold, in three browsers: the seller asks, the buyer accepts, the secretariat confirms.

Until then each of them reads what comes next; from then on the public register shows both certificates, each naming
the other.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Site, Visit
from tests.browser.test_certification import fill, form, go, send

pytestmark = [pytest.mark.browser, pytest.mark.one_store]

TODAY = datetime.now(UTC).date()
HELD = ("COC-77", "PS-77")
SALE = f"""
[[facility]]
code = "S-CH"
organisation = "SUPA"
name = "Casthouse that is sold"
activities = ["remelting_refining", "casthouse"]
latitude = 51.4
longitude = 6.7

[[facility]]
code = "B-CH"
organisation = "SUPB"
name = "Casthouse that was bought"
activities = ["remelting_refining", "casthouse"]
latitude = 51.4
longitude = 6.7

[[scope]]
code = "SUPA-COC"
organisation = "SUPA"
facilities = ["S-CH"]
edition = "coc-v2"
first_period_start = {TODAY.year}-01-01

[[scope]]
code = "SUPB-COC"
organisation = "SUPB"
facilities = ["B-CH"]
edition = "coc-v2"
first_period_start = {TODAY.year}-01-01

[[certificate]]
number = "COC-77"
scope = "SUPA-COC"
standard = "chain_of_custody"
valid_from = {TODAY.year}-01-01
valid_to = {TODAY + timedelta(days=500)}

[[certificate]]
number = "PS-77"
scope = "SUPA-COC"
standard = "performance"
valid_from = {TODAY.year}-01-01
valid_to = {TODAY + timedelta(days=500)}
"""
PEOPLE = {
    "sela": ("--organisation", "SUPA", "--role", "manager"),
    "bo": ("--organisation", "SUPB", "--role", "manager"),
    "sven": ("--role", "secretariat"),
}


def ask(seller: Page) -> str:
    """Ask for both certificates to pass; the custody certificate alone is refused, with what to do."""
    go(seller, "Certificates")
    title = "Pass certificates to another organisation"
    here = form(seller, title)
    here.get_by_label(re.compile("COC-77")).check()
    fill(here, {"To organisation": "SUPB", "Reason": "deed 7"})
    here.get_by_role("button", name="Ask", exact=True).click()
    expect(seller.get_by_role("alert")).to_contain_text("Ask for both together")
    here = form(seller, title)
    here.get_by_label(re.compile("PS-77")).check()
    here.get_by_role("button", name="Ask", exact=True).click()
    expect(seller.locator("#messages")).to_contain_text("SUPB accepts or declines next")
    said = re.search(r"Transfer (\d+)", seller.locator("#messages").inner_text())
    assert said is not None
    return said[1]


def test_a_casthouse_is_sold_and_the_public_register_shows_both(
    site: Site, visit: Visit, foreseen: list[str]
) -> None:
    foreseen.append("status of 422")  # of the custody certificate alone
    register = site.home.parent / "sale.toml"
    register.write_text(SALE)
    site.run("register", "load", str(register))
    for name, more in PEOPLE.items():
        site.run("person", "add", name, *more, "--password-stdin", given=PASSWORD)
    seller, buyer, secretary = visit("sela"), visit("bo"), visit("sven")
    page = f"{site.address}/certificates/transfers/{ask(seller)}/"

    buyer.goto(page)
    send(
        buyer,
        "Accept",
        {"Scope": "SUPB-COC", "S-CH is now": "B-CH"},
        "Accept",
        "The secretariat confirms next",
    )
    secretary.goto(page)
    here = form(secretary, "Confirm")
    fill(here, {"Reason": "deed and site seen"})
    here.get_by_role("button", name="Check whom it touches").click()
    expect(secretary.get_by_text("COC-77 ends for SUPA; SUPB gets one in its place, full")).to_be_visible()
    secretary.get_by_role("button", name="Confirm and tell the customers").click()
    expect(secretary.locator("#messages")).to_contain_text(f"Confirmed: SUPB holds them from {TODAY}")
    seller.goto(page)
    expect(seller.get_by_role("main")).to_contain_text("nothing: SUPB holds them")

    browser = seller.context.browser
    assert browser is not None
    public = browser.new_page()
    public.goto(f"{site.address}/public/certificates/?number=PS-77")
    expect(public.get_by_role("main")).to_contain_text("Continued by")
    go(public, "CH-PS-00001")
    expect(public.get_by_role("heading", level=1)).to_contain_text("CH-PS-00001")
    expect(public.get_by_role("link", name="PS-77", exact=True)).to_be_visible()
    expect(public.get_by_role("main")).to_contain_text("SUPB Ltd")
