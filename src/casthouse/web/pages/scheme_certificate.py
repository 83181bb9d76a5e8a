"""Certificates of recognised schemes: an organisation's list, the ratings that rest on one, the file for an auditor."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casthouse.refusal import Refusal
from casthouse.service.certificate_book import local_today
from casthouse.service.evidence import Incoming
from casthouse.service.finding_certificate import naming_findings
from casthouse.service.organisation import facilities_of
from casthouse.service.permission import Act, authorise, may
from casthouse.service.recognised_scheme import known_schemes, schemes_by_edition
from casthouse.service.scheme_certificate import (
    record_scheme_certificate,
    scheme_certificates,
    withdraw_scheme_certificate,
)
from casthouse.service.scheme_reliance import read_audited_certificate, rest_rating
from casthouse.web.download import evidence_answer
from casthouse.web.form_page import form_page
from casthouse.web.forms.scheme_certificate import RestForm, SchemeCertificateForm
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the certificates, and record one."""
    held = scheme_certificates(request.actor, organisation=organisation)
    schemes, today = known_schemes(), local_today(organisation)
    form = _form(request, organisation)
    refusal = None
    if request.method == "POST":
        authorise(request.actor, Act.ASSESSMENT_WRITE, organisation)
        try:
            if form.is_valid():
                _record(request, organisation, form)
                return redirect("scheme_certificates", organisation)
        except Refusal as refused:
            refusal = refused
    named_by = naming_findings(request.actor, organisation=organisation)
    context = {
        "organisation": organisation,
        "held": [
            (each, schemes[each.scheme], each.standing_on(today), named_by.get(each.number, ()))
            for each in held
        ],
        "schemes": schemes_by_edition(),
        "form": form,
        "may_write": may(request.actor, Act.ASSESSMENT_WRITE, organisation),
    }
    return form_page(request, "scheme_certificate/list.html", context, refusal)


def _form(request: PageRequest, organisation: str) -> SchemeCertificateForm:
    sites = facilities_of(request.actor, organisation=organisation)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return SchemeCertificateForm(*sent, schemes=known_schemes().values(), sites=sites)


def _record(request: PageRequest, organisation: str, form: SchemeCertificateForm) -> None:
    file = form.cleaned_data["file"]
    made = record_scheme_certificate(
        request.actor,
        organisation=organisation,
        wanted=form.wanted,
        incoming=Incoming(name=str(file.name), pieces=iter(file.chunks())),
    )
    messages.success(
        request,
        f"Certificate {made.number} is recorded. Next: name it at the items whose rating rests on it.",
    )


@page("POST")
def withdraw(request: PageRequest, organisation: str, number: int) -> HttpResponse:
    """Say that a certificate stands no more."""
    made = withdraw_scheme_certificate(
        request.actor, organisation=organisation, number=number, reason=request.POST.get("reason", "")
    )
    messages.success(request, f"Certificate {made.number} is withdrawn. It stays on record.")
    return redirect("scheme_certificates", organisation)


@page("POST")
def rest(request: PageRequest, scope: str, number: int, item: str) -> HttpResponse:
    """Let the rating of an item rest on a certificate, or no more, and go back to the item."""
    form = RestForm(request.POST)
    certificate = form.cleaned_data["certificate"] if form.is_valid() else 0
    rests = request.POST.get("rests") == "yes"
    rest_rating(request.actor, scope=scope, number=number, item=item, certificate=certificate, rests=rests)
    said = "rests on" if rests else "rests no more on"
    messages.success(request, f"The rating of {item} {said} certificate {certificate}.")
    return redirect(f"{reverse('assessment_item', args=[scope, number, item])}#schemes")


@page()
def show_audited(request: PageRequest, audit: str, number: int) -> FileResponse:
    """Hand the file of a certificate out to the team of an audit, to be saved."""
    file, content = read_audited_certificate(request.actor, audit=audit, number=number)
    return evidence_answer(file, content)
