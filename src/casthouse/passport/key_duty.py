"""What waits about keys: a key that ends is to be replaced, and one that follows a lost one is to be confirmed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from casthouse.parties.duty import NO_DAY, Basis, Duty, DutyKind, Holder
from casthouse.passport.key_life import ROTATE_DAYS_BEFORE, KeyState, OwnedKey
from casthouse.passport.key_owner import KeyOwner, OwnerKind

LAST_SECOND = timedelta(seconds=1)
SET_WITH_THE_KEY = Basis(clause="the end that was set when the key was made")
_HOLDERS = {
    OwnerKind.ORGANISATION: Holder.MEMBER,
    OwnerKind.AUDIT_FIRM: Holder.AUDIT_FIRM,
    OwnerKind.SECRETARIAT: Holder.SECRETARIAT,
    OwnerKind.LOG: Holder.SECRETARIAT,
}


def key_duties(key: OwnedKey, *, is_confirmed: bool, at: datetime) -> Iterator[Duty]:
    """Yield what is to be done about the newest key of an owner."""
    if key.state(at) in {KeyState.SIGNING, KeyState.EXPIRED}:
        yield _replacing(key)
    if key.replaces is not None and not is_confirmed and key.owner.kind is not OwnerKind.SECRETARIAT:
        yield _confirming(key)


def _replacing(key: OwnedKey) -> Duty:
    last = (key.ends_at - LAST_SECOND).date()
    opens = max(key.starts_at.date(), last - timedelta(days=ROTATE_DAYS_BEFORE))
    return Duty(
        kind=DutyKind.REPLACE_KEY if key.owner.code else DutyKind.REPLACE_INSTALLATION_KEY,
        holder=_HOLDERS[key.owner.kind],
        organisation=_organisation(key.owner),
        firm=_firm(key.owner),
        subject=_subject(key),
        text="Replace the key that signs",
        opens=opens,
        due=last,
        missed="Nothing can be signed until there is a new key.",
        basis=SET_WITH_THE_KEY,
        keys=(key.owner.text, key.public.fingerprint),
    )


def _confirming(key: OwnedKey) -> Duty:
    return Duty(
        kind=DutyKind.CONFIRM_KEY,
        holder=Holder.SECRETARIAT,
        organisation=_organisation(key.owner),
        firm=_firm(key.owner),
        subject=_subject(key),
        text=f"Ask {key.owner.code or 'whoever keeps the log'} for the fingerprint in another way, and confirm the key",
        opens=key.made_at.date(),
        due=None,
        basis=NO_DAY,
        keys=(key.owner.text, key.public.fingerprint),
        asked_by=key.made_by,
    )


def _subject(key: OwnedKey) -> str:
    whose = "" if key.owner.code else f" of the {key.owner.kind.value}"
    return f"Key {key.public.fingerprint[:16]}{whose}"


def _organisation(owner: KeyOwner) -> str:
    return owner.code if owner.kind is OwnerKind.ORGANISATION else ""


def _firm(owner: KeyOwner) -> str:
    return owner.code if owner.kind is OwnerKind.AUDIT_FIRM else ""
