"""The life of a signing key: its first instant, its planned end, how it ended early, and what its signatures are worth.

A key that another one replaced, that was lost or that is needed no more signs nothing from then on; what it signed
before is right. A key that may be in foreign hands is believed in nothing by its own word, whatever the date of a
signature: whoever holds the key can write an earlier one. Whether a statement still holds is another question, which
status lists answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from casthouse.passport.controller_document import ListedKey
from casthouse.passport.key_owner import KeyOwner
from casthouse.passport.public_key import PublicKey
from casthouse.refusal import Refusal

DAYS_USUAL, DAYS_MAX = 730, 3_650
"""How long a key is to sign where nobody says otherwise, and at most."""
ROTATE_DAYS_BEFORE = 60
"""From how many days before its end a key is to be replaced."""
REASON_CHARS_MAX = 1_000


class EndKind(StrEnum):
    """Why a key signs nothing any more."""

    SUPERSEDED = "superseded"
    LOST = "lost"
    CEASED = "ceased"
    COMPROMISED = "compromised"


class KeyState(StrEnum):
    """What a key is at an instant."""

    COMING = "coming"
    SIGNING = "signing"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    LOST = "lost"
    CEASED = "ceased"
    COMPROMISED = "compromised"


class KeyTrust(StrEnum):
    """What a signature is worth for the life of its key."""

    GOOD = "good"
    NOT_YET = "not_yet"
    ENDED = "ended"
    COMPROMISED = "compromised"
    COMPROMISED_LATER = "compromised_later"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEnd:
    """Somebody ended a key: from which instant on, and when, by whom and why this was said."""

    kind: EndKind
    since: datetime
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedKey:
    """A key of an owner with its history; `replaces` is the owner's key before it, `ends_at` its planned end."""

    owner: KeyOwner
    public: PublicKey
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    made_by: str
    replaces: PublicKey | None = None
    device: str = ""
    ends: tuple[KeyEnd, ...] = ()

    @property
    def ended_at(self) -> datetime:
        """From when on the key signs nothing, as far as is known."""
        return min([self.ends_at, *(each.since for each in self.ends)]) if self.ends else self.ends_at

    @property
    def compromised_since(self) -> datetime | None:
        """Since when others may have the key, or None; where they may, nothing that it signed is believed."""
        return min((each.since for each in self.ends if each.kind is EndKind.COMPROMISED), default=None)

    @property
    def listed(self) -> ListedKey:
        """The key as the document of its owner lists it."""
        return ListedKey(public=self.public, expires=self.ended_at, revoked=self.compromised_since)

    def as_known(self, at: datetime) -> "OwnedKey":
        """Return the key as it was known at an instant, without what was said of it later."""
        return replace(self, ends=tuple(each for each in self.ends if each.at <= at))

    def state(self, at: datetime) -> KeyState:
        """Return what the key is at an instant, by what is known of it."""
        since = [each for each in self.ends if each.since <= at]
        if any(each.kind is EndKind.COMPROMISED for each in since):
            return KeyState.COMPROMISED
        if since:
            return KeyState(min(since, key=lambda each: (each.since, each.at)).kind.value)
        if at >= self.ends_at:
            return KeyState.EXPIRED
        return KeyState.SIGNING if at >= self.starts_at else KeyState.COMING

    def trust(self, *, signed_at: datetime) -> KeyTrust:
        """Return what a signature of the key is worth that was made at an instant, as it says itself."""
        stolen = self.compromised_since if self.ends else None
        if stolen is not None and stolen <= signed_at:
            return KeyTrust.COMPROMISED
        if signed_at < self.starts_at:
            return KeyTrust.NOT_YET
        if signed_at >= self.ended_at:
            return KeyTrust.ENDED
        return KeyTrust.GOOD if stolen is None else KeyTrust.COMPROMISED_LATER


def key_at(keys: Sequence[OwnedKey], at: datetime) -> OwnedKey | None:
    """Return the key with which an owner could sign at an instant, by what is known of it, or None."""
    return next((key for key in keys if key.state(at) is KeyState.SIGNING), None)


def is_due(key: OwnedKey, at: datetime) -> bool:
    """Say whether a signing key is to be replaced soon."""
    return key.state(at) is KeyState.SIGNING and at >= key.ends_at - timedelta(days=ROTATE_DAYS_BEFORE)


def require_days(days: int) -> timedelta:
    """Return how long a key is to sign.

    Raises:
        Refusal: `key_days_invalid`.
    """
    if not 1 <= days <= DAYS_MAX:
        raise Refusal(
            "key_days_invalid",
            found=f"{days} days",
            expected=f"1 to {DAYS_MAX} days",
            todo="choose how long the key is to sign; it can be replaced before its end at any time",
        )
    return timedelta(days=days)


def admitted_end(
    key: OwnedKey, *, kind: EndKind, since: datetime | None, at: datetime, reason: str
) -> datetime:
    """Return from when on a key is ended, or refuse.

    Only a compromised key ends in the past: what every other key signed until now is right. What is compromised stays
    so; it may turn out later that this began earlier.

    Raises:
        Refusal: `key_reason_missing`, `key_end_date_invalid`, `key_ended`.
    """
    if not reason.strip() or len(reason) > REASON_CHARS_MAX:
        raise Refusal(
            "key_reason_missing",
            found=f"a reason of {len(reason)} characters" if reason.strip() else "no reason",
            expected=f"what happened, in at most {REASON_CHARS_MAX} characters",
            todo="say why the key is revoked; who relies on its signatures reads it",
        )
    since = at if since is None else since
    earliest = key.starts_at if kind is EndKind.COMPROMISED else at
    if not earliest <= since <= at:
        raise Refusal(
            "key_end_date_invalid",
            found=f"{kind.value} since {since:%Y-%m-%d %H:%M:%S}",
            expected="for a compromised key an instant from its first one until now; for every other key now",
            todo="of a compromised key give the last instant at which it was surely in nobody else's hands, else none",
        )
    stolen = key.compromised_since
    if key.ended_at <= at and (kind is not EndKind.COMPROMISED or (stolen is not None and stolen <= since)):
        raise Refusal(
            "key_ended",
            found=f"a key that is {key.state(at).value} since {key.ended_at:%Y-%m-%d %H:%M:%S}",
            expected="a key that still signs, or one of which it is learned that it was compromised (earlier)",
            todo="nothing is to be done for this key",
        )
    return since
