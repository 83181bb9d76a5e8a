"""The main job in a real browser: sign in, import the ERP's export, see what is refused, issue documents, download a
PDF, close the period; another manager sees the same, on a phone too."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visit

pytestmark = pytest.mark.browser

DATA = Path(__file__).parent.parent / "data"
EXPECTED = json.loads((DATA / "mill" / "expected.json").read_text())[0]["aluminium"]
BROKEN = (
    "B-1;05.03.2024;H-99;101;AL-1000;Aluminium, Gußbarren;1,000;TO;;a scrap yard;;;;U0147",
    "B-2;05.03.2024;H-RM;101;AL-1000;Aluminium, Gußbarren;zwölf;TO;;a scrap yard;;;;U0147",
    "B-3;31.02.2024;H-RM;101;AL-1000;Aluminium, Gußbarren;1,000;TO;;a scrap yard;;;;U0147",
)
CODES = ("facility_unknown", "quantity_invalid", "date_invalid")
PHONE = {"width": 390, "height": 844}


def broken_export(folder: Path) -> tuple[Path, int]:
    """Write the export with broken rows at its end; return it and the number of the first broken row."""
    text = (DATA / "erp" / "export.csv").read_bytes().decode("latin-1")
    lines = text.rstrip("\r\n").splitlines()
    file = folder / "export.csv"
    file.write_bytes("\r\n".join([*lines, *BROKEN, ""]).encode("latin-1"))
    return file, len(lines) + 1


def tonnes(mass_g: int) -> str:
    """Return a mass as pages show it, rounded down."""
    whole, rest = divmod(mass_g // 1000, 1000)
    return f"{whole:,}.{rest:03}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def import_export(page: Page, file: Path, first_broken: int) -> None:
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("Movements file").set_input_files(file)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Refused rows")).to_be_visible(timeout=60_000)
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(len(BROKEN))
    for number, code in enumerate(CODES):
        expect(rows.nth(number)).to_contain_text(
            f"{first_broken + number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        )
        expect(rows.nth(number)).to_contain_text(code)
    with page.expect_download() as given:
        page.get_by_role("link", name="Download the refused rows").click()
    mended = given.value.path().read_bytes().decode("latin-1").splitlines()
    assert [line.partition(";")[0] for line in mended[1:]] == ["B-1", "B-2", "B-3"]
    page.get_by_role("button", name=re.compile("^Post the .* good rows$")).click()
    expect(page.get_by_text("movements posted.")).to_be_visible(timeout=60_000)


def see_position(page: Page) -> None:
    page.get_by_role("link", name="Position of HOLD-COC").click()
    page.get_by_label("Period").select_option("2024-01-01")
    big = page.locator(".big").first
    expect(big).to_contain_text(tonnes(EXPECTED["available_g"]))
    page.get_by_text("How it comes about").first.click()
    expect(page.get_by_text(EXPECTED["input_share"])).to_be_visible()
    page.locator(".figure .value a", has_text=tonnes(EXPECTED["coc_inflow_g"])).click()
    expect(page.locator("caption")).to_contain_text(tonnes(EXPECTED["coc_inflow_g"]))


def issue_documents(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="To issue").click()
    page.get_by_role("button", name=re.compile("^Issue all")).click()
    page.get_by_role("button", name=re.compile("^Yes, issue")).click()
    expect(page.get_by_text("CoC Documents issued.")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="See the documents").click()
    page.locator("tbody th a").first.click()
    with page.expect_download() as given:
        page.get_by_role("link", name="PDF", exact=True).click()
    file = folder / given.value.suggested_filename
    given.value.save_as(file)
    assert file.suffix == ".pdf"
    assert file.read_bytes().startswith(b"%PDF")


def close_period(page: Page) -> None:
    page.get_by_role("link", name="Periods").click()
    page.get_by_role("link", name="Close …").click()
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    page.get_by_label("The figures above are right").check()
    page.get_by_role("button", name="Close the period").click()
    expect(page.get_by_role("heading", name="Statement 2024-01-01 to 2024-12-31")).to_be_visible()
    expect(page.get_by_text("Closed", exact=True)).to_be_visible()


def fits(page: Page) -> bool:
    """Say whether nothing on the page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_the_main_job(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit("ada")
    file, first_broken = broken_export(tmp_path)
    import_export(page, file, first_broken)
    see_position(page)
    issue_documents(page, tmp_path)
    close_period(page)
    told = json.loads(site.run("position", "HOLD-COC", "--period", "2024-01-01", "--json"))
    figures = told["stages"]["aluminium"]
    assert {name: figures[name] for name in EXPECTED} == EXPECTED
    assert json.loads(site.run("check", "--json"))["differences"] == []
    see_on_a_phone(visit("max"), site)


def see_on_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    for path in (
        "/",
        "/organisations/HOLD/movements/",
        "/organisations/HOLD/documents/issued/",
        "/scopes/HOLD-COC/position/?period=2024-01-01",
        "/scopes/HOLD-COC/periods/2024-01-01/",
    ):
        page.goto(site.address + path)
        assert fits(page), path
    menu = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("link", name="Overview")).to_be_hidden()
    menu.click()
    expect(page.get_by_role("link", name="Overview")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Where the aluminium comes from")).to_be_visible()
    page.goto(f"{site.address}/organisations/HOLD/movements/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
