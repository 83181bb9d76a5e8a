"""Global Location Numbers (GLN): thirteen digits by which GS1 names a party or a place; the last checks the others."""

from dataclasses import dataclass
from datetime import datetime

from casthouse.refusal import Refusal

DIGITS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class GlnFact:
    """What an organisation said of its number: `gln`, blank for none, from when on and who said it."""

    gln: str
    at: datetime
    actor: str


def check_digit(digits: str) -> int:
    """Return the check digit that stands behind some digits: from the right they count three and one in turn."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return (10 - total % 10) % 10


def gln_of(text: str) -> str:
    """Return the number that a text says, as people write it: with blanks or hyphens between its digits.

    Raises:
        Refusal: `gln_invalid`.
    """
    digits = text.strip().replace(" ", "").replace("-", "")
    expected = f"{DIGITS} digits of which the last one checks the others"
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        raise _invalid(f"“{text[:40]}”", expected)
    right = check_digit(digits[:-1])
    if int(digits[-1]) != right:
        raise _invalid(f"“{text[:40]}”, whose check digit should be {right}", expected)
    return digits


def _invalid(found: str, expected: str) -> Refusal:
    return Refusal(
        "gln_invalid",
        found=found,
        expected=expected,
        todo="take the number from the certificate of GS1, or look it up in Verified by GS1",
    )
