"""The wrapping key: what opens the private keys of the store, and lies outside it, in a key file or in people's heads.

Where neither a file nor a passphrase is set, a key file in the data folder is made when the first key is. Once a
wrapping key is in use none is made silently: a missing file and a wrong passphrase are refused.
"""

import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from casthouse.passport.key_life import EndKind, KeyEnd, KeyState, admitted_end
from casthouse.passport.key_seal import (
    NONCE_BYTES,
    SALT_BYTES,
    SECRET_BYTES,
    WrappingKind,
    WrappingTerms,
    new_terms,
    opens,
    rewrapped,
    wrapping_key,
)
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.record_entry import append_keys
from casthouse.storage import signing_key as store
from casthouse.storage.journal import append_journal
from casthouse.storage.wrapping_key_file import make_wrapping_file, read_wrapping_secret

PASSPHRASE_CHARS_MIN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapping:
    """The wrapping key in use, with its terms; it is never printed."""

    terms: WrappingTerms
    key: bytes

    def __repr__(self) -> str:
        return f"Wrapping({self.terms.kind.value})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrapping:
    """What a change of the wrapping key did."""

    kind: WrappingKind
    keys: int


def key_file() -> Path:
    """Return where the key file lies."""
    return Path(settings.SIGNING_KEY_FILE or settings.HOME / "key-file")


def wrapping_in_use(*, by: str) -> Wrapping:
    """Return the wrapping key; the first one is made now. Called with `hold_keys`, inside the caller's transaction.

    Raises:
        Refusal: as `opened_wrapping`; `key_passphrase_weak`.
    """
    terms = store.wrapping_terms()
    if terms is not None:
        return opened_wrapping(terms)
    passphrase, path = settings.SIGNING_KEY_PASSPHRASE, key_file()
    if not passphrase:
        make_wrapping_file(path, secrets.token_bytes(SECRET_BYTES))
    made = _new_wrapping(passphrase=passphrase, path=path)
    _append_wrapping(made, by=by)
    return made


def _append_wrapping(wrapping: Wrapping, *, by: str) -> None:
    at = clock.now()
    append_keys({"wrapping_key": [store.append_wrapping(wrapping.terms, at=at, by=by)]}, at=at)


def opened_wrapping(terms: WrappingTerms) -> Wrapping:
    """Return the wrapping key of these terms, from the settings.

    Raises:
        Refusal: `key_passphrase_missing`, `key_file_missing`, `key_file_open`, `key_file_invalid`,
            `wrapping_key_wrong`.
    """
    if terms.kind is WrappingKind.PASSPHRASE:
        if not settings.SIGNING_KEY_PASSPHRASE:
            raise Refusal(
                "key_passphrase_missing",
                found="no passphrase",
                expected="the passphrase with which the private keys were wrapped",
                todo="set CASTHOUSE_KEY_PASSPHRASE where this process starts",
            )
        secret = settings.SIGNING_KEY_PASSPHRASE.encode()
    else:
        secret = read_wrapping_secret(key_file())
    key = _made_once(terms.kind, secret, terms.salt)
    if not opens(key, terms):
        raise Refusal(
            "wrapping_key_wrong",
            found=f"a {terms.kind.value.replace('_', ' ')} that does not open the private keys",
            expected="the one with which they were wrapped last",
            todo="put the right one in its place; if it is lost for good, declare the keys lost and make new ones",
        )
    return Wrapping(terms=terms, key=key)


def rewrap_keys(actor: Actor, *, file: Path | None = None) -> Rewrapping:
    """Wrap every private key anew: with a key file that is made, or else with the new passphrase of the settings.

    All or none are wrapped anew. From then on the settings must name the new file or passphrase.

    Raises:
        Refusal: `not_permitted`, `key_passphrase_weak`, `key_file_taken`; as
            `opened_wrapping`.
    """
    authorise(actor, Act.KEY_REWRAP)
    with transaction.atomic():
        store.hold_keys()
        before = wrapping_in_use(by=actor.name)
        after = _next_wrapping(file)
        sealed = [
            rewrapped(
                each, before.key, new_key=after.key, terms=after.terms, nonce=secrets.token_bytes(NONCE_BYTES)
            )
            for each in store.sealed_keys()
        ]
        _append_wrapping(after, by=actor.name)
        store.wrap_anew(sealed)
        return _journalled(actor, after, keys=len(sealed))


def declare_secret_lost(actor: Actor, *, reason: str, file: Path | None = None) -> Rewrapping:
    """Declare every private key lost since the secret that opens them is, and begin with a new secret.

    Their owners make new ones, which sign the status lists of what the lost ones signed.

    Raises:
        Refusal: `not_permitted`, `key_reason_missing`, `key_passphrase_weak`, `key_file_taken`.
    """
    authorise(actor, Act.KEY_REWRAP)
    with transaction.atomic():
        store.hold_keys()
        at = clock.now()
        lost = [each.public for each in store.sealed_keys()]
        for public in lost:
            key = store.key_of(public)
            assert key is not None
            if key.state(at) is KeyState.EXPIRED:
                store.forget_private(public)
                continue
            since = admitted_end(key, kind=EndKind.LOST, since=None, at=at, reason=reason)
            end = KeyEnd(kind=EndKind.LOST, since=since, at=at, by=actor.name, reason=reason.strip())
            append_keys({"signing_key_end": [store.append_end(public, end)]}, at=at)
        after = _next_wrapping(file)
        _append_wrapping(after, by=actor.name)
        return _journalled(actor, after, keys=len(lost), reason=reason.strip())


def _journalled(actor: Actor, after: Wrapping, *, keys: int, **detail: str) -> Rewrapping:
    kind = after.terms.kind
    told: dict[str, Any] = {"keys": keys, **detail}
    append_journal(at=clock.now(), actor=actor.name, act=Act.KEY_REWRAP.value, subject=kind.value, **told)
    return Rewrapping(kind=kind, keys=keys)


def _next_wrapping(file: Path | None) -> Wrapping:
    """Return a new wrapping key, of a key file that is made now or of the new passphrase of the settings.

    Raises:
        Refusal: `key_file_taken`, `key_passphrase_weak`.
    """
    if file is None:
        return _new_wrapping(passphrase=settings.SIGNING_KEY_PASSPHRASE_NEW, path=None)
    if file.exists():
        raise Refusal(
            "key_file_taken",
            found=f"{file}, which is there already",
            expected="a path at which a new key file is made",
            todo="choose another path",
        )
    make_wrapping_file(file, secrets.token_bytes(SECRET_BYTES))
    return _new_wrapping(passphrase="", path=file)


def _new_wrapping(*, passphrase: str, path: Path | None) -> Wrapping:
    """Return a new wrapping key.

    Raises:
        Refusal: `key_passphrase_weak`.
    """
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    if path is not None and not passphrase:
        kind, secret = WrappingKind.FILE, read_wrapping_secret(path)
    else:
        kind, secret = WrappingKind.PASSPHRASE, passphrase.encode()
        if len(passphrase) < PASSPHRASE_CHARS_MIN:
            raise Refusal(
                "key_passphrase_weak",
                found=f"a passphrase of {len(passphrase)} characters",
                expected=f"at least {PASSPHRASE_CHARS_MIN} characters, such as six words drawn by dice",
                todo="choose a longer one",
            )
    key = _made_once(kind, secret, salt)
    return Wrapping(terms=new_terms(kind, key, salt=salt, nonce=nonce), key=key)


@lru_cache(maxsize=4)
def _made_once(kind: WrappingKind, secret: bytes, salt: bytes) -> bytes:
    """Return a wrapping key; a passphrase costs half a second, which a process pays once."""
    return wrapping_key(kind, secret, salt)
