"""Cancelling and correcting an issued CoC Document, after showing whom that touches."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.refusal import Refusal
from casthouse.service.document_correction import cancel_document, correct_document
from casthouse.service.document_reach import touched_downstream
from casthouse.service.document_view import document_of
from casthouse.service.permission import Act, authorise
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.document import CorrectionForm, ReasonForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.document import document_address


@page("GET", "POST")
def cancel(request: PageRequest, organisation: str) -> HttpResponse:
    """Cancel a document; a receipt that booked it is taken back."""
    authorise(request.actor, Act.DOCUMENT_CANCEL, organisation)
    number = request.GET.get("number", "")
    form = ReasonForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            cancel_document(
                request.actor, organisation=organisation, number=number, reason=form.cleaned_data["reason"]
            )
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, f"CoC Document {number} is cancelled.")
            return redirect(document_address(organisation, organisation, number))
    return _page(
        request, "document/cancel.html", organisation=organisation, number=number, form=form, refusal=refusal
    )


@page("GET", "POST")
def correct(request: PageRequest, organisation: str) -> HttpResponse:
    """Correct a document by a new one that supersedes it."""
    authorise(request.actor, Act.DOCUMENT_CANCEL, organisation)
    number = request.GET.get("number", "")
    form = CorrectionForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            new = correct_document(
                request.actor,
                organisation=organisation,
                number=number,
                reason=form.cleaned_data["reason"],
                changes=form.changes(),
            )
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, f"CoC Document {new.number} supersedes {number}.")
            return redirect(document_address(organisation, organisation, new.number))
    return _page(
        request, "document/correct.html", organisation=organisation, number=number, form=form, refusal=refusal
    )


def _page(
    request: PageRequest,
    template: str,
    *,
    organisation: str,
    number: str,
    form: ReasonForm | CorrectionForm,
    refusal: Refusal | None,
) -> HttpResponse:
    story = document_of(request.actor, organisation=organisation, number=number, issuer=organisation)
    context = {
        "organisation": organisation,
        "document": story.record.document,
        "touched": touched_downstream(request.actor, organisation=organisation, document=number),
        "form": form,
    }
    return form_page(request, template, context, refusal)
