"""Who sends what to whom in the sample year, read from `flows.csv`: deliveries, extraction and production.

A line of the table is one flow: `count` movements of `least_t` to `most_t` tonnes, spread over the year by a
season. `seller` and `buyer` are codes of the register or free text; a flow with a registered, keeping-books
company at both ends makes a shipment in one file and a receipt in the other. The generator draws its chance in
the order of the table, so a change here changes the files.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from maker.parties import FIRST_DAY, LAST_DAY

TABLE = Path(__file__).with_name("flows.csv")

SEASONS = {  # weights of the twelve months
    "flat": (10,) * 12,
    "rains": (11, 11, 12, 12, 11, 9, 6, 5, 6, 9, 11, 11),  # the wet season in Guinea
    "ice": (4, 4, 7, 11, 12, 12, 12, 12, 12, 11, 10, 7),  # the Saguenay and the lower St Lawrence in winter
    "cans": (7, 7, 9, 11, 13, 14, 13, 11, 9, 8, 7, 7),  # rolled and made before the summer is drunk
    "drinks": (7, 7, 8, 10, 12, 14, 15, 14, 10, 8, 7, 10),
    "used": (8, 7, 8, 9, 11, 12, 14, 14, 12, 9, 8, 8),  # used cans come back some weeks later
    "cars": (9, 10, 11, 11, 11, 11, 8, 4, 11, 12, 11, 6),  # works holidays in August and at Christmas
}
SPANS = {  # when the customer asks for CoC Material
    "year": (FIRST_DAY, LAST_DAY),
    "until_june": (FIRST_DAY, date(2025, 6, 30)),
    "from_april": (date(2025, 4, 1), LAST_DAY),
}
HOLIDAYS = frozenset((FIRST_DAY, date(2025, 12, 25), date(2025, 12, 26)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One line of the table; masses in kilograms, spans inclusive."""

    kind: str
    seller: str
    plant: str
    buyer: str
    buyer_plants: tuple[str, ...]
    material: str
    count: int
    mass_kg: tuple[int, int]
    step_kg: int
    season: str
    days: tuple[int, int]
    coc: tuple[date, date] | None
    lots: tuple[int, int]
    options: frozenset[str]

    def wanted_as_coc(self, day: date) -> bool:
        """Whether the customer asks for CoC Material on the day."""
        return self.coc is not None and self.coc[0] <= day <= self.coc[1]


def flows() -> Iterator[Flow]:
    """Yield the flows of the table in its order."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            yield Flow(
                kind=line["kind"],
                seller=line["seller"],
                plant=line["plant"],
                buyer=line["buyer"],
                buyer_plants=tuple(line["buyer_plants"].split()),
                material=line["material"],
                count=int(line["count"]),
                mass_kg=(_kilograms(line["least_t"]), _kilograms(line["most_t"])),
                step_kg=int(line["step_kg"]),
                season=line["season"],
                days=_range(line["days"]),
                coc=SPANS.get(line["coc"]),
                lots=_range(line["lots"] or "1"),
                options=frozenset(line["options"].split()),
            )


def days_of(flow: Flow, chance: Random) -> list[date]:
    """Return the days of a flow's movements: evenly spread by the season, on working days or on any day.

    Weekly extraction and production stand on the Sundays, whatever the season.
    """
    if flow.kind != "delivery":
        return [date(2025, 1, 5) + timedelta(weeks=week) for week in range(flow.count)]
    calendar = [FIRST_DAY + timedelta(days=number) for number in range(365)]
    reached, total = [], 0
    for day in calendar:
        open_day = "ship" in flow.options or (day.weekday() < 5 and day not in HOLIDAYS)
        total += SEASONS[flow.season][day.month - 1] * open_day
        reached.append(total)
    places = ((number + 0.15 + 0.7 * chance.random()) / flow.count * total for number in range(flow.count))
    return [calendar[bisect_right(reached, place)] for place in places]


def mass_kg_of(flow: Flow, day: date, chance: Random) -> int:
    """Return a mass of the flow in kilograms, a multiple of its step; a making's mass follows the season."""
    least, most = flow.mass_kg
    steps = int((least + (most - least) * chance.random()) / flow.step_kg)
    if flow.kind != "delivery":
        weights = SEASONS[flow.season]
        steps = steps * 12 * weights[day.month - 1] // sum(weights)
    return steps * flow.step_kg


def arrival(flow: Flow, left: date, chance: Random) -> date:
    """Return the day on which a delivery arrives; goods by road are booked on working days."""
    least, most = flow.days
    day = left + timedelta(days=least + int((most - least + 1) * chance.random()))
    while "ship" not in flow.options and (day.weekday() >= 5 or day in HOLIDAYS):
        day += timedelta(days=1)
    return day


def _kilograms(tonnes: str) -> int:
    return round(float(tonnes) * 1000)


def _range(text: str) -> tuple[int, int]:
    """Return "2-4" as (2, 4), "3" as (3, 3) and "" as (0, 0)."""
    least, _, most = (text or "0").partition("-")
    return int(least), int(most or least)
