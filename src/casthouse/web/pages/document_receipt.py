"""Receiving CoC Documents: the inbox, accepting, disputing, a file from outside, receipts that wait for theirs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casthouse.refusal import Refusal
from casthouse.service.document_receipt import (
    DocumentReceipt,
    accept_document,
    dispute_document,
    facilities_to_choose,
    receive_document,
)
from casthouse.service.document_view import TO_BE_BOOKED, WAITING_FOR_ISSUER, document_of, inbox
from casthouse.service.document_waiting import waiting_receipts
from casthouse.service.organisation import facilities_of
from casthouse.service.permission import Act, authorise, may
from casthouse.service.statement_upload import UPLOAD_BYTES_MAX
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.document import DeliveryForm, DocumentFileForm, ReasonForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.document import document_address


@page()
def show_inbox(request: PageRequest, organisation: str) -> HttpResponse:
    """List the documents that came and are not booked, and the receipts that wait for a document."""
    context = {
        "organisation": organisation,
        "lines": inbox(request.actor, organisation=organisation, states=TO_BE_BOOKED),
        "disputed": inbox(request.actor, organisation=organisation, states=WAITING_FOR_ISSUER),
        "waiting": waiting_receipts(request.actor, organisation=organisation),
        "may_receive": may(request.actor, Act.DOCUMENT_RECEIVE, organisation),
    }
    return render(request, "document/inbox.html", context)


def _say(request: PageRequest, done: DocumentReceipt) -> None:
    receipts = ", ".join(each.reference for each in done.receipts)
    how = "belongs to the receipt" if done.matched else "is booked as the receipt"
    messages.success(request, f"CoC Document {done.document.number} {how} {receipts}.")


@page("GET", "POST")
def accept(request: PageRequest, organisation: str) -> HttpResponse:
    """Accept a document from the inbox, with what there is to say of the goods."""
    authorise(request.actor, Act.DOCUMENT_RECEIVE, organisation)
    issuer, number = request.GET.get("issuer", ""), request.GET.get("number", "")
    facilities = facilities_of(request.actor, organisation=organisation)
    choose_among = facilities_to_choose(
        request.actor, organisation=organisation, issuer=issuer, number=number
    )
    form = DeliveryForm(sent(request), facilities=facilities, choose_among=choose_among)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            done = accept_document(
                request.actor,
                organisation=organisation,
                issuer=issuer,
                number=number,
                delivery=form.delivery(),
            )
        except Refusal as found:
            refusal = found
        else:
            _say(request, done)
            return redirect(document_address(organisation, issuer, number))
    story = document_of(request.actor, organisation=organisation, number=number, issuer=issuer)
    context = {"organisation": organisation, "document": story.record.document, "form": form}
    return form_page(request, "document/accept.html", context, refusal)


@page("GET", "POST")
def dispute(request: PageRequest, organisation: str) -> HttpResponse:
    """Dispute a document with a reason."""
    authorise(request.actor, Act.DOCUMENT_DISPUTE, organisation)
    issuer, number = request.GET.get("issuer", ""), request.GET.get("number", "")
    form = ReasonForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            dispute_document(
                request.actor,
                organisation=organisation,
                issuer=issuer,
                number=number,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, f"CoC Document {number} is disputed; {issuer} sees the reason.")
            return redirect(document_address(organisation, issuer, number))
    story = document_of(request.actor, organisation=organisation, number=number, issuer=issuer)
    context = {"organisation": organisation, "document": story.record.document, "form": form}
    return form_page(request, "document/dispute.html", context, refusal)


@page("GET", "POST")
def receive(request: PageRequest, organisation: str) -> HttpResponse:
    """Receive a document that came as a file from outside."""
    authorise(request.actor, Act.DOCUMENT_RECEIVE, organisation)
    facilities = facilities_of(request.actor, organisation=organisation)
    form = DocumentFileForm(
        sent(request), request.FILES if request.method == "POST" else None, facilities=facilities
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            done = receive_document(
                request.actor,
                organisation=organisation,
                content=form.cleaned_data["file"].read(UPLOAD_BYTES_MAX + 1),
                delivery=form.delivery(),
            )
        except Refusal as found:
            refusal = found
        else:
            _say(request, done)
            document = done.document
            return redirect(document_address(organisation, document.issuer.code, document.number))
    return form_page(request, "document/receive.html", {"organisation": organisation, "form": form}, refusal)
