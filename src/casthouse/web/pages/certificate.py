"""Certificates: those of an organisation, one with its history, and whether a facility was certified on a day."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casthouse.assurance.certificate_state import CertificateState, MoveKind
from casthouse.parties.activity import Activity
from casthouse.service import clock
from casthouse.service.certificate_application import apply_for_certificate, firms_to_choose
from casthouse.service.certificate_move import MadeMove, move_certificate
from casthouse.service.certificate_statement import statement_of_certificate
from casthouse.service.certificate_view import (
    CertificateStory,
    certificate_story,
    certificates_of,
    certification_on,
)
from casthouse.service.edition import editions
from casthouse.service.organisation import facilities_of, workplaces
from casthouse.service.permission import Act, may
from casthouse.standard.standard_name import StandardName
from casthouse.web.form_page import form_page
from casthouse.web.forms.certificate import ApplicationForm, CertifiedOnForm, MoveForm
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.certificate_transfer import transfer_form

TITLES = {
    MoveKind.SUSPEND: ("Suspend", "Check whom it touches"),
    MoveKind.REVOKE: ("Revoke for good", "Check whom it touches"),
    MoveKind.WITHDRAW: ("Withdraw, since the holder asks", "Check whom it touches"),
    MoveKind.REINSTATE: ("Reinstate", "Check"),
    MoveKind.EXTEND: ("Extend once under force majeure", "Check"),
}


@page("GET", "POST")
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the certificates of an organisation, and apply for one."""
    stories = certificates_of(request.actor, organisation=organisation)
    forms = [_application_form(request, organisation), transfer_form(request, organisation, stories)]
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("certificates", organisation)
    sites = facilities_of(request.actor, organisation=organisation)
    context = {
        "organisation": organisation,
        "stories": stories,
        "form": CertifiedOnForm(facilities=[each.code for each in sites], initial={"day": clock.today()}),
        "page_forms": forms,
    }
    return form_page(request, "certificate/list.html", context, refusal)


def _application_form(request: PageRequest, organisation: str) -> PageForm:
    place = next((each for each in workplaces(request.actor) if each.organisation.code == organisation), None)
    scopes = [each.code for each in place.scopes] if place else []
    auditable = {each.code: each for each in editions(request.actor) if each.may_audit_on(clock.today())}

    def apply(given: Mapping[str, Any]) -> str:
        made = apply_for_certificate(
            request.actor, standard=auditable[given["edition"]].standard.value, **given
        )
        return f"{made.number} is applied for. {given['firm']} opens the audit next."

    return offered_form(
        request,
        partial(
            ApplicationForm,
            scopes=scopes,
            editions=[(each.code, each.name) for each in auditable.values()],
            firms=firms_to_choose(request.actor),
        ),
        name="apply",
        title="Apply for a certificate",
        button="Apply",
        is_open=bool(scopes) and may(request.actor, Act.CERTIFICATE_APPLY, organisation),
        work=apply,
        initial={"edition": next((code for code in reversed(auditable) if code.startswith("ps")), "")},
    )


@page("GET", "POST")
def show(request: PageRequest) -> HttpResponse:
    """Show a certificate with its history; a move is shown with whom it touches before it is made."""
    number = request.GET.get("number", "")
    story = certificate_story(request.actor, number=number)
    shown: list[MadeMove] = []
    forms = [_move_form(request, story, kind, shown) for kind in story.choices]
    done, refusal = work_forms(request, forms)
    if done and not shown:
        return redirect(f"{reverse('certificate')}?{urlencode({'number': number})}")
    context = {
        "story": story,
        "page_forms": forms,
        "preview": shown[0] if shown else None,
        "sent": request.POST,
        "statement": statement_of_certificate(request.actor, number=number),
        "may_sign": bool(story.phases) and may(request.actor, Act.STATEMENT_CERTIFY),
    }
    if shown:
        return render(request, "certificate/show.html", context)
    return form_page(request, "certificate/show.html", context, refusal)


def _move_form(
    request: PageRequest, story: CertificateStory, kind: MoveKind, shown: list[MadeMove]
) -> PageForm:
    title, button = TITLES[kind]
    return offered_form(
        request,
        MoveForm,
        name=kind.value,
        title=title,
        button=button,
        is_open=True,
        work=partial(_move, request, story.history.number, kind, shown),
        initial={"state": story.now.state.value if story.now else ""},
    )


def _move(
    request: PageRequest, number: str, kind: MoveKind, shown: list[MadeMove], given: Mapping[str, Any]
) -> str:
    """Show whom a move touches, or make it when that was seen."""
    is_seen = request.POST.get("seen") == "yes"
    made = move_certificate(
        request.actor,
        number=number,
        kind=kind,
        effective=given["effective"],
        reason=given["reason"],
        dry_run=not is_seen,
        seen=CertificateState(given["state"]) if given["state"] else None,
    )
    if not is_seen:
        shown.append(made)
        return "Nothing is changed yet: look at whom it touches, then confirm below."
    done = f"{kind.value.capitalize()}: done, from {made.move.effective} on. Customers told: {made.told}."
    return " ".join([done, *(f"Known already: {each}." for each in made.later)])


@page()
def certified_on(request: PageRequest) -> HttpResponse:
    """Answer whether a facility was certified on a day."""
    form = CertifiedOnForm(request.GET if request.GET.get("facility") else None)
    answer = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        known = asked["known_on"]
        answer = certification_on(
            request.actor,
            facility=asked["facility"].strip(),
            standard=StandardName(asked["standard"]),
            day=asked["day"],
            activity=Activity(asked["activity"]) if asked["activity"] else None,
            known_at=datetime.combine(known, time.max, UTC) if known else None,
        )
    return render(request, "certificate/on.html", {"form": form, "answer": answer})
