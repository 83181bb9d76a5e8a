"""What the pages of an audit say to the member, the lead auditor and the secretariat while it runs."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casthouse.service import clock
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_plan import WantedPlan, WantedSite, approve_plan, submit_plan
from casthouse.service.audit_report import record_visit, site_visit
from casthouse.service.permission import OPERATOR
from tests.web.api_world import World
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")

AUDIT = "ACME-COC-A1"
PAGE, CHECKLIST = f"/audits/{AUDIT}/", f"/audits/{AUDIT}/checklist/"
ONE, DECISION = f"/audits/{AUDIT}/non-conformances/1/", f"/audits/{AUDIT}/decision/"


@pytest.fixture
def non_conformant(world: World) -> None:  # noqa: ARG001
    """Visit ACME-CH and find something major there."""
    today = clock.today()
    site = WantedSite(code="ACME-CH", staff=50, half_days=8, interviews=8)
    plan = WantedPlan(on_site_from=today, on_site_to=today, sites=(site,))
    submit_plan(OPERATOR, audit=AUDIT, wanted=plan)
    approve_plan(OPERATOR, audit=AUDIT)
    visit = site_visit(
        site="ACME-CH", first_day=today, last_day=today, is_remote=False, half_days=8, interviews=8
    )
    record_visit(OPERATOR, audit=AUDIT, visit=visit)
    found = WantedFinding(
        item="5.2",
        site="ACME-CH",
        rating="major_non_conformance",
        statement="14.2 t CO2e per t",
        evidence=("GHG ledger",),
        grounds=("systemic",),
    )
    record_finding(OPERATOR, audit=AUDIT, wanted=found)


def test_the_page_says_what_comes_next() -> None:
    page = Visitor("lead").get(PAGE)
    assert "Next: The lead auditor submits the plan." in page.words
    assert "Make the plan" in page.words
    assert "Make the plan" not in Visitor("manager").get(PAGE).words


def test_the_lead_submits_a_plan_on_the_page_and_the_secretariat_sees_it_waiting() -> None:
    plan = {"on_site_from": clock.today(), "on_site_to": clock.today(), "reason": ""}
    site = {"ACME-CH-staff": "50", "ACME-CH-risk": "0"}
    lead = Visitor("lead")
    less = lead.post(f"{PAGE}plan/", {**plan, **site, "ACME-CH-half_days": "1", "submit": "1"})
    assert less.refusal == "plan_refused"
    worked_out = lead.post(f"{PAGE}plan/", {**plan, **site, "work_out": "1"})
    assert (worked_out.status, worked_out.refusal) == (200, "")
    assert "Nothing is missing: submit it." in worked_out.words
    assert "Make the plan" in lead.get(PAGE).words
    sent = lead.post(f"{PAGE}plan/", {**plan, **site, "submit": "1"})
    assert "Plan 1 is submitted" in sent.words
    assert AUDIT in Visitor("secretariat").get("/oversight/").words
    approved = Visitor("secretariat").post(PAGE, {"form": "approve"})
    assert "The team may visit the sites" in approved.words


@pytest.mark.usefixtures("non_conformant")
def test_member_and_lead_walk_a_non_conformance_to_its_closure() -> None:
    member, lead = Visitor("manager"), Visitor("lead")
    assert "Major: plan due" in member.get(ONE).words
    deadline = clock.today() + timedelta(days=90)
    plan = {"form": "plan", "root_cause": "coal", "action": "hydro", "responsible": "buyer"}
    assert "approves it next" in member.post(ONE, {**plan, "deadline": str(deadline)}).words
    assert "Judge as lead auditor" not in member.get(ONE).words
    judged = {"form": "judge", "judgement": "plan_approved"}
    assert "Major: in action" in lead.post(ONE, judged).words
    assert "to be verified" in member.post(ONE, {"form": "done", "text": "contract"}).words
    unsaid = lead.post(ONE, {"form": "judge", "judgement": "closed"})
    assert unsaid.refusal == "reason_missing"
    closed = lead.post(ONE, {"form": "judge", "judgement": "closed", "text": "contract seen"})
    assert "Major: closed" in closed.words


@pytest.mark.usefixtures("non_conformant")
def test_checklist_and_decision_say_what_is_missing() -> None:
    page = Visitor("lead").get(f"{CHECKLIST}?item=1.1&site=ACME-CH")
    assert "Major non conformance" in page.words
    assert 'value="1.1"' in page.text
    rated = {
        "form": "finding",
        "item": "1.1",
        "site": "ACME-CH",
        "rating": "conformance",
        "statement": "seen",
    }
    assert Visitor("lead").post(CHECKLIST, rated).refusal == "finding_invalid"
    assert (
        "1.1 at ACME-CH is rated" in Visitor("lead").post(CHECKLIST, {**rated, "evidence": "law list"}).words
    )
    decision = Visitor("secretariat").get(DECISION).words
    assert "Today the findings permit: nothing." in decision
    assert "Report not reviewed" in decision
    assert "Confirm, or be stricter" not in decision


@pytest.mark.usefixtures("non_conformant")
def test_files_behind_a_finding_are_sent_from_the_checklist_and_shown_to_whom_they_are_for() -> None:
    lead, member = Visitor("lead"), Visitor("manager")
    there = f"{CHECKLIST}?item=5.2&site=ACME-CH"
    assert "Attach the file" in lead.get(there).words
    assert "Attach the file" not in member.get(there).words
    named = {"item": "5.2", "site": "ACME-CH"}
    add = f"{PAGE}finding-files/"
    kept = lead.post(add, {**named, "file": SimpleUploadedFile("interview.txt", b"said in confidence\n")})
    assert "interview.txt stands behind 5.2 at ACME-CH." in kept.words
    shared = SimpleUploadedFile("<b>log.txt", b"14.2 t CO2e per t\n")
    assert "b_log.txt" in lead.post(add, {**named, "is_shared": "on", "file": shared}).words
    for page in (there, ONE):
        assert "interview.txt" in lead.get(page).words
        assert "interview.txt" in Visitor("secretariat").get(page).words
        shown = member.get(page).words
        assert "b_log.txt" in shown
        assert "interview.txt" not in shown
    assert member.get(f"{add}1/").status == 404
    answer = member.get(f"{add}2/").answer
    assert b"".join(answer.streaming_content) == b"14.2 t CO2e per t\n"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    gone = lead.post(f"{add}2/withdraw/", {"reason": "of 2023"})
    assert "withdrawn by lead" in gone.words
    assert "log.txt" not in member.get(ONE).words
    refused = lead.post(add, {**named, "file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")})
    assert refused.refusal == "evidence_hostile"
