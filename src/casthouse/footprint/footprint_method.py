"""The method of a footprint, as data: a figure without one is none, and two methods are never added or ranked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from casthouse.refusal import Refusal
from casthouse.standard.toml_text import TomlFault, toml_tables


class ScrapRule(StrEnum):
    """Who carries the burden of scrap that leaves."""

    CUT_OFF = "cut_off"
    CO_PRODUCT = "co_product"
    SUBSTITUTION = "substitution"


class ElectricityRule(StrEnum):
    """By the grid of the place, or by the contract."""

    LOCATION = "location"
    MARKET = "market"


class Part(StrEnum):
    """What may lie inside the boundary: what is bought, by stage, and the plant's own unit processes."""

    BAUXITE = "bauxite"
    ALUMINA = "alumina"
    ALUMINIUM = "aluminium"
    CARBON = "carbon"
    PFC = "pfc"
    FUELS = "fuels"
    ELECTRICITY = "electricity"
    TRANSPORT = "transport"
    PURCHASED_INPUTS = "purchased_inputs"
    OTHER_EMISSIONS = "other_emissions"


UPSTREAM = frozenset((Part.BAUXITE, Part.ALUMINA, Part.ALUMINIUM))
CARBON_RATIOS: Mapping[str, Fraction] = {"44/12": Fraction(44, 12), "3.664": Fraction(3664, 1000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FootprintMethod:
    """One method; `cutoff_percent` is what may be left out per process, `valid_until` the day after which to renew."""

    code: str
    name: str
    boundary: tuple[Part, ...]
    scrap_rule: ScrapRule
    gwp_set: str
    electricity_rule: ElectricityRule
    carbon_ratio: str
    cutoff_percent: Fraction
    data_year: int
    factor_editions: tuple[str, ...]
    verifier: str
    valid_until: date | None
    source: str
    verified: bool

    @property
    def ratio(self) -> Fraction:
        """Tonnes of CO2 per tonne of carbon."""
        return CARBON_RATIOS[self.carbon_ratio]

    @property
    def is_mine_to_metal(self) -> bool:
        """Whether everything from the mine on is inside."""
        return set(self.boundary) == set(Part)


TEXTS = ("code", "name", "gwp_set", "source")
KEYS = frozenset(
    {*TEXTS, "boundary", "scrap_rule", "electricity_rule", "carbon_ratio", "cutoff_percent", "data_year"}
    | {"factor_editions", "verifier", "valid_until", "verified"}
)


def method_from_text(text: str) -> FootprintMethod:
    """Return the method that a text describes.

    Raises:
        Refusal: `method_invalid`, with every mistake.
    """
    try:
        given = toml_tables(text)
    except TomlFault as fault:
        raise _invalid(str(fault)) from None
    mistakes = list(_mistakes(given))
    if mistakes:
        raise _invalid("; ".join(mistakes))
    until = given.get("valid_until")
    boundary, editions = given["boundary"], given["factor_editions"]
    assert isinstance(boundary, list)
    assert isinstance(editions, list)
    return FootprintMethod(
        code=str(given["code"]),
        name=str(given["name"]),
        boundary=tuple(Part(each) for each in boundary),
        scrap_rule=ScrapRule(str(given["scrap_rule"])),
        gwp_set=str(given["gwp_set"]),
        electricity_rule=ElectricityRule(str(given["electricity_rule"])),
        carbon_ratio=str(given["carbon_ratio"]),
        cutoff_percent=Fraction(str(given["cutoff_percent"])),
        data_year=int(str(given["data_year"])),
        factor_editions=tuple(str(each) for each in editions),
        verifier=str(given.get("verifier", "")),
        valid_until=until if isinstance(until, date) else None,
        source=str(given["source"]),
        verified=given["verified"] is True,
    )


def _mistakes(given: Mapping[str, object]) -> Iterator[str]:
    yield from (
        f"{key} must be text" for key in TEXTS if not isinstance(given.get(key), str) or not given[key]
    )
    words = (
        ("scrap_rule", {each.value for each in ScrapRule}),
        ("electricity_rule", {each.value for each in ElectricityRule}),
        ("carbon_ratio", set(CARBON_RATIOS)),
    )
    yield from (
        f"{key} must be one of {', '.join(sorted(known))}"
        for key, known in words
        if given.get(key) not in known
    )
    lists = (("boundary", {each.value for each in Part}), ("factor_editions", None))
    for key, known in lists:
        told = given.get(key)
        if not isinstance(told, list) or not told or (known and not known.issuperset(map(str, told))):
            yield f"{key} must be a list" + (f" of {', '.join(sorted(known))}" if known else " of tables")
    percent = given.get("cutoff_percent")
    if isinstance(percent, bool) or not isinstance(percent, int | Decimal) or not 0 <= percent <= 100:  # noqa: PLR2004
        yield "cutoff_percent must be a number from 0 to 100"
    if isinstance(given.get("data_year"), bool) or not isinstance(given.get("data_year"), int):
        yield "data_year must be a year"
    if "valid_until" in given and not isinstance(given["valid_until"], date):
        yield "valid_until must be a day, or left out"
    if not isinstance(given.get("verified"), bool):
        yield "verified must be true or false"
    yield from (f"the key {key} is unknown" for key in sorted(given.keys() - KEYS))


def _invalid(found: str) -> Refusal:
    return Refusal(
        "method_invalid",
        found=found,
        expected="a method as the reference of footprints describes it",
        todo="correct these points in the file",
    )
