"""How often I am reminded and where, and the address of my calendar; stopping reminders from a message."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from casthouse.service.calendar_key import (
    calendar_behind,
    calendar_key,
    make_calendar_key,
    revoke_calendar_key,
)
from casthouse.service.reminder_choice import (
    choose_frequency,
    confirm_address,
    reminder_setting,
    set_address,
    stop_reminders,
)
from casthouse.web.form_page import form_page
from casthouse.web.forms.reminder import MEANINGS, AddressForm, CodeForm, FrequencyForm
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, open_page, page

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@page("GET", "POST")
def show(request: PageRequest) -> HttpResponse:
    """Show what I chose, and let me choose."""
    name = request.actor.name
    asked = request.POST.get("form")
    made = make_calendar_key(request.actor, username=name) if asked == "key" else None
    if asked == "revoke":
        revoke_calendar_key(request.actor, username=name)
        return redirect("reminders")
    setting = reminder_setting(request.actor, username=name)
    forms = _forms(request)
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("reminders")
    context = {
        "setting": setting,
        "meaning": MEANINGS[setting.frequency],
        "key": made or calendar_key(request.actor, username=name),
        "page_forms": forms,
    }
    response = form_page(request, "reminder/show.html", context, refusal)
    if made:
        response.status_code = 200
        response["Cache-Control"] = "no-store"
    return response


def _forms(request: PageRequest) -> list[PageForm]:
    actor, name = request.actor, request.actor.name
    setting = reminder_setting(actor, username=name)

    def often(given: Mapping[str, Any]) -> str:
        choose_frequency(actor, username=name, frequency=given["frequency"])
        return "How often you are reminded is kept."

    def where(given: Mapping[str, Any]) -> str:
        kept = set_address(actor, username=name, address=given["address"])
        if not kept.address:
            return "The address is taken away: nothing is sent."
        return f"{kept.address} is confirmed." if kept.is_confirmed else f"A code was sent to {kept.address}."

    def code(given: Mapping[str, Any]) -> str:
        return f"{confirm_address(actor, username=name, code=given['code']).address} is confirmed."

    known = {"frequency": setting.frequency.value, "address": setting.address}
    table = (
        ("code", CodeForm, "Confirm the address", setting.is_waiting, code),
        ("frequency", FrequencyForm, "How often", True, often),
        ("address", AddressForm, "Where to", True, where),
    )
    return [
        offered_form(
            request, form, name=name, title=title, button="Keep", is_open=is_open, work=work, initial=known
        )
        for name, form, title, is_open, work in table
    ]


@csrf_exempt  # a mail program posts there without our cookie (RFC 8058); it can do nothing but stop reminders
@open_page("GET", "POST")
def stop(request: PageRequest, token: str) -> HttpResponse:
    """Ask whether reminders are to stop, and stop them; a reader of a message needs no account for it."""
    address = stop_reminders(token) if request.method == "POST" else ""
    return render(request, "reminder/stop.html", {"address": address})


@open_page()
def calendar(request: PageRequest, key: str) -> HttpResponse:
    """Hand out the calendar that a key opens."""
    response = HttpResponse(calendar_behind(key), content_type=CALENDAR_TYPE)
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="casthouse.ics"'
    return response
