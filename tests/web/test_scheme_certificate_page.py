"""The pages of certificates of recognised schemes: a clerk records one and names it, an auditor reads it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casthouse.service import clock
from casthouse.service.assessment_ground import ground_of_head
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_plan import WantedPlan, WantedSite, approve_plan, submit_plan
from casthouse.service.audit_report import record_visit, site_visit
from casthouse.service.permission import OPERATOR
from casthouse.service.self_assessment import start_assessment
from casthouse.storage import self_assessment as store
from tests.scenario.extruder import PDF
from tests.web.page_visit import Page, Visitor

pytestmark = [pytest.mark.usefixtures("world", "files"), pytest.mark.one_store]
LIST = "/organisations/ACME/scheme-certificates/"
ITEM = "/scopes/ACME-COC/self-assessments/1/items/2.3a/"
CHECKLIST = "/audits/ACME-COC-A1/checklist/?item=2.3a&site=ACME-CH"


@pytest.fixture
def files(tmp_path: object, settings: object) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]


def _sent(visitor: Visitor, **more: object) -> Page:
    given = {
        "scheme": "iso-14001",
        "certificate": "DE-77",
        "body": "Prüf AG",
        "valid_from": "2024-01-01",
        "valid_to": clock.today(),
        "facilities": "ACME-CH",
        "file": SimpleUploadedFile("iso14001.pdf", PDF),
    }
    return visitor.post(LIST, {**given, **more})


def test_a_clerk_records_one_and_lets_a_rating_rest_on_it() -> None:
    start_assessment(OPERATOR, scope="ACME-COC", edition="ps-v3")
    clerk = Visitor("clerk")
    assert "None yet If one of your sites is certified" in clerk.get(LIST).words
    assert "None is recorded." in clerk.get(ITEM).words
    wrong = _sent(clerk, valid_to="2023-12-31")
    assert (wrong.status, wrong.refusal) == (422, "scheme_certificate_invalid")
    assert 'value="DE-77"' in wrong.text
    assert "Next: name it at the items whose rating rests on it." in _sent(clerk).words
    assert "✓ in its days" in clerk.get(LIST).words
    assert "certificate DE-77 of another scheme" in clerk.get("/organisations/ACME/evidence/").words
    rested = clerk.post(f"{ITEM}scheme-certificates/", {"certificate": "1", "rests": "yes"})
    assert "✓ the rating rests on it" in rested.words
    assert (
        "rests on 1 certificate of another scheme"
        in clerk.get(ITEM.replace("items/2.3a", "principles/2")).words
    )
    taken_back = clerk.post(f"{ITEM}scheme-certificates/", {"certificate": "1"})
    assert "✓ the rating rests on it" not in taken_back.words
    gone = clerk.post(f"{LIST}1/withdraw/", {"reason": "<b>suspended</b>"})
    assert "withdrawn by clerk" in gone.words
    assert "<b>suspended" not in gone.text


def test_the_auditor_reads_beside_the_item_whether_it_is_enough_on_the_days_on_site() -> None:
    head = start_assessment(OPERATOR, scope="ACME-COC", edition="ps-v3")
    clerk, lead, tomorrow = Visitor("clerk"), Visitor("lead"), clock.today() + timedelta(days=1)
    _sent(clerk)
    _sent(clerk, certificate="DE-78", valid_to=tomorrow, file=SimpleUploadedFile("new.pdf", PDF + b"%DE-78"))
    for number in ("1", "2"):
        clerk.post(f"{ITEM}scheme-certificates/", {"certificate": number, "rests": "yes"})
    frozen = ground_of_head(head).as_json()
    store.save_submission(head.identifier, by="manager", at=clock.now(), frozen=frozen)
    there = WantedSite(code="ACME-CH", staff=50, half_days=8, interviews=8)
    plan = WantedPlan(on_site_from=tomorrow, on_site_to=tomorrow, sites=(there,))
    submit_plan(OPERATOR, audit="ACME-COC-A1", wanted=plan)
    approve_plan(OPERATOR, audit="ACME-COC-A1")
    seen = lead.get(CHECKLIST).words
    assert f"covers ACME-CH ✕ valid to {clock.today()}, needed on {tomorrow}" in seen
    assert "covers ACME-CH ✓ valid on every day on site, covers every site" in seen
    assert "A conformance rests on what you choose" in seen
    today = clock.today()
    visit = site_visit(
        site="ACME-CH", first_day=today, last_day=today, is_remote=False, half_days=8, interviews=8
    )
    record_visit(OPERATOR, audit="ACME-COC-A1", visit=visit)
    _found("conformance", certificate=2)
    assert "rests on ISO 14001 DE-78" in lead.get(CHECKLIST).words
    assert "2.3a at ACME-CH ✓ rests on it" in clerk.get(LIST).words
    _found("minor_non_conformance", certificate=1, grounds=("isolated",))
    assert "contradicts ISO 14001 DE-77" in lead.get(CHECKLIST).words
    assert "2.3a at ACME-CH ✕ contradicts it" in clerk.get(LIST).words
    kept = lead.client.get("/audits/ACME-COC-A1/scheme-certificates/1/")
    assert b"".join(kept.streaming_content) == PDF  # type: ignore[attr-defined]
    assert kept.headers["Content-Disposition"].startswith("attachment")


def _found(rating: str, *, certificate: int, grounds: tuple[str, ...] = ()) -> None:
    wanted = WantedFinding(
        item="2.3a",
        site="ACME-CH",
        rating=rating,
        statement="looked at",
        evidence=("records",),
        grounds=grounds,
        certificates=(certificate,),
    )
    record_finding(OPERATOR, audit="ACME-COC-A1", wanted=wanted)
