"""CoC Documents: lists, what waits to be issued, issuing, one document with its story, downloads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from casthouse.custody.document_state import MOVES, DocumentAct, DocumentSide, DocumentState, is_in_force
from casthouse.refusal import Refusal
from casthouse.service.delivery_statement import statement_of_delivery
from casthouse.service.document import IssuedDocuments, issue_document, issue_documents
from casthouse.service.document_statement import statement_of_document
from casthouse.service.document_view import (
    TOGETHER_MAX,
    DocumentDirection,
    document_json,
    document_of,
    documents,
    documents_pdf,
    documents_xlsx,
)
from casthouse.service.foreign_document import foreign_json
from casthouse.service.movement_story import movement_story
from casthouse.service.permission import Act, authorise, may
from casthouse.service.shipment_due import ShipmentsDue, shipments_due
from casthouse.web.download import download
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.document import IssueForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import member_of, number_of

PAGE_SIZE = 50
REFUSED_SHOWN = 100


def document_address(organisation: str, issuer: str, number: str, name: str = "document") -> str:
    """Return the address of a document's page; numbers hold any sign, so they stand in the query."""
    return f"{reverse(name, args=[organisation])}?{urlencode({'issuer': issuer, 'number': number})}"


@page()
def show_list(request: PageRequest, organisation: str, direction: str) -> HttpResponse:
    """List the documents that an organisation issued or received, the latest first."""
    way = DocumentDirection(direction)
    state = member_of(DocumentState, request.GET.get("state"), "state")
    number = max(1, number_of(request.GET.get("page"), 1))
    found = documents(
        request.actor,
        organisation=organisation,
        direction=way,
        state=state,
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )
    context = {
        "organisation": organisation,
        "direction": way.value,
        "found": found,
        "states": list(DocumentState),
        "page": number,
        "pages": max(1, -(-found.total // PAGE_SIZE)),
        "together_max": TOGETHER_MAX,
    }
    return render(request, "document/list.html", context)


@page()
def show_due(request: PageRequest, organisation: str) -> HttpResponse:
    """List the CoC shipments that wait for their document."""
    context = {
        "organisation": organisation,
        "due": shipments_due(request.actor, organisation=organisation),
        "may_issue": may(request.actor, Act.DOCUMENT_ISSUE, organisation),
    }
    return render(request, "document/due.html", context)


@page("POST")
def issue_many(request: PageRequest, organisation: str) -> HttpResponse:
    """Issue the documents of the shipments chosen; those of all that wait after asking once more."""
    if request.POST.get("which") == "all":
        authorise(request.actor, Act.DOCUMENT_ISSUE, organisation)
        due = shipments_due(request.actor, organisation=organisation)
        # Asked again when more waits than was shown: a document is never unsaid.
        if not due.total or number_of(request.POST.get("confirmed"), None) != due.total:
            return _confirmation(request, organisation, due)
        chosen = None
    else:
        chosen = request.POST.getlist("shipment")
        if not chosen:
            messages.warning(request, "No shipment was chosen: tick those whose documents to issue.")
            return redirect("documents_due", organisation)
    done = issue_documents(request.actor, organisation=organisation, shipments=chosen)
    return _issued_page(request, organisation, done)


def _confirmation(request: PageRequest, organisation: str, due: ShipmentsDue) -> HttpResponse:
    context = {"organisation": organisation, "due": due, "ticked": len(request.POST.getlist("shipment"))}
    return render(request, "document/issue_all.html", context)


def _issued_page(request: PageRequest, organisation: str, done: IssuedDocuments) -> HttpResponse:
    new = [each for each in done.issued if each.is_new]
    context = {
        "organisation": organisation,
        "new": len(new),
        "before": len(done.issued) - len(new),
        "first": new[0].number if new else "",
        "last": new[-1].number if new else "",
        "refused": [(each.reference, each.refusal.text) for each in done.refused[:REFUSED_SHOWN]],
        "refused_total": len(done.refused),
    }
    return render(request, "document/issued.html", context)


@page("GET", "POST")
def issue_one(request: PageRequest, organisation: str) -> HttpResponse:
    """Issue the document of one shipment, with what is to be stated beside the mandatory fields."""
    authorise(request.actor, Act.DOCUMENT_ISSUE, organisation)
    reference = request.GET.get("reference", "")
    form = IssueForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            done = issue_document(
                request.actor,
                organisation=organisation,
                shipment=reference,
                supplements=form.supplements(),
                recipient_address=form.cleaned_data["recipient_address"] or None,
            )
        except Refusal as found:
            refusal = found
        else:
            said = "is issued" if done.is_new else "was issued before and is in force"
            messages.success(request, f"CoC Document {done.document.number} {said}.")
            return redirect(document_address(organisation, organisation, done.document.number))
    story = movement_story(request.actor, organisation=organisation, reference=reference)
    context = {"organisation": organisation, "movement": story.movement, "form": form}
    return form_page(request, "document/issue.html", context, refusal)


ACT_PERMISSIONS = {
    DocumentAct.ACCEPT: Act.DOCUMENT_RECEIVE,
    DocumentAct.DISPUTE: Act.DOCUMENT_DISPUTE,
    DocumentAct.CORRECT: Act.DOCUMENT_CANCEL,
    DocumentAct.CANCEL: Act.DOCUMENT_CANCEL,
}


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show a document as its issuer or its recipient sees it, with what they may do."""
    issuer, number = request.GET.get("issuer") or None, request.GET.get("number", "")
    story = document_of(request.actor, organisation=organisation, number=number, issuer=issuer)
    document = story.record.document
    side = DocumentSide.ISSUER if document.issuer.code == organisation else DocumentSide.RECIPIENT
    open_acts = [
        act.value
        for (state, act), move in MOVES.items()
        if state is story.record.state
        and move.side is side
        and story.issued is not None
        and act in ACT_PERMISSIONS
        and may(request.actor, ACT_PERMISSIONS[act], organisation)
    ]
    is_issuer = side is DocumentSide.ISSUER
    context = {
        "organisation": organisation,
        "story": story,
        "foreign": story.foreign,
        "checks": foreign_json(story.foreign)["checks"] if story.foreign else (),
        "document": document,
        "side": side.value,
        "acts": open_acts,
        "statement": statement_of_document(
            request.actor, organisation=organisation, issuer=document.issuer.code, number=document.number
        ),
        "passport": statement_of_delivery(
            request.actor, organisation=organisation, issuer=document.issuer.code, number=document.number
        ),
        "may_sign": is_issuer
        and is_in_force(story.record.state)
        and may(request.actor, Act.STATEMENT_SIGN, organisation),
        "query": urlencode({"issuer": document.issuer.code, "number": document.number}),
    }
    return render(request, "document/show.html", context)


@page()
def document_file(request: PageRequest, organisation: str, form: str) -> HttpResponse:
    """Give documents as a file: one as JSON; one or several as PDF or as an XLSX list."""
    issuer = request.GET.get("issuer") or None
    numbers = list(dict.fromkeys(request.GET.getlist("number")))
    stem = numbers[0] if len(numbers) == 1 else f"documents-{organisation}"
    match form:
        case "pdf":
            content = documents_pdf(request.actor, organisation=organisation, numbers=numbers, issuer=issuer)
        case "xlsx":
            content = documents_xlsx(request.actor, organisation=organisation, numbers=numbers, issuer=issuer)
        case "json" if len(numbers) == 1:
            content = document_json(
                request.actor, organisation=organisation, number=numbers[0], issuer=issuer
            )
        case _:
            raise Http404
    return download(content, f"{stem}.{form}")
