"""Check 6: whether a statement still holds, by its own days and by the signed lists of its issuer."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from casthouse.passport.canonical import JsonObject, JsonValue
from casthouse.passport.credential import issuer_did
from casthouse.passport.signature import SignedCredential, instant_of, instant_text
from casthouse.passport.signature_check import CLOCKS_APART, signing_instant
from casthouse.passport.status_list import StatusFault, StatusPurpose
from casthouse.passport.verification import VerificationCase
from casthouse.passport.verified_list import ListBook, VerifiedList
from casthouse.refusal import Refusal

Answer = tuple[bool | None, str]
OwnWord = Callable[[str, date], bool]
"""Says whether a statement itself tells that on a day it was as a list of a purpose has it."""

_SET: dict[str, str] = {
    StatusPurpose.REVOCATION: "revoked: cancelled, superseded or withdrawn",
    StatusPurpose.SUSPENSION: "suspended",
}


def says_ended(detail: str) -> bool:
    """Say whether an answer of the check is that the issuer took the statement back, and not that this is unknown."""
    return detail.startswith(tuple(_SET.values()))


def check_status(case: VerificationCase) -> Answer:
    """Check that the statement is in its time and that no list of its issuer says otherwise."""
    try:
        if outside := _outside_its_time(case):
            return False, outside
    except Refusal as refusal:
        return False, f"{refusal.text.found}, expected {refusal.text.expected}"
    return status_of(case.signed, lists=case.lists, at=case.at)


def status_of(
    signed: SignedCredential, *, lists: ListBook, at: datetime, own_word: OwnWord | None = None
) -> Answer:
    """Return whether a statement still holds by the lists of its issuer.

    Args:
        signed: the statement.
        lists: the lists that are believed.
        at: the instant of which the question is asked.
        own_word: what the statement itself tells of a day; a list that says no more is no news. None where it tells
            nothing.
    """
    entries = signed.credential.get("credentialStatus")
    listed = entries if isinstance(entries, list) else [entries]
    if entries is None or not listed:
        return None, "not possible: the statement names no status list"
    asked = _Asked(signed, lists, at, own_word)
    answers = [_entry_answer(asked, entry) for entry in listed]
    for wanted in (False, None):
        for passed, detail in answers:
            if passed is wanted:
                return passed, detail
    return answers[0]


class _Asked(NamedTuple):
    """A statement, by which lists and of when is asked whether it holds, and its own word."""

    signed: SignedCredential
    lists: ListBook
    at: datetime
    own_word: OwnWord | None


def _outside_its_time(case: VerificationCase) -> str:
    since, until = (_instant(case.signed.credential, name) for name in ("validFrom", "validUntil"))
    if since is not None and since > case.at + CLOCKS_APART:
        return f"holds from {instant_text(since)} on, which is after {instant_text(case.at)}"
    if until is not None and until < case.at:
        return f"held until {instant_text(until)}"
    return ""


def _instant(credential: JsonObject, name: str) -> datetime | None:
    return instant_of(credential[name], name=name) if name in credential else None


def _entry_answer(asked: _Asked, entry: JsonValue) -> Answer:
    if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
        return None, "not possible: the statement names a status of another kind"
    url, purpose, index = (entry.get(n) for n in ("statusListCredential", "statusPurpose", "statusListIndex"))
    if not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 9:  # noqa: PLR2004
        return (
            False,
            f"{StatusFault.RANGE.value}: entry {index!r:.40} of its status list is no whole number as text",
        )
    if entry.get("statusSize", 1) != 1 or entry.get("statusSize") is True:
        return None, "not possible: its status list has more than one bit an entry"
    if issuer_did(asked.signed.credential) not in asked.lists.bundle.issuers:
        return None, "not possible: the trust bundle does not know the issuer, nor therefore its lists"
    found = (
        asked.lists.list_at(url)
        if isinstance(url, str)
        else f"{StatusFault.RETRIEVAL.value}: no address of a list"
    )
    if isinstance(found, str):
        # A list that is missing says nothing; one that is there and cannot be believed hides something.
        is_missing = not isinstance(url, str) or url not in asked.lists.bundle.status_lists
        return (None, f"not possible: {found}") if is_missing else (False, found)
    return _list_answer(asked, found, purpose=purpose, index=int(index))


def _list_answer(asked: _Asked, found: VerifiedList, *, purpose: JsonValue, index: int) -> Answer:
    if found.issuer != issuer_did(asked.signed.credential):
        return False, f"{StatusFault.VERIFICATION.value}: the list is of another issuer, {found.issuer[:120]}"
    if found.purpose != purpose or found.purpose not in _SET:
        return (
            False,
            f"{StatusFault.VERIFICATION.value}: a list of {found.purpose:.40}, not of {purpose!r:.40}",
        )
    return _bit_answer(asked, found, index)


def _bit_answer(asked: _Asked, found: VerifiedList, index: int) -> Answer:
    try:
        is_set = found.bits.is_set(index)
    except Refusal as refusal:
        return False, refusal.text.found
    as_of = f"by the list of {instant_text(found.since)}"
    if is_set and not (asked.own_word and asked.own_word(found.purpose, found.since.date())):
        return False, f"{_SET[found.purpose]}, {as_of}"
    signed_at = signing_instant(asked.signed)
    if signed_at is not None and found.since < signed_at:
        return (
            False,
            f"the list of {instant_text(found.since)} is older than the statement; fetch a newer one",
        )
    if found.until < asked.at:
        return False, f"the list was to be believed until {instant_text(found.until)}; fetch a newer one"
    return True, f"neither revoked nor suspended, {as_of}"
