"""The pages of a self-assessment: what a clerk fills in, what survives, what is handed out."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from casthouse.exchange.register_file import register_from_text
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.service.self_assessment import self_assessment, start_assessment
from tests.contract.register_text import one_scope, register_text
from tests.scenario.extruder import PDF
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world", "files")
ALL = "/scopes/ACME-COC/self-assessments/"
ONE = f"{ALL}1/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def files(tmp_path: object, settings: object) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def clerk() -> Visitor:
    start_assessment(OPERATOR, scope="ACME-COC", edition="ps-v3")
    return Visitor("clerk")


def item_of(number: str) -> object:
    return self_assessment(OPERATOR, scope="ACME-COC", number=1).assessment.item(number)


def answer(rating: str = "conformance", seen: int = 0, **more: str | int) -> dict[str, object]:
    return {"rating": rating, "seen": seen, "rationale": "Handbook 2."} | more


def test_somebody_new_is_told_what_will_be_asked_and_begins() -> None:
    visitor = Visitor("clerk")
    page = visitor.get(ALL)
    assert "What Performance Standard V3 (2022) will ask of you" in page.words
    assert "that is our estimate, and nobody has measured it" in page.words
    begun = visitor.post(ALL, {"edition": "ps-v3", "cycle": "first"})
    assert begun.address == f"{ONE}principles/1/"
    assert "Do you know which laws and permits apply to your sites" in begun.words
    assert "0 of 3 rated in this principle" in begun.words


def test_a_member_of_whom_one_principle_is_asked_begins_there() -> None:
    register = one_scope()
    register["organisation"][0]["membership"] = "industrial_users"
    register["facility"][0]["activities"] = ["other_manufacturing"]
    load_register(OPERATOR, register_from_text(register_text(register)))
    begun = Visitor("clerk").post(ALL, {"edition": "ps-v2", "cycle": "first"})
    assert begun.address == f"{ONE}principles/4/"
    assert begun.status == 200


def test_an_answer_is_saved_by_itself(clerk: Visitor) -> None:
    told = clerk.client.post(f"{ONE}items/1.1/", answer(), headers=HTMX)
    text = told.content.decode()
    assert told.status_code == 200
    assert text.lstrip().startswith('<form class="answer"')
    assert "✓ Saved" in text
    assert "1 of 3 rated" in text
    assert "<html" not in text
    page = clerk.post(f"{ONE}items/1.2/", answer())
    assert page.address == f"{ONE}principles/1/#item-1-2"
    assert "2 of 3 rated" in page.words


def test_what_was_typed_stays_when_it_is_refused(clerk: Visitor) -> None:
    told = clerk.client.post(f"{ONE}items/8.3/", answer("not_applicable", rationale=""), headers=HTMX)
    assert told.status_code == 422
    assert "rating_reason_missing" in told.content.decode()
    told = clerk.client.post(f"{ONE}items/1.1/", answer(due="yesterday", gap="my gap"), headers=HTMX)
    assert told.status_code == 422
    assert "my gap" in told.content.decode()


def test_the_second_writer_sees_both_texts_and_decides(clerk: Visitor) -> None:
    Visitor("manager").client.post(f"{ONE}items/1.1/", answer(rationale="the manager's words"))
    told = clerk.client.post(f"{ONE}items/1.1/", answer(rationale="the clerk's words"), headers=HTMX)
    text = told.content.decode()
    assert told.status_code == 409
    assert "the manager&#x27;s words" in text
    assert "the clerk&#x27;s words" in text
    assert 'name="seen" value="1"' in text
    clerk.client.post(f"{ONE}items/1.1/", answer(rationale="the clerk's words", seen=1))
    page = clerk.get(f"{ONE}items/1.1/")
    assert "the manager's words" in page.words
    assert "the clerk's words" in page.words


def test_one_answer_for_the_other_parts(clerk: Visitor) -> None:
    told = clerk.client.post(f"{ONE}items/2.1a/", answer(also="yes"), headers=HTMX)
    assert told["HX-Refresh"] == "true"
    assert "5 of" in clerk.get(f"{ONE}principles/2/").words


def test_what_is_absent_is_said_once(clerk: Visitor) -> None:
    page = clerk.post(f"{ONE}principles/2/", {"items": ["2.5", "2.6"], "rationale": "No new project."})
    assert "2.5, 2.6: does not apply" in page.words
    page = clerk.post(f"{ONE}principles/2/", {"rationale": "x"})
    assert page.refusal == "assessment_items_missing"


@pytest.mark.parametrize(
    ("show", "there", "absent"),
    [("unrated", "1.2", "1.1"), ("gaps", "1.3", "1.2"), ("mandatory", "1.1", "9.9")],
)
def test_filters(clerk: Visitor, show: str, there: str, absent: str) -> None:
    clerk.post(f"{ONE}items/1.1/", answer())
    clerk.post(f"{ONE}items/1.3/", answer("minor_non_conformance", gap="Old."))
    text = clerk.get(f"{ONE}principles/1/?show={show}").text
    assert f'id="item-{there.replace(".", "-")}"' in text
    assert f'id="item-{absent.replace(".", "-")}"' not in text


def test_a_file_is_added_handed_out_and_withdrawn(clerk: Visitor) -> None:
    upload = SimpleUploadedFile("../Policy.exe", PDF, content_type="text/html")
    told = clerk.client.post(f"{ONE}items/1.1/evidence/", {"file": upload}, headers=HTMX)
    assert told.status_code == 200
    assert "Policy.exe.pdf" in told.content.decode()
    link = item_of("1.1").evidence[0]  # type: ignore[attr-defined]
    address = f"/organisations/ACME/evidence/{link.file.digest}/"
    file = clerk.client.get(address)
    assert b"".join(file.streaming_content) == PDF  # type: ignore[attr-defined]
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="Policy.exe.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]
    assert "Policy.exe.pdf" in clerk.get("/organisations/ACME/evidence/").words
    told = clerk.client.post(
        f"{ONE}items/1.1/evidence/withdraw/", {"link": link.number, "reason": "old"}, headers=HTMX
    )
    assert "withdrawn by clerk" in told.content.decode()
    for person in ("secretariat", "stranger"):
        assert Visitor(person).client.get(address).status_code == 403


def test_a_hostile_file_is_refused_where_it_was_added(clerk: Visitor) -> None:
    upload = SimpleUploadedFile("policy.pdf", b"<script>alert(1)</script>")
    told = clerk.client.post(f"{ONE}items/1.1/evidence/", {"file": upload}, headers=HTMX)
    assert told.status_code == 422
    assert "evidence_hostile" in told.content.decode()


def test_the_summary_says_what_is_missing_and_a_manager_submits(clerk: Visitor) -> None:
    words = clerk.get(ONE).words
    assert "0 of 88 rated" in words
    assert "88 items lack something" in words
    clerk.post(f"{ONE}items/1.3/", answer("minor_non_conformance", gap="Old."))
    words = clerk.get(ONE).words
    assert "Say what will be done; Name who does it; Give a day by which it is done" in words
    assert "Not rated yet" in words
    assert "Go on with principle 1, Business integrity" in words
    page = Visitor("manager").post(f"{ONE}submit/", {})
    assert page.refusal == "assessment_incomplete"
    assert page.status == 409


def test_gaps_have_their_actions(clerk: Visitor) -> None:
    given = answer(
        "major_non_conformance", gap="None yet.", action="Write one.", responsible="Mia", due="2020-02-29"
    )
    clerk.post(f"{ONE}items/1.3/", given)
    words = clerk.get(f"{ONE}gaps/").words
    assert "Write one." in words
    assert "2020-02-29 overdue" in words


def test_files_of_the_whole(clerk: Visitor) -> None:
    for form, head in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
        file = clerk.client.get(f"{ONE}file.{form}")
        assert file.content.startswith(head)
        assert "attachment" in file["Content-Disposition"]
    assert clerk.get(f"{ONE}file.exe").status == 404


def filled_in(clerk: Visitor, *cells: tuple[int, int, str | int]) -> SimpleUploadedFile:
    book = load_workbook(io.BytesIO(clerk.client.get(f"{ONE}file.xlsx").content))
    for row, column, value in cells:
        book.worksheets[0].cell(row, column, value)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("filled-in.xlsx", target.getvalue())


RATING, RATIONALE, DUE, VERSION = 5, 6, 10, 13


def test_what_was_filled_in_offline_is_taken_over(clerk: Visitor) -> None:
    file = filled_in(clerk, (2, RATING, "Conformance"), (2, RATIONALE, "We have a list."))
    page = clerk.post(f"{ONE}import/", {"file": file})
    assert "1 answers taken over" in page.words
    held = item_of("1.1")
    assert (held.answer.rationale, held.version) == ("We have a list.", 1)  # type: ignore[attr-defined]
    again = filled_in(clerk)
    assert "0 answers taken over" in clerk.post(f"{ONE}import/", {"file": again}).words


def test_all_mistakes_are_shown_by_row_and_nothing_is_half_written(clerk: Visitor) -> None:
    Visitor("manager").post(f"{ONE}items/2.2/", answer(rationale="the manager's words"))
    file = filled_in(
        clerk,
        (2, RATING, "conformance"),
        (3, RATING, "splendid"),
        (4, DUE, "soon"),
        (5, 1, "99.9"),
        (6, RATING, "not_applicable"),
        (7, RATIONALE, "=1+1"),
        (8, 1, "1.1"),
        (10, VERSION, 0),
        (10, RATIONALE, "the clerk's words"),
    )
    page = clerk.post(f"{ONE}import/", {"file": file})
    assert page.status == 422
    for row, code in (
        (3, "rating_unknown"),
        (4, "date_invalid"),
        (5, "assessment_item_unknown"),
        (6, "rating_reason_missing"),
        (7, "row_malformed"),
        (8, "assessment_item_twice"),
        (10, "assessment_item_changed"),
    ):
        assert f"Row {row}," in page.words
        assert code in page.words
    assert item_of("1.1").version == 0  # type: ignore[attr-defined]
    nonsense = SimpleUploadedFile("x.xlsx", b"PK nonsense")
    assert clerk.post(f"{ONE}import/", {"file": nonsense}).refusal == "file_unreadable"


def test_the_secretariat_sees_no_draft(clerk: Visitor) -> None:
    assert clerk.get(ONE).status == 200
    page = Visitor("secretariat").get(ALL)
    assert "Nothing submitted yet" in page.words
    assert Visitor("secretariat").get(ONE).refusal == "not_permitted"


def test_an_auditor_reads_and_writes_nothing(clerk: Visitor) -> None:
    clerk.post(f"{ONE}items/1.1/", answer())
    page = Visitor("auditor").get(f"{ONE}principles/1/")
    assert "Handbook 2." in page.words
    assert "<textarea" not in page.text
    assert Visitor("auditor").post(f"{ONE}items/1.1/", answer(seen=1)).refusal == "not_permitted"
