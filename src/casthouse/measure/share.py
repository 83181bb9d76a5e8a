"""Shares: exact fractions until one named rounding, always against the claimant.

An input share shown as a percentage is rounded down, an output share up, both to two decimals
(fact sheet section 4, rounding).
"""

from fractions import Fraction
from math import ceil, floor


def floor_product(share: Fraction, mass_g: int) -> int:
    """Return share × mass in whole grams, rounded down: what may be claimed."""
    return floor(share * mass_g)


def share_text(share: Fraction | None) -> str | None:
    """Return the share as "a/b" in lowest terms, or None where there is none (contract section 4)."""
    return None if share is None else f"{share.numerator}/{share.denominator}"


def input_percentage_text(share: Fraction | None) -> str:
    """Return the Input Percentage as people read it, two decimals, rounded down; "–" where there is none."""
    return "–" if share is None else f"{floor(share * 10_000) / 100:.2f}"


def output_percentage_text(share: Fraction | None) -> str:
    """Return the Output Percentage as people read it, two decimals, rounded up; "–" where there is none."""
    return "–" if share is None else f"{ceil(share * 10_000) / 100:.2f}"
