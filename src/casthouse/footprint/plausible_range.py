"""What a quantity can be at all, and what is likely: the impossible is refused, the unlikely is warned of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from casthouse.refusal import Refusal
from casthouse.standard.toml_text import TomlFault, toml_tables

LIMITS = ("refuse_at_most", "refuse_below", "refuse_above", "warn_below", "warn_above")
TEXTS = ("name", "unit", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlausibleRange:
    """The limits of one quantity; None where there is none."""

    name: str
    unit: str
    source: str
    verified: bool
    refuse_at_most: Fraction | None = None
    refuse_below: Fraction | None = None
    refuse_above: Fraction | None = None
    warn_below: Fraction | None = None
    warn_above: Fraction | None = None

    def is_impossible(self, value: Fraction) -> bool:
        """Say whether no plant can have this value."""
        return (
            (self.refuse_at_most is not None and value <= self.refuse_at_most)
            or (self.refuse_below is not None and value < self.refuse_below)
            or (self.refuse_above is not None and value > self.refuse_above)
        )

    def is_implausible(self, value: Fraction) -> bool:
        """Say whether the value is possible and unlikely."""
        return not self.is_impossible(value) and (
            (self.warn_below is not None and value < self.warn_below)
            or (self.warn_above is not None and value > self.warn_above)
        )

    @property
    def possible(self) -> str:
        """What is possible, in words."""
        words = (
            _limit("above", self.refuse_at_most),
            _limit("at least", self.refuse_below),
            _limit("at most", self.refuse_above),
        )
        return _joined(words, self.unit)

    @property
    def likely(self) -> str:
        """What is likely, in words."""
        return _joined((_limit("at least", self.warn_below), _limit("at most", self.warn_above)), self.unit)


Ranges = Mapping[str, PlausibleRange]


def ranges_from_text(text: str) -> Ranges:
    """Return the ranges that a text describes, by name.

    Raises:
        Refusal: `ranges_invalid`, with every mistake.
    """
    try:
        tables = toml_tables(text)
    except TomlFault as fault:
        raise _invalid([str(fault)]) from None
    given = tables.get("range")
    rows = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    mistakes = list(_mistakes(rows)) if rows else ["there is no [[range]]"]
    if mistakes:
        raise _invalid(mistakes)
    return MappingProxyType({str(row["name"]): _range(row) for row in rows})


def _mistakes(rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        place = str(row.get("name") or f"range {number}")
        yield from (f"{place}: {key} must be text" for key in TEXTS if not isinstance(row.get(key), str))
        yield from (
            f"{place}: {key} must be a number" for key in LIMITS if key in row and _number(row[key]) is None
        )
        if not isinstance(row.get("verified"), bool):
            yield f"{place}: verified must be true or false"
        if not any(key in row for key in LIMITS):
            yield f"{place}: a range without a limit is none"
        yield from (
            f"{place}: the key {key} is unknown" for key in sorted(row.keys() - {*TEXTS, *LIMITS, "verified"})
        )


def _range(row: Mapping[str, object]) -> PlausibleRange:
    limits = {key: _number(row[key]) for key in LIMITS if key in row}
    return PlausibleRange(
        name=str(row["name"]),
        unit=str(row["unit"]),
        source=str(row["source"]),
        verified=row["verified"] is True,
        **limits,
    )


def _number(given: object) -> Fraction | None:
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        return None
    return Fraction(given) if isinstance(given, int) or given.is_finite() else None


def _limit(words: str, value: Fraction | None) -> str:
    return "" if value is None else f"{words} {float(value):g}"


def _joined(words: Sequence[str], unit: str) -> str:
    told = " and ".join(word for word in words if word)
    return f"{told} {unit}".strip() if told else "anything"


def _invalid(mistakes: Sequence[str]) -> Refusal:
    return Refusal(
        "ranges_invalid",
        found="; ".join(mistakes),
        expected="ranges with a name, a unit, a source, limits and whether they were verified",
        todo="correct these points in the file",
    )
