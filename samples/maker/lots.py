"""Lots files of the sample value chain: which delivered lots went into the heats, coils, cans and cars that were sold.

They follow from the movements: what is sold was made a day before of lots that had come by then, the oldest first,
as long as these last. Scrap comes without a lot number, so what it would have to stand in for stays untold, as in
life. Yields are round figures of the kind of plant.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from maker.judging import mass_g
from maker.reading import Record

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
Mass = tuple[str, int]  # a lot and its grams
SCALE_G = 10_000  # lots are weighed to ten kilograms


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a company makes what it sells: in one step of delivered lots, or in weekly heats first.

    A part of what goes into a step comes out of it; `at` is the plant, empty for that of the shipment.
    """

    company: str
    step: str
    part: Fraction
    at: str = ""
    heat_step: str = ""
    heat_part: Fraction = Fraction(1)
    heat_at: str = ""


MAKINGS = (
    Making(
        company="RHEIN",
        step="casting",
        part=Fraction(998, 1000),
        heat_step="melting",
        heat_part=Fraction(985, 1000),
        heat_at="RHEIN-CH",
    ),
    Making(
        company="RIED",
        step="rolling",
        part=Fraction(80, 100),
        heat_step="melting",
        heat_part=Fraction(985, 1000),
        heat_at="RIED-CH",
    ),
    Making(company="ADDA", step="forming", part=Fraction(82, 100)),
    Making(company="VLTAVA", step="forming", part=Fraction(65, 100), at="VLTAVA-PS"),
    Making(company="ALMFRI", step="assembly", part=Fraction(995, 1000)),
)


@dataclass(slots=True, kw_only=True)
class Yard:
    """The delivered lots that are left, in the order in which they came."""

    comes: list[tuple[str, str, int]]  # day, lot, grams; in the order of days
    left: list[tuple[str, int]] = field(default_factory=list)

    def draw(self, wanted_g: int, day: date) -> list[tuple[str, int]]:
        """Take a mass of the oldest lots that had come by a day; nothing where there is too little."""
        while self.comes and self.comes[0][0] <= day.isoformat():
            _, lot, grams = self.comes.pop(0)
            self.left.append((lot, grams))
        if sum(grams for _, grams in self.left) < wanted_g:
            return []
        taken: dict[str, int] = defaultdict(int)
        while wanted_g:
            lot, grams = self.left.pop(0)
            part = min(grams, wanted_g)
            taken[lot] += part
            wanted_g -= part
            if grams > part:
                self.left.insert(0, (lot, grams - part))
        return list(taken.items())


def lots_text(making: Making, standing: Sequence[Record]) -> str:
    """Return the lots file of a company whose standing movements are given."""
    known = [one for one in standing if one["lot"] and one["material"] == "aluminium"]
    known.sort(key=lambda one: (one["date"], one["reference"]))
    yard = Yard(comes=[(one["date"], one["lot"], mass_g(one)) for one in known if one["kind"] == "receipt"])
    sold = [one for one in known if one["kind"] == "shipment"]
    rows = _in_heats(making, yard, sold) if making.heat_step else _at_once(making, yard, sold)
    return "\n".join([HEADER, *rows]) + "\n"


def _at_once(making: Making, yard: Yard, sold: Sequence[Record]) -> Iterator[str]:
    for number, one in enumerate(sold, 1):
        day = _day_before(one)
        drawn = yard.draw(_wanted(mass_g(one), making.part), day)
        if drawn:
            out = [(one["lot"], mass_g(one))]
            yield from _process(
                f"F{number:05d}", day, making.at or one["facility"], making.step, drawn=drawn, out=out
            )


def _in_heats(making: Making, yard: Yard, sold: Sequence[Record]) -> Iterator[str]:
    weeks: dict[tuple[int, int], list[Record]] = defaultdict(list)
    for one in sold:
        weeks[date.fromisoformat(one["date"]).isocalendar()[:2]].append(one)
    for number, week in enumerate(weeks.values(), 1):
        wanted = [_wanted(mass_g(one), making.part) for one in week]
        day = min(_day_before(one) for one in week)
        drawn = yard.draw(_wanted(sum(wanted), making.heat_part), day)
        if not drawn:
            continue
        heat = f"{making.company[:2]}25-H{number:03d}"
        yield from _process(
            f"H{number:03d}", day, making.heat_at, making.heat_step, drawn=drawn, out=[(heat, sum(wanted))]
        )
        for place, (one, grams) in enumerate(zip(week, wanted, strict=True), 1):
            plant = making.at or one["facility"]
            out = [(one["lot"], mass_g(one))]
            yield from _process(
                f"H{number:03d}-{place:02d}",
                _day_before(one),
                plant,
                making.step,
                drawn=[(heat, grams)],
                out=out,
            )


def _process(
    key: str, day: date, plant: str, step: str, *, drawn: Sequence[Mass], out: Sequence[Mass]
) -> Iterator[str]:
    for direction, lots in (("in", drawn), ("out", out)):
        for lot, grams in lots:
            kilograms = f"{grams // 1000}.{grams % 1000:03d}".rstrip("0").rstrip(".")
            yield f"{key},{day},{plant},{step},{direction},{lot},aluminium,{kilograms},kg"


def _day_before(one: Record) -> date:
    return date.fromisoformat(one["date"]) - timedelta(days=1)


def _wanted(out_g: int, part: Fraction) -> int:
    """Return what has to go in for a mass to come out, in whole steps of the scales."""
    return -(-out_g * part.denominator // (part.numerator * SCALE_G)) * SCALE_G
