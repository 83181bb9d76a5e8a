from calendar import monthrange
from decimal import Decimal
from fractions import Fraction

import pytest

from casthouse.standard.rule_value import (
    Choice,
    Choices,
    Count,
    Counts,
    DayOfYear,
    Flag,
    RuleValue,
    Share,
    ValueForm,
    value_text,
)

WORDS = ("one", "two")
ONE_TO_NINE = Count(at_least=1, at_most=9)


@pytest.mark.parametrize(
    ("form", "given", "read"),
    [
        (Share(), Decimal("0.20"), Fraction(1, 5)),
        (Share(), 0, Fraction(0)),
        (Share(), 1, Fraction(1)),
        (Share(), Decimal("1.000000000"), Fraction(1)),
        (Share(), Decimal("0.123456789"), Fraction(123_456_789, 10**9)),
        (ONE_TO_NINE, 1, 1),
        (ONE_TO_NINE, 9, 9),
        (Counts(each=ONE_TO_NINE), [9, 1], (9, 1)),
        (Flag(), False, False),
        (Choice(words=WORDS), "two", "two"),
        (Choices(words=WORDS), ["two", "one"], ("two", "one")),
        (DayOfYear(), "03-31", "03-31"),
        (DayOfYear(), "01-01", "01-01"),
    ],
)
def test_a_value_of_the_form_reads_exactly(form: ValueForm, given: object, read: RuleValue) -> None:
    assert form.read(given) == read
    assert type(form.read(given)) is type(read)


@pytest.mark.parametrize(
    ("form", "given"),
    [
        (Share(), Decimal("-0.1")),
        (Share(), Decimal("1.000000001")),
        (Share(), Decimal("0.1234567891")),
        (Share(), Decimal("NaN")),
        (Share(), Decimal("Infinity")),
        (Share(), Decimal("1e-999999")),
        (Share(), Decimal("0e999999")),
        (Share(), 0.2),  # no binary float
        (Share(), True),
        (Share(), "0.2"),
        (ONE_TO_NINE, 0),
        (ONE_TO_NINE, 10),
        (ONE_TO_NINE, True),
        (ONE_TO_NINE, Decimal(1)),
        (Counts(each=ONE_TO_NINE), []),
        (Counts(each=ONE_TO_NINE), [1, 10]),
        (Counts(each=ONE_TO_NINE), 1),
        (Flag(), 1),
        (Flag(), "true"),
        (Choice(words=WORDS), "three"),
        (Choice(words=WORDS), ["one"]),
        (Choices(words=WORDS), []),
        (Choices(words=WORDS), ["one", "one"]),
        (Choices(words=WORDS), ["one", 2]),
        (Choices(words=WORDS), ["one", "three"]),
        (Choices(words=WORDS), "one"),
        (DayOfYear(), "02-29"),  # not in every year
        (DayOfYear(), "04-31"),
        (DayOfYear(), "00-10"),
        (DayOfYear(), "13-10"),
        (DayOfYear(), "03-00"),
        (DayOfYear(), "3-31"),
        (DayOfYear(), "03-31\n"),
        (DayOfYear(), "\N{ARABIC-INDIC DIGIT ZERO}3-31"),
        (DayOfYear(), 331),
    ],
)
def test_anything_else_does_not_read_and_the_form_says_what_it_wants(form: ValueForm, given: object) -> None:
    assert form.read(given) is None
    assert form.expected


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_ends_as_in_a_year_without_a_leap_day(month: int) -> None:
    last = monthrange(2025, month)[1]
    assert DayOfYear().read(f"{month:02}-{last:02}") == f"{month:02}-{last:02}"
    assert DayOfYear().read(f"{month:02}-{last + 1:02}") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 5), "0.2"),
        (Fraction(1), "1"),
        (Fraction(0), "0"),
        (Fraction(1, 200), "0.005"),
        (10, "10"),
        (True, "yes"),
        (False, "no"),
        ((60, 30, 7), "60, 30, 7"),
        (("casthouse",), "casthouse"),
        ("03-31", "03-31"),
    ],
)
def test_a_value_is_shown_as_people_read_it(value: RuleValue, text: str) -> None:
    assert value_text(value) == text
