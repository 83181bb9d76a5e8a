"""A visitor without an account, at the width of a phone, finds a certificate by its holder's name and on the map."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, Site, foreign

pytestmark = [pytest.mark.browser, pytest.mark.one_store]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def visitor(site: Site) -> Iterator[Page]:
    """Return a visitor's page; what it asks of another host, an error or a cookie fails the test."""
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]  # width and height
        page = context.new_page()
        page.on("request", lambda request: foreign(request.url, site.address, faults))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        yield page
        assert context.cookies() == []
        browser.close()
    assert faults == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_visitor_finds_a_certificate_by_search_and_on_the_map(site: Site, visitor: Page) -> None:
    visitor.goto(site.address)
    expect(visitor.get_by_role("heading", name="Where the aluminium comes from")).to_be_visible()
    assert fits(visitor)
    visitor.get_by_label("Name or number").fill("coc")
    visitor.get_by_role("button", name="Search").click()
    expect(visitor.get_by_role("heading", name="Public register")).to_be_visible()
    assert fits(visitor)
    visitor.get_by_role("link", name=re.compile("^COC-")).first.click()
    expect(visitor.get_by_role("heading", name=re.compile("^Certificate COC-"))).to_be_visible()
    number = visitor.get_by_role("heading", level=1).inner_text()
    assert fits(visitor)

    visitor.goto(f"{site.address}/public/map/")
    assert fits(visitor)
    points = visitor.locator("svg.world a")
    assert points.count() > 0
    for _ in range(8):  # closer, with the keyboard, until the point is one site or a few at one place
        if "/facilities/" in (points.first.get_attribute("href") or ""):
            break
        if points.first.get_attribute("href") == "#sites":
            break
        points.first.focus()
        visitor.keyboard.press("Enter")
        visitor.wait_for_load_state()
    visitor.locator("#sites tbody a").first.click()
    visitor.get_by_role("link", name=re.compile("^(COC|PS)-")).first.wait_for()
    assert fits(visitor)
    visitor.get_by_role("link", name=number.removeprefix("Certificate ")).first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(number)
