"""Laws of the life of keys, over any history of an owner that the rules admit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.passport.key_life import EndKind, KeyEnd, KeyState, KeyTrust, OwnedKey, admitted_end, key_at
from casthouse.passport.key_owner import organisation_owner
from casthouse.passport.public_key import PublicKey
from casthouse.passport.signer import memory_signer
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store

START = datetime(2026, 1, 1, tzinfo=UTC)
PUBLICS = [memory_signer(bytes([n]) * 32).public for n in range(12)]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["make", "rotate", *EndKind]),
        st.integers(0, 20),
        st.integers(0, 60),
        st.integers(0, 3),
    ),
    max_size=12,
)


def lived(acts: list[tuple[str, int, int, int]]) -> tuple[list[OwnedKey], datetime]:
    """Return the keys of an owner after acts, each some days after the one before, and the day of the last one."""
    keys: list[OwnedKey] = []
    publics, at = iter(PUBLICS), START
    for act, days, back, which in acts:
        at += timedelta(days=days)
        running = key_at(keys, at)
        if act == "make" and running is None:
            keys.insert(0, _key(next(publics), at, keys))
        elif act == "rotate" and running is not None:
            new = _key(next(publics), at, keys)
            keys = [
                new,
                *(_ended(each, EndKind.SUPERSEDED, at, at) if each is running else each for each in keys),
            ]
        elif isinstance(act, EndKind) and which < len(keys):
            key = keys[which]
            since = max(key.starts_at, at - timedelta(days=back)) if act is EndKind.COMPROMISED else None
            try:
                found = admitted_end(key, kind=act, since=since, at=at, reason="because")
            except Refusal:
                continue
            keys[which] = _ended(key, act, found, at)
    return keys, at


def _key(public: PublicKey, at: datetime, keys: list[OwnedKey]) -> OwnedKey:
    return OwnedKey(
        owner=organisation_owner("ROLL"),
        public=public,
        starts_at=at,
        ends_at=at + timedelta(days=50),
        made_at=at,
        made_by="mia",
        replaces=keys[0].public if keys else None,
    )


def _ended(key: OwnedKey, kind: EndKind, since: datetime, at: datetime) -> OwnedKey:
    return replace(key, ends=(*key.ends, KeyEnd(kind=kind, since=since, at=at, by="mia", reason="because")))


INSTANTS = st.integers(0, 400).map(lambda days: START + timedelta(days=days))


@given(ACTS, INSTANTS)
def test_at_each_instant_at_most_one_key_signs(acts: list[tuple[str, int, int, int]], at: datetime) -> None:
    keys, _ = lived(acts)
    assert sum(each.state(at) is KeyState.SIGNING for each in keys) <= 1


@given(ACTS, INSTANTS)
def test_what_is_learned_later_never_makes_a_signature_better(
    acts: list[tuple[str, int, int, int]], signed: datetime
) -> None:
    """A key's worth at each moment of knowing: once a signature is not good it never becomes good again."""
    keys, last = lived(acts)
    known = [START + timedelta(days=n) for n in range(0, (last - START).days + 1, 3)]
    for key in keys:
        course = [key.as_known(at).trust(signed_at=signed) for at in known]
        good = [trust is KeyTrust.GOOD for trust in course]
        assert good == sorted(good, reverse=True)


@given(ACTS, INSTANTS)
def test_a_signature_is_good_when_made_unless_theft_is_known_and_later_only_theft_harms_it(
    acts: list[tuple[str, int, int, int]], signed: datetime
) -> None:
    for key in lived(acts)[0]:
        if key.as_known(signed).state(signed) is KeyState.SIGNING:
            assert key.as_known(signed).trust(signed_at=signed) is KeyTrust.GOOD
            if key.compromised_since is None:
                assert key.trust(signed_at=signed) is KeyTrust.GOOD


@given(ACTS)
def test_the_history_is_a_line(acts: list[tuple[str, int, int, int]]) -> None:
    keys, _ = lived(acts)
    assert [each.replaces for each in keys] == [each.public for each in keys[1:]] + [None] * bool(keys)
