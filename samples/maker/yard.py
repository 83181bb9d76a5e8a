"""What lies in a plant's yard: lots in the order in which they came, taken the oldest first.

A furnace is charged by recipe: own scrap first, then bought scrap as far as the furnace takes it, metal for the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import NamedTuple

SCALE_G = 10_000  # lots are weighed to ten kilograms


class Part(NamedTuple):
    """A part of a lot that is put into a process, or comes out of it."""

    lot: str
    material: str
    grams: int


@dataclass(slots=True, kw_only=True)
class Yard:
    """The lots that are left; `comes` are those of days ahead, with their material."""

    comes: list[tuple[str, str, str, int]] = field(default_factory=list)  # day, lot, material, grams
    left: list[Part] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put what comes in the order of days."""
        heapify(self.comes)

    def add(self, day: date, parts: Iterable[Part]) -> None:
        """Lay down what was made on a day; it may be drawn from the next day on."""
        ready = date.fromordinal(day.toordinal() + 1).isoformat()
        for part in parts:
            heappush(self.comes, (ready, *part))

    def there_g(self, day: date) -> int:
        """Return what lies there on a day."""
        while self.comes and self.comes[0][0] <= day.isoformat():
            self.left.append(Part(*heappop(self.comes)[1:]))
        return sum(part.grams for part in self.left)

    def draw(self, wanted_g: int, day: date) -> list[Part]:
        """Take a mass of the oldest lots; nothing where there is too little."""
        if self.there_g(day) < wanted_g:
            return []
        taken: dict[tuple[str, str], int] = defaultdict(int)
        while wanted_g:
            lot, material, grams = self.left.pop(0)
            part = min(grams, wanted_g)
            taken[lot, material] += part
            wanted_g -= part
            if grams > part:
                self.left.insert(0, Part(lot, material, grams - part))
        return [Part(lot, material, grams) for (lot, material), grams in taken.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One yard of a recipe: how much metal comes of what is in it, and how much of a heat it may be at most."""

    yard: Yard
    part: Fraction
    most: Fraction = Fraction(1)


def charge(feeds: Sequence[Feed], wanted_g: int, day: date) -> list[Part]:
    """Return what is charged for a mass of metal to come out; nothing where the yards hold too little."""
    plan: list[tuple[Feed, int]] = []
    open_g = Fraction(wanted_g)
    for feed in feeds:
        grams = min(feed.yard.there_g(day), whole_steps(open_g / feed.part), int(wanted_g * feed.most))
        grams -= grams % SCALE_G
        plan.append((feed, grams))
        open_g -= grams * feed.part
    if open_g > 0:
        return []
    return [part for feed, grams in plan if grams > 0 for part in feed.yard.draw(grams, day)]


def whole_steps(grams: Fraction) -> int:
    """Return a mass rounded up to whole steps of the scales, nothing for a mass below none."""
    return max(0, -(-grams.numerator // (grams.denominator * SCALE_G)) * SCALE_G)


def part_of(grams: int, part: Fraction) -> int:
    """Return a part of a mass, rounded down to whole steps of the scales."""
    return int(grams * part) // SCALE_G * SCALE_G
