"""A share as one whole number over another, brought to lowest terms only when somebody asks for that.

Of a share that stands on thousands of lots, lowest terms are as long and take longer to find than all that is printed.
"""

from dataclasses import dataclass
from fractions import Fraction

FLOOR_PARTS = 10**18
SHORT_BITS = 128
"""Longer fractions nobody reads."""


@dataclass(frozen=True, slots=True)
class LongShare:
    """A share from nothing to all: `above` parts of `below`."""

    above: int
    below: int

    @classmethod
    def of(cls, share: Fraction) -> "LongShare":
        """Return an exact share as it is."""
        return cls(share.numerator, share.denominator)

    @property
    def exact(self) -> Fraction:
        """The share in lowest terms."""
        return Fraction(self.above, self.below)

    @property
    def floor(self) -> Fraction:
        """The share rounded down to eighteen decimals: what is rounded down from it to fewer is exact."""
        return Fraction(self.above * FLOOR_PARTS // self.below, FLOOR_PARTS)

    @property
    def ceiling(self) -> Fraction:
        """The share rounded up to eighteen decimals: what is rounded up from it to fewer is exact."""
        return Fraction(-(-self.above * FLOOR_PARTS // self.below), FLOOR_PARTS)

    def up(self, mass_g: int) -> int:
        """Return the grams that it is of a mass, rounded up."""
        return -(-self.above * mass_g // self.below)

    def parts(self, whole: int) -> int:
        """Return the share of a whole number, rounded half-even."""
        return half_even(self.above * whole, self.below)

    @property
    def short(self) -> Fraction | None:
        """The share in lowest terms where these are short, else None.

        Only one of short terms lies as near as the leading digits tell; whether it is this one, a product tells.
        """
        excess = max(0, self.below.bit_length() - 3 * SHORT_BITS)
        near = Fraction(self.above >> excess, self.below >> excess).limit_denominator((1 << SHORT_BITS) - 1)
        return near if near.numerator * self.below == near.denominator * self.above else None


def half_even(above: int, below: int) -> int:
    """Return a ratio of whole numbers rounded to the nearest, and to the even one in the middle."""
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2))
