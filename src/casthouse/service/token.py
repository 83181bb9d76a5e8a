"""Tokens with which programs call the API: made, listed and revoked by the person they stand for, or the operator.

A token acts as its person, with the roles that the person holds at the time of the call. Its secret is shown once,
when it is made; the store keeps a digest.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.service.person import actor_of, found_person_id
from casthouse.storage import token as token_store
from casthouse.storage.journal import append_journal
from casthouse.storage.token import ApiToken

SECRET_BYTES = 32
PREFIX_BYTES = 6
MARK = "casthouse"
DAYS_USUAL, DAYS_MAX = 365, 3_650
NAME_CHARS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token that was just made; `secret` is what the program sends, and is shown this once."""

    token: ApiToken
    secret: str


def create_token(actor: Actor, *, username: str, name: str, days: int = DAYS_USUAL) -> NewToken:
    """Make a token that acts as a person.

    Args:
        actor: who makes it: the person or the operator.
        username: the person whom it stands for.
        name: what it is for, in the person's words.
        days: how long it opens.

    Raises:
        Refusal: `not_permitted`, `person_unknown`, `token_name_invalid`, `token_days_invalid`.
    """
    _authorise(actor, username)
    _require_name(name)
    _require_days(days)
    user_id = found_person_id(username)
    at = clock.now()
    prefix, secret = secrets.token_hex(PREFIX_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    value = ApiToken(
        prefix=prefix,
        username=username,
        name=name.strip(),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    with transaction.atomic():
        token_store.save_token(value, user_id=user_id, digest=_digest(secret), created_by=actor.name)
        _record(actor, "token.create", value)
    return NewToken(token=value, secret=f"{MARK}_{prefix}_{secret}")


def tokens(actor: Actor, *, username: str) -> list[ApiToken]:
    """Return the tokens of a person, the newest first; refuses as `create_token` does."""
    _authorise(actor, username)
    return token_store.tokens_of(found_person_id(username))


def revoke_token(actor: Actor, *, prefix: str) -> ApiToken:
    """Put a token out of force, now and for good; again is a no-op.

    Raises:
        Refusal: `token_unknown`, also for a token of somebody else.
    """
    held = token_store.token(prefix)
    if held is None or not _may(actor, held.username):
        raise Refusal(
            "token_unknown",
            found=f"token “{prefix[:40]}”",
            expected="the prefix of one of your tokens",
            todo="list the tokens and take its prefix from there",
        )
    if held.revoked_at is not None:
        return held
    with transaction.atomic():
        token_store.revoke_token(prefix, at=clock.now())
        _record(actor, "token.revoke", held)
    revoked = token_store.token(prefix)
    assert revoked is not None
    return revoked


def actor_behind(text: str) -> Actor | None:
    """Return as whom a bearer of this secret acts, or None where it opens nothing."""
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != MARK or not prefix.isalnum() or not secret.isascii():
        return None
    bearer = token_store.bearer_of(prefix, at=clock.now())
    if bearer is None or not secrets.compare_digest(bearer.digest, _digest(secret)):
        return None
    return actor_of(bearer)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _may(actor: Actor, username: str) -> bool:
    return actor.name == username or may(actor, Act.TOKEN_GIVE)


def _authorise(actor: Actor, username: str) -> None:
    if actor.name != username:
        authorise(actor, Act.TOKEN_GIVE)


def _require_name(name: str) -> None:
    if not name.strip() or len(name) > NAME_CHARS_MAX or not name.isprintable():
        raise Refusal(
            "token_name_invalid",
            found=f"the name “{name[:60]}”",
            expected=f"1 to {NAME_CHARS_MAX} printable characters that say what the token is for",
            todo="choose another name",
        )


def _require_days(days: int) -> None:
    if not 1 <= days <= DAYS_MAX:
        raise Refusal(
            "token_days_invalid",
            found=f"{days} days",
            expected=f"1 to {DAYS_MAX} days",
            todo="choose how long the token opens",
        )


def _record(actor: Actor, act: str, token: ApiToken) -> None:
    append_journal(
        at=clock.now(), actor=actor.name, act=act, subject=f"{token.username} {token.prefix}", name=token.name
    )
