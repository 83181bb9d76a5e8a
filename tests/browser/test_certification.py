"""A whole certification, walked in three browsers: the secretariat, a new member's manager and an auditor.

A small extruder joins, assesses itself, is audited with one major non-conformance, gets a provisional certificate,
mends it and gets the full one; then it is certified for the chain of custody too and sells its first CoC Material.
Nobody types an address, a reference or a command.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, Site, Visit

pytestmark = pytest.mark.browser

CODE, PRESS, SCOPE, FIRM = "ALU-PROFIL", "ALU-PROFIL-PRESS", "ALU-PROFIL-1", "PRUEF"
TODAY = datetime.now(UTC).date()
IN_A_MONTH = TODAY + timedelta(days=30)
MAJOR = "1.1"
PERFORMANCE, CUSTODY = "Performance Standard V3 (2022)", "Chain of Custody Standard V2 (2022)"


@dataclass(frozen=True, kw_only=True)
class People:
    """The three who are signed in, each in a browser of their own."""

    secretary: Page
    manager: Page
    auditor: Page


def go(page: Page, *names: str) -> None:
    """Follow links of the menu or the page, by their words."""
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


def form(page: Page, title: str) -> Locator:
    """Return a form of the page, unfolded."""
    found = page.locator("details.act").filter(has=page.get_by_role("heading", name=title, exact=True))
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def fill(here: Locator | Page, given: Mapping[str, str]) -> None:
    """Fill fields by their labels; a choice is chosen by its words."""
    for label, value in given.items():
        field = here.get_by_label(re.compile(rf"^{re.escape(label)}( optional)?$")).first
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def send(page: Page, title: str, given: Mapping[str, str], button: str, said: str) -> None:
    """Fill in one form of the page and send it; read what the page says."""
    here = form(page, title)
    fill(here, given)
    here.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#messages")).to_contain_text(said)


def secret(page: Page) -> str:
    """Return the password that a page shows once."""
    return page.locator("code.secret").inner_text()


def register_the_member(secretary: Page) -> str:
    """Register the organisation, its facility and scope; return the password of its manager."""
    go(secretary, "Organisations")
    member = {
        "Code": CODE,
        "Name": "Alu-Profil GmbH",
        "Country": "DE",
        "Membership": "Production and transformation",
        "Joined": str(TODAY),
        "Address": "Presswerk 1, Soest",
        "Responsible": "coc@alu-profil.example",
    }
    send(secretary, "Register an organisation", member, "Register", "Add its facilities")
    facility = form(secretary, "Add a facility")
    fill(facility, {"Code": PRESS, "Name": "Press shop", "Latitude": "51.57", "Longitude": "8.11"})
    facility.get_by_label("Semi fabrication").check()
    facility.get_by_role("button", name="Add", exact=True).click()
    expect(secretary.locator("#messages")).to_contain_text("is registered")
    scope = form(secretary, "Add a certification scope")
    fill(scope, {"Code": SCOPE, "Accounts from": f"{TODAY.year}-01-01"})
    scope.get_by_label(f"{PRESS} – Press shop").check()
    scope.get_by_role("button", name="Add", exact=True).click()
    expect(secretary.locator("#messages")).to_contain_text("is registered")
    go(secretary, "People")
    fill(secretary, {"Name to sign in with": "mia", "Role": "manager: everything, approves and closes"})
    secretary.get_by_role("button", name="Add", exact=True).click()
    return secret(secretary)


def accredit_the_auditor(secretary: Page) -> str:
    """Register the audit firm and accredit its auditor under both standards; return her password."""
    go(secretary, "Audit firms")
    firm = {"Code": FIRM, "Name": "Prüf und Siegel", "Country": "DE"}
    send(secretary, "Register an audit firm", firm, "Register", "Add its auditors next")
    go(secretary, FIRM)
    named = {"Name to sign in with": "lena"}
    send(secretary, "Add an auditor", named, "Add", "belongs to")
    shown = secret(secretary)
    until = TODAY + timedelta(days=700)
    for standard in ("performance", "chain of custody"):
        here = form(secretary, "Accredit an auditor")
        given = {"Auditor": "lena", "Standard": standard, "Countries": "DE"}
        fill(here, {**given, "First day": str(TODAY), "Last day, inclusive": str(until)})
        here.get_by_label("semi fabrication").check()
        here.get_by_role("button", name="Accredit", exact=True).click()
        expect(secretary.locator("#messages")).to_contain_text("lena is accredited")
    return shown


def assess(manager: Page, folder: Path) -> None:
    """Go through the self-assessment offline, in its workbook, and submit it."""
    go(manager, "Self-assessment")
    manager.get_by_role("button", name="Begin").click()
    go(manager, "Self-assessment", "No. 1")
    with manager.expect_download() as given:
        manager.get_by_role("link", name="XLSX").first.click()
    filled = folder / "self-assessment.xlsx"
    filled.write_bytes(rated(given.value.path().read_bytes()))
    here = form(manager, "Fill it in offline")
    here.locator("input[type=file]").set_input_files(filled)
    here.get_by_role("button", name="Take the answers over").click()
    expect(manager.get_by_text("Nothing is missing.")).to_be_visible()
    manager.get_by_role("button", name="Submit").click()
    expect(manager.locator("#messages")).to_contain_text("is submitted")


def rated(workbook: bytes) -> bytes:
    """Rate every item of a workbook as the manager sees it."""
    book = load_workbook(BytesIO(workbook))
    sheet = book.worksheets[0]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, columns["rating"]).value = "conformance"
        sheet.cell(row, columns["rationale"]).value = "Handbook, chapter 4."
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def plan_the_audit(people: People, standard: str) -> None:
    """Apply, open the audit from the application, plan it and have the plan approved."""
    go(people.manager, "Certificates")
    wanted = {"Scope": SCOPE, "Standard": standard, "Audit firm": f"Prüf und Siegel ({FIRM})"}
    send(people.manager, "Apply for a certificate", wanted, "Apply", "is applied for")
    auditor = people.auditor
    go(auditor, "Audits")
    auditor.get_by_role("link", name=re.compile("Open the audit")).click()
    days = {"First possible day on site": str(TODAY), "Last possible day on site": str(IN_A_MONTH)}
    send(auditor, "Open an audit", {"Standard": standard, **days}, "Open", "Submit its plan next")
    go(auditor, "Make the plan")
    fill(auditor, {"People there": "60", "On site to, inclusive": str(TODAY)})
    auditor.get_by_role("button", name="Work out").click()
    expect(auditor.get_by_text("Nothing is missing: submit it.")).to_be_visible()
    auditor.get_by_role("button", name="Submit the plan").click()
    expect(auditor.locator("#messages")).to_contain_text("is submitted")
    open_what_waits(people.secretary)
    send(people.secretary, "Approve the plan", {}, "Approve", "The team may visit")


def open_what_waits(secretary: Page) -> None:
    """Open the audit that waits for the secretariat."""
    go(secretary, "Oversight")
    secretary.get_by_role("main").get_by_role("rowheader").get_by_role("link").first.click()


def rate(auditor: Page, *, major: str = "") -> None:
    """Rate the first items by hand, one of them as a major non-conformance; send the other forms without looking."""
    auditor.reload()
    send(auditor, "Record a visit", {}, "Record", "is recorded")
    go(auditor, "Open the checklist")
    if major:
        expect(auditor.get_by_role("main")).to_contain_text(
            "The member says: conformance. Handbook, chapter 4."
        )
    for _ in range(3):
        title = auditor.locator("details.act h2").inner_text()
        here = form(auditor, title)
        is_major = title.startswith(f"{major} ") if major else False
        fill(here, {"Rating": "major non conformance" if is_major else "conformance"})
        fill(here, {"Statement": "Looked at.", "Evidence": "records of last year"})
        if is_major:
            here.get_by_label("systemic").check()
        here.get_by_role("button", name="Record, and go to the next").click()
        expect(auditor.locator("#messages")).to_contain_text("is rated")
    page = auditor.content()
    while 'name="item"' in page:
        sent = auditor.request.post(auditor.url, form=finding(page), headers={"Referer": auditor.url})
        assert sent.ok, sent.text()
        page = sent.text()
    auditor.goto(auditor.url.partition("?")[0])
    go(auditor, "Back to the audit")


def finding(page: str) -> dict[str, str | float | bool]:
    """Return the form of the item that stands on a page, filled in."""
    kept = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1]
        for name in ("csrfmiddlewaretoken", "form", "item", "site")
    }
    return {**kept, "rating": "conformance", "statement": "Looked at.", "evidence": "records of last year"}


def report(people: People, *, sent_back: bool) -> None:
    """Send the report; the secretariat sends it back once, if wanted, and accepts it."""
    words = {f"Maturity {each}": "medium" for each in ("of systems", "in risk", "in performance")}
    for turn in range(1 + sent_back):
        summary = {"Summary": "Two presses, one site." + " The scope is named now." * turn}
        send(people.auditor, "Send the report", {**words, **summary}, "Send", "The report is sent")
        open_what_waits(people.secretary)
        if turn < sent_back:
            what = {"Text": "Say what the scope is."}
            send(people.secretary, "Send the report back", what, "Send", "is sent back")
            people.auditor.reload()
            expect(people.auditor.get_by_text("Say what the scope is.")).to_be_visible()
    send(people.secretary, "Accept the report", {}, "Accept", "The report is accepted")


def decide(secretary: Page, outcome: str) -> None:
    """Confirm what the findings permit."""
    expect(secretary.get_by_text(f"Today the findings permit: {outcome}.")).to_be_visible()
    send(secretary, "Confirm, or be stricter", {}, "Decide", f"Decided: {outcome}")


def mend(people: People) -> None:
    """Answer the non-conformance with root cause and plan, act, and have it verified."""
    manager, auditor = people.manager, people.auditor
    go(manager, "Audits", f"{SCOPE}-A1", "Open what is to be closed")
    plan = {
        "Root cause": "Nobody was told to keep the list.",
        "Action": "The quality manager keeps it.",
        "Responsible": "Mia",
        "Done by, inclusive": str(IN_A_MONTH),
    }
    send(manager, "Submit the corrective action plan", plan, "Record", "approves it next")
    auditor.reload()
    go(auditor, "Open what is to be closed")
    judge = "Judge as lead auditor"
    send(auditor, judge, {"Judgement": "plan approved"}, "Record", "Recorded: plan approved")
    manager.reload()
    done = {"Text": "The list is kept since Monday."}
    send(manager, "Report the action as done", done, "Record", "verifies it next")
    auditor.reload()
    send(auditor, judge, {"Judgement": "closed", "Text": "The list was seen."}, "Record", "Recorded: closed")


def certify_custody(people: People) -> None:
    """Have the chain of custody certified too; nothing is found."""
    plan_the_audit(people, CUSTODY)
    rate(people.auditor)
    report(people, sent_back=False)
    go(people.secretary, "Decide")
    decide(people.secretary, "full")


def sell(manager: Page) -> None:
    """Book certified metal, sell some of it as CoC Material and issue the document."""
    bought = {"Reference": "IN-1", "Kind": "Receipt", "Counterparty": "HOLD", "Document": "HOLD-2026-1"}
    for given in (bought, {"Reference": "OUT-1", "Kind": "Shipment", "Counterparty": "SUPA"}):
        go(manager, "Movements", "Enter one")
        mass = {"Date": str(TODAY), "Material": "Aluminium", "Quantity": "100", "Unit": "t", "CoC": "yes"}
        fill(manager, {**mass, **given})
        manager.get_by_role("button", name="Post").click()
    go(manager, "To issue")
    manager.get_by_role("link", name=re.compile("^Issue …")).click()
    manager.get_by_role("button", name="Issue").click()
    expect(manager.locator("#messages")).to_contain_text("issued")


def find_in_the_public_register(site: Site, page: Page) -> None:
    """Find the member and its certificate as somebody without an account."""
    page.goto(site.address)
    page.get_by_label("Name or number").fill("alu prof")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Alu-Profil GmbH").first.click()
    page.get_by_role("link", name="CH-PS-00001").first.click()
    expect(page.get_by_role("main")).to_contain_text("full")
    assert page.get_by_role("main").get_by_text("mia").count() == 0


def test_from_joining_to_the_public_register(site: Site, visit: Visit, tmp_path: Path) -> None:
    site.run("person", "add", "sven", "--role", "secretariat", "--password-stdin", given=PASSWORD)
    secretary = visit("sven")
    manager = visit("mia", shown=register_the_member(secretary))
    auditor = visit("lena", shown=accredit_the_auditor(secretary))
    people = People(secretary=secretary, manager=manager, auditor=auditor)
    assess(manager, tmp_path)
    plan_the_audit(people, PERFORMANCE)
    rate(auditor, major=MAJOR)
    report(people, sent_back=True)
    go(secretary, "Decide")
    decide(secretary, "provisional")
    mend(people)
    secretary.reload()
    decide(secretary, "full")
    certify_custody(people)
    go(manager, "Certificates")
    expect(manager.get_by_role("main").locator("tbody .tag", has_text="full")).to_have_count(2)
    sell(manager)
    browser = manager.context.browser
    assert browser is not None
    find_in_the_public_register(site, browser.new_page())
