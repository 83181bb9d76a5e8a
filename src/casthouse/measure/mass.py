"""Mass: whole grams, entered in tonnes, kilograms, grams or pounds.

The entry of a quantity is rounded half-even to the gram, once (contract section 2). No other rounding happens
to a mass. Grams are plain integers named `..._g`; sums over a period stay exact because Python integers do.
"""

from enum import StrEnum
from fractions import Fraction

QUANTITY_MIN_G = 1
QUANTITY_MAX_G = 10**15
DECIMALS_MIN = 3
GRAMS_PER_KILOGRAM = 1_000
GROUP_GAP = "\N{NARROW NO-BREAK SPACE}"
"""What stands between groups of three digits on pages and in pictures."""
QUANTITY_PATTERN = r"^[0-9]+(\.[0-9]+)?$"


class Unit(StrEnum):
    """The units of the movements file, case-sensitive (contract section 2)."""

    TONNE = "t"
    KILOGRAM = "kg"
    GRAM = "g"
    POUND = "lb"


GRAMS_PER_UNIT: dict[Unit, Fraction] = {
    Unit.TONNE: Fraction(1_000_000),
    Unit.KILOGRAM: Fraction(1_000),
    Unit.GRAM: Fraction(1),
    Unit.POUND: Fraction(45_359_237, 100_000),  # exactly 453.59237 g
}


def grams_from_text(quantity: str, unit: Unit) -> int:
    """Return the whole grams of a decimal quantity, rounded half-even.

    Args:
        quantity: text that matches `QUANTITY_PATTERN`; any number of digits.
        unit: the unit of the quantity.
    """
    return round(Fraction(quantity) * GRAMS_PER_UNIT[unit])  # Python rounds fractions half to even


def tonnes_text(mass_g: int) -> str:
    """Return a mass in tonnes as its shortest exact decimal, for files and pages."""
    whole, rest = divmod(abs(mass_g), 10**6)
    text = f"{whole}.{rest:06}".rstrip("0") if rest else str(whole)
    return f"-{text}" if mass_g < 0 else text


def tonnes_shown(mass_g: int, *, up: bool = False, gap: str = GROUP_GAP) -> str:
    """Return a mass in tonnes as pages and pictures show it: three decimals, digits in groups, `1 234.500`.

    It is rounded down, or up where that is against the claimant. This is the one way in which a sum is shown; an entry
    itself is shown exactly.
    """
    kilograms = -(-mass_g // GRAMS_PER_KILOGRAM) if up else mass_g // GRAMS_PER_KILOGRAM
    whole, rest = divmod(abs(kilograms), GRAMS_PER_KILOGRAM)
    return f"{'−' if kilograms < 0 else ''}{whole:,}.{rest:03}".replace(",", gap)


def tonnes_words(mass_g: int) -> str:
    """Return a mass in tonnes as sentences say it: exact, with three decimals at least, as tables have them."""
    whole, _, decimals = tonnes_text(mass_g).partition(".")
    return f"{whole}.{decimals.ljust(DECIMALS_MIN, '0')}"
