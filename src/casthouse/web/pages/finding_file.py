"""Files behind findings: sent and withdrawn from the checklist, handed out to be saved."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casthouse.refusal import Refusal
from casthouse.service.audit import readable_audit
from casthouse.service.evidence import Incoming
from casthouse.service.finding_file import attach_file, read_finding_file, withdraw_file
from casthouse.service.permission import Act
from casthouse.web.download import evidence_answer
from casthouse.web.forms.finding_file import FindingFileForm, WithdrawFileForm
from casthouse.web.page_request import PageRequest, page


@page("POST")
def add(request: PageRequest, audit: str) -> HttpResponse:
    """Put a file behind a finding, and go back to it."""
    readable_audit(request.actor, Act.AUDIT_FIND, audit)
    form = FindingFileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise _invalid(form)
    given = form.cleaned_data
    made = attach_file(
        request.actor,
        audit=audit,
        item=given["item"],
        site=given["site"],
        incoming=Incoming(name=str(given["file"].name), pieces=iter(given["file"].chunks())),
        is_shared=given["is_shared"],
    )
    messages.success(request, f"{made.file.name} stands behind {made.item} at {made.site}.")
    return redirect(_address(audit, made.item, made.site))


@page("POST")
def withdraw(request: PageRequest, audit: str, number: int) -> HttpResponse:
    """Withdraw a file with a reason, and go back to its finding."""
    readable_audit(request.actor, Act.AUDIT_FIND, audit)
    form = WithdrawFileForm(request.POST)
    if not form.is_valid():
        raise _invalid(form)
    made = withdraw_file(request.actor, audit=audit, number=number, reason=form.cleaned_data["reason"])
    messages.success(request, f"{made.file.name} is withdrawn. It stays on record.")
    return redirect(_address(audit, made.item, made.site))


@page()
def show(request: PageRequest, audit: str, number: int) -> FileResponse:
    """Hand a file out to be saved; it is never shown inside a page."""
    found, content = read_finding_file(request.actor, audit=audit, number=number)
    return evidence_answer(found.file, content)


def _invalid(form: FindingFileForm | WithdrawFileForm) -> Refusal:
    return Refusal(
        "evidence_form_invalid",
        found="; ".join(str(each) for errors in form.errors.values() for each in errors),
        expected="a file behind a finding, or the reason for which one is withdrawn",
        todo="go back and correct the form",
    )


def _address(audit: str, item: str, site: str) -> str:
    here = reverse("audit_checklist", args=[audit])
    return f"{here}?{urlencode({'item': item, 'site': site})}#finding-files"
