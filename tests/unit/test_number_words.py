"""Numbers in generated texts: one of something is singular, a yes needs no unit, a code is a title."""

from fractions import Fraction

import pytest

from casthouse.measure.count import counted
from casthouse.standard.rule_value import RuleValue, measured_text
from casthouse.web.api.problem import title_of


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_200, "1,200 rows")]
)
def test_how_many(number: int, words: str) -> None:
    assert counted(number, "row") == words
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (True, "yes or no", "yes"),
        (1, "periods", "1 period"),
        (12, "months", "12 months"),
        (Fraction(1, 5), "share of the overdraft base", "0.2 share of the overdraft base"),
        ("any", "", "any"),
    ],
)
def test_a_rules_value_with_its_unit(value: RuleValue, unit: str, words: str) -> None:
    assert measured_text(value, unit) == words


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("json_malformed", "JSON malformed"),
        ("rows_refused", "Rows refused"),
        ("coc_not_available", "CoC not available"),
    ],
)
def test_a_problemstitle_of(code: str, title: str) -> None:
    assert title_of(code) == title
