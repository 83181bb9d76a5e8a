"""Emissions are written so that no digit makes them look smaller, and what was avoided so that none makes it larger."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.printed_figure import burden_figure, saved_figure

values = st.fractions(min_value=-(10**6), max_value=10**6)


@pytest.mark.parametrize(
    ("value", "burden", "saved"),
    [
        (Fraction("9.09261"), "9.0927", "9.0926"),
        (Fraction("1234.5"), "1,234.5000", "1,234.5000"),
        (Fraction("-0.00011"), "-0.0001", "-0.0002"),
        (Fraction(1, 3), "0.3334", "0.3333"),
    ],
)
def test_an_emission_is_rounded_up_and_a_saving_down(value: Fraction, burden: str, saved: str) -> None:
    assert (burden_figure(value, 4), saved_figure(value, 4)) == (burden, saved)


@given(values, st.integers(0, 4))
def test_they_enclose_the_figure_within_one_digit(value: Fraction, places: int) -> None:
    low, high = (Fraction(told(value, places).replace(",", "")) for told in (saved_figure, burden_figure))
    assert low <= value <= high
    assert high - low <= Fraction(1, 10**places)
