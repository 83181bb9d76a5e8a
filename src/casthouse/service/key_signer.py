"""What signs for an owner now; the secretariat and the log get their first key when it is first asked for."""

from datetime import datetime

from django.db import transaction

from casthouse.passport.key_life import DAYS_USUAL, OwnedKey, key_at
from casthouse.passport.key_owner import KeyOwner, OwnerKind
from casthouse.passport.signer import Signer
from casthouse.refusal import Refusal
from casthouse.service.key_maker import new_key, opened_signer
from casthouse.storage import signing_key as store

INSTALLATION = "installation"
"""In whose name the first keys of the secretariat and the log are made."""


def signer_for(owner: KeyOwner, at: datetime) -> Signer:
    """Return what signs for an owner; the secretariat and the log get their first key when it is first asked for.

    Raises:
        Refusal: `key_missing` where the owner has no key that signs then; `sealed_key_changed`; as `opened_wrapping`;
            as `device_signer` and `key_device_changed`.
    """
    key = key_at(store.keys_of(owner), at)
    if key is None:
        key = _first(owner, at)
    signer = opened_signer(key)
    if signer is None:
        raise key_missing(owner)
    return signer


def has_key(owner: KeyOwner, at: datetime) -> bool:
    """Say whether an owner has a key that signs at an instant."""
    return key_at(store.keys_of(owner), at) is not None


def _first(owner: KeyOwner, at: datetime) -> OwnedKey:
    """Make the first key of the installation's own owners; never a second one, which is somebody's decision."""
    if owner.kind not in {OwnerKind.SECRETARIAT, OwnerKind.LOG}:
        raise key_missing(owner)
    with transaction.atomic():
        store.hold_keys()
        keys = store.keys_of(owner)
        running = key_at(keys, at)
        if running is not None:
            return running
        if keys:
            raise key_missing(owner)
        return new_key(owner, by=INSTALLATION, at=at, days=DAYS_USUAL, before=None)


def key_missing(owner: KeyOwner) -> Refusal:
    """Return the refusal of an owner that has no key that signs."""
    return Refusal(
        "key_missing",
        found=f"no key with which {owner} signs",
        expected="a key in its time, neither expired nor revoked",
        todo="make a key for this owner, on its page of keys",
    )
