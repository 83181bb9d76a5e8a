"""Check 6: whether a statement still holds, by its own days and by the signed lists of its issuer."""

from datetime import datetime

from casthouse.passport.canonical import JsonObject, JsonValue
from casthouse.passport.credential import issuer_did
from casthouse.passport.signature import instant_of, instant_text
from casthouse.passport.signature_check import signing_instant
from casthouse.passport.status_list import StatusFault, StatusPurpose
from casthouse.passport.verification import VerificationCase
from casthouse.passport.verified_list import VerifiedList
from casthouse.refusal import Refusal

_SET: dict[str, str] = {
    StatusPurpose.REVOCATION: "revoked: cancelled, superseded or withdrawn",
    StatusPurpose.SUSPENSION: "suspended",
}


def check_status(case: VerificationCase) -> tuple[bool | None, str]:
    """Check that the statement is in its time and that no list of its issuer says otherwise."""
    try:
        if outside := _outside_its_time(case):
            return False, outside
    except Refusal as refusal:
        return False, f"{refusal.text.found}, expected {refusal.text.expected}"
    entries = case.signed.credential.get("credentialStatus")
    listed = entries if isinstance(entries, list) else [entries]
    if entries is None or not listed:
        return None, "not possible: the statement names no status list"
    answers = [_entry_answer(case, entry) for entry in listed]
    for wanted in (False, None):
        for passed, detail in answers:
            if passed is wanted:
                return passed, detail
    return answers[0]


def _outside_its_time(case: VerificationCase) -> str:
    since, until = (_instant(case.signed.credential, name) for name in ("validFrom", "validUntil"))
    if since is not None and since > case.at:
        return f"holds from {instant_text(since)} on, which is after {instant_text(case.at)}"
    if until is not None and until < case.at:
        return f"held until {instant_text(until)}"
    return ""


def _instant(credential: JsonObject, name: str) -> datetime | None:
    return instant_of(credential[name], name=name) if name in credential else None


def _entry_answer(case: VerificationCase, entry: JsonValue) -> tuple[bool | None, str]:
    if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
        return None, "not possible: the statement names a status of another kind"
    url, purpose, index = (entry.get(n) for n in ("statusListCredential", "statusPurpose", "statusListIndex"))
    if not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 9:  # noqa: PLR2004
        return (
            False,
            f"{StatusFault.RANGE.value}: entry {index!r:.40} of its status list is no whole number as text",
        )
    if entry.get("statusSize", 1) != 1:
        return None, "not possible: its status list has more than one bit an entry"
    if issuer_did(case.signed.credential) not in case.bundle.issuers:
        return None, "not possible: the trust bundle does not know the issuer, nor therefore its lists"
    found = (
        case.lists.list_at(url)
        if isinstance(url, str)
        else f"{StatusFault.RETRIEVAL.value}: no address of a list"
    )
    if isinstance(found, str):
        # A list that is missing says nothing; one that is there and cannot be believed hides something.
        is_missing = not isinstance(url, str) or url not in case.bundle.status_lists
        return (None, f"not possible: {found}") if is_missing else (False, found)
    return _list_answer(case, found, purpose=purpose, index=int(index))


def _list_answer(
    case: VerificationCase, found: VerifiedList, *, purpose: JsonValue, index: int
) -> tuple[bool | None, str]:
    if found.issuer != issuer_did(case.signed.credential):
        return False, f"{StatusFault.VERIFICATION.value}: the list is of another issuer, {found.issuer[:120]}"
    if found.purpose != purpose or found.purpose not in _SET:
        return (
            False,
            f"{StatusFault.VERIFICATION.value}: a list of {found.purpose:.40}, not of {purpose!r:.40}",
        )
    return _bit_answer(case, found, index)


def _bit_answer(case: VerificationCase, found: VerifiedList, index: int) -> tuple[bool | None, str]:
    try:
        is_set = found.bits.is_set(index)
    except Refusal as refusal:
        return False, refusal.text.found
    as_of = f"by the list of {instant_text(found.since)}"
    if is_set:
        return False, f"{_SET[found.purpose]}, {as_of}"
    signed_at = signing_instant(case)
    if signed_at is not None and found.since < signed_at:
        return (
            False,
            f"the list of {instant_text(found.since)} is older than the statement; fetch a newer one",
        )
    if found.until < case.at:
        return False, f"the list was to be believed until {instant_text(found.until)}; fetch a newer one"
    return True, f"neither revoked nor suspended, {as_of}"
