"""The forms that the value of a rule may have: share, count, flag, word, day of the year.

Each form says what it expects and reads a value as TOML gives it, decimals as `Decimal`. Shares become exact
fractions; binary floats do not occur. A value that does not fit reads as None; none is bent to fit.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

RuleValue = Fraction | int | bool | str | tuple[str, ...] | tuple[int, ...]

SHARE_DECIMALS_MAX = 9  # keeps a share, and what it is multiplied with, of a sensible size
CODE_PATTERN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,39}", re.ASCII)
DAYS_PER_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # 29 February is no yearly deadline
DAY_OF_YEAR_PATTERN = re.compile(r"(0[1-9]|1[0-2])-([0-3][0-9])", re.ASCII)


class ValueForm(Protocol):
    """What the value of a rule must look like."""

    @property
    def expected(self) -> str:
        """What a value must be, in words."""

    def read(self, value: object) -> RuleValue | None:
        """Return the value in its exact form, or None where it is not what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A number from 0 to 1, written as a decimal: 20 % is 0.20."""

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return f"a number from 0 to 1 with at most {SHARE_DECIMALS_MAX} decimals"

    def read(self, value: object) -> Fraction | None:
        """Return the exact fraction, or None."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        if isinstance(value, Decimal) and not _is_short(value):
            return None
        return Fraction(value) if 0 <= value <= 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A whole number in a range, both ends included."""

    at_least: int
    at_most: int

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return f"a whole number from {self.at_least} to {self.at_most}"

    def read(self, value: object) -> int | None:
        """Return the number, or None."""
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if self.at_least <= value <= self.at_most else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A list of whole numbers, at least one."""

    each: Count

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return f"a list of whole numbers from {self.each.at_least} to {self.each.at_most}, at least one"

    def read(self, value: object) -> tuple[int, ...] | None:
        """Return the numbers in their order, or None."""
        if not isinstance(value, list) or not value:
            return None
        counts = tuple(count for count in map(self.each.read, value) if count is not None)
        return counts if len(counts) == len(value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Yes or no."""

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return "true or false"

    def read(self, value: object) -> bool | None:
        """Return the flag, or None."""
        return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return f"one of {', '.join(self.words)}"

    def read(self, value: object) -> str | None:
        """Return the word, or None."""
        return value if isinstance(value, str) and value in self.words else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Some of some words, at least one, none twice."""

    words: tuple[str, ...]

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return f"a list of at least one of {', '.join(self.words)}, none twice"

    def read(self, value: object) -> tuple[str, ...] | None:
        """Return the words in their order, or None."""
        if not isinstance(value, list) or not value:
            return None
        words = tuple(each for each in value if isinstance(each, str) and each in self.words)
        return words if len(words) == len(value) == len(set(words)) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Some codes, such as numbers of criteria with their edition, at least one, none twice."""

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return (
            "a list of at least one code of up to 40 letters, digits, points, slashes and hyphens, none twice"
        )

    def read(self, value: object) -> tuple[str, ...] | None:
        """Return the codes in their order, or None."""
        if not isinstance(value, list) or not value:
            return None
        codes = tuple(each for each in value if isinstance(each, str) and CODE_PATTERN.fullmatch(each))
        return codes if len(codes) == len(value) == len(set(codes)) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfYear:
    """A month and a day that every year has, as in "03-31"."""

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        return 'text with a month and a day that every year has, such as "03-31"'

    def read(self, value: object) -> str | None:
        """Return the text, or None."""
        found = DAY_OF_YEAR_PATTERN.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return None
        return found[0] if 1 <= int(found[2]) <= DAYS_PER_MONTH[int(found[1]) - 1] else None


def value_text(value: RuleValue) -> str:
    """Return a value as people read it; a share as its exact decimal."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        digits = format(Decimal(value.numerator) / Decimal(value.denominator), "f")
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def measured_text(value: RuleValue, unit: str) -> str:
    """Return a value with its unit as people read it: `1 period`, `12 months`; yes and no need none."""
    text = value_text(value)
    if isinstance(value, bool) or not unit:
        return text
    return f"{text} {unit.removesuffix('s') if text == '1' else unit}"


def _is_short(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -SHARE_DECIMALS_MAX <= exponent <= SHARE_DECIMALS_MAX
