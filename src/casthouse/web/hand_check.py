"""Forms that anybody may send: told from what programs flood, without asking third parties and without cookies.

A form carries a ticket, which we signed: when it was handed out, and the key of the complaint that will be made of it.
It is refused when it comes back within seconds or after a day, and when a field is filled in that no person sees. The
refusal says so: nobody loses a complaint over it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.complaint_key import new_key

QUICK, STALE = timedelta(seconds=3), timedelta(days=1)
_SIGNER = Signer(salt="casthouse.web.hand_check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a form carries."""

    key: str
    at: datetime


def new_ticket() -> str:
    """Return the ticket of a form that is handed out now."""
    signed: str = _SIGNER.sign_object({"key": new_key(), "at": clock.now().isoformat()})
    return signed


def required_ticket(text: str, *, trap: str) -> Ticket:
    """Return the ticket of a form that a person may have filled in.

    Raises:
        Refusal: `form_stale`, `form_not_by_hand`.
    """
    try:
        told = _SIGNER.unsign_object(text)
    except (BadSignature, ValueError):  # altered, or nothing of ours
        raise _stale("a form that was not handed out here") from None
    ticket = Ticket(key=told["key"], at=datetime.fromisoformat(told["at"]))
    age = clock.now() - ticket.at
    if age > STALE:
        raise _stale("a form that was handed out more than a day ago")
    if trap or age < QUICK:
        raise Refusal(
            "form_not_by_hand",
            found="a form that came back within seconds, or with a field filled in that nobody sees",
            expected="one that a person filled in",
            todo="wait a moment and send it again; what you wrote is still there",
        )
    return ticket


def _stale(found: str) -> Refusal:
    return Refusal(
        "form_stale",
        found=found,
        expected="a form of today",
        todo="send it again; what you wrote is still there",
    )
