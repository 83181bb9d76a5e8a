"""What `casthouse check` says of keys: private halves that do not open, or open though the key ended; successions.

A key in a device is not asked for: the check runs where the device may be away.
"""

from collections.abc import Iterator

from casthouse.passport.key_life import KeyState, KeyTrust, OwnedKey
from casthouse.passport.key_owner import SECRETARIAT
from casthouse.passport.key_seal import SealedKey, opened_key
from casthouse.passport.key_succession import KeySuccession, verified_succession
from casthouse.passport.public_key import PublicKey
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.difference import Difference
from casthouse.service.key_wrapping import opened_wrapping
from casthouse.storage import key_succession as succession_store
from casthouse.storage import signing_key as store

OPENS = frozenset({KeyState.SIGNING, KeyState.EXPIRED, KeyState.COMING})
"""States in which a private half is still there."""


def key_differences() -> Iterator[Difference]:
    """Find what does not fit among the keys; five statements, however many there are."""
    keys = {each.public: each for each in store.all_keys()}
    held = {each.public: each for each in store.sealed_keys()}
    for public, key in keys.items():
        yield from _private(key, held.get(public))
    for said in succession_store.all_successions():
        yield from _succession(said, keys)


def _private(key: OwnedKey, sealed: SealedKey | None) -> Iterator[Difference]:
    state = key.state(clock.now())
    if sealed is None:
        if state is KeyState.SIGNING and not key.device:
            yield _difference(key, "is gone", "no private half", "that of a key that signs")
        return
    try:
        opened_key(sealed, opened_wrapping(sealed.terms).key)
    except Refusal as refusal:
        yield _difference(
            key, "does not open", refusal.text.found, "what was sealed for this owner and this key"
        )
    if state not in OPENS:
        yield _difference(
            key, "opens", "a private half of a key that has ended", "none: it goes with the key"
        )


def _succession(said: KeySuccession, keys: dict[PublicKey, OwnedKey]) -> Iterator[Difference]:
    key = keys[said.key]
    signers = [
        each
        for each in keys.values()
        if each.owner == said.issuer and each.public.multikey in str(said.statement.get("proof"))
    ]
    issuer = str(said.statement.get("issuer"))  # as it was then: the address may be another one today
    try:
        stated = verified_succession(said.statement, issuer=issuer, key=(signers or [key])[0].public)
    except Refusal as refusal:
        yield _difference(key, "succession", refusal.text.found, refusal.text.expected)
        return
    trusted = signers[0].trust(signed_at=stated.created) in {KeyTrust.GOOD, KeyTrust.COMPROMISED_LATER}
    is_entitled = said.issuer in {SECRETARIAT, key.owner}
    if not trusted or not is_entitled or (stated.after, stated.before) != (key.public, key.replaces):
        yield _difference(
            key, "succession", str(stated.after.multikey), "a statement about this key, by whoever may"
        )


def _difference(key: OwnedKey, what: str, stored: str, recomputed: str) -> Difference:
    subject = f"{key.owner.text} {key.public.fingerprint[:16]}"
    return Difference(what=f"key: {what}", subject=subject, stored=stored, recomputed=recomputed)
