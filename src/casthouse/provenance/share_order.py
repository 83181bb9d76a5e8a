"""Putting exact shares in order without comparing their long fractions.

Shares of a deep trace have thousands of digits, and comparing two of them multiplies these. Their leading binary digits
tell nearly all apart; only where those are equal the fractions themselves are compared.
"""

from dataclasses import dataclass
from fractions import Fraction

LEADING_BITS = 64


@dataclass(frozen=True, slots=True)
class Ratio:
    """One whole number over another, not in lowest terms; equal ratios are equal."""

    above: int
    below: int

    def __eq__(self, other: object) -> bool:
        """Say whether both are the same number."""
        return isinstance(other, Ratio) and self.above * other.below == other.above * self.below

    def __lt__(self, other: "Ratio") -> bool:
        """Say whether this one is the smaller."""
        return self.above * other.below < other.above * self.below

    def __hash__(self) -> int:
        """Return what equal ratios have in common."""
        return hash(Fraction(self.above, self.below))


ShareKey = tuple[int, int, Ratio]


def falling(share: Fraction) -> ShareKey:
    """Return what puts shares that are not negative in falling order."""
    return falling_ratio(share.numerator, share.denominator)


def falling_ratio(above: int, below: int) -> ShareKey:
    """Return what puts ratios that are not negative in falling order."""
    if not above:
        return (1 << LEADING_BITS, 0, Ratio(0, 1))
    size = above.bit_length() - below.bit_length()
    leading = _leading(above, below, size)
    if not leading >> LEADING_BITS:
        size -= 1
        leading = _leading(above, below, size)
    return (-size, -leading, Ratio(-above, below))


def _leading(above: int, below: int, size: int) -> int:
    """Return the leading digits of a ratio that lies between 2**size and twice that, cut off behind the last."""
    shift = LEADING_BITS - size
    return (above << shift) // below if shift >= 0 else above // (below << -shift)
