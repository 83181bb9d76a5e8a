"""Where and how often a person is reminded: chosen by the person, or by the operator for them.

An address counts once a code that was sent there came back, so that nobody is flooded who never asked, and a slip of
the pen tells no stranger what waits. The operator may vouch for an address.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from casthouse.parties.reminder import Frequency
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.mail import Mail, send_mail
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.person import UNMISTAKABLE, found_person_id
from casthouse.storage import person as person_store
from casthouse.storage import reminder as reminder_store
from casthouse.storage.journal import append_journal
from casthouse.storage.reminder import ReminderChoice

ADDRESS_MAX = 254
CODE_SIGNS = 8
CODE_HOURS = 24
CODE_TRIES = 5
CODE_PAUSE = timedelta(minutes=1)
USUAL = Frequency.WEEKLY
STOP_SALT = "casthouse.reminder.stop"
NOTHING = ReminderChoice(frequency=USUAL, address="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSetting:
    """What a person chose, as it is shown; `is_waiting` while a code is on its way."""

    username: str
    frequency: Frequency
    address: str
    is_confirmed: bool
    is_waiting: bool

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "username": self.username,
            "frequency": self.frequency.value,
            "address": self.address or None,
            "confirmed": self.is_confirmed,
            "waiting_for_code": self.is_waiting,
        }


def reminder_setting(actor: Actor, *, username: str) -> ReminderSetting:
    """Return what a person chose.

    Raises:
        Refusal: `not_permitted`, `person_unknown`.
    """
    user_id = _own(actor, username)
    return _shown(username, reminder_store.choice_of(user_id) or NOTHING)


def choose_frequency(actor: Actor, *, username: str, frequency: str) -> ReminderSetting:
    """Say how often a person is reminded.

    Raises:
        Refusal: `not_permitted`, `person_unknown`, `frequency_unknown`.
    """
    user_id = _own(actor, username)
    known = _frequency(frequency)
    with transaction.atomic():
        held = reminder_store.choice_of(user_id, is_held=True) or NOTHING
        return _save(actor, username, user_id, replace(held, frequency=known), "frequency")


def set_address(actor: Actor, *, username: str, address: str, is_vouched: bool = False) -> ReminderSetting:
    """Set the address of a person and send a code there; an empty one takes the address away.

    Args:
        actor: the person, or the operator.
        username: whose address it is.
        address: the mail address.
        is_vouched: the operator says that it is the person's: no code is asked for.

    Raises:
        Refusal: `not_permitted`, `person_unknown`, `address_invalid`, `code_just_sent`, `mail_not_sent`.
    """
    user_id = _own(actor, username)
    if is_vouched:
        authorise(actor, Act.REMINDER_GIVE)
    wanted, at = _address(address), clock.now()
    code = "".join(secrets.choice(UNMISTAKABLE) for _ in range(CODE_SIGNS))
    with transaction.atomic():
        held = reminder_store.choice_of(user_id, is_held=True) or NOTHING
        if not wanted or is_vouched:
            confirmed = at if wanted else None
            made = ReminderChoice(frequency=held.frequency, address=wanted, confirmed_at=confirmed)
            return _save(actor, username, user_id, made, "address")
        if held.address == wanted and held.confirmed_at:
            return _shown(username, held)
        if held.code_sent_at is not None and at - held.code_sent_at < CODE_PAUSE:
            raise _code_just_sent()
        made = ReminderChoice(
            frequency=held.frequency, address=wanted, code_digest=_digest(code), code_sent_at=at
        )
        setting = _save(actor, username, user_id, made, "address")
    send_mail(
        Mail(
            to=wanted,
            subject="Casthouse: confirm your address",
            text=f"The code {code} confirms that reminders for {username} may come here. It counts for "
            f"{CODE_HOURS} hours.\nIf you did not ask for it, do nothing: nothing more is sent.\n",
        )
    )
    return setting


def confirm_address(actor: Actor, *, username: str, code: str) -> ReminderSetting:
    """Confirm the address with the code that was sent there.

    Raises:
        Refusal: `not_permitted`, `person_unknown`, `code_wrong`.
    """
    user_id, at = _own(actor, username), clock.now()
    with transaction.atomic():
        held = reminder_store.choice_of(user_id, is_held=True) or NOTHING
        is_open = (
            bool(held.code_digest)
            and held.code_tries < CODE_TRIES
            and held.code_sent_at is not None
            and at < held.code_sent_at + timedelta(hours=CODE_HOURS)
        )
        if is_open and secrets.compare_digest(held.code_digest, _digest(code.strip().lower())):
            made = ReminderChoice(frequency=held.frequency, address=held.address, confirmed_at=at)
            return _save(actor, username, user_id, made, "confirmed")
        if is_open:
            reminder_store.save_choice(user_id, replace(held, code_tries=held.code_tries + 1))
    raise Refusal(
        "code_wrong",
        found="a code that does not confirm the address",
        expected=f"the {CODE_SIGNS} signs that were sent there in the last {CODE_HOURS} hours, "
        f"within {CODE_TRIES} tries",
        todo="look at the last message, or set the address again to be sent another code",
        is_counted=is_open,
    )


def stop_token(user_id: int, address: str) -> str:
    """Return what a message needs to stop further ones: it can do nothing else, and for that address only."""
    return signing.dumps([user_id, address], salt=STOP_SALT)


def stop_reminders(token: str) -> str:
    """Send no more reminders to the address that a token is of; return the address.

    Raises:
        Refusal: `stop_token_invalid`.
    """
    try:
        user_id, address = signing.loads(token, salt=STOP_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise _stop_token_invalid() from error
    with transaction.atomic():
        held = reminder_store.choice_of(user_id, is_held=True)
        if held is not None and held.address == address and held.frequency is not Frequency.OFF:
            reminder_store.save_choice(user_id, replace(held, frequency=Frequency.OFF))
            username = person_store.name_of(user_id)  # the address may change, and the journal never does
            append_journal(
                at=clock.now(), actor="reader of a reminder", act="reminder.stop", subject=username
            )
    return str(address)


def _own(actor: Actor, username: str) -> int:
    if actor.name != username:
        authorise(actor, Act.REMINDER_GIVE)
    return found_person_id(username)


def _save(actor: Actor, username: str, user_id: int, made: ReminderChoice, what: str) -> ReminderSetting:
    reminder_store.save_choice(user_id, made)
    append_journal(
        at=clock.now(),
        actor=actor.name,
        act="reminder.choose",
        subject=username,
        what=what,
        frequency=made.frequency.value,
    )
    return _shown(username, made)


def _shown(username: str, held: ReminderChoice) -> ReminderSetting:
    return ReminderSetting(
        username=username,
        frequency=held.frequency,
        address=held.address,
        is_confirmed=held.confirmed_at is not None,
        is_waiting=bool(held.code_digest),
    )


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _frequency(text: str) -> Frequency:
    for each in Frequency:
        if each.value == text:
            return each
    raise Refusal(
        "frequency_unknown",
        found=f"“{text[:40]}”",
        expected=", ".join(each.value for each in Frequency),
        todo="choose how often reminders come",
    )


def _address(text: str) -> str:
    address = text.strip()
    if not address:
        return ""
    if len(address) > ADDRESS_MAX or not address.isprintable():
        raise _address_invalid("an address that is too long, or with signs that nobody sees")
    try:
        validate_email(address)
    except ValidationError:
        raise _address_invalid(f"“{address[:60]}”") from None
    return address


def _address_invalid(found: str) -> Refusal:
    return Refusal(
        "address_invalid",
        found=found,
        expected="one mail address, such as ada@example.org",
        todo="correct the address",
    )


def _code_just_sent() -> Refusal:
    return Refusal(
        "code_just_sent",
        found="a code that was sent less than a minute ago",
        expected="a minute between two codes",
        todo="look into the mailbox, or wait a minute",
    )


def _stop_token_invalid() -> Refusal:
    return Refusal(
        "stop_token_invalid",
        found="an address that no reminder holds",
        expected="the address in a reminder, as it was sent",
        todo="open it from the message again, or sign in and choose there how often reminders come",
    )
