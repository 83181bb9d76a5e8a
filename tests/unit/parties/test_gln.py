"""Global Location Numbers: the check digit, as GS1 computes it, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.parties.gln import check_digit, gln_of
from casthouse.refusal import Refusal

DIGITS = st.text(alphabet="0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    ("digits", "last"),
    [("952132100005", 6), ("400638133393", 1), ("061414112345", 2), ("000000000000", 0)],
)
def test_the_check_digit_is_the_one_of_gs1(digits: str, last: int) -> None:
    assert check_digit(digits) == last
    assert gln_of(f"{digits}{last}") == f"{digits}{last}"


@given(DIGITS, st.integers(0, 11), st.integers(1, 9))
def test_a_digit_that_was_mistyped_is_found(digits: str, place: int, step: int) -> None:
    whole = f"{digits}{check_digit(digits)}"
    other = str((int(whole[place]) + step) % 10)
    with pytest.raises(Refusal) as refused:
        gln_of(whole[:place] + other + whole[place + 1 :])
    assert refused.value.code == "gln_invalid"


def test_it_is_read_as_people_write_it() -> None:
    assert gln_of(" 40 06381-33393 1 ") == "4006381333931"


@pytest.mark.parametrize(
    "text", ["", "4006381333932", "400638133393", "40063813339311", "\uff14006381333931", "x" * 13]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        gln_of(text)
