"""Reminders and calendar of the caller. The address of the calendar is answered once."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import StringConstraints

from casthouse.parties.reminder import Frequency
from casthouse.service.calendar_key import calendar_key, make_calendar_key, revoke_calendar_key
from casthouse.service.reminder_choice import (
    choose_frequency,
    confirm_address,
    reminder_setting,
    set_address,
)
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["work lists"])


class ReminderShown(Shown):
    """What the caller chose; nothing is sent to an address that is not confirmed."""

    username: str
    frequency: str
    address: str | None
    confirmed: bool
    waiting_for_code: bool


class FrequencyWanted(Given):
    """How often."""

    frequency: Frequency


class AddressWanted(Given):
    """Where to; empty takes the address away."""

    address: Annotated[str, StringConstraints(max_length=254)]


class CodeGiven(Given):
    """The code that was sent to the address."""

    code: ShortText


class CalendarKeyShown(Shown):
    """The key in force; a repetition of the call that made it does not show the address again."""

    username: str
    created_at: str | None
    address: str | None


@router.get("/reminders", response=ReminderShown)
def show(request: ApiRequest) -> ReminderShown:
    """Show how often and where the caller is reminded."""
    found = reminder_setting(request.auth, username=request.auth.name)
    return ReminderShown.model_validate(found.as_json())


@router.post("/reminders/frequency", response=ReminderShown)
def choose(request: ApiRequest, wanted: FrequencyWanted) -> HttpResponse:
    """Choose how often the caller is reminded."""

    def work() -> Reply:
        kept = choose_frequency(request.auth, username=request.auth.name, frequency=wanted.frequency.value)
        return Reply(shape=ReminderShown.model_validate(kept.as_json()))

    return once(request, work)


@router.post("/reminders/address", response=ReminderShown)
def address(request: ApiRequest, wanted: AddressWanted) -> HttpResponse:
    """Set the mail address of the caller; a code is sent there that confirms it."""

    def work() -> Reply:
        kept = set_address(request.auth, username=request.auth.name, address=wanted.address)
        return Reply(shape=ReminderShown.model_validate(kept.as_json()))

    return once(request, work)


@router.post("/reminders/confirmation", response=ReminderShown)
def confirm(request: ApiRequest, given: CodeGiven) -> HttpResponse:
    """Confirm the mail address with the code that was sent there."""

    def work() -> Reply:
        kept = confirm_address(request.auth, username=request.auth.name, code=given.code)
        return Reply(shape=ReminderShown.model_validate(kept.as_json()))

    return once(request, work)


@router.get("/calendar-key", response=CalendarKeyShown)
def show_key(request: ApiRequest) -> CalendarKeyShown:
    """Say whether the calendar of the caller has an address, and since when."""
    found = calendar_key(request.auth, username=request.auth.name)
    return CalendarKeyShown.model_validate(found.as_json())


@router.post("/calendar-key", response={201: CalendarKeyShown})
def make_key(request: ApiRequest) -> HttpResponse:
    """Make an address for the calendar of the caller; the one before is closed."""

    def work() -> Reply:
        members = make_calendar_key(request.auth, username=request.auth.name).as_json()
        return Reply(
            shape=CalendarKeyShown.model_validate(members),
            kept=CalendarKeyShown.model_validate({**members, "address": None}),
            status=201,
        )

    return once(request, work)


@router.post("/calendar-key/revoke", response=CalendarKeyShown)
def revoke_key(request: ApiRequest) -> HttpResponse:
    """Close the address of the calendar of the caller, now and for good."""

    def work() -> Reply:
        kept = revoke_calendar_key(request.auth, username=request.auth.name)
        return Reply(shape=CalendarKeyShown.model_validate(kept.as_json()))

    return once(request, work)
