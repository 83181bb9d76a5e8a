"""CoC Documents as their issuer sees them: issuing, lists, one with its story, cancelling and correcting."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.custody.document_state import DocumentState
from casthouse.exchange.document_json import document_members
from casthouse.service.document import IssuedDocuments, issue_document, issue_documents
from casthouse.service.document_correction import Changes, cancel_document, correct_document
from casthouse.service.document_reach import touched_downstream
from casthouse.service.document_view import (
    DocumentDirection,
    document_json,
    document_of,
    documents,
    documents_pdf,
    documents_xlsx,
    line_json,
)
from casthouse.web.api.document_shape import (
    BulkIssueShown,
    BulkIssueWanted,
    CorrectionWanted,
    Document,
    DocumentLineShown,
    DocumentList,
    DocumentShown,
    IssuedShown,
    IssueWanted,
    ReasonGiven,
    ShipmentRefused,
    TouchedList,
    TouchedShown,
    supplements_of,
)
from casthouse.web.api.file import Form, file_answer, file_answers
from casthouse.web.api.once import Reply, once
from casthouse.web.api.paging import Paging, next_page, number_after
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["documents"])
DOCUMENTS = "/organisations/{organisation}/documents"
DOCUMENT = f"{DOCUMENTS}/{{number}}"


class DocumentsWanted(Paging):
    """Which documents: those issued or those made out to the organisation, and where they stand."""

    direction: DocumentDirection = DocumentDirection.ISSUED
    state: DocumentState | None = None


@router.get(DOCUMENTS, response=DocumentList)
def list_documents(request: ApiRequest, organisation: str, wanted: Query[DocumentsWanted]) -> DocumentList:
    """List documents, the latest first."""
    offset = number_after(wanted) or 0
    page = documents(
        request.auth,
        organisation=organisation,
        direction=wanted.direction,
        state=wanted.state,
        limit=wanted.limit,
        offset=offset,
    )
    end = offset + len(page.lines)
    return DocumentList(
        documents=[DocumentLineShown.model_validate(line_json(each)) for each in page.lines],
        total=page.total,
        next=next_page(request, end if page.lines and end < page.total else None),
    )


@router.post(DOCUMENTS, response={200: Document, 201: Document})
def issue(request: ApiRequest, organisation: str, wanted: IssueWanted) -> HttpResponse:
    """Issue the document of a CoC shipment; 200 and the one that is in force when there is one."""

    def work() -> Reply:
        done = issue_document(
            request.auth,
            organisation=organisation,
            shipment=wanted.shipment,
            supplements=supplements_of(wanted.supplements),
            recipient_address=wanted.recipient_address,
        )
        status = HTTPStatus.CREATED if done.is_new else HTTPStatus.OK
        return Reply(shape=document_members(done.document), status=status)

    return once(request, work)


@router.post(f"{DOCUMENTS}/bulk", response={200: BulkIssueShown, 201: BulkIssueShown, 207: BulkIssueShown})
def issue_many(request: ApiRequest, organisation: str, wanted: BulkIssueWanted | None = None) -> HttpResponse:
    """Issue the documents of many shipments; 207 when some are refused, which does not stop the rest."""

    def work() -> Reply:
        shipments = wanted.shipments if wanted else None
        done = issue_documents(request.auth, organisation=organisation, shipments=shipments)
        return Reply(shape=_bulk(done), status=_bulk_status(done))

    return once(request, work)


def _bulk(done: IssuedDocuments) -> BulkIssueShown:
    return BulkIssueShown(
        issued=[
            IssuedShown(reference=each.reference, number=each.number, is_new=each.is_new)
            for each in done.issued
        ],
        refused=[
            ShipmentRefused(reference=each.reference, **each.refusal.text.as_json()) for each in done.refused
        ],
    )


def _bulk_status(done: IssuedDocuments) -> HTTPStatus:
    if done.refused:
        return HTTPStatus.MULTI_STATUS
    return HTTPStatus.CREATED if any(each.is_new for each in done.issued) else HTTPStatus.OK


@router.get(DOCUMENT, response=DocumentShown)
def show(request: ApiRequest, organisation: str, number: str, issuer: str | None = None) -> DocumentShown:
    """Show a document that the organisation issued or received, with what became of it."""
    story = document_of(request.auth, organisation=organisation, number=number, issuer=issuer)
    return DocumentShown.model_validate(story.as_json())


@router.get(f"{DOCUMENT}/touched", response=TouchedList)
def list_touched(request: ApiRequest, organisation: str, number: str) -> TouchedList:
    """List whom a correction or cancellation of the document touches downstream, before it is made."""
    touched = touched_downstream(request.auth, organisation=organisation, document=number)
    return TouchedList(touched=[TouchedShown.model_validate(each.as_json()) for each in touched])


@router.get(f"{DOCUMENT}/file/{{form}}", openapi_extra=file_answers(*Form))
def show_file(
    request: ApiRequest, organisation: str, number: str, form: Form, issuer: str | None = None
) -> HttpResponse:
    """Return a document as a file: the JSON that its recipient can receive, a PDF, or a line of a list."""
    asked: dict[str, Any] = {"organisation": organisation, "issuer": issuer}
    match form:
        case Form.JSON:
            return file_answer(document_json(request.auth, number=number, **asked), form=form, name=number)
        case Form.PDF:
            return file_answer(documents_pdf(request.auth, numbers=[number], **asked), form=form, name=number)
        case Form.XLSX:
            return file_answer(
                documents_xlsx(request.auth, numbers=[number], **asked), form=form, name=number
            )


@router.post(f"{DOCUMENT}/cancel", response=DocumentShown)
def cancel(request: ApiRequest, organisation: str, number: str, given: ReasonGiven) -> HttpResponse:
    """Cancel a document; a receipt that its recipient booked on this Casthouse is taken back."""

    def work() -> Reply:
        cancel_document(request.auth, organisation=organisation, number=number, reason=given.reason)
        story = document_of(request.auth, organisation=organisation, number=number, issuer=organisation)
        return Reply(shape=DocumentShown.model_validate(story.as_json()))

    return once(request, work)


@router.post(f"{DOCUMENT}/correct", response={201: Document})
def correct(request: ApiRequest, organisation: str, number: str, wanted: CorrectionWanted) -> HttpResponse:
    """Correct a document by a new one that supersedes it; the accounts of both sides follow."""
    changes = Changes(
        coc_mass_g=wanted.coc_mass_g,
        total_mass_g=wanted.total_mass_g,
        material=wanted.material,
        shipment_date=wanted.shipment_date,
        lot=wanted.lot,
        recipient=wanted.recipient,
        recipient_address=wanted.recipient_address,
        supplements=supplements_of(wanted.supplements),
    )

    def work() -> Reply:
        new = correct_document(
            request.auth, organisation=organisation, number=number, reason=wanted.reason, changes=changes
        )
        return Reply(shape=document_members(new), status=HTTPStatus.CREATED)

    return once(request, work)
