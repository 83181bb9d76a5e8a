"""Keys of an owner: which one signs, until when, what comes next; made, replaced and revoked here."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casthouse.passport.key_life import ROTATE_DAYS_BEFORE, EndKind, KeyState
from casthouse.passport.key_owner import OwnerKind, firm_owner, organisation_owner
from casthouse.refusal import Refusal
from casthouse.service.did_document import is_looked_up
from casthouse.service.key_succession import confirm_key
from casthouse.service.signing_key import OwnerKeys, make_key, owner_keys, revoke_key, rotate_key
from casthouse.service.status_list import BELIEVED_FOR
from casthouse.web.form_page import form_page
from casthouse.web.forms.signing_key import RevokeForm
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page

MAKERS = {"make": make_key, "rotate": rotate_key}
SAID = {
    "make": "A key is made: it signs from now on.",
    "rotate": "The key is replaced: the new one signs from now on, also the status lists of what the old one signed.",
}


@page("GET", "POST")
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the keys of an organisation."""
    return _shown(request, organisation_owner(organisation).text, {"organisation": organisation})


@page("GET", "POST")
def show_firm(request: PageRequest, firm: str) -> HttpResponse:
    """Show the keys of an audit firm."""
    return _shown(request, firm_owner(firm).text, {"firm": firm})


@page("GET", "POST")
def show_installation(request: PageRequest, holder: str) -> HttpResponse:
    """Show the keys of the secretariat, or of the log."""
    return _shown(request, holder, {})


def _shown(request: PageRequest, owner: str, named: Mapping[str, str]) -> HttpResponse:
    held = owner_keys(request.actor, owner=owner)
    form, refusal = _revoking(request, held), None
    try:
        wanted = request.POST.get("form", "")
        if wanted == "confirm":
            confirm_key(request.actor, owner=owner, key=request.POST.get("key", ""))
            messages.success(
                request, "The secretariat says under its signature that the key follows the one before it."
            )
            return redirect(request.path)
        if wanted in MAKERS:
            MAKERS[wanted](request.actor, owner=owner)
            messages.success(request, SAID[wanted])
            return redirect(request.path)
        is_done, refusal = work_forms(request, [form])
        if is_done:
            return redirect(request.path)
    except Refusal as refused:
        refusal = refused
    return form_page(request, "signing_key/list.html", {**_context(held, form), **named}, refusal)


def _context(held: OwnerKeys, form: PageForm) -> dict[str, Any]:
    return {
        "held": held,
        "is_looked_up": is_looked_up(),
        "signing": held.signing,
        "rows": [(each, each.state(held.at), held.successions.get(each.public)) for each in held.keys],
        "is_confirmed_by_secretariat": held.owner.kind is not OwnerKind.SECRETARIAT,
        "document": _document(held),
        "days_before": ROTATE_DAYS_BEFORE,
        "days_believed": BELIEVED_FOR.days,
        "page_forms": [form],
    }


def _document(held: OwnerKeys) -> str:
    """Return the address of the public document, once there is one."""
    if not held.keys:
        return ""
    match held.owner.kind:
        case OwnerKind.ORGANISATION:
            return reverse("did_organisation", args=[held.owner.code])
        case OwnerKind.AUDIT_FIRM:
            return reverse("did_firm", args=[held.owner.code])
        case OwnerKind.LOG:
            return reverse("did_log")
        case OwnerKind.SECRETARIAT:
            return reverse("did_installation")


def _revoking(request: PageRequest, held: OwnerKeys) -> PageForm:
    offered = [
        (each.public.multikey, f"{each.public.fingerprint[:16]} · {state.value}")
        for each in held.keys
        if (state := each.state(held.at)) is not KeyState.COMPROMISED
    ]
    return offered_form(
        request,
        partial(RevokeForm, keys=offered),
        name="revoke",
        title="Revoke a key",
        button="Revoke",
        is_open=held.may_revoke and bool(offered),
        work=lambda given: _revoke(request, held.owner.text, given),
    )


def _revoke(request: PageRequest, owner: str, given: Mapping[str, Any]) -> str:
    kind = EndKind(given["kind"])
    ended = revoke_key(
        request.actor,
        owner=owner,
        key=given["key"],
        kind=kind,
        reason=given["reason"],
        since=given["since"],
    )
    return f"The key {ended.public.fingerprint[:16]} is {kind.value}: it signs no more."
