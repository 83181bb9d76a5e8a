"""Claims: those of an organisation, one with what comes next, its files, and the queue of the secretariat."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render

from casthouse.assurance.claim import ClaimAct
from casthouse.refusal import Refusal
from casthouse.service import claim as claim_service
from casthouse.service import claim_review as review_service
from casthouse.service import claim_use as use_service
from casthouse.service.claim_view import ClaimView, claim_places, claim_queue, claim_view, claims_of
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.evidence import Incoming
from casthouse.service.permission import Act, may
from casthouse.web.download import evidence_answer
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import NoForm, SayForm
from casthouse.web.forms.claim import ClaimFileForm, KindForm, UseForm, WishForm, typed, wanted_of
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page

Given = Mapping[str, Any]


@page("GET", "POST")
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the claims of an organisation, and draft one."""
    drafted: list[str] = []

    def work(given: Given) -> str:
        wanted = WantedClaim(scope=given["scope"], place=given["place"])
        made = claim_service.request_claim(
            request.actor, organisation=organisation, kind=given["kind"], wanted=wanted
        )
        drafted.append(made.number)
        return f"{made.number} is drafted. Its page says what is missing."

    form = offered_form(
        request,
        partial(KindForm, places=claim_places(request.actor, organisation=organisation)),
        name="request",
        title="Request a claim",
        button="Draft",
        is_open=may(request.actor, Act.CLAIM_WRITE, organisation),
        work=work,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("claim", drafted[0])
    lines = claims_of(request.actor, organisation=organisation)
    context = {"organisation": organisation, "lines": lines, "page_forms": [form]}
    return form_page(request, "claim/list.html", context, refusal)


@page()
def show_queue(request: PageRequest) -> HttpResponse:
    """List the claims that wait for the secretariat, and those that were approved."""
    return render(request, "claim/queue.html", {"queue": claim_queue(request.actor)})


@page("GET", "POST")
def show(request: PageRequest, claim: str) -> HttpResponse:
    """Show a claim, and do what comes next."""
    view = claim_view(request.actor, number=claim)
    forms = _forms(request, view)
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("claim", claim)
    return form_page(request, "claim/show.html", _context(request, view, forms), refusal)


def _context(request: PageRequest, view: ClaimView, forms: list[PageForm]) -> dict[str, object]:
    approval = view.record.approval
    return {
        "view": view,
        "page_forms": forms,
        "ground": approval.ground if approval else None,
        "end": view.course.end,
        "organisation": view.record.organisation,
        "may_read_position": may(request.actor, Act.POSITION_READ, view.record.organisation),
    }


@page("POST")
def add_file(request: PageRequest, claim: str) -> HttpResponse:
    """Put a file behind a claim."""
    view = claim_view(request.actor, number=claim)
    form = ClaimFileForm(request.POST, request.FILES)
    refusal = None
    if form.is_valid():
        upload = form.cleaned_data["file"]
        incoming = Incoming(name=str(upload.name), pieces=iter(upload.chunks()))
        try:
            use_service.add_claim_file(
                request.actor, number=claim, purpose=form.cleaned_data["purpose"], incoming=incoming
            )
        except Refusal as refused:
            refusal = refused
    else:
        refusal = Refusal(
            "evidence_form_invalid",
            found="; ".join(str(each) for errors in form.errors.values() for each in errors),
            expected="a file, and whether it is artwork or a proof of use",
            todo="correct the form",
        )
    if refusal is None:
        return redirect("claim", claim)
    if refusal.code == "not_permitted":
        raise refusal
    return form_page(request, "claim/show.html", _context(request, view, _forms(request, view)), refusal)


@page()
def show_file(request: PageRequest, claim: str, digest: str) -> FileResponse:
    """Hand a file behind a claim out to be saved; it is never shown inside a page."""
    file, content = use_service.read_claim_file(request.actor, number=claim, digest=digest)
    return evidence_answer(file, content)


OFFERED: tuple[tuple[ClaimAct, str, str, type[Form]], ...] = (
    (ClaimAct.REVISED, "Write the draft", "Save", WishForm),
    (ClaimAct.SUBMITTED, "Submit it to the secretariat", "Submit", NoForm),
    (ClaimAct.APPROVED, "Approve it", "Approve", NoForm),
    (ClaimAct.REJECTED, "Reject it", "Reject", SayForm),
    (ClaimAct.PUT_IN_USE, "Say where it stands", "Put in use", UseForm),
    (ClaimAct.ENDED, "End it, or take it back", "End", SayForm),
    (ClaimAct.REVOKED, "Take the approval back", "Revoke", SayForm),
)
"""The forms of the page, in this order; open are those that the view lets this person do."""


def _forms(request: PageRequest, view: ClaimView) -> list[PageForm]:
    works = _works(request, view)
    return [
        offered_form(
            request,
            _wish_form(request, view) if form is WishForm else form,
            name=act.value,
            title=title,
            button=button,
            is_open=act in view.choices,
            work=works[act],
            initial=typed(view.record.wish) if form is WishForm else None,
        )
        for act, title, button, form in OFFERED
    ]


def _wish_form(request: PageRequest, view: ClaimView) -> Callable[..., Form]:
    places = claim_places(request.actor, organisation=view.record.organisation)
    return partial(WishForm, places=places, rules=view.rules)


def _works(request: PageRequest, view: ClaimView) -> dict[ClaimAct, Callable[[Given], str]]:
    actor, number = request.actor, view.record.number

    def revise(given: Given) -> str:
        claim_service.revise_claim(actor, number=number, wanted=wanted_of(dict(given)))
        return "The draft is saved. What is missing stands below."

    def submit(_given: Given) -> str:
        claim_service.submit_claim(actor, number=number)
        return "The claim is submitted. The secretariat decides next."

    def approve(_given: Given) -> str:
        made = review_service.approve_claim(actor, number=number)
        assert made.approval is not None
        return f"The claim is approved up to {made.approval.valid_to}; its holder is told."

    def reject(given: Given) -> str:
        review_service.reject_claim(actor, number=number, reason=given["text"])
        return "The claim is rejected; its holder is told."

    def use(given: Given) -> str:
        use_service.put_in_use(actor, number=number, place=given["place"], on=given["on"])
        return "It is recorded where the claim stands. Add a proof of use next."

    def end(given: Given) -> str:
        use_service.end_claim(actor, number=number, reason=given["text"])
        return "The claim is over."

    def revoke(given: Given) -> str:
        review_service.revoke_claim(actor, number=number, reason=given["text"])
        return "The approval is taken back; its holder is told."

    works = (revise, submit, approve, reject, use, end, revoke)
    return {act: work for (act, *_), work in zip(OFFERED, works, strict=True)}
