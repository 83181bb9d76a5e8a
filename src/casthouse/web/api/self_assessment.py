"""Self-assessments and their evidence: start, read, answer, show, withdraw, carry over, submit, files."""

from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpResponse
from ninja import Query, Router
from pydantic import Field

from casthouse.assurance.assessed_item import Answer
from casthouse.assurance.rating import Rating
from casthouse.exchange.assessment_workbook import LIMITS
from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.service import clock
from casthouse.service.assessment_answer import rate_item
from casthouse.service.assessment_carry_over import carry_assessment
from casthouse.service.assessment_file import (
    assessment_file,
    assessment_json,
    import_answers,
    item_json,
    missing_json,
)
from casthouse.service.evidence import (
    Incoming,
    add_evidence,
    evidence_json,
    evidence_of,
    file_pieces,
    read_evidence,
    withdraw_evidence,
)
from casthouse.service.self_assessment import (
    assessments,
    head_json,
    self_assessment,
    start_assessment,
    submit_assessment,
)
from casthouse.standard.applicability_row import Cycle
from casthouse.web.api.body import spooled_body
from casthouse.web.api.document_shape import ReasonGiven
from casthouse.web.api.file import Form, file_answer, file_answers
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, ShortText, Text
from casthouse.web.api.sign_in import ApiRequest
from casthouse.web.download import evidence_answer

router = Router(tags=["self-assessments"])
ALL = "/scopes/{scope}/self-assessments"
ONE = f"{ALL}/{{int:number}}"
LongText = Annotated[str, Field(max_length=8_000)]
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
EVIDENCE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file, as it was kept",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class StartGiven(Given):
    """Against which edition; the cycle is told from the certificates of the scope when left out."""

    edition: ShortText
    cycle: Cycle | None = None


class AnswerGiven(Given):
    """An answer to an item; `seen` is the version of the item that its writer saw, 0 where nothing was said yet."""

    rating: Rating | None
    seen: Annotated[int, Field(ge=0)]
    rationale: LongText = ""
    gap: LongText = ""
    action: LongText = ""
    responsible: Text = ""
    due: Day | None = None


class FileNamed(Given):
    """Under which name the file is kept, and the last day on which it is good."""

    name: ShortText
    valid_until: Day | None = None


@router.get(ALL, response=dict[str, Any])
def list_all(request: ApiRequest, scope: str) -> dict[str, Any]:
    """List the self-assessments of a scope, newest first; drafts only for the organisation and its auditors."""
    found = assessments(request.auth, scope=scope)
    return {"scope": scope, "self_assessments": [head_json(each) for each in found]}


@router.post(ALL, response={201: dict[str, Any]})
def start(request: ApiRequest, scope: str, given: StartGiven) -> HttpResponse:
    """Begin a self-assessment; a scope has one draft under a standard at a time."""

    def work() -> Reply:
        head = start_assessment(request.auth, scope=scope, edition=given.edition, cycle=given.cycle)
        return Reply(shape=head_json(head), status=201)

    return once(request, work)


@router.get(ONE, response=dict[str, Any])
def show(request: ApiRequest, scope: str, number: int) -> dict[str, Any]:
    """Show a self-assessment with every item, its answer and its evidence."""
    return assessment_json(self_assessment(request.auth, scope=scope, number=number))


@router.get(f"{ONE}/missing", response=dict[str, Any])
def missing(request: ApiRequest, scope: str, number: int) -> dict[str, Any]:
    """List what is missing, by principle; the mandatory items come first."""
    assessment = self_assessment(request.auth, scope=scope, number=number).assessment
    return {
        "scope": scope,
        "number": number,
        "is_complete": assessment.is_complete,
        "missing": missing_json(assessment),
    }


@router.get(f"{ONE}/file/{{form}}", openapi_extra=file_answers(Form.PDF, Form.XLSX))
def file(request: ApiRequest, scope: str, number: int, form: Literal[Form.PDF, Form.XLSX]) -> HttpResponse:
    """Return a self-assessment as a file; the XLSX can be filled in and sent back."""
    content = assessment_file(request.auth, scope=scope, number=number, form=form)
    assert isinstance(content, bytes)
    return file_answer(content, form=form, name=f"self-assessment-{scope}-{number}")


@router.post(f"{ONE}/items/{{item}}", response=dict[str, Any])
def answer(request: ApiRequest, scope: str, number: int, item: str, given: AnswerGiven) -> HttpResponse:
    """Answer an item; where somebody was quicker, the refusal says what stands there now."""

    def work() -> Reply:
        said = Answer(
            rating=given.rating,
            rationale=given.rationale,
            gap=given.gap,
            action=given.action,
            responsible=given.responsible,
            due=given.due,
        )
        view = rate_item(request.auth, scope=scope, number=number, item=item, answer=said, seen=given.seen)
        return Reply(shape=item_json(view.assessment.item(item)))

    return once(request, work)


@router.post(f"{ONE}/items/{{item}}/evidence", response={201: dict[str, Any]}, openapi_extra=FILE)
def add_file(
    request: ApiRequest, scope: str, number: int, item: str, named: Query[FileNamed]
) -> HttpResponse:
    """Put a file behind an item: the body is its content, or a form with one file; a content is kept once."""
    with spooled_body(request, bytes_max=EVIDENCE_BYTES_MAX) as body:

        def work() -> Reply:
            incoming = Incoming(name=named.name, pieces=file_pieces(body.path))
            view = add_evidence(
                request.auth,
                scope=scope,
                number=number,
                item=item,
                incoming=incoming,
                valid_until=named.valid_until,
            )
            return Reply(shape=item_json(view.assessment.item(item)), status=201)

        return once(request, work, digest=body.digest)


@router.post(f"{ONE}/evidence/{{int:link}}/withdraw", response=dict[str, Any])
def withdraw_file(
    request: ApiRequest, scope: str, number: int, link: int, given: ReasonGiven
) -> HttpResponse:
    """Say that a file stands behind an item no more; both stay on record."""

    def work() -> Reply:
        withdraw_evidence(request.auth, scope=scope, number=number, link=link, reason=given.reason)
        return Reply(shape={"scope": scope, "number": number, "withdrawn": link})

    return once(request, work)


@router.post(f"{ONE}/answers", response=dict[str, Any], openapi_extra=FILE)
def take_over(request: ApiRequest, scope: str, number: int) -> HttpResponse:
    """Take over the answers of a filled-in XLSX; with one wrong row nothing is taken over, and all are listed."""
    with spooled_body(request, bytes_max=LIMITS.file_bytes) as body:

        def work() -> Reply:
            found = import_answers(request.auth, scope=scope, number=number, path=body.path)
            return Reply(shape=found.as_json())

        return once(request, work, digest=body.digest)


@router.post(f"{ONE}/carry", response={201: dict[str, Any]})
def carry(request: ApiRequest, scope: str, number: int, given: StartGiven) -> HttpResponse:
    """Carry a self-assessment over to another edition or the next cycle; each answer waits for a second look."""

    def work() -> Reply:
        made = carry_assessment(
            request.auth, scope=scope, number=number, edition=given.edition, cycle=given.cycle
        )
        return Reply(shape=head_json(made.head) | made.as_json(), status=201)

    return once(request, work)


@router.post(f"{ONE}/submit", response=dict[str, Any])
def submit(request: ApiRequest, scope: str, number: int) -> HttpResponse:
    """Submit a complete draft; it is frozen, and supersedes the one submitted before."""

    def work() -> Reply:
        return Reply(shape=head_json(submit_assessment(request.auth, scope=scope, number=number).head))

    return once(request, work)


@router.get("/organisations/{organisation}/evidence", response=dict[str, Any])
def list_files(request: ApiRequest, organisation: str) -> dict[str, Any]:
    """List the files of an organisation with what they stand behind; those first that run out."""
    entries, today = evidence_of(request.auth, organisation=organisation), clock.today()
    return {"organisation": organisation, "files": [evidence_json(each, on=today) for each in entries]}


@router.get("/organisations/{organisation}/evidence/{digest}", openapi_extra=EVIDENCE)
def read_file(request: ApiRequest, organisation: str, digest: str) -> FileResponse:
    """Return a file of evidence to be saved."""
    found, content = read_evidence(request.auth, organisation=organisation, digest=digest)
    return evidence_answer(found, content)
