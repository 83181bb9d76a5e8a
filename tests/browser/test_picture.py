"""Pictures of the sample chain on a phone and on a projector: nothing to scroll aside, each flow leads to entries."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Site, Visit, environment

pytestmark = [pytest.mark.browser, pytest.mark.one_store]
SAMPLES = Path(__file__).parents[2] / "samples" / "value_chain"
WIDTHS = {"narrow": (390, 844), "wide": (1920, 1080)}
LOT = "SA25-00001"  # a lot that the smelter of the sample shipped


@pytest.fixture
def chain(site: Site) -> Site:
    """Load the sample chain, with somebody who reads the ledger of the smelter."""
    command = [sys.executable, "-m", "casthouse", "sample", "run", "--folder", str(SAMPLES)]
    done = subprocess.run(command, env=environment(site.home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    posted = [line for line in done.stdout.splitlines() if ": lots: " in line]
    assert len(posted) == 8
    assert all(" 0 refused" in line and " 0 rows posted" not in line for line in posted)
    given = ("--organisation", "SAGUEN", "--role", "auditor", "--password-stdin")
    site.run("person", "add", "eve", *given, given=PASSWORD)
    return site


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def lines_that_lead(page: Page, *, most: int = 100) -> int:
    """Return how many lines the table of flows has, each with a link that the same person may open.

    What nothing on record brought in leads nowhere and is not counted; of many lines the first are tried.
    """
    lines = page.locator("#flows tbody tr").filter(has_not_text="unrecorded")
    for at in range(min(lines.count(), most)):
        link = lines.nth(at).get_by_role("link", name="show").get_attribute("href")
        assert link is not None
        assert page.request.get(urljoin(page.url, link)).status == 200
    return lines.count()


def test_pictures_fit_and_lead_to_their_entries(chain: Site, visit: Visit) -> None:
    page = visit("eve")
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{chain.address}/scopes/SAGUEN-COC/flows/?period=2025-01-01")
        drawn = page.locator(f"svg.picture.only-{name}")
        assert drawn.count() == 2, "the diagram and the map"
        for at in range(2):
            expect(drawn.nth(at)).to_be_visible()
            box = drawn.nth(at).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        assert fits(page)
        words = drawn.first.locator("text").first.bounding_box()
        assert words is not None
        assert words["height"] >= 12, "large enough to read"
    assert lines_that_lead(page) > 5
    page.locator("svg.picture.only-wide a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Movements")).to_be_visible()

    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{chain.address}/organisations/SAGUEN/trace/?reference={LOT}")
        drawn = page.locator(f"svg.picture.only-{name}").first
        expect(drawn).to_be_visible()
        expect(drawn).to_contain_text(f"{LOT} of SAGUEN")
        expect(drawn).to_contain_text("LAKES")
        assert fits(page)
    assert lines_that_lead(page) == 1

    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{chain.address}/organisations/SAGUEN/trace/attributed/?reference={LOT}")
        drawn = page.locator(f"svg.picture.only-{name}").first
        expect(drawn).to_be_visible()
        expect(drawn).to_contain_text("Attributed by mass balance, rule proportional")
        expect(drawn).to_contain_text("TINGUI")
        assert fits(page)
        assert page.evaluate("document.documentElement.scrollHeight") < 6_000, "its lists are folded"
        entries = page.locator("details", has_text="The entries behind it")
        expect(entries.locator("table")).to_be_hidden()
        entries.locator("summary").click()
        expect(entries.locator("table")).to_be_visible()

    page.goto(f"{chain.address}/organisations/SAGUEN/trace/?reference={LOT}")
    with page.expect_download() as saving:
        page.get_by_role("link", name="PNG").first.click()
    assert saving.value.suggested_filename == f"trace-{LOT}-flow.png"

    year_and_recall_lead_to_movements(chain, page)
    chain.run("person", "add", "sue", "--role", "secretariat", "--password-stdin", given=PASSWORD)
    the_chain_leads_to_companies(chain, visit("sue"))


def year_and_recall_lead_to_movements(chain: Site, page: Page) -> None:
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{chain.address}/organisations/SAGUEN/flows/?year=2025")
        drawn = page.locator(f"svg.picture.only-{name}")
        expect(drawn.first).to_contain_text("TINGUI")
        assert fits(page)
    on_map = page.locator("svg.picture.only-wide").nth(1)
    expect(on_map).to_contain_text("Raffinerie de Jonquière → Aluminerie d'Alma")
    expect(on_map).to_contain_text("Aluminerie d'Alma → Netherlands")
    expect(on_map).not_to_contain_text("Raffinerie de Jonquière → Netherlands")
    assert lines_that_lead(page, most=4) > 5

    page.goto(f"{chain.address}/organisations/SAGUEN/recall/")
    page.get_by_label("Lots").fill(f"{LOT}\nSA25-00002")
    page.get_by_role("button", name="Recall").click()
    shipments = page.locator("#shipments tbody tr")
    expect(shipments).to_have_count(2)
    assert fits(page)
    with page.expect_download() as saving:
        page.get_by_role("button", name="As CSV").click()
    assert saving.value.suggested_filename == "recall-SAGUEN.csv"
    shipments.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("SM-E-")


def the_chain_leads_to_companies(chain: Site, page: Page) -> None:
    page.goto(f"{chain.address}/flows/?year=2025")
    assert lines_that_lead(page) > 5, "by stage each leads to the companies"
    mark = page.locator("svg.picture.only-wide .p-mark").first
    expect(mark).to_contain_text("Not disclosed to others")
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{chain.address}/flows/countries/?year=2025&stage=bauxite")
        expect(page.locator(f"svg.picture.only-{name}").first).to_contain_text("Ireland")
        assert fits(page)
    assert lines_that_lead(page) >= 3, "each leads to the companies behind it"
    page.get_by_role("link", name="show").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bauxite from")
    assert lines_that_lead(page) > 0, "and they to their annual reports"
    page.goto(f"{chain.address}/recovery/?from=2025-01-01&to=2025-12-31")
    expect(page.get_by_role("row", name="post-consumer scrap").first).to_contain_text("0.67")
    assert fits(page)
