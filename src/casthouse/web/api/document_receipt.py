"""CoC Documents as their recipient sees them: files, the inbox, and receipts that wait for their document."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.service.document_receipt import accept_document, dispute_document, receive_document
from casthouse.service.document_view import document_of, inbox, line_json
from casthouse.service.document_waiting import waiting_receipts
from casthouse.service.statement_upload import UPLOAD_BYTES_MAX
from casthouse.web.api.body import JSON, read_body, require_media_type
from casthouse.web.api.document_shape import (
    DeliveryAsked,
    DeliverySaid,
    DocumentLineShown,
    DocumentShown,
    Inbox,
    ReasonGiven,
    ReceiptShown,
    WaitingList,
    WaitingShown,
    delivery_of,
)
from casthouse.web.api.once import Reply, once
from casthouse.web.api.paging import Paging, next_page, number_after
from casthouse.web.api.shape import Day
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["documents"])
ARRIVED = "/organisations/{organisation}/inbox/{issuer}/{number}"
SIGNED = ("application/pdf", "application/zip", "application/vc+jwt")
"""In what form a signed statement may come, beside JSON."""
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The document's JSON, or its signed statement as JSON, token, archive or PDF.",
        "content": {JSON: {"schema": {"type": "object"}}}
        | {kind: {"schema": {"type": "string", "format": "binary"}} for kind in SIGNED},
    }
}


@router.get("/organisations/{organisation}/inbox", response=Inbox)
def list_inbox(request: ApiRequest, organisation: str, paging: Query[Paging]) -> Inbox:
    """List the documents made out to the organisation that it has not booked, the oldest shipment first."""
    offset = number_after(paging) or 0
    lines = inbox(request.auth, organisation=organisation, limit=paging.limit + 1, offset=offset)
    page = lines[: paging.limit]
    return Inbox(
        documents=[DocumentLineShown.model_validate(line_json(each)) for each in page],
        next=next_page(request, offset + len(page) if len(lines) > len(page) else None),
    )


@router.post(f"{ARRIVED}/accept", response={201: ReceiptShown})
def accept(
    request: ApiRequest, organisation: str, issuer: str, number: str, delivery: DeliverySaid | None = None
) -> HttpResponse:
    """Accept a document from the inbox and book it as a receipt, or match it to the one that is there."""

    def work() -> Reply:
        booked = accept_document(
            request.auth,
            organisation=organisation,
            issuer=issuer,
            number=number,
            delivery=delivery_of(delivery),
        )
        return Reply(shape=ReceiptShown.model_validate(booked.as_json()), status=201)

    return once(request, work)


@router.post(f"{ARRIVED}/dispute", response=DocumentShown)
def dispute(
    request: ApiRequest, organisation: str, issuer: str, number: str, given: ReasonGiven
) -> HttpResponse:
    """Dispute a document: its issuer sees the reason and corrects or cancels it."""

    def work() -> Reply:
        named = {"organisation": organisation, "issuer": issuer, "number": number}
        dispute_document(request.auth, reason=given.reason, **named)
        return Reply(shape=DocumentShown.model_validate(document_of(request.auth, **named).as_json()))

    return once(request, work)


@router.post(
    "/organisations/{organisation}/received-documents", response={201: ReceiptShown}, openapi_extra=FILE
)
def receive(request: ApiRequest, organisation: str, delivery: Query[DeliveryAsked]) -> HttpResponse:
    """Check a document that came as a file and book it as a receipt, or match it to the one that is there."""
    require_media_type(request, (JSON, *SIGNED))
    content = read_body(request, bytes_max=UPLOAD_BYTES_MAX)

    def work() -> Reply:
        booked = receive_document(
            request.auth, organisation=organisation, content=content, delivery=delivery_of(delivery)
        )
        return Reply(shape=ReceiptShown.model_validate(booked.as_json()), status=201)

    return once(request, work, digest=sha256(content).hexdigest())


@router.get("/organisations/{organisation}/waiting-receipts", response=WaitingList)
def list_waiting(request: ApiRequest, organisation: str, on: Day | None = None) -> WaitingList:
    """List the receipts that wait for their CoC Document on a day, the longest first; at most 1,000 of a kind."""
    found = waiting_receipts(request.auth, organisation=organisation, on=on)
    return WaitingList(receipts=[WaitingShown.model_validate(each.as_json()) for each in found])
