"""What a signature is worth for the life of its key: every kind of end, before and after, known then and now."""

from datetime import UTC, datetime, timedelta

import pytest

from casthouse.passport.key_life import (
    DAYS_MAX,
    EndKind,
    KeyEnd,
    KeyState,
    KeyTrust,
    OwnedKey,
    admitted_end,
    is_due,
    key_at,
    require_days,
)
from casthouse.passport.key_owner import organisation_owner
from casthouse.passport.signer import memory_signer
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store

START = datetime(2026, 1, 1, tzinfo=UTC)
ROLL = organisation_owner("ROLL")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def key(*ends: KeyEnd, seed: int = 1, first: int = 0, last: int = 100) -> OwnedKey:
    return OwnedKey(
        owner=ROLL,
        public=memory_signer(bytes([seed]) * 32).public,
        starts_at=day(first),
        ends_at=day(last),
        made_at=day(first),
        made_by="mia",
        ends=ends,
    )


def end(kind: EndKind, since: int, at: int | None = None) -> KeyEnd:
    return KeyEnd(
        kind=kind, since=day(since), at=day(since if at is None else at), by="mia", reason="because"
    )


T = KeyTrust


@pytest.mark.parametrize(
    ("ends", "signed", "trust"),
    [
        ((), -1, T.NOT_YET),
        ((), 0, T.GOOD),
        ((), 99, T.GOOD),
        ((), 100, T.ENDED),
        ((end(EndKind.SUPERSEDED, 50),), 49, T.GOOD),
        ((end(EndKind.SUPERSEDED, 50),), 50, T.ENDED),
        ((end(EndKind.LOST, 50),), 49, T.GOOD),
        ((end(EndKind.CEASED, 50),), 51, T.ENDED),
        ((end(EndKind.COMPROMISED, 50),), 50, T.COMPROMISED),
        ((end(EndKind.COMPROMISED, 50),), 49, T.COMPROMISED_LATER),  # the thief writes any date
        ((end(EndKind.COMPROMISED, 50),), -1, T.NOT_YET),
        ((end(EndKind.SUPERSEDED, 30), end(EndKind.COMPROMISED, 20, 60)), 25, T.COMPROMISED),
        ((end(EndKind.SUPERSEDED, 30), end(EndKind.COMPROMISED, 40)), 35, T.ENDED),
        ((end(EndKind.COMPROMISED, 50), end(EndKind.COMPROMISED, 20, 60)), 30, T.COMPROMISED),
        ((end(EndKind.COMPROMISED, 150),), 120, T.ENDED),  # past its planned end all the same
    ],
)
def test_what_a_signature_is_worth(ends: tuple[KeyEnd, ...], signed: int, trust: KeyTrust) -> None:
    assert key(*ends).trust(signed_at=day(signed)) is trust


@pytest.mark.parametrize(
    ("ends", "at", "state"),
    [
        ((), -1, KeyState.COMING),
        ((), 0, KeyState.SIGNING),
        ((), 100, KeyState.EXPIRED),
        ((end(EndKind.SUPERSEDED, 50),), 49, KeyState.SIGNING),
        ((end(EndKind.SUPERSEDED, 50),), 50, KeyState.SUPERSEDED),
        ((end(EndKind.SUPERSEDED, 50), end(EndKind.COMPROMISED, 60)), 55, KeyState.SUPERSEDED),
        ((end(EndKind.SUPERSEDED, 50), end(EndKind.COMPROMISED, 60)), 60, KeyState.COMPROMISED),
        ((end(EndKind.LOST, 50),), 200, KeyState.LOST),
    ],
)
def test_what_a_key_is_on_a_day(ends: tuple[KeyEnd, ...], at: int, state: KeyState) -> None:
    assert key(*ends).state(day(at)) is state


def test_what_was_known_then_is_less_than_what_is_known_today() -> None:
    stolen = key(end(EndKind.COMPROMISED, 20, at=60))
    assert stolen.as_known(day(59)).trust(signed_at=day(30)) is KeyTrust.GOOD
    assert stolen.as_known(day(60)).trust(signed_at=day(30)) is KeyTrust.COMPROMISED
    assert stolen.listed.revoked == stolen.listed.expires == day(20)


def test_the_key_of_an_instant_is_the_one_that_could_sign_then() -> None:
    first, second = key(end(EndKind.SUPERSEDED, 50)), key(seed=2, first=50, last=150)
    keys = [second, first]
    assert key_at(keys, day(-1)) is None
    assert key_at(keys, day(49)) == first
    assert key_at(keys, day(50)) == second
    assert key_at(keys, day(150)) is None
    assert not is_due(second, day(89))
    assert is_due(second, day(90))
    assert not is_due(second, day(150))


@pytest.mark.parametrize(
    ("ends", "kind", "since", "code"),
    [
        ((), EndKind.COMPROMISED, -1, "key_end_date_invalid"),
        ((), EndKind.COMPROMISED, 61, "key_end_date_invalid"),
        ((), EndKind.LOST, 59, "key_end_date_invalid"),
        ((end(EndKind.LOST, 50),), EndKind.LOST, None, "key_ended"),
        ((end(EndKind.COMPROMISED, 50),), EndKind.COMPROMISED, 50, "key_ended"),
        ((end(EndKind.COMPROMISED, 50),), EndKind.LOST, None, "key_ended"),
        ((), EndKind.COMPROMISED, 0, ""),
        ((), EndKind.LOST, None, ""),
        ((end(EndKind.COMPROMISED, 50),), EndKind.COMPROMISED, 49, ""),  # learned: earlier than it was said
        ((end(EndKind.SUPERSEDED, 50),), EndKind.COMPROMISED, 55, ""),
    ],
)
def test_how_a_key_may_end(ends: tuple[KeyEnd, ...], kind: EndKind, since: int | None, code: str) -> None:
    def call() -> datetime:
        when = None if since is None else day(since)
        return admitted_end(key(*ends), kind=kind, since=when, at=day(60), reason="because")

    if not code:
        assert call() == day(60 if since is None else since)
        return
    with pytest.raises(Refusal) as refused:
        call()
    assert refused.value.code == code


@pytest.mark.parametrize("reason", ["", " ", "x" * 1_001])
def test_nothing_ends_without_a_reason(reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        admitted_end(key(), kind=EndKind.LOST, since=None, at=day(1), reason=reason)
    assert refused.value.code == "key_reason_missing"


@pytest.mark.parametrize("days", [0, -1, DAYS_MAX + 1])
def test_a_key_lasts_a_day_to_ten_years(days: int) -> None:
    assert require_days(DAYS_MAX) == timedelta(days=DAYS_MAX)
    with pytest.raises(Refusal):
        require_days(days)
