"""Calendars: what waits for a person, at a private address that a calendar program asks without signing in.

The address holds a key of 256 random bits. It is shown once, and kept as a digest only; one key a person is in force,
and making another or revoking it closes the one before. At each request it is looked anew what the person may see.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.exchange.worklist_ics import CalendarEntry, worklist_ics
from casthouse.parties.duty import Duty
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.mail import public_address
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.person import actor_of, found_person_id
from casthouse.service.worklist import WorkEntry, worklist
from casthouse.storage import calendar_key as key_store
from casthouse.storage.journal import append_journal

PREFIX_BYTES, SECRET_BYTES = 6, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarKey:
    """The key of a person's calendar that is in force, if one is; `address` only when it was just made."""

    username: str
    created_at: datetime | None
    address: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "username": self.username,
            "created_at": self.created_at.isoformat(timespec="seconds") if self.created_at else None,
            "address": self.address or None,
        }


def calendar_key(actor: Actor, *, username: str) -> CalendarKey:
    """Say whether a person's calendar has a key, and since when.

    Raises:
        Refusal: `not_permitted`, `person_unknown`.
    """
    held = key_store.open_key(_own(actor, username))
    return CalendarKey(username=username, created_at=held[1] if held else None)


def make_calendar_key(actor: Actor, *, username: str) -> CalendarKey:
    """Make a key and return the address of the calendar, this once; a key before it is revoked.

    Raises:
        Refusal: `not_permitted`, `person_unknown`.
    """
    user_id, at = _own(actor, username), clock.now()
    prefix, secret = secrets.token_hex(PREFIX_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        key_store.revoke_keys(user_id, at=at)
        key_store.save_key(user_id, prefix=prefix, digest=_digest(secret), at=at, by=actor.name)
        append_journal(at=at, actor=actor.name, act="calendar.make", subject=username)
    address = public_address(f"/calendar/{prefix}.{secret}.ics")
    return CalendarKey(username=username, created_at=at, address=address)


def revoke_calendar_key(actor: Actor, *, username: str) -> CalendarKey:
    """Close the address of a person's calendar, now and for good; again is a no-op.

    Raises:
        Refusal: `not_permitted`, `person_unknown`.
    """
    user_id, at = _own(actor, username), clock.now()
    with transaction.atomic():
        if key_store.revoke_keys(user_id, at=at):
            append_journal(at=at, actor=actor.name, act="calendar.revoke", subject=username)
    return CalendarKey(username=username, created_at=None)


def calendar_behind(key: str) -> bytes:
    """Return the calendar that a key opens, with what its person may see now.

    Raises:
        Refusal: `calendar_unknown`, the same for a key that never was and for one that was revoked.
    """
    prefix, _, secret = key.partition(".")
    found = (
        key_store.bearer_of(prefix) if prefix.isalnum() and prefix.isascii() and secret.isascii() else None
    )
    if found is None or not secrets.compare_digest(found[1], _digest(secret)):
        raise Refusal(
            "calendar_unknown",
            found="an address that opens no calendar",
            expected="the address of a calendar, as it was given out",
            todo="sign in and make a new address; the one before may have been revoked",
        )
    return calendar_of(actor_of(found[0]))


def calendar_of(person: Actor) -> bytes:
    """Return the calendar of a person; of who has no role it is empty."""
    entries = worklist(person) if person.all_roles else []
    return worklist_ics(
        [_entry(each, each.duty) for each in entries if each.duty.due is not None],
        name="Casthouse: what waits",
        host=urlsplit(settings.PUBLIC_URL).hostname or "casthouse",
        at=clock.now().replace(microsecond=0),
    )


def _entry(entry: WorkEntry, duty: Duty) -> CalendarEntry:
    assert duty.due is not None
    steps = built_in_assurance_manual().reminder.steps
    own = [(duty.due - day).days for day in duty.remind if day < duty.due]
    unverified = "" if duty.basis.verified else " (not compared with the official text)"
    source = f" {duty.basis.rule or duty.basis.clause}{unverified}."
    return CalendarEntry(
        reference=duty.reference,
        due=duty.due,
        summary=f"{duty.subject}: {duty.text}",
        text=f"{duty.text}. {duty.missed}{source} {public_address(entry.link)}",
        address=public_address(entry.link),
        sequence=duty.facts,
        kind=duty.kind.value.replace("_", " "),
        alarms=tuple(sorted({*steps, *own}, reverse=True)),
    )


def _own(actor: Actor, username: str) -> int:
    if actor.name != username:
        authorise(actor, Act.REMINDER_GIVE)
    return found_person_id(username)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
