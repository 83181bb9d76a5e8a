"""Making a key and opening its private half: sealed in the store, or in a device."""

import secrets
from datetime import datetime

from django.conf import settings

from casthouse.passport.key_life import KeyEnd, OwnedKey, require_days
from casthouse.passport.key_owner import KeyOwner, OwnerKind
from casthouse.passport.key_seal import NONCE_BYTES, SECRET_BYTES, SealedKey, opened_key, sealed_key
from casthouse.passport.public_key import PublicKey
from casthouse.passport.signer import SEED_BYTES, Signer
from casthouse.refusal import Refusal
from casthouse.service.key_wrapping import opened_wrapping, wrapping_in_use
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act
from casthouse.service.record_entry import append_keys
from casthouse.storage import signing_key as store
from casthouse.storage.journal import append_journal
from casthouse.storage.key_device import Device, device_key, device_signer


def new_key(
    owner: KeyOwner, *, by: str, at: datetime, days: int, before: OwnedKey | None, device: str = ""
) -> OwnedKey:
    """Make a key and append it. Called with `hold_keys`, inside the caller's transaction.

    Args:
        owner: whose it is.
        by: who makes it.
        at: now.
        days: how long it is to sign.
        before: the owner's key before it.
        device: its label in the device; empty: it lies sealed in the store.

    Raises:
        Refusal: as `wrapping_in_use`; or as `device_key`, and `key_device_taken`.
    """
    public, sealed = (_new_in_device(device), None) if device else _new_sealed(owner, by)
    key = OwnedKey(
        owner=owner,
        public=public,
        starts_at=at.replace(microsecond=0),  # a signature says its second
        ends_at=at + require_days(days),
        made_at=at,
        made_by=by,
        replaces=before.public if before else None,
        device=device,
    )
    append_keys({"signing_key": [store.append_key(key, sealed)]}, at=at)
    replaced = before.public.multikey if before else None
    journal_key(by, Act.KEY_MAKE, owner, at, key.public, until=instant_text(key.ends_at), replaces=replaced)
    return key


def end_key(public: PublicKey, end: KeyEnd) -> None:
    """End a key, and enter that in the log. Called with `hold_keys`, inside the caller's transaction."""
    append_keys({"signing_key_end": [store.append_end(public, end)]}, at=end.at)


def _new_sealed(owner: KeyOwner, by: str) -> tuple[PublicKey, SealedKey]:
    wrapping = wrapping_in_use(by=by)
    sealed = sealed_key(
        owner,
        secrets.token_bytes(SEED_BYTES),
        key=wrapping.key,
        terms=wrapping.terms,
        data_key=secrets.token_bytes(SECRET_BYTES),
        nonces=(secrets.token_bytes(NONCE_BYTES), secrets.token_bytes(NONCE_BYTES)),
    )
    return sealed.public, sealed


def _new_in_device(label: str) -> PublicKey:
    public = device_key(_device(), label).public
    if store.key_of(public) is not None:
        raise Refusal(
            "key_device_taken",
            found=f"the key “{label[:60]}” in the device, which is or was somebody's already",
            expected="a label under which the device holds no key yet, or one that was never used here",
            todo="choose another label",
        )
    return public


def _in_device(key: OwnedKey) -> Signer:
    signer = device_signer(_device(), key.device)
    if signer.public != key.public:
        raise Refusal(
            "key_device_changed",
            found=f"another key under the label “{key.device}” than the one of {key.owner}",
            expected="the key that was there when it was made known",
            todo="put the right token in; or else declare the key lost and make a new one",
        )
    return signer


def _device() -> Device:
    return Device(module=settings.PKCS11_MODULE, token=settings.PKCS11_TOKEN, pin=settings.PKCS11_PIN)


def opened_signer(key: OwnedKey) -> Signer | None:
    """Return what signs with a key, or None where its private half is gone.

    Raises:
        Refusal: `sealed_key_changed`; as `opened_wrapping`; as `device_signer`, and `key_device_changed`.
    """
    if key.device:
        return _in_device(key)
    sealed = store.sealed_key(key.public)
    if sealed is None or sealed.owner != key.owner:
        return None
    return opened_key(sealed, opened_wrapping(sealed.terms).key)


def journal_key(
    by: str, act: Act, owner: KeyOwner, at: datetime, public: PublicKey, **detail: object
) -> None:
    """Write in the journal what was done to a key."""
    organisation = found_organisation_id(owner.code) if owner.kind is OwnerKind.ORGANISATION else None
    append_journal(
        at=at,
        actor=by,
        act=act.value,
        subject=f"{owner.text} {public.fingerprint[:16]}",
        organisation_id=organisation,
        **detail,
    )


def instant_text(at: datetime) -> str:
    """Return an instant as answers and the journal print it."""
    return at.isoformat(timespec="seconds")
