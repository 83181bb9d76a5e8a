"""Thresholds: the numbers, ages and dates that a criterion is judged by, and whether a smelter passes.

The greenhouse gas intensity of a smelter is judged by alternatives: an edition lists them, each for smelters that
started in a certain time, and one that is met is enough. What is asked for and not told counts as not met; what was
not known is said, so that nobody takes "not shown" for "too high". Figures are exact.

Source: fact sheet on the Performance Standard, section 3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.refusal import Refusal
from casthouse.standard.criterion import LETTERS
from casthouse.standard.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Standing):
    """One number, age or date of a criterion or sub-item; a number is exact."""

    id: str
    item: str
    meaning: str
    value: Fraction | date
    unit: str


class Boundary(StrEnum):
    """Which emissions an intensity counts."""

    SCOPE_1_2 = "scope_1_2"  # the smelter's own and those of its energy
    MINE_TO_METAL = "mine_to_metal"  # scope 1, 2 and of scope 3 the categories 1, 3 and 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SmelterAlternative(Standing):
    """One way for a smelter to pass a criterion; what is None or False is not asked for.

    Attributes:
        started_from: only for smelters that started on this day or later; `started_to` on this day or earlier.
        due_from: until the day before, this alternative asks nothing of such a smelter and passes.
        below: the intensity is below this, in `unit`.
        reduction_at_least: it came down by this share from the first to the last of `reporting_periods`.
        accepted_path: it is on a reduction path that the owner of the standard accepts.
        is_on: whether the alternative counts.
    """

    id: str
    item: str
    meaning: str
    boundary: Boundary
    unit: str
    started_from: date | None = None
    started_to: date | None = None
    due_from: date | None = None
    below: Fraction | None = None
    reduction_at_least: Fraction | None = None
    reporting_periods: int | None = None
    accepted_path: bool = False
    is_on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SmelterFigures:
    """What is known of a smelter on the day of judgement.

    `intensities` has for each boundary one figure a reporting period, the oldest first, in t CO2e per t aluminium.
    """

    started_on: date
    judged_on: date
    intensities: Mapping[Boundary, Sequence[Fraction]] = field(default_factory=dict)
    on_accepted_path: bool = False


class Outcome(StrEnum):
    """How a smelter stands to one alternative."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    FIGURES_MISSING = "figures_missing"
    OTHER_SMELTERS = "other_smelters"
    SWITCHED_OFF = "switched_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeResult:
    """One alternative and how a smelter stands to it, with the reason in words."""

    alternative: SmelterAlternative
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdResult:
    """All alternatives of a criterion; it is passed when one is."""

    criterion: str
    results: tuple[AlternativeResult, ...]

    @property
    def is_passed(self) -> bool:
        """Whether some alternative is met."""
        return any(each.outcome is Outcome.PASSED for each in self.results)

    @property
    def lacks_figures(self) -> bool:
        """Whether nothing is met and a figure that is missing might change that."""
        missing = any(each.outcome is Outcome.FIGURES_MISSING for each in self.results)
        return missing and not self.is_passed


def smelter_threshold(
    alternatives: Iterable[SmelterAlternative], *, criterion: str, figures: SmelterFigures
) -> ThresholdResult:
    """Return whether a smelter passes a criterion by one of an edition's alternatives, and how it stands to each.

    Args:
        alternatives: those of the edition.
        criterion: the number of the criterion; alternatives of its sub-items count too.
        figures: what is known of the smelter.

    Raises:
        Refusal: `threshold_unknown` where the edition has no alternative for the criterion.
    """
    known = tuple(alternatives)
    asked = [each for each in known if each.item.rstrip(LETTERS) == criterion]
    if not asked:
        criteria = sorted({each.item for each in known})
        raise Refusal(
            "threshold_unknown",
            found=f"criterion “{criterion}”",
            expected="a criterion with a threshold for smelters: "
            + (", ".join(criteria) or "this edition has none"),
            todo="name that criterion, or an edition that has one",
        )
    return ThresholdResult(criterion=criterion, results=tuple(_result(each, figures) for each in asked))


def _result(alternative: SmelterAlternative, figures: SmelterFigures) -> AlternativeResult:
    outcome, why = _judged(alternative, figures)
    return AlternativeResult(alternative=alternative, outcome=outcome, why=why)


def _judged(alternative: SmelterAlternative, figures: SmelterFigures) -> tuple[Outcome, str]:
    """Return how a smelter stands to one alternative; what it asks for is asked in a fixed order."""
    first, last, started = alternative.started_from, alternative.started_to, figures.started_on
    if not alternative.is_on:
        return Outcome.SWITCHED_OFF, "this edition lists the alternative and does not count it"
    if (first is not None and started < first) or (last is not None and started > last):
        return (
            Outcome.OTHER_SMELTERS,
            f"it is for smelters that started {_span(first, last)}; this one on {started}",
        )
    if alternative.due_from is not None and figures.judged_on < alternative.due_from:
        return Outcome.PASSED, f"it asks nothing before {alternative.due_from}"
    if alternative.accepted_path and not figures.on_accepted_path:
        return Outcome.NOT_PASSED, "the smelter is on no accepted reduction path"
    series = figures.intensities.get(alternative.boundary, ())
    for asked in (_below(alternative, series), _reduced(alternative, series)):
        if asked is not None and asked[0] is not Outcome.PASSED:
            return asked
    told = [asked[1] for asked in (_below(alternative, series), _reduced(alternative, series)) if asked]
    return Outcome.PASSED, "; ".join(told) or "the smelter is on an accepted reduction path"


def _below(alternative: SmelterAlternative, series: Sequence[Fraction]) -> tuple[Outcome, str] | None:
    if alternative.below is None:
        return None
    if not series:
        return (
            Outcome.FIGURES_MISSING,
            f"no intensity with the boundary {alternative.boundary.value} is known",
        )
    limit, now = number_text(alternative.below), number_text(series[-1])
    if series[-1] < alternative.below:
        return Outcome.PASSED, f"{now} is below {limit} {alternative.unit}"
    return Outcome.NOT_PASSED, f"{now} is not below {limit} {alternative.unit}"


def _reduced(alternative: SmelterAlternative, series: Sequence[Fraction]) -> tuple[Outcome, str] | None:
    asked, periods = alternative.reduction_at_least, alternative.reporting_periods
    if asked is None or periods is None:
        return None
    if len(series) < periods:
        return Outcome.FIGURES_MISSING, f"{len(series)} of {periods} reporting periods are known"
    before, now = series[-periods], series[-1]
    by = (before - now) / before if before else Fraction(0)
    words = f"over {periods} reporting periods from {number_text(before)} to {number_text(now)} {alternative.unit}"
    enough = by >= asked
    told = f"{words}, {'at least' if enough else 'less than'} {number_text(asked * 100)} % down"
    return (Outcome.PASSED if enough else Outcome.NOT_PASSED), told


def number_text(value: Fraction) -> str:
    """Return an exact number as a decimal where it is one of at most nine places, else as a fraction."""
    scaled = value * 10**9
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    whole, part = divmod(abs(int(scaled)), 10**9)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}" + (f".{part:09d}".rstrip("0") if part else "")


def _span(first: date | None, last: date | None) -> str:
    return " and ".join(
        word for word in (f"from {first}" if first else "", f"to {last}" if last else "") if word
    )
