"""A key hands over to the one that follows it: the statement, signed by the key itself or by whoever may say so."""

from contextlib import suppress
from datetime import datetime

from casthouse.passport.key_life import KeyState, OwnedKey
from casthouse.passport.key_owner import KeyOwner
from casthouse.passport.key_succession import KeySuccession, succession_statement
from casthouse.passport.signer import Signer
from casthouse.refusal import Refusal
from casthouse.service.did_document import did_of
from casthouse.service.key_maker import opened_signer
from casthouse.service.record_entry import append_keys
from casthouse.storage.key_succession import append_succession


def say_replaced(before: OwnedKey, after: OwnedKey, *, at: datetime, by: str) -> None:
    """Let a key say, as the last that it signs, which one follows; a key in a device that is away says nothing."""
    signer = None
    with suppress(Refusal):
        signer = opened_signer(before)
    if signer is not None:
        say_follows(after, before, KeyState.SUPERSEDED, issuer=before.owner, signer=signer, at=at, by=by)


def say_follows(
    after: OwnedKey,
    before: OwnedKey,
    state: KeyState,
    *,
    issuer: KeyOwner,
    signer: Signer,
    at: datetime,
    by: str,
) -> KeySuccession:
    """Sign and append the statement that a key follows another one, which is in this state from now on."""
    statement = succession_statement(
        after,
        before,
        state=state,
        did=did_of(after.owner),
        issuer=did_of(issuer),
        signer=signer,
        at=at,
    )
    said = KeySuccession(key=after.public, issuer=issuer, statement=statement, at=at, by=by)
    append_keys({"signing_key_succession": [append_succession(said)]}, at=at)
    return said
