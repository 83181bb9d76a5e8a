"""A small extruder's clerk, new to the standard, fills in a self-assessment in one sitting; a manager submits it.

On the way the connection fails, a colleague writes the same item, and a file with a script is refused.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, Site, Visit
from tests.contract.register_text import register_text
from tests.scenario.extruder import CODE, PDF, SCOPE, extruder_register

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
REFUSED = r"status of (409|422)"
DISCONNECTED = r"ERR_FAILED|htmx:(sendError|afterRequest)"


def item(page: Page, number: str) -> Locator:
    return page.locator(f"#item-{number.replace('.', '-')}")


def save(page: Page, number: str) -> None:
    item(page, number).get_by_role("button", name=f"Save {number}", exact=True).click()


def begin(page: Page) -> None:
    page.get_by_role("link", name="Self-assessment", exact=True).click()
    expect(page.get_by_text("74 items")).to_be_visible()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="1 Business integrity")).to_be_visible()


def answer_by_keyboard(page: Page) -> None:
    """Rate 1.1 without a mouse."""
    item(page, "1.1").get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("List of permits, looked at in May.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(item(page, "1.1").get_by_text("✓ Saved")).to_be_visible()
    expect(page.locator("#progress")).to_contain_text("1 of 3 rated")


def survive_a_failing_connection(page: Page) -> None:
    text = item(page, "1.2").get_by_label("How do you know")
    item(page, "1.2").get_by_role("radio").first.check()
    text.fill("Everybody in buying was trained.")
    page.route("**/items/1.2/", lambda route: route.abort())
    save(page, "1.2")
    expect(item(page, "1.2").get_by_text("no connection")).to_be_visible()
    page.unroute("**/items/1.2/")
    page.reload()
    expect(text).to_have_value("Everybody in buying was trained.")
    save(page, "1.2")
    expect(item(page, "1.2").get_by_text("✓ Saved")).to_be_visible()


def add_evidence(page: Page, folder: Path) -> None:
    (folder / "code-of-conduct.pdf").write_bytes(PDF)
    (folder / "hostile.pdf").write_bytes(PDF.replace(b"/Catalog", b"/Catalog /S /JavaScript"))
    here = item(page, "1.3")
    here.get_by_label("How do you know").fill("on the web page")
    for name, told in (("hostile.pdf", "evidence_hostile"), ("code-of-conduct.pdf", "code-of-conduct.pdf")):
        if not here.get_by_label("A new file").is_visible():
            here.get_by_text("Add a file").click()
        here.get_by_label("A new file").set_input_files(folder / name)
        here.get_by_role("button", name="Add to 1.3").click()
        expect(here.locator(".evidence")).to_contain_text(told)
    expect(here.get_by_label("How do you know")).to_have_value("on the web page")
    here.get_by_role("radio").first.check()
    save(page, "1.3")
    expect(here.get_by_text("✓ Saved")).to_be_visible()


def meet_a_colleague(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/scopes/{SCOPE}/self-assessments/1/principles/3/")
    rated = ("assessment", "rate", SCOPE, "1", "3.4", "--rating", "conformance")
    site.run(*rated, "--rationale", "the colleague's words")
    here = item(page, "3.4")
    here.get_by_role("radio").nth(1).check()
    here.get_by_label("What is not as it should be").fill("No sign in Turkish.")
    save(page, "3.4")
    expect(here).to_contain_text("the colleague's words")
    expect(here.get_by_label("What is not as it should be")).to_have_value("No sign in Turkish.")
    here.get_by_label("What you will do").fill("Put one up.")
    here.get_by_label("Who does it").fill("Mia")
    here.get_by_label("Done by").fill("2028-02-29")
    save(page, "3.4")
    expect(here.get_by_text("✓ Saved")).to_be_visible()


def say_what_is_absent(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/scopes/{SCOPE}/self-assessments/1/principles/8/")
    page.get_by_text("Is any of this absent").click()
    for box in page.locator(".absent input").all():
        box.check()
    page.get_by_label("Why it does not apply").fill("An industrial estate; nothing of the kind is near.")
    page.get_by_role("button", name="These do not apply").click()
    expect(page.locator("#messages")).to_contain_text("does not apply")


def test_the_sitting(site: Site, visit: Visit, tmp_path: Path, foreseen: list[str]) -> None:
    foreseen += [REFUSED, DISCONNECTED]
    register = tmp_path / "extruder.toml"
    register.write_text(register_text(extruder_register()))
    site.run("register", "load", str(register))
    for name, role in (("tom", "clerk"), ("mia", "manager")):
        added = ("person", "add", name, "--organisation", CODE, "--role", role, "--password-stdin")
        site.run(*added, given=PASSWORD)
    page = visit("tom")
    begin(page)
    answer_by_keyboard(page)
    survive_a_failing_connection(page)
    add_evidence(page, tmp_path)
    meet_a_colleague(site, page)
    say_what_is_absent(page, site)
    for number in range(1, 12):
        page.goto(f"{site.address}/scopes/{SCOPE}/self-assessments/1/principles/{number}/?show=unrated")
        for question in page.locator(".question").all():
            question.get_by_role("radio").first.check()
            question.get_by_label("How do you know").fill("Handbook, chapter 4.")
            question.get_by_role("button", name="Save").click()
            expect(question.get_by_text("✓ Saved")).to_be_visible()
    page.goto(f"{site.address}/scopes/{SCOPE}/self-assessments/1/")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    manager = visit("mia")
    manager.goto(f"{site.address}/scopes/{SCOPE}/self-assessments/1/")
    manager.get_by_role("button", name="Submit").click()
    expect(manager.locator("#messages")).to_contain_text("is submitted")
    manager.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a size is a mapping
    for place in ("", "principles/3/", "gaps/", "items/3.4/"):
        manager.goto(f"{site.address}/scopes/{SCOPE}/self-assessments/1/{place}")
        assert manager.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], place
    with manager.expect_download() as given:
        manager.goto(f"{site.address}/scopes/{SCOPE}/self-assessments/1/")
        manager.get_by_role("link", name="PDF").click()
    assert given.value.path().read_bytes().startswith(b"%PDF")
