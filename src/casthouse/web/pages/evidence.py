"""Evidence of an organisation: the list with what runs out, and a file to save."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.service import clock
from casthouse.service.evidence import EXPIRING_DAYS, evidence_of, is_expiring, read_evidence
from casthouse.service.scheme_certificate import scheme_certificates
from casthouse.web.download import evidence_answer
from casthouse.web.page_request import PageRequest, page


@page()
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the files, those first that run out."""
    today = clock.today()
    entries = evidence_of(request.actor, organisation=organisation)
    certificates: dict[str, list[SchemeCertificate]] = {}
    for held in scheme_certificates(request.actor, organisation=organisation):
        certificates.setdefault(held.file.digest, []).append(held)
    context = {
        "organisation": organisation,
        "entries": [
            (each, is_expiring(each, on=today), certificates.get(each.file.digest, ())) for each in entries
        ],
        "expiring": sum(is_expiring(each, on=today) for each in entries),
        "days": EXPIRING_DAYS,
        "today": today,
    }
    return render(request, "evidence/list.html", context)


@page()
def show(request: PageRequest, organisation: str, digest: str) -> FileResponse:
    """Hand a file out to be saved; it is never shown inside a page."""
    file, content = read_evidence(request.actor, organisation=organisation, digest=digest)
    return evidence_answer(file, content)
