"""First in, first out: which days' inflow a day's outflow is attributed to.

The accounts know days, not hours: all that came in on a day is one layer, mixed by mass, and all that left on a day is
drawn together, from the oldest layer that is left. So the order in which movements were posted changes nothing. What
is drawn beyond all that came in so far was in stock before.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Mass = int | Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDraw:
    """What a day's outflow is attributed to, as parts that sum to one: layers by their day, and stock from before."""

    layers: Mapping[date, Fraction]
    stock: Fraction


def fifo_draws(came: Mapping[date, Mass], left: Mapping[date, Mass]) -> dict[date, DayDraw]:
    """Return what each day's outflow is attributed to.

    Args:
        came: what came in, by day.
        left: what left, by day; nothing is no draw.
    """
    layers: deque[tuple[date, Fraction]] = deque()
    arrivals = deque(sorted((day, Fraction(mass)) for day, mass in came.items() if mass))
    draws: dict[date, DayDraw] = {}
    for day, mass in sorted(left.items()):
        if not mass:
            continue
        while arrivals and arrivals[0][0] <= day:
            layers.append(arrivals.popleft())
        draws[day] = _drawn(layers, Fraction(mass))
    return draws


def _drawn(layers: deque[tuple[date, Fraction]], mass: Fraction) -> DayDraw:
    taken: dict[date, Fraction] = {}
    missing = mass
    while layers and missing:
        of, held = layers.popleft()
        part = min(held, missing)
        taken[of] = part / mass
        missing -= part
        if held > part:
            layers.appendleft((of, held - part))
    return DayDraw(layers=taken, stock=missing / mass)


def next_draw(came: Mapping[date, Mass], left: Mapping[date, Mass], *, day: date, mass: Mass) -> DayDraw:
    """Return what a mass would be attributed to that leaves on a day after all that left up to it.

    On a day on which something left it is of the day's draw.
    """
    until = {each: gone for each, gone in left.items() if each <= day}
    return fifo_draws(came, until if until.get(day) else until | {day: mass})[day]
