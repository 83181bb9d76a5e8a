"""Which key follows which, said under a signature: by the key itself that is replaced, or else by the secretariat."""

from contextlib import suppress
from typing import Any

from django.db import transaction

from casthouse.passport.canonical import JsonObject
from casthouse.passport.key_owner import SECRETARIAT
from casthouse.passport.key_succession import KeySuccession, require_confirmable
from casthouse.passport.public_key import public_key_of_multikey
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.checkpoint import sign_soon
from casthouse.service.key_handover import say_follows
from casthouse.service.key_maker import journal_key
from casthouse.service.key_signer import signer_for
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.signing_key import found_key, permitted_owner
from casthouse.storage import key_succession as succession_store
from casthouse.storage import signing_key as store


def confirm_key(actor: Actor, *, owner: str, key: str) -> KeySuccession:
    """Confirm that a key follows the owner's key before it, which could not say so itself. Again is a no-op.

    Args:
        actor: who of the secretariat has asked the owner in another way.
        owner: whose key it is.
        key: the new key, as a Multikey or by the first letters of its fingerprint.

    Raises:
        Refusal: `not_permitted`, `key_owner_invalid`, `organisation_unknown`, `firm_unknown`, `key_unknown`,
            `succession_none`, `succession_own`, `succession_not_independent`; as `signer_for` of the secretariat.
    """
    held = permitted_owner(actor, Act.KEY_CONFIRM, owner)
    with transaction.atomic():
        store.hold_keys()
        at, keys = clock.now(), store.keys_of(held)
        after = found_key(keys, held, key)
        said = succession_store.succession_of(after.public)
        if said is not None:
            return said
        before = next((each for each in keys if each.public == after.replaces), None)
        before = require_confirmable(held, after, before, by=actor.name)
        signer = signer_for(SECRETARIAT, at)
        state = before.state(at)
        made = say_follows(after, before, state, issuer=SECRETARIAT, signer=signer, at=at, by=actor.name)
        transaction.on_commit(sign_soon)
        journal_key(actor.name, Act.KEY_CONFIRM, held, at, after.public, follows=before.public.multikey)
        return made


def succession_document(actor: Actor, *, key: str) -> JsonObject:
    """Return the public statement that a key follows another one.

    Raises:
        Refusal: `succession_unknown`, the same for a key without one and for one that is nobody's here.
    """
    authorise(actor, Act.KEY_DOCUMENT_READ)
    said = None
    with suppress(Refusal):
        said = succession_store.succession_of(public_key_of_multikey(key))
    if said is None:
        raise Refusal(
            "succession_unknown",
            found="a key of which nobody has said that it follows another one",
            expected="the Multikey of such a key",
            todo="ask the owner for the fingerprint of the key in another way",
        )
    return said.statement


def succession_json(said: KeySuccession) -> dict[str, Any]:
    """Return the members of a succession."""
    return {
        "key": said.key.multikey,
        "issuer": said.issuer.text,
        "at": said.at.isoformat(timespec="seconds"),
        "by": said.by,
        "statement": said.statement,
    }
