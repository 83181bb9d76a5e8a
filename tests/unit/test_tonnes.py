"""A mass in tonnes is its shortest exact decimal in files, and has three decimals at least in sentences."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.printed_figure import decimal_figure
from casthouse.measure.mass import tonnes_text, tonnes_words

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


@pytest.mark.parametrize(
    ("mass_g", "words"),
    [
        (0, "0.000"),
        (2_000_000, "2.000"),
        (1_234_500_000, "1234.500"),
        (1, "0.000001"),
        (-1_500_000, "-1.500"),
        (500_000, "0.500"),
    ],
)
def test_sentences_have_three_decimals_at_least_and_lose_no_gram(mass_g: int, words: str) -> None:
    assert tonnes_words(mass_g) == words


@given(st.integers(-(10**15), 10**15))
def test_words_are_the_same_mass(mass_g: int) -> None:
    assert Fraction(tonnes_words(mass_g)) == Fraction(tonnes_text(mass_g)) == Fraction(mass_g, 10**6)
    assert len(tonnes_words(mass_g).partition(".")[2]) >= 3


@pytest.mark.parametrize(
    ("value", "places", "figure"),
    [
        (Fraction(10005, 10), 1, "1,000.5"),
        (Fraction(25, 100), 1, "0.2"),
        (Fraction(35, 100), 1, "0.4"),
        (0.0, 4, "0.0000"),
    ],
)
def test_figures_of_a_footprint_are_rounded_to_the_even_one(
    value: Fraction | float, places: int, figure: str
) -> None:
    assert decimal_figure(value, places) == figure
