"""Lots files of the sample value chain: which lots went into the heats, coils, cans, cars and bales that were sold.

They follow from the movements: what is sold was made a day before of lots that had come by then, the oldest first,
as long as these last; a smelter casts what its pots gave in a week. Scrap that falls is taken back where there is a
furnace, else put up in bales and sold; dross is weighed heat by heat. What lay in the yards before the year is not
told, so the first weeks have no processes.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import count

from maker.judging import mass_g
from maker.makings import Heats, Making
from maker.reading import Record
from maker.yard import Feed, Part, Yard, charge, part_of, whole_steps

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
METAL, FALLEN = "aluminium", "pre_consumer_scrap"
WHOLE = Fraction(1)
SCRAPS = ("post_consumer_scrap", "pre_consumer_scrap")


@dataclass(slots=True, kw_only=True)
class Plant:
    """What a company has in its yards, and how many processes of each kind it had so far."""

    making: Making
    bought: dict[str, Yard]
    own: Yard = field(default_factory=Yard)
    numbers: dict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: count(1)))

    def key(self, mark: str, width: int) -> str:
        """Return the next key of a kind of process."""
        return f"{mark}{next(self.numbers[mark]):0{width}d}"


def lots_text(making: Making, standing: Sequence[Record]) -> str:
    """Return the lots file of a company whose standing movements are given."""
    known = sorted((one for one in standing if one["lot"]), key=lambda one: (one["date"], one["reference"]))
    came: dict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
    for one in known:
        if one["kind"] in {"receipt", "production"}:
            came[one["material"]].append((one["date"], one["lot"], one["material"], mass_g(one)))
    plant = Plant(
        making=making, bought={material: Yard(comes=came[material]) for material in (*SCRAPS, METAL)}
    )
    sold = [one for one in known if one["kind"] == "shipment"]
    rows = _in_heats(plant, sold) if making.heats else _one_by_one(plant, sold)
    return "\n".join([HEADER, *rows]) + "\n"


def _one_by_one(plant: Plant, sold: Sequence[Record]) -> Iterator[str]:
    for one in sold:
        if one["material"] == METAL:
            yield from _metal(plant, one)
        else:
            yield from _bale(plant, one)


def _metal(plant: Plant, one: Record) -> Iterator[str]:
    """Yield what was made of metal that came; a coil sent back is cut off and wound up as it came."""
    making, day, key = plant.making, _day_before(one), plant.key("F", 5)
    yard = plant.bought[METAL]
    if making.sent_back_to and one["counterparty"] == making.sent_back_to:
        drawn = yard.draw(mass_g(one), day)
        if drawn:
            yield from _process(key, day, one["facility"], "cutting", drawn=drawn, out=[_sold(one)])
        return
    own = [Feed(yard=plant.own, part=WHOLE)] if making.takes_back else []
    drawn = charge([*own, Feed(yard=yard, part=WHOLE)], whole_steps(mass_g(one) / making.part), day)
    if drawn:
        at = making.at or one["facility"]
        yield from _with_scrap(plant, key, one, drawn=drawn, day=day, at=at)


def _with_scrap(
    plant: Plant, key: str, one: Record, *, drawn: Sequence[Part], day: date, at: str
) -> Iterator[str]:
    """Yield a process whose scrap is laid in the yard of own scrap."""
    fallen_g = part_of(sum(part.grams for part in drawn), plant.making.scrap)
    fallen = [Part(f"{one['lot']}-S", FALLEN, fallen_g)] if fallen_g else []
    plant.own.add(day, fallen)
    yield from _process(key, day, at, plant.making.step, drawn=drawn, out=[_sold(one), *fallen])


def _bale(plant: Plant, one: Record) -> Iterator[str]:
    """Yield how scrap that is sold was sorted: own scrap into bales, bought scrap by what sorting leaves of it."""
    day, making = _day_before(one), plant.making
    if making.step == "sorting":
        drawn = plant.bought[one["material"]].draw(whole_steps(mass_g(one) / making.part), day)
    else:
        drawn = plant.own.draw(mass_g(one), day)
    if drawn:
        at = one["facility"]
        yield from _process(plant.key("B", 4), day, at, "sorting", drawn=drawn, out=[_sold(one)])


def _in_heats(plant: Plant, sold: Sequence[Record]) -> Iterator[str]:
    """Yield a heat a week, and what was cast or rolled of it for each sale of the week."""
    making, heats = plant.making, plant.making.heats
    assert heats is not None
    weeks: dict[tuple[int, int], list[Record]] = defaultdict(list)
    for one in sold:
        weeks[date.fromisoformat(one["date"]).isocalendar()[:2]].append(one)
    for week in weeks.values():
        wanted = [whole_steps(mass_g(one) / making.part) for one in week]
        day = min(_day_before(one) for one in week)
        key = plant.key("H", 3)
        charged = charge(_recipe(plant, heats), sum(wanted), day)
        if not charged:
            continue
        heat = Part(f"{making.company[:2]}25-{key}", METAL, sum(wanted))
        out = [heat, *_dross(heats, heat, charged)]
        yield from _process(key, day, heats.at, "melting", drawn=charged, out=out)
        for place, (one, grams) in enumerate(zip(week, wanted, strict=True), 1):
            drawn = [heat._replace(grams=grams)]
            at = making.at or one["facility"]
            step = f"{key}-{place:02d}"
            yield from _with_scrap(plant, step, one, drawn=drawn, day=_day_before(one), at=at)


def _recipe(plant: Plant, heats: Heats) -> list[Feed]:
    scraps = [
        Feed(yard=plant.bought[scrap], part=heats.bought[scrap], most=heats.scrap_most / len(SCRAPS))
        for scrap in SCRAPS
    ]
    return [
        Feed(yard=plant.own, part=heats.own),
        *scraps,
        Feed(yard=plant.bought[METAL], part=heats.bought[METAL]),
    ]


def _dross(heats: Heats, heat: Part, charged: Sequence[Part]) -> list[Part]:
    lost_g = sum(part.grams for part in charged) - heat.grams
    dross_g = part_of(lost_g, heats.dross)
    return [Part(heat.lot.replace("-H", "-D"), "dross", dross_g)] if dross_g else []


def _process(
    key: str, day: date, plant: str, step: str, *, drawn: Sequence[Part], out: Sequence[Part]
) -> Iterator[str]:
    for direction, parts in (("in", drawn), ("out", out)):
        for lot, material, grams in parts:
            kilograms = f"{grams // 1000}.{grams % 1000:03d}".rstrip("0").rstrip(".")
            yield f"{key},{day},{plant},{step},{direction},{lot},{material},{kilograms},kg"


def _sold(one: Record) -> Part:
    return Part(one["lot"], one["material"], mass_g(one))


def _day_before(one: Record) -> date:
    return date.fromisoformat(one["date"]) - timedelta(days=1)
