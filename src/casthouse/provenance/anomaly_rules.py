"""From where on the accounts of the chain look unusual: numbers of a file, each with unit, source and verification."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from casthouse.refusal import Refusal
from casthouse.standard.toml_text import TomlFault, toml_tables

TEXTS = ("name", "unit", "source")
NAMES = frozenset(
    {
        *("output_tolerance_percent", "early_sale_days", "early_sale_percent"),
        *("alumina_per_aluminium_least", "alumina_per_aluminium_low", "alumina_per_aluminium_high"),
        *("bauxite_per_alumina_least", "bauxite_per_alumina_low", "bauxite_per_alumina_high"),
        *("melt_yield_low_percent", "melt_yield_high_percent", "melt_count_least"),
        "process_ahead_days",
        *("ring_mass_least_t", "ring_return_percent"),
        *("coc_sold_percent", "coc_sold_grave_percent", "coc_sold_least_t", "silent_days"),
        *("cash_near_cap_percent", "cash_near_cap_count"),
        *("scrap_round_kg", "scrap_round_percent", "scrap_round_count"),
        *("scrap_sellers_per_day", "scrap_sellers_times"),
        *("scrap_burst_times", "scrap_burst_months", "scrap_burst_least_t"),
        *("first_digit_count", "first_digit_decades", "first_digit_deviation_percent"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyRule:
    """One number: its unit, where it comes from, and whether it was read in an official text."""

    name: str
    value: Fraction
    unit: str
    source: str
    verified: bool


class AnomalyRules(Mapping[str, AnomalyRule]):
    """All numbers by name."""

    def __init__(self, rules: Mapping[str, AnomalyRule]) -> None:
        self._rules = MappingProxyType(dict(rules))

    def __getitem__(self, name: str) -> AnomalyRule:
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def value(self, name: str) -> Fraction:
        """Return a number."""
        return self._rules[name].value

    def whole(self, name: str) -> int:
        """Return a number of days, times or entries, rounded down."""
        return int(self._rules[name].value)

    def part(self, name: str) -> Fraction:
        """Return a number in percent as a fraction."""
        return self._rules[name].value / 100

    def grams(self, name: str) -> Fraction:
        """Return a number of tonnes in grams."""
        return self._rules[name].value * 1_000_000


def anomaly_rules_from_text(text: str) -> AnomalyRules:
    """Return the rules that a text describes.

    Raises:
        Refusal: `anomaly_rules_invalid`, with every mistake.
    """
    try:
        given = toml_tables(text).get("rule")
    except TomlFault as fault:
        raise _invalid([str(fault)]) from None
    rows = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    mistakes = list(_mistakes(rows))
    if mistakes:
        raise _invalid(mistakes)
    return AnomalyRules({str(row["name"]): _rule(row) for row in rows})


def _mistakes(rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    names = [str(row.get("name")) for row in rows]
    yield from (f"the rule {name} is missing" for name in sorted(NAMES - set(names)))
    yield from (f"the rule {name[:60]} is unknown" for name in sorted(set(names) - NAMES))
    yield from (
        f"the rule {name[:60]} stands there twice" for name in sorted(set(names)) if names.count(name) > 1
    )
    for row, name in zip(rows, names, strict=True):
        yield from (f"{name[:60]}: {key} must be text" for key in TEXTS if not isinstance(row.get(key), str))
        if _number(row.get("value")) is None:
            yield f"{name[:60]}: value must be a number above 0"
        if not isinstance(row.get("verified"), bool):
            yield f"{name[:60]}: verified must be true or false"
        unknown = sorted(row.keys() - {*TEXTS, "value", "verified"})
        yield from (f"{name[:60]}: the key {key} is unknown" for key in unknown)


def _rule(row: Mapping[str, object]) -> AnomalyRule:
    value = _number(row["value"])
    assert value is not None
    return AnomalyRule(
        name=str(row["name"]),
        value=value,
        unit=str(row["unit"]),
        source=str(row["source"]),
        verified=row["verified"] is True,
    )


def _number(given: object) -> Fraction | None:
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        return None
    if isinstance(given, Decimal) and not given.is_finite():
        return None
    return Fraction(given) if given > 0 else None


def _invalid(mistakes: Sequence[str]) -> Refusal:
    return Refusal(
        "anomaly_rules_invalid",
        found="; ".join(mistakes),
        expected="every rule once, with name, value, unit, source and whether it was verified",
        todo="correct these points in the file",
    )
