"""The public register: the front page of visitors, search, and the records of what is found."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.public_register import PublicKind
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.audit_statement import statement_of_summary
from casthouse.service.permission import Act, may
from casthouse.service.public_certificate import public_certificate
from casthouse.service.public_facility import public_facility
from casthouse.service.public_member import public_member
from casthouse.service.public_register import (
    PublicFound,
    PublicSearch,
    public_countries,
    search_public,
)
from casthouse.service.summary_report import summary_report
from casthouse.web.forms.public_register import DayForm, PublicSearchForm
from casthouse.web.page_request import PageRequest
from casthouse.web.public_page import public_page
from casthouse.web.refusal_status import UNPROCESSABLE, status_of

KIND_WORDS = {
    PublicKind.MEMBER: "Members",
    PublicKind.FACILITY: "Facilities",
    PublicKind.CERTIFICATE: "Certificates",
    PublicKind.REPORT: "Summary reports",
}


@public_page
def show_front(request: PageRequest) -> HttpResponse:
    """Show a visitor what Casthouse is, with a way to everything that needs no account."""
    found = search_public(request.actor, PublicSearch(), limit=1)
    counts = [(KIND_WORDS[kind], kind, found.counts[kind]) for kind in PublicKind]
    return render(request, "public_register/front.html", {"counts": counts, "day": found.day})


@public_page
def show_search(request: PageRequest) -> HttpResponse:
    """Search what is public."""
    form = PublicSearchForm(request.GET, countries=public_countries(request.actor))
    search = form.search
    after, found, refusal = request.GET.get("after"), None, None
    try:
        found = search_public(request.actor, search, after=after) if search else None
    except Refusal as refused:  # a page that is none: what was looked for stays in the form
        refusal = refused
    context = {
        "refusal": refusal.text if refusal else None,
        "form": form,
        "found": found,
        "tabs": _tabs(request, found),
        "next": _address(request, after=found.after) if found and found.after else None,
        "unpaged": _address(request, after=None) if after else None,
        "meant": [(word, _address(request, q=word, after=None)) for word in found.meant] if found else [],
        "filters": _address(request, after=None, kind=None),
    }
    status = status_of(refusal.code) if refusal else 200 if search else UNPROCESSABLE
    return render(request, "public_register/search.html", context, status=status)


def _tabs(request: PageRequest, found: PublicFound | None) -> list[tuple[str, int, str, bool]]:
    """Return each kind with how many were found, its address and whether it is shown."""
    if found is None:
        return []
    here = request.GET.get("kind", "")
    everything = (
        "Everything",
        sum(found.counts.values()),
        _address(request, kind=None, after=None),
        not here,
    )
    return [
        everything,
        *(
            (KIND_WORDS[kind], count, _address(request, kind=kind.value, after=None), here == kind.value)
            for kind, count in found.counts.items()
        ),
    ]


def _address(request: PageRequest, **changed: str | None) -> str:
    """Return this page's query with some of its fields others, without the empty ones."""
    given = {name: value for name, value in request.GET.items() if value} | changed
    return "?" + urlencode({name: value for name, value in given.items() if value is not None})


@public_page
def show_member(request: PageRequest, code: str) -> HttpResponse:
    """Show a member."""
    return render(request, "public_register/member.html", {"member": public_member(request.actor, code=code)})


@public_page
def show_facility(request: PageRequest, code: str) -> HttpResponse:
    """Show a facility, and whether it was certified on a day."""
    form = DayForm(request.GET)
    day = form.cleaned_data["day"] if form.is_valid() else None
    found = public_facility(request.actor, code=code, day=day)
    context = {"found": found, "form": form, "answers": list(found.answers.items())}
    return render(request, "public_register/facility.html", context)


@public_page
def show_certificate(request: PageRequest) -> HttpResponse:
    """Show a certificate with its history, and its state on a day."""
    form = DayForm(request.GET)
    day = form.cleaned_data["day"] if form.is_valid() else None
    number = request.GET.get("number", "").strip()
    found = public_certificate(request.actor, number=number, day=day)
    told = [each for each in found.story.history.moves if each.kind is not MoveKind.SEND_BACK]
    context = {"found": found, "story": found.story, "moves": told, "form": form}
    return render(request, "public_register/certificate.html", context)


@public_page
def show_report(request: PageRequest, reference: str) -> HttpResponse:
    """Show the summary report of an audit."""
    report = summary_report(request.actor, audit=reference)
    context = {
        "report": report,
        "counts": report.counts.items(),
        "today": clock.today(),
        "statement": statement_of_summary(request.actor, audit=reference),
        "may_sign": may(request.actor, Act.STATEMENT_CERTIFY),
    }
    return render(request, "public_register/report.html", context)
