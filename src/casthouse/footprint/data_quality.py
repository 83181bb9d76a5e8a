"""How good the data behind a footprint is: five indicators of a named scheme, each input by what kind of data it is.

An overall level weighs each input by what it adds to the figure, along the chain: a supplier's own account brings its
ratings along. A credit, which takes away, is not rated. The scheme is data, and nobody read it in its source.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from casthouse.refusal import Refusal
from casthouse.standard.toml_text import TomlFault, toml_tables

HALF = Fraction(1, 2)
RATED = "rated"


class Indicator(StrEnum):
    """What is rated."""

    TECHNOLOGY = "technology"
    TIME = "time"
    GEOGRAPHY = "geography"
    COMPLETENESS = "completeness"
    RELIABILITY = "reliability"


class QualityInput(StrEnum):
    """Kinds of data that are rated alike."""

    MEASURED = "measured"
    MEASURED_IN_PART = "measured_in_part"
    FACTOR_STOOD_IN = "factor_stood_in"
    DECLARED_PRIMARY = "declared_primary"
    DECLARED = "declared"
    STAND_IN = "stand_in"


SCHEME_KEYS = frozenset({"code", "name", "source", "verified", "levels", "rating"})
RATING_KEYS = frozenset({"input", "why", *(each.value for each in Indicator)})
Ratings = Mapping[Indicator, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityScheme:
    """A scheme: its levels from the best on, the first being 1, and the ratings of each kind of data."""

    code: str
    name: str
    source: str
    verified: bool
    levels: tuple[str, ...]
    ratings: Mapping[QualityInput, Ratings]
    reasons: Mapping[QualityInput, str]

    def level(self, rating: Fraction) -> str:
        """Return the level of a rating: the nearest one, a half being the worse."""
        place = int(rating + HALF) - 1
        return self.levels[max(0, min(place, len(self.levels) - 1))]

    def rating(self, given: QualityInput) -> "DataRating":
        """Return the rating of a kind of data."""
        return DataRating(scheme=self, ratings=self.ratings[given])


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRating:
    """The ratings of a figure, 1 being the best, and `overall` the mean of them."""

    scheme: QualityScheme
    ratings: Ratings

    @property
    def overall(self) -> Fraction:
        """The mean over the indicators."""
        return sum(self.ratings.values(), Fraction(0)) / len(self.ratings)

    @property
    def level(self) -> str:
        """Its level."""
        return self.scheme.level(self.overall)

    @property
    def named(self) -> list[tuple[str, Fraction]]:
        """The ratings by the name of their indicator."""
        return [(each.value, self.ratings[each]) for each in Indicator]


def rating_of(sums: Mapping[str, Fraction], scheme: QualityScheme | None) -> DataRating | None:
    """Return the rating of a figure from ratings times what they are of; None where nothing of it is rated.

    Args:
        sums: by indicator, and under `rated` what they are of.
        scheme: under which they were rated.
    """
    rated = sums.get(RATED)
    if scheme is None or not rated:
        return None
    return DataRating(
        scheme=scheme, ratings={each: sums.get(each.value, Fraction(0)) / rated for each in Indicator}
    )


def rated(
    share: Fraction, given: QualityInput, scheme: QualityScheme | None
) -> Iterator[tuple[str, Fraction]]:
    """Yield the sums that an input adds: its ratings times what it adds to a figure."""
    if scheme is not None and share > 0:
        yield RATED, share
        for indicator, rating in scheme.ratings[given].items():
            yield indicator.value, share * rating


def quality_scheme_from_text(text: str) -> QualityScheme:
    """Return the scheme that a text describes.

    Raises:
        Refusal: `quality_scheme_invalid`, with every mistake.
    """
    try:
        given = toml_tables(text)
    except TomlFault as fault:
        raise _invalid([str(fault)]) from None
    levels, told = given.get("levels"), given.get("rating")
    rows = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    names = [str(each) for each in levels] if isinstance(levels, list) else []
    mistakes = [*_header_mistakes(given, names), *_rating_mistakes(rows, len(names))]
    if mistakes:
        raise _invalid(mistakes)
    return QualityScheme(
        code=str(given["code"]),
        name=str(given["name"]),
        source=str(given["source"]),
        verified=given["verified"] is True,
        levels=tuple(names),
        ratings={
            QualityInput(str(row["input"])): {each: Fraction(str(row[each.value])) for each in Indicator}
            for row in rows
        },
        reasons={QualityInput(str(row["input"])): str(row["why"]) for row in rows},
    )


def _header_mistakes(given: Mapping[str, object], levels: Sequence[str]) -> Iterator[str]:
    for key in ("code", "name", "source"):
        if not isinstance(given.get(key), str) or not given[key]:
            yield f"{key} must be text"
    if not isinstance(given.get("verified"), bool):
        yield "verified must be true or false"
    if len(levels) < 2 or len(set(levels)) != len(levels):  # noqa: PLR2004 - one level tells nothing
        yield "levels must be two or more texts, the best first"
    yield from (f"the key {key} is unknown" for key in sorted(given.keys() - SCHEME_KEYS))


def _rating_mistakes(rows: Sequence[Mapping[str, object]], levels: int) -> Iterator[str]:
    inputs = [str(row.get("input")) for row in rows]
    wanted = [each.value for each in QualityInput]
    if sorted(inputs) != sorted(wanted):
        yield "there must be one [[rating]] of each of " + ", ".join(wanted)
    for row in rows:
        place = str(row.get("input"))
        if not isinstance(row.get("why"), str) or not row["why"]:
            yield f"{place}: why must be text"
        for each in Indicator:
            value = row.get(each.value)
            if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 1 <= value <= levels:
                yield f"{place}: {each.value} must be a number from 1 to {levels}"
        yield from (f"{place}: the key {key} is unknown" for key in sorted(row.keys() - RATING_KEYS))


def _invalid(mistakes: Sequence[str]) -> Refusal:
    return Refusal(
        "quality_scheme_invalid",
        found="; ".join(mistakes),
        expected="a scheme as the reference of footprints describes it",
        todo="correct these points in the file",
    )
