"""The pages of complaints: a visitor without an account, the key in no address, a handler, the party."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casthouse.service import clock
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.web.forms.complaint import ComplaintForm
from casthouse.web.hand_check import QUICK, STALE
from tests.web.page_visit import Page, Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]

NEW, RETURN = "/complaints/new/", "/complaints/return/"
GIVEN = {
    "about": "organisation",
    "party": "ACME",
    "text": "粉尘 <script>x</script>",
    "topic": "remedy",
    "language": "zh",
}


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> dict[str, timedelta]:
    """Let time pass between the form and its sending."""
    real, passed = clock.now, {"by": QUICK}
    monkeypatch.setattr(clock, "now", lambda: real() + passed["by"])
    return passed


def ticket(page: Page) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found
    return found[1]


def key_on(page: Page) -> str:
    found = re.search(r'<p class="complaint-key"><code>([a-z0-9-]{29})</code>', page.text)
    assert found, page.words
    return found[1]


def filed(visitor: Visitor, later: dict[str, timedelta], **more: Any) -> tuple[Page, dict[str, Any]]:
    given = {**GIVEN, **more, "ticket": ticket(visitor.get(NEW))}
    later["by"] += QUICK
    return visitor.post(NEW, given), given


def test_a_visitor_complains_and_comes_back_and_leaves_no_trace(later: dict[str, timedelta]) -> None:
    visitor = Visitor(None)
    page, given = filed(visitor, later, attached=SimpleUploadedFile("dust.txt", b"dust"))
    key = key_on(page)
    assert page.answer["Cache-Control"] == "no-store"
    del given["attached"]
    assert key_on(visitor.post(NEW, given)) == key  # the browser sent it again
    assert set(visitor.client.cookies) == {"csrftoken"}
    assert not visitor.client.cookies["csrftoken"]["max-age"]
    assert not visitor.client.cookies["csrftoken"]["expires"]
    again = Visitor(None)
    back = again.post(RETURN, {"key": key.upper()})
    assert (back.status, back.answer["Cache-Control"]) == (200, "no-store")
    assert "粉尘 &lt;script&gt;" in back.text
    assert 'lang="zh"' in back.text
    mark = re.search(r'name="once" value="([^"]+)"', back.text)
    assert mark
    for _ in range(2):
        more = again.post(RETURN, {"form": "add", "key": key, "once": mark[1], "text": "and noise"})
        assert more.text.count("and noise") == 1
    file = again.client.post("/complaints/return/file/", {"key": key, "number": "1"})
    assert (b"".join(file.streaming_content), file["Cache-Control"]) == (b"dust", "no-store")  # type: ignore[attr-defined]
    assert key not in again.client.get("/").headers.get("Location", "")


def test_what_a_program_sends_is_refused_and_what_was_written_stays(later: dict[str, timedelta]) -> None:
    visitor = Visitor(None)
    handed_out = ticket(visitor.get(NEW))
    quick = visitor.post(NEW, {**GIVEN, "ticket": handed_out})
    assert (quick.refusal, "粉尘" in quick.words) == ("form_not_by_hand", True)
    later["by"] += QUICK
    trapped = visitor.post(NEW, {**GIVEN, "ticket": handed_out, "website": "spam"})
    assert trapped.refusal == "form_not_by_hand"
    for wrong in ("x", handed_out[:-1], handed_out + "x"):
        assert visitor.post(NEW, {**GIVEN, "ticket": wrong}).refusal == "form_stale"
    later["by"] += STALE
    stale = visitor.post(NEW, {**GIVEN, "ticket": handed_out})
    assert (stale.refusal, ticket(stale) != handed_out) == ("form_stale", True)
    later["by"] += QUICK
    assert key_on(visitor.post(NEW, {**GIVEN, "ticket": ticket(stale)}))


def test_a_hostile_file_is_refused_with_its_reason(later: dict[str, timedelta]) -> None:
    page, _ = filed(Visitor(None), later, attached=SimpleUploadedFile("x.exe", b"MZ" + bytes(200)))
    assert page.refusal == "evidence_hostile"
    assert "Choose the files again" in page.words


def test_a_forged_form_is_refused(later: dict[str, timedelta]) -> None:
    from django.test import Client  # noqa: PLC0415 - one that checks

    answer = Client(enforce_csrf_checks=True).post(NEW, GIVEN)
    assert answer.status_code == 403
    assert later


def test_the_form_keeps_every_field_that_it_shows() -> None:
    assert set(ComplaintForm().fields) >= {"about", "party", "text", "topic", "attached", "website"}


def test_from_the_list_to_the_answer_of_the_party(later: dict[str, timedelta]) -> None:
    page, _ = filed(Visitor(None), later, contact="amal@example.org")
    key = key_on(page)
    keeper = Visitor("secretariat")
    found = re.search(r"/complaints/handling/(C-\w+)/", keeper.get("/complaints/handling/").text)
    assert found
    address = f"/complaints/handling/{found[1]}/"
    unread = keeper.get(address).words
    assert "Name the party" not in unread
    assert "Language 中文 zh" in unread
    keeper.post(address, {"form": "assign", "handler": "secretariat"})
    for act in ("screened", "investigated"):
        assert (
            f"The complaint is {act}" in keeper.post(address, {"form": "move", "act": act, "text": "x"}).words
        )
    told = {"kind": "organisation", "code": "ACME", "text": "Somebody speaks of dust."}
    keeper.post(address, {"form": "shared", **told})
    manager = Visitor("manager")
    shared = manager.get(f"/complaints/shared/{found[1]}/")
    assert "Somebody speaks of dust." in shared.words
    assert not [each for each in ("粉尘", "amal", key, "secretariat") if each in shared.text]
    assert "Nobody may suffer" in shared.words
    manager.post(f"/complaints/shared/{found[1]}/", {"form": "answer-ACME", "text": "We sweep."})
    assert "We sweep." in keeper.get(address).words
    assert "We sweep." not in Visitor(None).post(RETURN, {"key": key}).words
    keeper.post(address, {"form": "move", "act": "resolved", "text": "A filter is built."})
    ended = Visitor(None).post(RETURN, {"key": key})
    assert "A filter is built." in ended.words
    assert "you may appeal until" in ended.words


def test_an_independent_person_reaches_complaints_and_nothing_else(later: dict[str, timedelta]) -> None:
    filed(Visitor(None), later, about="secretariat", party="")
    add_person(OPERATOR, username="ida", role="independent", password="for-the-tests-only-0")
    ida = Visitor("ida")
    assert "Secretariat" in ida.get("/complaints/handling/").words
    assert "Nothing to handle" in Visitor("secretariat").get("/complaints/handling/").words
    for closed in (
        "/organisations/ACME/",
        "/scopes/ACME-COC/position/",
        "/organisations/NONE/",
        "/audit-firms/",
    ):
        assert ida.get(closed).refusal == "not_permitted"
    assert "ACME" not in ida.get("/").words
