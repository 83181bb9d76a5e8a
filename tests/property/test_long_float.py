"""Floats of double length against exact fractions: no operation is off by more than it says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.long_float import STEP_ERROR, LongFloat, of_whole, over, parted, plus, times

pytestmark = pytest.mark.one_store

grams = st.integers(1, 10**18)


@st.composite
def long_floats(draw: st.DrawFn) -> LongFloat:
    """Return a number that uses both floats."""
    return over(*of_whole(draw(grams)), *of_whole(draw(grams)))


def exact(number: LongFloat) -> Fraction:
    return Fraction(number[0]) + Fraction(number[1])


def is_near(found: LongFloat, wanted: Fraction) -> bool:
    return abs(exact(found) - wanted) <= wanted * Fraction(STEP_ERROR)


@given(grams)
def test_a_whole_number_is_exact(number: int) -> None:
    assert exact(of_whole(number)) == number


@given(long_floats(), long_floats())
def test_no_operation_is_off_by_more_than_a_step(one: LongFloat, other: LongFloat) -> None:
    assert is_near(plus(*one, *other), exact(one) + exact(other))
    assert is_near(times(*one, *other), exact(one) * exact(other))
    assert is_near(over(*one, *other), exact(one) / exact(other))


@given(long_floats(), st.integers(1, 10**15))
def test_a_number_is_parted_into_its_whole_and_the_rest(one: LongFloat, factor: int) -> None:
    number = times(*over(*one, *of_whole(10**18)), *of_whole(factor))
    whole, left = parted(*number)
    assert 0 <= left <= 1
    assert abs(whole + Fraction(left) - exact(number)) <= Fraction(2) ** -52
