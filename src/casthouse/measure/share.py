"""Shares: exact fractions until one named rounding, always against the claimant.

An input share shown as a percentage is rounded down, an output share up, both to two decimals
(fact sheet section 4, rounding).
"""

from fractions import Fraction
from math import ceil, floor

PLAIN_BITS = 12_000
PLAIN_DIGITS = 3_600


def floor_product(share: Fraction, mass_g: int) -> int:
    """Return share × mass in whole grams, rounded down: what may be claimed."""
    return floor(share * mass_g)


def share_text(share: Fraction | None) -> str | None:
    """Return the share as "a/b" in lowest terms, or None where there is none (contract section 4)."""
    return None if share is None else f"{_digits(share.numerator)}/{_digits(share.denominator)}"


def _digits(number: int) -> str:
    """Return a whole number in full, of whatever length; Python itself writes no more than some thousand digits."""
    if number.bit_length() <= PLAIN_BITS:
        return str(number)
    whole, rest = divmod(number, 10**PLAIN_DIGITS)
    return f"{_digits(whole)}{rest:0{PLAIN_DIGITS}d}"


def input_percentage_text(share: Fraction | None) -> str:
    """Return the Input Percentage as people read it, two decimals, rounded down; "–" where there is none."""
    return "–" if share is None else f"{floor(share * 10_000) / 100:.2f}"


def output_percentage_text(share: Fraction | None) -> str:
    """Return the Output Percentage as people read it, two decimals, rounded up; "–" where there is none."""
    return "–" if share is None else f"{ceil(share * 10_000) / 100:.2f}"
