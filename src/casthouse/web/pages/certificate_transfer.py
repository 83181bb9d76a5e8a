"""Transfers of certificates: all that concern a person, and one with what comes next."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from casthouse.assurance.certificate_state import ENTITLING, MoveKind
from casthouse.assurance.certificate_transfer import PassedSite, TransferAct
from casthouse.service.certificate_passing import MadeTransfer, confirm_transfer
from casthouse.service.certificate_transfer import (
    accept_transfer,
    ask_transfer,
    decline_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from casthouse.service.certificate_transfer_view import (
    TransferView,
    certificate_transfer,
    certificate_transfers,
)
from casthouse.service.certificate_view import CertificateStory, certificate_story
from casthouse.service.organisation import facilities_of, workplaces
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.certificate_transfer import AcceptanceForm, TransferForm, TransferReasonForm
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page

TITLES = {
    TransferAct.DECLINE: ("Decline", "Decline"),
    TransferAct.WITHDRAW: ("Withdraw", "Withdraw"),
    TransferAct.REFUSE: ("Refuse", "Refuse"),
    TransferAct.CONFIRM: ("Confirm", "Check whom it touches"),
}
ENDINGS = {
    TransferAct.DECLINE: decline_transfer,
    TransferAct.WITHDRAW: withdraw_transfer,
    TransferAct.REFUSE: refuse_transfer,
}


@page()
def show_list(request: PageRequest) -> HttpResponse:
    """List the transfers that somebody may read."""
    return render(request, "certificate/transfers.html", {"views": certificate_transfers(request.actor)})


@page("GET", "POST")
def show(request: PageRequest, number: int) -> HttpResponse:
    """Show a transfer, and let its sides say what comes next; a confirmation is shown before it is made."""
    view = certificate_transfer(request.actor, number=number)
    stories = [certificate_story(request.actor, number=each) for each in view.transfer.certificates]
    shown: list[MadeTransfer] = []
    forms = [_form(request, view, stories, act, shown) for act in view.choices]
    done, refusal = work_forms(request, forms)
    if done and not shown:
        return redirect("certificate_transfer", number)
    context = {
        "view": view,
        "transfer": view.transfer,
        "passing": [(each, dict(view.successors).get(each.history.number)) for each in stories],
        "held_from": _held_from(stories),
        "page_forms": forms,
        "preview": shown[0] if shown else None,
        "sent": request.POST,
    }
    if shown:
        return render(request, "certificate/transfer.html", context)
    return form_page(request, "certificate/transfer.html", context, refusal)


def _held_from(stories: list[CertificateStory]) -> date | None:
    """Return the first day of the taker, None before the confirmation."""
    moves = (move for each in stories for move in each.history.moves)
    return next((each.effective for each in moves if each.kind is MoveKind.TRANSFER), None)


def transfer_form(request: PageRequest, organisation: str, stories: list[CertificateStory]) -> PageForm:
    """Return the form by which an organisation asks that certificates in force pass to another."""
    held = [each for each in stories if each.now is not None and each.now.state in ENTITLING]
    named = [
        (each.history.number, f"{each.history.number}, {each.history.standard.value.replace('_', ' ')}")
        for each in held
    ]

    def ask(given: Mapping[str, Any]) -> str:
        made = ask_transfer(request.actor, **given)
        return (
            f"Transfer {made.transfer.number} is asked for. {made.transfer.taker} accepts or declines next."
        )

    return offered_form(
        request,
        partial(TransferForm, certificates=named),
        name="transfer",
        title="Pass certificates to another organisation",
        button="Ask",
        is_open=bool(held) and may(request.actor, Act.CERTIFICATE_TRANSFER, organisation),
        work=ask,
    )


def _form(
    request: PageRequest,
    view: TransferView,
    stories: list[CertificateStory],
    act: TransferAct,
    shown: list[MadeTransfer],
) -> PageForm:
    if act is TransferAct.ACCEPT:
        return _acceptance_form(request, view, stories)
    title, button = TITLES[act]
    work = (
        partial(_confirm, request, view, shown)
        if act is TransferAct.CONFIRM
        else partial(_end, request, view, act)
    )
    return offered_form(
        request,
        TransferReasonForm,
        name=act.value,
        title=title,
        button=button,
        is_open=act is not TransferAct.CONFIRM or view.hindrance is None,
        work=work,
    )


def _end(request: PageRequest, view: TransferView, act: TransferAct, given: Mapping[str, Any]) -> str:
    made = ENDINGS[act](request.actor, number=view.transfer.number, reason=given["reason"])
    return f"Transfer {made.transfer.number} is {made.transfer.state.value}."


def _confirm(
    request: PageRequest, view: TransferView, shown: list[MadeTransfer], given: Mapping[str, Any]
) -> str:
    """Show what a confirmation does, or give it when that was seen."""
    is_seen = request.POST.get("seen") == "yes"
    number = view.transfer.number
    made = confirm_transfer(request.actor, number=number, reason=given["reason"], dry_run=not is_seen)
    if not is_seen:
        shown.append(made)
        return "Nothing is changed yet: look at what passes and whom it touches, then confirm below."
    return f"Confirmed: {view.transfer.taker} holds them from {made.day} on. Customers told: {made.told}."


def _acceptance_form(request: PageRequest, view: TransferView, stories: list[CertificateStory]) -> PageForm:
    taker = view.transfer.taker
    place = next((each for each in workplaces(request.actor) if each.organisation.code == taker), None)
    before = sorted({s.facility for each in stories if each.version for s in each.version.facilities})

    def accept(given: Mapping[str, Any]) -> str:
        sites = [PassedSite(before=code, after=given[f"site_{n}"]) for n, code in enumerate(before)]
        accept_transfer(
            request.actor,
            number=view.transfer.number,
            scope=given["scope"],
            sites=sites,
            reason=given["reason"],
        )
        return "Accepted. The secretariat confirms next, on the day itself or later."

    return offered_form(
        request,
        partial(
            AcceptanceForm,
            scopes=[each.code for each in place.scopes] if place else [],
            before=before,
            after=[each.code for each in facilities_of(request.actor, organisation=taker)],
        ),
        name=TransferAct.ACCEPT.value,
        title="Accept",
        button="Accept",
        is_open=view.hindrance is None,
        work=accept,
    )
