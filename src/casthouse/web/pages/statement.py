"""Signed statements: those about an organisation, signing one, and the public page on which anybody checks one."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from casthouse.exchange.document_pdf import MASS_BALANCE_NOTE
from casthouse.exchange.statement_schema import schema_text
from casthouse.passport.statement_kind import StatementKind
from casthouse.service.audit_statement import sign_summary
from casthouse.service.certificate_statement import sign_certificate
from casthouse.service.delivery_statement import sign_delivery
from casthouse.service.document_statement import sign_document
from casthouse.service.gln import state_gln, stated_gln
from casthouse.service.hideable_statement import presentation, presentation_archive
from casthouse.service.organisation import scope_register
from casthouse.service.period_statement import sign_period
from casthouse.service.permission import Act, may
from casthouse.service.signed_statement import PAGE_SIZE, check_address, statements
from casthouse.service.statement_check import checked_statement
from casthouse.service.statement_download import MEDIA_TYPES, StatementForm, statement_file
from casthouse.service.status_list import status_list
from casthouse.service.trust_bundle import trust_bundle
from casthouse.web.form_page import form_page
from casthouse.web.forms.gln import GlnForm
from casthouse.web.forms.statement_upload import HideForm
from casthouse.web.page_form import page_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.document import document_address
from casthouse.web.public_page import public_page
from casthouse.web.query import number_of

KIND_WORDS = {
    StatementKind.COC_DOCUMENT: "CoC Document",
    StatementKind.DELIVERY: "Delivery passport",
    StatementKind.PERIOD: "Period statement",
    StatementKind.CERTIFICATE: "Certificate",
    StatementKind.AUDIT_SUMMARY: "Audit summary",
}
STATED = {
    StatementKind.COC_DOCUMENT: "statement/document.html",
    StatementKind.DELIVERY: "statement/delivery.html",
    StatementKind.PERIOD: "statement/period.html",
    StatementKind.CERTIFICATE: "statement/certificate.html",
    StatementKind.AUDIT_SUMMARY: "statement/audit.html",
}
"""How what a statement says is shown in words; only one that follows its schema is."""
CREDENTIAL = MEDIA_TYPES[StatementForm.JSON]


@page("GET", "POST")
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the signed statements about an organisation, the latest first; state by which number GS1 names it."""
    fact = stated_gln(request.actor, organisation=organisation)
    form = page_form(
        request,
        GlnForm,
        name="gln",
        act=Act.GLN_SET,
        organisation=organisation,
        title="State the GLN",
        button="State",
        work=partial(_state_number, request, organisation),
        initial={"gln": fact.gln if fact else ""},
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("statements", organisation)
    number = max(1, number_of(request.GET.get("page"), 1))
    found = statements(request.actor, organisation=organisation, offset=(number - 1) * PAGE_SIZE)
    context = {
        "organisation": organisation,
        "lines": [(each, KIND_WORDS[each.kind]) for each in found.statements],
        "total": found.total,
        "page": number,
        "pages": max(1, -(-found.total // PAGE_SIZE)),
        "may_sign": may(request.actor, Act.STATEMENT_SIGN, organisation),
        "gln": fact if fact and fact.gln else None,
        "page_forms": [form],
    }
    return form_page(request, "statement/list.html", context, refusal)


def _state_number(request: PageRequest, organisation: str, given: Mapping[str, Any]) -> str:
    fact = state_gln(request.actor, organisation=organisation, gln=given["gln"])
    if fact.gln:
        return f"GLN {fact.gln} is stated: codes on new papers are GS1 Digital Links."
    return "No GLN is stated: codes on new papers are plain links."


@page("POST")
def sign(request: PageRequest, organisation: str) -> HttpResponse:
    """Sign a CoC Document with the organisation's key."""
    number = request.POST.get("number", "")
    sign_document(request.actor, organisation=organisation, number=number)
    messages.success(request, f"CoC Document {number} is signed: anybody can check it now.")
    return redirect(document_address(organisation, organisation, number))


@page("POST")
def sign_passport(request: PageRequest, organisation: str) -> HttpResponse:
    """Sign the passport of the delivery of a CoC Document with the organisation's key."""
    number = request.POST.get("number", "")
    sign_delivery(request.actor, organisation=organisation, number=number)
    messages.success(request, f"The passport of {number} is signed: whoever gets it can check it now.")
    return redirect(document_address(organisation, organisation, number))


@page("POST")
def sign_as_secretariat(request: PageRequest) -> HttpResponse:
    """Sign a certificate as it stands today with the secretariat's key."""
    number = request.POST.get("number", "")
    sign_certificate(request.actor, number=number)
    messages.success(request, f"Certificate {number} is signed as it stands today.")
    return redirect(f"{reverse('certificate')}?{urlencode({'number': number})}")


@page("POST")
def sign_report(request: PageRequest, reference: str) -> HttpResponse:
    """Sign the public summary report of an audit with the secretariat's key."""
    sign_summary(request.actor, audit=reference)
    messages.success(request, "The summary report is signed: anybody who gets it can check it now.")
    return redirect("public_report", reference)


@page("POST")
def sign_closed(request: PageRequest, scope: str, start: date) -> HttpResponse:
    """Sign the statement of a closed period with the key of the organisation whose accounts it is of."""
    organisation = scope_register(request.actor, scope=scope).organisation.code
    sign_period(request.actor, organisation=organisation, scope=scope, start=start)
    messages.success(request, "The period statement is signed: anybody who gets it can check it now.")
    return redirect("statement", scope, start)


@public_page
def check(request: PageRequest, identifier: str) -> HttpResponseBase:
    """Show in plain words what a statement says, who signed it, and what was checked."""
    found = checked_statement(request.actor, identifier=identifier)
    kind = found.statement.kind
    context = {
        "found": found,
        "kind": KIND_WORDS[kind],
        "stated": STATED[kind],
        "address": check_address(identifier),
        "mass_balance": MASS_BALANCE_NOTE,
        "hide_form": HideForm() if found.is_hideable else None,
    }
    return render(request, "statement/check.html", context)


@public_page
def statement_form(request: PageRequest, identifier: str, form: str) -> HttpResponseBase:
    """Give a statement as it was signed, to whoever knows its identifier."""
    kind = StatementForm(form)
    content = statement_file(request.actor, identifier=identifier, form=kind)
    response = _open(content, MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="statement.{kind.value}"'
    return response


@public_page
def present(request: PageRequest, identifier: str) -> HttpResponseBase:
    """Give a delivery passport without the parts that its holder does not show."""
    asked: dict[str, Any] = {"identifier": identifier, "hide": request.GET.getlist("hide")}
    if "proof" in request.GET:
        response = _open(presentation_archive(request.actor, **asked), MEDIA_TYPES[StatementForm.SD_ZIP])
        response["Content-Disposition"] = 'attachment; filename="passport.zip"'
        return response
    response = _open(presentation(request.actor, **asked).encode(), MEDIA_TYPES[StatementForm.SD_JWT])
    response["Content-Disposition"] = 'attachment; filename="passport.sd-jwt"'
    return response


@public_page
def show_status_list(request: PageRequest, owner: str, number: int, purpose: str) -> HttpResponseBase:
    """Give a signed status list."""
    return _open(status_list(request.actor, owner=owner, number=number, purpose=purpose), CREDENTIAL)


@public_page
def show_schema(request: PageRequest, name: str, version: str) -> HttpResponseBase:
    """Give a published schema of statements."""
    return _open(schema_text(name, version).encode(), "application/schema+json")


@public_page
def show_trust_bundle(request: PageRequest) -> HttpResponseBase:
    """Give the trust bundle, with which statements are checked without a network."""
    response = _open(trust_bundle(request.actor), "application/json")
    response["Content-Disposition"] = 'attachment; filename="trust-bundle.json"'
    return response


def _open(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Access-Control-Allow-Origin"] = "*"  # a verifier in a browser reads it from elsewhere
    response["X-Content-Type-Options"] = "nosniff"
    return response
