"""Limits of what an address may try within an hour: so many complaints, files to check, keys that open nothing."""

from datetime import datetime
from enum import StrEnum

from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.storage import attempt as attempt_store


class Attempt(StrEnum):
    """What is counted."""

    FILING = "filing"
    KEY = "key"  # one that opened nothing
    CHECK = "check"


ATTEMPTS_MAX = {Attempt.FILING: 10, Attempt.KEY: 20, Attempt.CHECK: 60}
"""An hour and address; many people may share one behind a network's gate."""


def require_attempt(what: Attempt, address: str | None) -> None:
    """Let a try pass while the address has some left; the command line has no address and no limit.

    Raises:
        Refusal: `attempts_too_many`.
    """
    hour = _hour(clock.now())
    if address is not None and attempt_store.attempts(what.value, address, hour) >= ATTEMPTS_MAX[what]:
        raise Refusal(
            "attempts_too_many",
            found=f"more than {ATTEMPTS_MAX[what]} tries within an hour from where you are",
            expected="fewer, so that nobody floods this place or guesses keys",
            todo="wait an hour and try again",
        )


def count_attempt(what: Attempt, address: str | None) -> None:
    """Count a try of an address."""
    if address is not None:
        attempt_store.count_attempt(what.value, address, _hour(clock.now()))


def _hour(at: datetime) -> str:
    return f"{at:%Y%m%d%H}"
