"""Duties of keys, read for everybody in reach at once: two statements, however many owners there are."""

from collections.abc import Iterator
from datetime import timedelta

from casthouse.parties.duty import Duty, DutyKind
from casthouse.passport.key_duty import key_duties
from casthouse.service import clock
from casthouse.service.worklist_source import YEAR_DAYS, Reach
from casthouse.storage.signing_key import newest_keys


def key_source(reach: Reach) -> Iterator[Duty]:
    """Yield keys that end, and keys that the secretariat has to confirm."""
    is_store_wide = bool(reach.actor.store_roles)
    codes = reach.codes(DutyKind.REPLACE_KEY, DutyKind.CONFIRM_KEY)
    firms = list(reach.actor.firm_roles)
    if not codes and not firms and not is_store_wide:
        return
    at = clock.now()
    found = newest_keys(
        organisations=None if is_store_wide else codes,
        firms=None if is_store_wide else firms,
        until=at + timedelta(days=YEAR_DAYS),
    )
    for key, is_confirmed in found:
        yield from key_duties(key, is_confirmed=is_confirmed, at=at)
