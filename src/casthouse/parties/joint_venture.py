"""Joint ventures: legal interests in a facility that lies in the scope of another organisation.

Shares are exact fractions. On no day is more than the whole of a facility held by others (chain of custody, part 3).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.measure.share import share_text
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalInterest:
    """An organisation's share in a facility of another, from a day to a day, both inclusive.

    Attributes:
        facility: code of the facility.
        holder: code of the organisation that holds the share.
        share: above 0, at most 1.
        first: the first day.
        last: the last day; `date.max` while no end is known.
    """

    facility: str
    holder: str
    share: Fraction
    first: date
    last: date = date.max

    def __post_init__(self) -> None:
        assert 0 < self.share <= 1
        assert self.first <= self.last

    def holds_on(self, day: date) -> bool:
        """Say whether the share is held on a day."""
        return self.first <= day <= self.last


def whole_share(text: str) -> Fraction:
    """Return the share that a text names: a fraction such as 1/3, or a decimal such as 0.25.

    Raises:
        Refusal: `share_invalid`.
    """
    try:
        share = Fraction(text.strip()) if SHARE.fullmatch(text.strip()) else Fraction(0)
    except ZeroDivisionError:
        share = Fraction(0)
    if not 0 < share <= 1 or share.denominator > DENOMINATOR_MAX:
        raise Refusal(
            "share_invalid",
            found=f"a share of “{text[:40]}”",
            expected=f"a fraction as 1/3 or 0.25, above 0, at most 1, of at most {DENOMINATOR_MAX:,} parts",
            todo="correct the share",
        )
    return share


SHARE = re.compile(r"[0-9]{1,20}/[0-9]{1,20}|[0-9]{0,20}\.?[0-9]{1,20}|[0-9]{1,20}\.")
"""No exponents: 1e999999999 is ten characters long, and no machine holds it."""
DENOMINATOR_MAX = 10**9


def refuse_beyond_whole(interests: Iterable[LegalInterest], wanted: LegalInterest) -> None:
    """Let a share pass that leaves the shares of a facility within the whole on each day.

    Raises:
        Refusal: `interest_twice`, `interest_beyond_whole`.
    """
    beside = [
        each
        for each in interests
        if each.facility == wanted.facility and each.first <= wanted.last and wanted.first <= each.last
    ]
    if any(each.holder == wanted.holder for each in beside):
        raise Refusal(
            "interest_twice",
            found=f"a second share of {wanted.holder} in {wanted.facility} on the same days",
            expected="one share of an organisation in a facility at a time",
            todo="end the other one first",
        )
    for day in sorted({wanted.first, *(max(each.first, wanted.first) for each in beside)}):
        held = sum((each.share for each in beside if each.holds_on(day)), Fraction(0))
        if held + wanted.share > 1:
            raise Refusal(
                "interest_beyond_whole",
                found=f"{share_text(held + wanted.share)} of {wanted.facility} held by others on {day}",
                expected="at most the whole",
                todo="correct the share, or end another one first",
            )
