"""Private keys at rest open with their wrapping key, as their owner's, whole, and in no other way."""

from dataclasses import replace
from hashlib import scrypt

import pytest

from casthouse.passport.key_owner import firm_owner, organisation_owner
from casthouse.passport.key_seal import (
    SealedKey,
    WrappingKind,
    new_terms,
    opened_key,
    opens,
    rewrapped,
    sealed_key,
    wrapping_key,
)
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store

KEY, OTHER_KEY = bytes([7]) * 32, bytes([8]) * 32
TERMS = new_terms(WrappingKind.FILE, KEY, salt=b"s" * 16, nonce=b"n" * 12)
OTHER_TERMS = new_terms(WrappingKind.FILE, OTHER_KEY, salt=b"t" * 16, nonce=b"m" * 12)
SEED = bytes(range(32))


def sealed(owner: str = "ROLL", seed: bytes = SEED) -> SealedKey:
    return sealed_key(
        organisation_owner(owner),
        seed,
        key=KEY,
        terms=TERMS,
        data_key=bytes([seed[0] + 1]) * 32,
        nonces=(b"a" * 12, b"b" * 12),
    )


def test_it_opens_and_signs_and_shows_nothing_of_the_key() -> None:
    one = sealed()
    assert opened_key(one, KEY).public == one.public
    assert one.public.verifies(opened_key(one, KEY).sign(b"x"), b"x")
    assert SEED not in one.sealed + one.wrapped
    assert len(one.sealed) == 60


ROLL, MILL = sealed(), sealed("MILL", bytes(range(1, 33)))


@pytest.mark.parametrize(
    "changed",
    [
        replace(ROLL, owner=organisation_owner("MILL")),
        replace(ROLL, owner=firm_owner("ROLL")),
        replace(ROLL, sealed=MILL.sealed),
        replace(ROLL, wrapped=MILL.wrapped),
        replace(ROLL, sealed=MILL.sealed, wrapped=MILL.wrapped),
        replace(ROLL, sealed=MILL.sealed, wrapped=MILL.wrapped, public=MILL.public),
        replace(ROLL, public=MILL.public),
        replace(ROLL, terms=OTHER_TERMS),
        replace(ROLL, sealed=ROLL.sealed[:-1]),
        replace(ROLL, sealed=ROLL.sealed + b"\0"),
        replace(ROLL, sealed=b""),
        replace(ROLL, wrapped=b""),
        replace(ROLL, wrapped=ROLL.wrapped[:20]),
        *(replace(ROLL, sealed=_flipped) for _flipped in [bytes([ROLL.sealed[0] ^ 1]) + ROLL.sealed[1:]]),
        *(replace(ROLL, wrapped=_flipped) for _flipped in [ROLL.wrapped[:-1] + bytes([ROLL.wrapped[-1] ^ 1])]),
    ],
)  # fmt: skip
def test_what_was_moved_cut_or_changed_opens_no_more(changed: SealedKey) -> None:
    with pytest.raises(Refusal) as refused:
        opened_key(changed, KEY)
    assert refused.value.code == "sealed_key_changed"


def test_another_wrapping_key_opens_nothing_and_is_recognised() -> None:
    assert opens(KEY, TERMS)
    assert not opens(OTHER_KEY, TERMS)
    assert not opens(KEY, replace(TERMS, check=b"short"))
    with pytest.raises(Refusal):
        opened_key(ROLL, OTHER_KEY)
    with pytest.raises(Refusal):
        rewrapped(ROLL, OTHER_KEY, new_key=KEY, terms=OTHER_TERMS, nonce=b"c" * 12)


def test_wrapped_anew_it_opens_with_the_new_key_alone() -> None:
    anew = rewrapped(ROLL, KEY, new_key=OTHER_KEY, terms=OTHER_TERMS, nonce=b"c" * 12)
    assert opened_key(anew, OTHER_KEY).public == ROLL.public
    assert anew.sealed == ROLL.sealed
    with pytest.raises(Refusal):
        opened_key(anew, KEY)


def test_a_passphrase_makes_the_key_that_scrypt_says() -> None:
    made = wrapping_key(WrappingKind.PASSPHRASE, b"six words drawn by dice", b"s" * 16)
    assert made == scrypt(
        b"six words drawn by dice", salt=b"s" * 16, n=2**17, r=8, p=1, maxmem=2**28, dklen=32
    )
    assert made != wrapping_key(WrappingKind.FILE, b"six words drawn by dice", b"s" * 16)
