"""Samples of ledger entries: chance and risk as arguments, so that the same population, method and seed give the same.

Methods, each applied stratum by stratum:

- `simple_random`: each entry draws `sha256(seed + newline + key)`; the lowest are in. Nobody chooses an entry by
  choosing its place in a list.
- `mass_weighted`: systematic over the running mass, as monetary-unit sampling is over money. The interval is mass over
  size, rounded up; the start is `sha256(seed + newline + "start" + newline + stratum)` modulo the interval. Every entry
  in which a point falls is in, so each one that is at least as large as the interval is.
- `risk_ranked`: the highest risk scores; equal ones by their lot as above. This one is aimed, not representative.

The size is shared out over the strata, at least one entry each, the rest by entries (by mass where mass weighs), and
never more than a stratum has.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from heapq import nsmallest
from itertools import accumulate
from typing import NamedTuple

from casthouse.assurance.ledger_population import DIMENSIONS, Population, PopulationOver, Stratum, strata_of
from casthouse.refusal import Refusal


class SampleMethod(StrEnum):
    """How entries are drawn."""

    SIMPLE_RANDOM = "simple_random"
    MASS_WEIGHTED = "mass_weighted"
    RISK_RANKED = "risk_ranked"


METHOD_WORDS: Mapping[SampleMethod, str] = {
    SampleMethod.SIMPLE_RANDOM: "sha256(seed + newline + key), lowest first",
    SampleMethod.MASS_WEIGHTED: "every interval of mass, interval = mass / size rounded up, "
    "start = sha256(seed + newline + start + newline + stratum) modulo the interval",
    SampleMethod.RISK_RANKED: "highest risk score first, equal ones by sha256(seed + newline + key)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLimits:
    """How many entries are drawn where nobody says, and at most."""

    size: int
    size_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest:
    """What is drawn: from what, how, how many, parted by which dimensions, under which seed."""

    over: PopulationOver
    method: SampleMethod
    size: int
    dimensions: tuple[str, ...]
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnEntry:
    """An entry that was drawn: its place in the population, its stratum, and how many points fell into it."""

    place: int
    stratum: str
    hits: int = 1


def draw_sample(
    population: Population, request: SampleRequest, scores: Sequence[int]
) -> tuple[DrawnEntry, ...]:
    """Return the sample in the order of the ledger.

    Args:
        population: what is drawn from.
        request: how.
        scores: risk score of each entry, by place.

    Raises:
        Refusal: `sample_population_empty`, `sample_dimension_unknown`, `sample_too_small`.
    """
    _refuse_dimensions(request)
    if not population.entries:
        raise Refusal(
            "sample_population_empty",
            found=f"no {request.over.value} in the days that the audit looks at",
            expected="at least one entry to draw from",
            todo="look at the days and sites that the audit covers; nothing is drawn from nothing",
        )
    strata = strata_of(population, request.dimensions)
    sizes = shared_out(request, strata)
    places: dict[str, list[int]] = {each.name: [] for each in strata}
    for place, name in enumerate(population.strata(request.dimensions).to_list()):
        places[name].append(place)
    drawn = [
        DrawnEntry(place=place, stratum=name, hits=hits)
        for name, size in sizes.items()
        for place, hits in _drawn(population, request, _Part(name, places[name], size), scores)
    ]
    return tuple(sorted(drawn, key=lambda each: each.place))


def _refuse_dimensions(request: SampleRequest) -> None:
    known = DIMENSIONS[request.over]
    wrong = [each for each in request.dimensions if each not in known]
    if wrong or len(set(request.dimensions)) < len(request.dimensions):
        raise Refusal(
            "sample_dimension_unknown",
            found=f"strata by “{', '.join(request.dimensions)[:100]}”",
            expected=f"each at most once of {', '.join(known)}",
            todo="correct what the strata are made by",
        )


def shared_out(request: SampleRequest, strata: Sequence[Stratum]) -> dict[str, int]:
    """Return how many entries each stratum gives: one at least, the rest in proportion, never more than it has.

    Raises:
        Refusal: `sample_too_small` for fewer entries than strata.
    """
    if request.size < len(strata):
        raise Refusal(
            "sample_too_small",
            found=f"a sample of {request.size} over {len(strata)} strata",
            expected=f"at least {len(strata)}, one entry from each stratum",
            todo="draw more, or part the population by less",
        )
    weighs_mass = request.method is SampleMethod.MASS_WEIGHTED
    weights = {each.name: each.mass_g if weighs_mass else each.entries for each in strata}
    room = {each.name: each.entries - 1 for each in strata}
    given = {each.name: 1 for each in strata}
    left = request.size - len(strata)
    while left and any(room.values()):
        for name, more in _shares(left, {name: weights[name] for name in room if room[name]}, room).items():
            given[name] += more
            room[name] -= more
            left -= more
    return given


def _shares(left: int, weights: Mapping[str, int], room: Mapping[str, int]) -> dict[str, int]:
    """Share a number out by weight, by largest remainder, none beyond its room; at least one is given."""
    total = sum(weights.values()) or len(weights)
    exact = {name: Fraction(left * weight, total) for name, weight in weights.items()}
    shares = {name: min(int(share), room[name]) for name, share in exact.items()}
    spare = left - sum(int(share) for share in exact.values())
    by_remainder = sorted(exact, key=lambda name: (int(exact[name]) - exact[name], name))
    for name in by_remainder[:spare]:
        shares[name] = min(shares[name] + 1, room[name])
    return shares


def lot(seed: str, key: str) -> bytes:
    """Return what an entry draws under a seed."""
    return sha256(f"{seed}\n{key}".encode()).digest()


class _Part(NamedTuple):
    """A stratum with the places of its entries, and how many are drawn from it."""

    name: str
    places: Sequence[int]
    size: int


def _drawn(
    population: Population, request: SampleRequest, part: _Part, scores: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the places drawn from a stratum, with the number of points in each."""
    match request.method:
        case SampleMethod.SIMPLE_RANDOM:
            return [(place, 1) for place in _lowest(population, request.seed, part.places, part.size)]
        case SampleMethod.RISK_RANKED:
            return [(place, 1) for place in _riskiest(population, request.seed, part, scores)]
        case SampleMethod.MASS_WEIGHTED:
            return _systematic(population, request.seed, part)


def _lowest(population: Population, seed: str, places: Sequence[int], size: int) -> list[int]:
    if size >= len(places):
        return list(places)
    keys = population.frame["key"].gather(list(places)).to_list()
    lots = ((lot(seed, key), place) for key, place in zip(keys, places, strict=True))
    return [place for _, place in nsmallest(size, lots)]


def _riskiest(population: Population, seed: str, part: _Part, scores: Sequence[int]) -> list[int]:
    ranked = sorted((scores[place] for place in part.places), reverse=True)
    least = ranked[min(part.size, len(ranked)) - 1]
    above = [place for place in part.places if scores[place] > least]
    equal = [place for place in part.places if scores[place] == least]
    return above + _lowest(population, seed, equal, part.size - len(above))


def _systematic(population: Population, seed: str, part: _Part) -> list[tuple[int, int]]:
    masses = population.frame["mass_g"].gather(list(part.places)).to_list()
    ends = list(accumulate(masses))
    interval, start = interval_and_start(seed, part.name, total_g=ends[-1], size=part.size)
    hits: dict[int, int] = {}
    for point in range(start, ends[-1], interval):
        place = part.places[bisect_right(ends, point)]
        hits[place] = hits.get(place, 0) + 1
    return list(hits.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumShare:
    """What a stratum gives: so many entries or points; where mass weighs, the interval and the first point in grams."""

    stratum: Stratum
    size: int
    interval_g: int | None
    start_g: int | None


def shares_of(request: SampleRequest, strata: Sequence[Stratum]) -> list[StratumShare]:
    """Return how a request is shared out over the strata of a population that is not empty."""
    sizes = shared_out(request, strata)
    shares = []
    for each in strata:
        interval_g, start_g = interval_and_start(
            request.seed, each.name, total_g=each.mass_g, size=sizes[each.name]
        )
        weighs = request.method is SampleMethod.MASS_WEIGHTED
        shares.append(
            StratumShare(
                stratum=each,
                size=sizes[each.name],
                interval_g=interval_g if weighs else None,
                start_g=start_g if weighs else None,
            )
        )
    return shares


def interval_and_start(seed: str, stratum: str, *, total_g: int, size: int) -> tuple[int, int]:
    """Return the interval of a mass-weighted sample in grams, and its first point."""
    interval = -(-total_g // size)
    drawn = int.from_bytes(sha256(f"{seed}\nstart\n{stratum}".encode()).digest(), "big")
    return interval, drawn % interval
