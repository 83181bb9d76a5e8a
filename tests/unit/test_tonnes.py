"""A mass in tonnes is its shortest exact decimal."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.measure.mass import tonnes_text

pytestmark = pytest.mark.one_store


@given(st.integers(-(10**30), 10**30) | st.integers(-(10**9), 10**9))
def test_tonnes_are_the_grams_and_no_shorter_text_is(mass_g: int) -> None:
    text = tonnes_text(mass_g)
    assert Fraction(text) * 10**6 == mass_g
    assert not ("." in text and text.endswith("0"))
    assert not text.endswith(".")


@pytest.mark.parametrize(
    ("mass_g", "text"), [(0, "0"), (1, "0.000001"), (10**6, "1"), (-1_500_000, "-1.5"), (10 * 10**6, "10")]
)
def test_tonnes_that_are_easily_seen(mass_g: int, text: str) -> None:
    assert tonnes_text(mass_g) == text
