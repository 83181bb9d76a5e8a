"""Status lists: the vector of the specification, and lists that must not be believed."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.passport.status_list import ENTRIES_MAX, ENTRIES_MIN, bits_of, decoded, encoded
from tests.unit.refusing import refused

VECTOR = "uH4sIAAAAAAACA-3BMQEAAAwCoEUz2qIbwwf4HAAAAAAAAAAAAAAAAAAAADBWPiK9agBAAAA"


def packed(octets: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return "u" + base64.urlsafe_b64encode(packer.compress(octets) + packer.flush()).decode().rstrip("=")


def test_the_vector_has_entries_0_and_9() -> None:
    bits = decoded(VECTOR)
    assert bits.count == ENTRIES_MIN
    assert [index for index in range(bits.count) if bits.is_set(index)] == [0, 9]
    assert encoded(bits_of({0, 9})) == VECTOR


def test_index_0_is_the_left_most_bit() -> None:
    assert bits_of({0}).octets[0] == 0b1000_0000
    assert bits_of({7}).octets[0] == 0b0000_0001
    assert bits_of({8}).octets[:2] == b"\x00\x80"


@given(st.sets(st.integers(0, ENTRIES_MIN - 1), max_size=30), st.integers(0, ENTRIES_MIN - 1))
def test_every_entry_says_what_was_set(indices: set[int], other: int) -> None:
    bits = decoded(encoded(bits_of(indices)))
    assert all(bits.is_set(index) for index in indices)
    assert bits.is_set(other) == (other in indices)


@pytest.mark.parametrize("index", [-1, ENTRIES_MIN, 10**18])
def test_an_entry_that_is_not_there_is_no_entry_that_is_clear(index: int) -> None:
    with refused("status_list_invalid", found=f"RANGE_ERROR: entry {index}"):
        decoded(VECTOR).is_set(index)


def test_a_list_that_is_too_short_is_refused() -> None:
    with refused("status_list_invalid", found="STATUS_LIST_LENGTH_ERROR: 131064 entries"):
        decoded(packed(bytes(ENTRIES_MIN // 8 - 1)))


def test_a_list_that_unpacks_to_more_than_a_list_may_be_is_refused() -> None:
    bomb = packed(bytes(64 * 1024 * 1024))
    assert len(bomb) < 100_000
    with refused("status_list_invalid", found=f"STATUS_LIST_LENGTH_ERROR: more than {ENTRIES_MAX} entries"):
        decoded(bomb)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "encodedList ''"),
        (VECTOR[1:], "encodedList 'H4sI"),
        ("z" + VECTOR[1:], "encodedList 'zH4"),
        (VECTOR + "=", "encodedList"),
        (VECTOR.replace("-", "+"), "encodedList"),
        ("uü", "encodedList"),
        ("u!!!!", "no base64url"),
        ("uAAAA", "no gzip"),
        (VECTOR[:-20], "no gzip|truncated"),
        (packed(bytes(ENTRIES_MIN // 8))[:-8], "truncated"),
    ],
)
def test_what_is_no_list_is_refused(text: str, found: str) -> None:
    with pytest.raises(Exception, match=f"STATUS_VERIFICATION_ERROR: (a )?({found})"):
        decoded(text)


def test_a_second_stream_behind_the_first_is_refused() -> None:
    whole = base64.urlsafe_b64decode(VECTOR[1:] + "==")
    twice = "u" + base64.urlsafe_b64encode(whole + whole).decode().rstrip("=")
    with refused("status_list_invalid", found="truncated or prolonged"):
        decoded(twice)
