"""Files behind the findings of an audit."""

from typing import Any

from django.http import FileResponse, HttpResponse
from ninja import Query, Router

from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.service import finding_file as service
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.web.api.body import spooled_body
from casthouse.web.api.document_shape import ReasonGiven
from casthouse.web.api.once import Reply, once
from casthouse.web.api.self_assessment import EVIDENCE, FILE
from casthouse.web.api.shape import Flag, Given, ShortText
from casthouse.web.api.sign_in import ApiRequest
from casthouse.web.download import evidence_answer

router = Router(tags=["audits"])
FILES = "/audits/{audit}/finding-files"


class FindingFileNamed(Given):
    """Behind which finding a file is put, and under which name; `is_shared` lets the audited member read it."""

    item: ShortText
    site: ShortText
    name: ShortText
    is_shared: Flag = False


@router.get(FILES, response=dict[str, Any])
def list_files(request: ApiRequest, audit: str) -> dict[str, Any]:
    """List the files behind findings that the caller may read; the audited member, those that are shared."""
    found = service.finding_files(request.auth, audit=audit)
    return {"audit": audit, "files": [service.finding_file_json(each) for each in found]}


@router.post(FILES, response={201: dict[str, Any]}, openapi_extra=FILE)
def attach(request: ApiRequest, audit: str, named: Query[FindingFileNamed]) -> HttpResponse:
    """Put a file behind a finding: the body is its content, or a form with one file; a content stands once."""
    with spooled_body(request, bytes_max=EVIDENCE_BYTES_MAX) as body:

        def work() -> Reply:
            made = service.attach_file(
                request.auth,
                audit=audit,
                item=named.item,
                site=named.site,
                incoming=Incoming(name=named.name, pieces=file_pieces(body.path)),
                is_shared=named.is_shared,
            )
            return Reply(shape={"audit": audit, **service.finding_file_json(made)}, status=201)

        return once(request, work, digest=body.digest)


@router.get(f"{FILES}/{{int:number}}", openapi_extra=EVIDENCE)
def read(request: ApiRequest, audit: str, number: int) -> FileResponse:
    """Return a file behind a finding as it was kept."""
    found, content = service.read_finding_file(request.auth, audit=audit, number=number)
    return evidence_answer(found.file, content)


@router.post(f"{FILES}/{{int:number}}/withdraw", response=dict[str, Any])
def withdraw(request: ApiRequest, audit: str, number: int, given: ReasonGiven) -> HttpResponse:
    """Say that a file stands behind its finding no more; it stays on record."""

    def work() -> Reply:
        made = service.withdraw_file(request.auth, audit=audit, number=number, reason=given.reason)
        return Reply(shape={"audit": audit, **service.finding_file_json(made)})

    return once(request, work)
