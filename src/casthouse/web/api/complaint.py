"""Complaints: sent by anybody, opened again with the key in a header, handled, and answered by the party.

The key travels in the header `Complaint-Key` only, so that it stands in no address and no log.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from django.http import FileResponse, HttpResponse
from ninja import Header, Query, Router
from pydantic import Field

from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.service import complaint_handling as handling
from casthouse.service.complaint import TEXT_MAX, WantedComplaint, file_complaint
from casthouse.service.complaint_count import complaint_counts, counts_json
from casthouse.service.complaint_json import (
    complaint_json,
    complaint_line_json,
    inputs_json,
    own_complaint_json,
    shared_json,
)
from casthouse.service.complaint_return import ReturnView, add_words, appeal, own_complaint, own_file
from casthouse.service.complaint_shared import (
    answer_shared,
    audit_inputs,
    shared_complaint,
    shared_complaints,
)
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.service.permission import VISITOR
from casthouse.web.address import address_of
from casthouse.web.api.body import spooled_body
from casthouse.web.api.once import HEADER, Reply, once
from casthouse.web.api.shape import Given, ShortText, Shown
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest
from casthouse.web.download import evidence_answer

router = Router(tags=["complaints"])
ONE, SHARED, OWN = "/complaints/{complaint}", "/complaints/shared/{complaint}", "/complaints/own"
LongText = Annotated[str, Field(max_length=TEXT_MAX)]
OptionalText = Annotated[str, Field(max_length=500)]
Key = Annotated[str, Header(alias="Complaint-Key", max_length=100)]
BINARY: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
FILE: dict[str, Any] = {"requestBody": {"required": True, "description": "The file.", "content": BINARY}}
FILE_ANSWER: dict[str, Any] = {"responses": {200: {"description": "The file", "content": BINARY}}}


class ComplaintGiven(Given):
    """A complaint: `about` and `topic` are words of the reference, `text` is kept as given."""

    about: ShortText
    topic: ShortText
    text: LongText
    party: OptionalText = ""
    language: OptionalText = "und"
    criterion: OptionalText = ""
    contact: OptionalText = ""


class ComplaintFiled(Shown):
    """A complaint that was taken in; the key is told once, to a repeated call it is null."""

    complaint: str
    key: str | None


class Said(Given):
    """What is said."""

    text: LongText


class FileNamed(Given):
    """The name of the file that is the body, and words to it."""

    name: ShortText
    text: ShortText = "A file."


class HandlerGiven(Given):
    """Who handles it."""

    handler: ShortText


class PartyGiven(Given):
    """A party of the register."""

    kind: ShortText
    code: OptionalText = ""


class ActGiven(Given):
    """A move, an answer or a note."""

    act: ShortText
    text: LongText


class TellGiven(Given):
    """What a party, or the next audit, is told."""

    act: ShortText
    kind: ShortText
    code: ShortText
    text: LongText


class AnswerGiven(Given):
    """What the party answers; `party` where one answers for several."""

    text: LongText
    party: OptionalText = ""


@router.post("/complaints", response={201: ComplaintFiled}, auth=OPEN_TO_ALL)
def send(request: ApiRequest, given: ComplaintGiven) -> HttpResponse:
    """Complain, without an account; nothing is kept of who calls, a signed-in person is a visitor here."""
    request.auth = VISITOR

    def work() -> Reply:
        wanted = WantedComplaint(**given.model_dump())
        filed = file_complaint(request.auth, wanted=wanted, address=address_of(request))
        return Reply(
            shape=ComplaintFiled(complaint=filed.reference, key=filed.key),
            status=201,
            kept=ComplaintFiled(complaint=filed.reference, key=None),
        )

    return once(request, work)


@router.get("/complaints", response=dict[str, Any])
def list_complaints(request: ApiRequest) -> dict[str, Any]:
    """List the complaints that the caller may handle, newest first."""
    found = handling.readable_complaints(request.auth)
    return {"complaints": [complaint_line_json(each) for each in found]}


@router.get("/complaints/counts", response=dict[str, Any], auth=OPEN_TO_ALL)
def counts(request: ApiRequest) -> dict[str, Any]:
    """Count complaints by state, topic and year; null where a count could point at one of few."""
    return counts_json(complaint_counts(request.auth))


@router.get(OWN, response=dict[str, Any], auth=OPEN_TO_ALL)
def own(request: ApiRequest, key: Key) -> dict[str, Any]:
    """Show the complaint that the key opens."""
    return own_complaint_json(own_complaint(VISITOR, key=key, address=address_of(request)))


@router.post(f"{OWN}/words", response={201: dict[str, Any]}, auth=OPEN_TO_ALL)
def add(request: ApiRequest, key: Key, given: Said) -> HttpResponse:
    """Add words to the complaint that the key opens."""
    opened_by(request, key)
    return _with_key(request, lambda mark: add_words(VISITOR, key=key, text=given.text, once=mark))


@router.post(f"{OWN}/appeal", response={201: dict[str, Any]}, auth=OPEN_TO_ALL)
def against(request: ApiRequest, key: Key, given: Said) -> HttpResponse:
    """Appeal against how the complaint ended, once."""
    opened_by(request, key)
    return _with_key(request, lambda mark: appeal(VISITOR, key=key, text=given.text, once=mark))


@router.post(f"{OWN}/files", response={201: dict[str, Any]}, auth=OPEN_TO_ALL, openapi_extra=FILE)
def add_file(request: ApiRequest, key: Key, named: Query[FileNamed]) -> HttpResponse:
    """Add a file to the complaint that the key opens: the body is its content."""
    opened_by(request, key)  # before anything is received
    with spooled_body(request, bytes_max=EVIDENCE_BYTES_MAX) as body:
        files = [Incoming(name=named.name, pieces=file_pieces(body.path))]
        return _with_key(
            request, lambda mark: add_words(VISITOR, key=key, text=named.text, files=files, once=mark)
        )


@router.get(f"{OWN}/files/{{int:number}}", auth=OPEN_TO_ALL, openapi_extra=FILE_ANSWER)
def take_own_file(request: ApiRequest, number: int, key: Key) -> FileResponse:
    """Return a file of the complaint that the key opens."""
    file, content = own_file(VISITOR, key=key, number=number, address=address_of(request))
    return evidence_answer(file, content)


@router.get("/complaints/shared", response=dict[str, Any])
def list_shared(request: ApiRequest) -> dict[str, Any]:
    """List what handlers shared with the parties for whom the caller answers."""
    return {"complaints": [shared_json(each) for each in shared_complaints(request.auth)]}


@router.get(SHARED, response=dict[str, Any])
def show_shared(request: ApiRequest, complaint: str) -> dict[str, Any]:
    """Show what was shared of a complaint."""
    found = shared_complaint(request.auth, reference=complaint)
    return {"complaints": [shared_json(each) for each in found]}


@router.post(f"{SHARED}/answers", response={201: dict[str, Any]})
def answer_for_party(request: ApiRequest, complaint: str, given: AnswerGiven) -> HttpResponse:
    """Answer for the party; the answer goes to the handler."""

    def work() -> Reply:
        answer_shared(request.auth, reference=complaint, text=given.text, party=given.party)
        return Reply(shape={"complaint": complaint, "done": "party_answered"}, status=201)

    return once(request, work)


@router.get(ONE, response=dict[str, Any])
def show(request: ApiRequest, complaint: str) -> dict[str, Any]:
    """Show a complaint to those who may handle it."""
    return complaint_json(handling.complaint_view(request.auth, reference=complaint))


@router.get(f"{ONE}/files/{{int:number}}", openapi_extra=FILE_ANSWER)
def file(request: ApiRequest, complaint: str, number: int) -> FileResponse:
    """Return a file of a complaint to those who may handle it."""
    found, content = handling.complaint_file(request.auth, reference=complaint, number=number)
    return evidence_answer(found, content)


@router.post(f"{ONE}/handler", response={201: dict[str, Any]})
def assign(request: ApiRequest, complaint: str, given: HandlerGiven) -> HttpResponse:
    """Give a complaint to somebody without a tie with the party."""
    return _done(
        request,
        complaint,
        lambda: handling.assign_complaint(request.auth, reference=complaint, handler=given.handler),
    )


@router.post(f"{ONE}/recusal", response={201: dict[str, Any]})
def step_back(request: ApiRequest, complaint: str, given: Said) -> HttpResponse:
    """Step back because of a tie with the party, for good."""
    return _done(
        request, complaint, lambda: handling.recuse(request.auth, reference=complaint, reason=given.text)
    )


@router.post(f"{ONE}/parties", response={201: dict[str, Any]})
def name_party(request: ApiRequest, complaint: str, given: PartyGiven) -> HttpResponse:
    """Name a party of the register that the complaint concerns."""
    return _done(
        request,
        complaint,
        lambda: handling.name_party(request.auth, reference=complaint, kind=given.kind, code=given.code),
    )


@router.post(f"{ONE}/acts", response={201: dict[str, Any]})
def act(request: ApiRequest, complaint: str, given: ActGiven) -> HttpResponse:
    """Move a complaint on, answer the person, or note something."""
    return _done(
        request,
        complaint,
        lambda: handling.say(request.auth, reference=complaint, act=given.act, text=given.text),
    )


@router.post(f"{ONE}/told", response={201: dict[str, Any]})
def tell(request: ApiRequest, complaint: str, given: TellGiven) -> HttpResponse:
    """Share something with the party, or pass it on to the next audit."""
    return _done(
        request,
        complaint,
        lambda: handling.tell(request.auth, reference=complaint, **given.model_dump()),
    )


@router.get("/audits/{audit}/complaint-inputs", response=dict[str, Any])
def inputs(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List what handlers of complaints passed on to the team of an audit; empty for all others who read the audit."""
    return {"audit": audit, "inputs": inputs_json(audit_inputs(request.auth, audit=audit))}


def opened_by(request: ApiRequest, key: str) -> None:
    """Let pass whoever has the key of a complaint; a key that opens nothing counts against the address."""
    own_complaint(VISITOR, key=key, address=address_of(request))


def _with_key(request: ApiRequest, work: Callable[[str | None], ReturnView]) -> HttpResponse:
    """Do something to one's own complaint; an idempotency key marks it there, and no answer is kept elsewhere."""
    mark = request.headers.get(HEADER)
    digest = sha256(mark.encode()).hexdigest() if mark else None
    body = json.dumps(own_complaint_json(work(digest)), ensure_ascii=False)
    answer = HttpResponse(body, status=201, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer


def _done(request: ApiRequest, complaint: str, work: Any) -> HttpResponse:  # noqa: ANN401 - its answer is not shown
    """Do something about a complaint; whoever names a party may have lost it by that, so it is not shown again."""

    def worked() -> Reply:
        work()
        return Reply(shape={"complaint": complaint, "done": True}, status=201)

    return once(request, worked)
