"""A sector's intensity by year, as data: what a company's path to 2050 is drawn against (1.5 °C pathways)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from casthouse.footprint.pathway import SectorPath, path_intensity
from casthouse.refusal import Refusal
from casthouse.standard.toml_text import TomlFault, toml_tables

END_YEAR = 2050
STEP_YEARS = 5
ENDS = 2
KEYS = frozenset({"code", "name", "unit", "source", "verified", "point"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorSeries:
    """The sector's intensity in some years, in `unit`; between two of them it goes straight."""

    code: str
    name: str
    unit: str
    source: str
    verified: bool
    points: tuple[tuple[int, Fraction], ...]

    def in_year(self, year: int) -> Fraction | None:
        """Return the intensity of a year; None outside the series."""
        for (before, low), (after, high) in zip(self.points, self.points[1:], strict=False):
            if before <= year <= after:
                return low + (high - low) * Fraction(year - before, after - before)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathTarget:
    """What the path allows in a year, in t CO2e per t."""

    year: int
    per_t: Fraction


def path_targets(
    series: SectorSeries, *, base_year: int, base: Fraction, also: Sequence[int] = ()
) -> list[PathTarget]:
    """Return what a company's path allows every five years from the next round year to 2050, and in some others.

    Args:
        series: the sector's.
        base_year: of the company; inside the series.
        base: its intensity in that year.
        also: further years; those outside the series or before the base year are left out.

    Raises:
        Refusal: `base_year_invalid` outside the series.
    """
    at_base, at_end = series.in_year(base_year), series.in_year(END_YEAR)
    if at_base is None or at_end is None or base_year >= END_YEAR:
        first, last = series.points[0][0], series.points[-1][0]
        raise Refusal(
            "base_year_invalid",
            found=f"the base year {base_year}",
            expected=f"a year from {first} to {min(last, END_YEAR) - 1}, for which the sector's series has a value",
            todo="name another base year, or a series that reaches it",
        )
    first = base_year - base_year % STEP_YEARS + STEP_YEARS
    years = sorted({*range(first, END_YEAR + 1, STEP_YEARS), *(year for year in also if year >= base_year)})
    found = []
    for year in years:
        value = series.in_year(year)
        if value is not None:
            path = SectorPath(base=at_base, year=value, end=at_end)
            found.append(PathTarget(year=year, per_t=path_intensity(base, path)))
    return found


def sector_series_from_text(text: str) -> SectorSeries:
    """Return the series that a text describes.

    Raises:
        Refusal: `sector_series_invalid`, with every mistake.
    """
    try:
        given = toml_tables(text)
    except TomlFault as fault:
        raise _invalid(str(fault)) from None
    points = given.get("point")
    rows = [each for each in points if isinstance(each, dict)] if isinstance(points, list) else []
    mistakes = list(_mistakes(given, rows))
    if mistakes:
        raise _invalid("; ".join(mistakes))
    return SectorSeries(
        code=str(given["code"]),
        name=str(given["name"]),
        unit=str(given["unit"]),
        source=str(given["source"]),
        verified=given["verified"] is True,
        points=tuple((int(str(row["year"])), Fraction(str(row["value"]))) for row in rows),
    )


def _mistakes(given: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    for key in ("code", "name", "unit", "source"):
        if not isinstance(given.get(key), str) or not given[key]:
            yield f"{key} must be text"
    if not isinstance(given.get("verified"), bool):
        yield "verified must be true or false"
    years = [row.get("year") for row in rows]
    sound = all(isinstance(year, int) and not isinstance(year, bool) for year in years)
    if len(rows) < ENDS or not sound or years != sorted({year for year in years if isinstance(year, int)}):
        yield "there must be at least two [[point]] with a year each, in order"
    for row in rows:
        value = row.get("value")
        if (
            isinstance(value, bool)
            or not isinstance(value, int | Decimal)
            or not Decimal(value).is_finite()
            or value < 0
        ):
            yield f"{row.get('year')}: value must be a number of 0 or more"
    yield from (f"the key {key} is unknown" for key in sorted(given.keys() - KEYS))


def _invalid(found: str) -> Refusal:
    return Refusal(
        "sector_series_invalid",
        found=found,
        expected="a series as the reference of footprints describes it",
        todo="correct these points in the file",
    )
