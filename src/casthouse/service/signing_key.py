"""Keys with which organisations, audit firms, the secretariat and the log sign: made, replaced, revoked, and used.

Whoever decides for an owner makes and replaces its keys; the secretariat may revoke every key, but makes only its own
and the log's, so that it cannot sign in the name of others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from casthouse.passport.controller_document import method_id
from casthouse.passport.key_life import (
    DAYS_USUAL,
    EndKind,
    KeyEnd,
    OwnedKey,
    admitted_end,
    is_due,
    key_at,
    require_days,
)
from casthouse.passport.key_owner import LOG, KeyOwner, OwnerKind, key_owner
from casthouse.passport.key_succession import KeySuccession
from casthouse.passport.public_key import PublicKey
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.accreditation import found_firm
from casthouse.service.checkpoint import sign_now, sign_soon
from casthouse.service.did_document import did_of
from casthouse.service.key_handover import say_replaced
from casthouse.service.key_maker import end_key, instant_text, journal_key, new_key
from casthouse.service.key_signer import key_missing
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.storage import signing_key as store
from casthouse.storage.key_succession import successions_of

FINGERPRINT_CHARS_MIN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerKeys:
    """The keys of an owner, the newest first, and what is to be known of them now."""

    owner: KeyOwner
    did: str
    keys: tuple[OwnedKey, ...]
    successions: Mapping[PublicKey, KeySuccession]
    at: datetime
    may_make: bool
    may_revoke: bool
    may_confirm: bool

    @property
    def signing(self) -> OwnedKey | None:
        """The key that signs now, or None."""
        return key_at(self.keys, self.at)

    @property
    def is_due(self) -> bool:
        """Say whether the key is to be replaced soon."""
        return self.signing is not None and is_due(self.signing, self.at)

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "owner": self.owner.text,
            "did": self.did,
            "keys": [key_json(each, did=self.did, at=self.at) for each in self.keys],
            "successions": [
                {"key": each.key.multikey, "issuer": each.issuer.text, "at": instant_text(each.at)}
                for each in self.successions.values()
            ],
        }


def key_json(key: OwnedKey, *, did: str, at: datetime) -> dict[str, Any]:
    """Return the members of a key, as it is known now."""
    return {
        "id": method_id(did, key.public),
        "multikey": key.public.multikey,
        "fingerprint": key.public.fingerprint,
        "state": key.state(at).value,
        "starts_at": instant_text(key.starts_at),
        "ends_at": instant_text(key.ends_at),
        "ended_at": instant_text(key.ended_at),
        "compromised_since": key.compromised_since and instant_text(key.compromised_since),
        "replaces": key.replaces and key.replaces.multikey,
        "device": key.device,
        "made_at": instant_text(key.made_at),
        "made_by": key.made_by,
        "ends": [
            {
                "kind": each.kind.value,
                "since": instant_text(each.since),
                "at": instant_text(each.at),
                "by": each.by,
                "reason": each.reason,
            }
            for each in key.ends
        ],
    }


def owner_keys(actor: Actor, *, owner: str) -> OwnerKeys:
    """Return the keys of an owner with their history.

    Raises:
        Refusal: `not_permitted`, `key_owner_invalid`, `organisation_unknown`, `firm_unknown`.
    """
    held = permitted_owner(actor, Act.KEY_READ, owner)
    return OwnerKeys(
        owner=held,
        did=did_of(held),
        keys=tuple(store.keys_of(held)),
        successions=successions_of(held),
        at=clock.now(),
        may_make=_may(actor, _making(held), held),
        may_revoke=_may(actor, Act.KEY_REVOKE, held),
        may_confirm=_may(actor, Act.KEY_CONFIRM, held),
    )


def make_key(actor: Actor, *, owner: str, days: int = DAYS_USUAL, device: str = "") -> OwnedKey:
    """Make a key for an owner that has none that signs; after an earlier one it continues the owner's history.

    Args:
        actor: who makes it.
        owner: whose key it is.
        days: how long it is to sign.
        device: the label of the key in the device that holds its private half; empty: it lies sealed in the store.

    Raises:
        Refusal: `not_permitted`, `key_owner_invalid`, `organisation_unknown`, `firm_unknown`, `key_days_invalid`,
            `key_signing`; as `wrapping_in_use`, or as `device_key` and `key_device_taken`.
    """
    held = _permitted_making(actor, owner)
    require_days(days)
    with transaction.atomic():
        store.hold_keys()
        at = clock.now()
        keys = store.keys_of(held)
        running = key_at(keys, at)
        if running is not None:
            raise Refusal(
                "key_signing",
                found=f"a key of {held} that signs until {running.ended_at:%Y-%m-%d}",
                expected="an owner without a key that signs",
                todo="replace the key, or revoke it first",
            )
        before = keys[0] if keys else None
        transaction.on_commit(sign_now if held == LOG else sign_soon)
        return new_key(held, by=actor.name, at=at, days=days, before=before, device=device)


def rotate_key(actor: Actor, *, owner: str, days: int = DAYS_USUAL, device: str = "") -> OwnedKey:
    """Replace the key of an owner, now: the one before signs no more; status lists are signed with the new one.

    Raises:
        Refusal: `not_permitted`, `key_owner_invalid`, `organisation_unknown`, `firm_unknown`, `key_days_invalid`,
            `key_missing`; as `make_key`.
    """
    held = _permitted_making(actor, owner)
    require_days(days)
    with transaction.atomic():
        store.hold_keys()
        at = clock.now()
        running = key_at(store.keys_of(held), at)
        if running is None:
            raise key_missing(held)
        made = new_key(held, by=actor.name, at=at, days=days, before=running, device=device)
        end = KeyEnd(
            kind=EndKind.SUPERSEDED,
            since=at,
            at=at,
            by=actor.name,
            reason=f"replaced by {made.public.fingerprint[:16]}",
        )
        say_replaced(running, made, at=at, by=actor.name)
        end_key(running.public, end)
        transaction.on_commit(sign_now if held == LOG else sign_soon)
        return made


def revoke_key(
    actor: Actor, *, owner: str, key: str, kind: EndKind, reason: str, since: datetime | None = None
) -> OwnedKey:
    """Let a key sign no more, and say why; its private half is made unreadable.

    Args:
        actor: who says so.
        owner: whose key it is.
        key: the key as a Multikey, or the first letters of its fingerprint.
        kind: why it ends.
        reason: what happened.
        since: of a compromised key, since when others may have it; absent: since now.

    Raises:
        Refusal: `not_permitted`, `key_owner_invalid`, `organisation_unknown`, `firm_unknown`, `key_unknown`,
            `key_kind_invalid`, `key_reason_missing`, `key_end_date_invalid`, `key_ended`.
    """
    held = permitted_owner(actor, Act.KEY_REVOKE, owner)
    if kind is EndKind.SUPERSEDED:
        raise Refusal(
            "key_kind_invalid",
            found="a key said to be superseded, without one that replaces it",
            expected="lost, ceased or compromised",
            todo="to replace a key, rotate it",
        )
    with transaction.atomic():
        store.hold_keys()
        at = clock.now()
        found = found_key(store.keys_of(held), held, key)
        from_when = admitted_end(found, kind=kind, since=since, at=at, reason=reason)
        end_key(found.public, KeyEnd(kind=kind, since=from_when, at=at, by=actor.name, reason=reason.strip()))
        transaction.on_commit(sign_now if held == LOG else sign_soon)
        journal_key(
            actor.name, Act.KEY_REVOKE, held, at, found.public, kind=kind.value, since=instant_text(from_when)
        )
    return found_key(store.keys_of(held), held, found.public.multikey)


def found_key(keys: Sequence[OwnedKey], owner: KeyOwner, text: str) -> OwnedKey:
    """Return the key of an owner that a text names.

    Raises:
        Refusal: `key_unknown`.
    """
    fitting = [
        each
        for each in keys
        if text == each.public.multikey
        or (len(text) >= FINGERPRINT_CHARS_MIN and each.public.fingerprint.startswith(text.lower()))
    ]
    if len(fitting) != 1:
        raise Refusal(
            "key_unknown",
            found=f"“{text[:80]}”, which names {len(fitting) or 'no'} keys of {owner}",
            expected="a key of this owner: its Multikey, or eight or more letters of its fingerprint",
            todo="list the keys and take it from there",
        )
    return fitting[0]


def _making(owner: KeyOwner) -> Act:
    own = {OwnerKind.SECRETARIAT, OwnerKind.LOG}
    return Act.KEY_MAKE_INSTALLATION if owner.kind in own else Act.KEY_MAKE


def _permitted_making(actor: Actor, text: str) -> KeyOwner:
    return permitted_owner(actor, _making(key_owner(text)), text)


def permitted_owner(actor: Actor, act: Act, text: str) -> KeyOwner:
    """Return the owner that is named, to somebody who may do this for it.

    Raises:
        Refusal: `not_permitted`, `key_owner_invalid`, `organisation_unknown`, `firm_unknown`.
    """
    owner = key_owner(text)
    match owner.kind:
        case OwnerKind.ORGANISATION:
            authorise(actor, act, owner.code)
            found_organisation_id(owner.code)
        case OwnerKind.AUDIT_FIRM:
            authorise(actor, act, firm=owner.code)
            found_firm(owner.code)
        case OwnerKind.SECRETARIAT | OwnerKind.LOG:
            authorise(actor, act)
    return owner


def _may(actor: Actor, act: Act, owner: KeyOwner) -> bool:
    if owner.kind is OwnerKind.AUDIT_FIRM:
        return may(actor, act, firm=owner.code)
    return may(actor, act, owner.code or None)
