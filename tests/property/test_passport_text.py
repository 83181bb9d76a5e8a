"""Laws of the texts that outsiders send about keys: what is written is read back, and no text crashes a reader."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.passport.did_web import DidWeb, did_web, did_web_of_url
from casthouse.passport.key_owner import key_owner
from casthouse.passport.multibase import DIGITS, base58btc, base58btc_bytes
from casthouse.passport.public_key import public_key_of_did, public_key_of_multikey
from casthouse.passport.signer import memory_signer
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store

SEEDS = st.binary(min_size=32, max_size=32)
HOSTS = st.from_regex(r"[a-z][a-z0-9]{0,9}(\.[a-z][a-z0-9]{0,9}){1,3}", fullmatch=True)
STEPS = st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True), max_size=4).map(tuple)
DIDS = st.builds(
    DidWeb,
    host=HOSTS,
    port=st.none() | st.integers(1, 65_535),
    path=STEPS,
)
TEXTS = st.text() | st.text(alphabet=DIGITS + "z:#%.-/did", max_size=120)
NEAR = st.sampled_from(
    [
        "did:web:a.example",
        "did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd",
        "https://a.example/x/did.json",
    ]
)


@given(st.binary(max_size=80))
def test_bytes_are_read_back_as_they_were_written(data: bytes) -> None:
    assert base58btc_bytes(base58btc(data), size=len(data)) == data


@given(st.text(alphabet=DIGITS, max_size=60), st.integers(0, 45))
def test_one_value_has_one_text(digits: str, size: int) -> None:
    try:
        data = base58btc_bytes("z" + digits, size=size)
    except Refusal:
        return
    assert base58btc(data) == "z" + digits


@given(SEEDS)
def test_a_key_is_read_back_from_each_of_its_texts(seed: bytes) -> None:
    public = memory_signer(seed).public
    assert public_key_of_multikey(public.multikey) == public
    assert public_key_of_did(public.did) == public_key_of_did(public.did_method) == public


@given(SEEDS, st.binary(max_size=200), st.integers(0, 511))
def test_a_signature_with_one_bit_changed_is_none(seed: bytes, message: bytes, bit: int) -> None:
    signer = memory_signer(seed)
    signature = signer.sign(message)
    changed = (int.from_bytes(signature, "big") ^ (1 << bit)).to_bytes(64, "big")
    assert signer.public.verifies(signature, message)
    assert not signer.public.verifies(changed, message)


@given(DIDS)
def test_an_identifier_and_its_address_stand_for_each_other(did: DidWeb) -> None:
    assert did_web(did.text) == did
    assert did_web_of_url(did.url) == did


@given(TEXTS | st.tuples(NEAR, TEXTS, st.integers(0, 70)).map(lambda t: t[0][: t[2]] + t[1] + t[0][t[2] :]))
def test_no_text_crashes_a_reader(text: str) -> None:
    for reader in (public_key_of_did, public_key_of_multikey, did_web_of_url):
        with suppress(Refusal):
            assert str(reader(text))
    with suppress(Refusal):
        assert did_web(text).text == text
    with suppress(Refusal):
        assert key_owner(text).text == text
