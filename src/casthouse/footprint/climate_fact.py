"""What a scope's own data says on the criteria of greenhouse gas: intensities by period, threshold, path.

They are facts with their entries, not a rating: whoever rates reads them beside the evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from casthouse.footprint.sector_path import PathTarget, SectorSeries
from casthouse.measure.period import Period
from casthouse.standard.threshold import ThresholdResult

DECIMALS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodIntensity:
    """The intensities of one period, in t CO2e per t; None where something is missing.

    Attributes:
        whole: mine to metal.
        process: own direct emissions and electricity (scope 1 and 2).
        bought: metal bought, weighted by mass; None where none was.
        missing: what is missing.
        is_smelter: whether the metal was made from alumina in the scope.
        entries: references of the measurements.
        late: editions of factors that a figure rests on and that do not hold in the period.
    """

    period: Period
    whole: Fraction | None
    process: Fraction | None
    bought: Fraction | None
    missing: tuple[str, ...]
    is_smelter: bool
    entries: tuple[str, ...]
    late: tuple[str, ...] = ()

    def of(self, kind: "SlopeKind") -> Fraction | None:
        """Return one of the intensities."""
        match kind:
            case SlopeKind.MINE_TO_METAL:
                return self.whole
            case SlopeKind.PROCESS:
                return self.process
            case SlopeKind.BOUGHT_METAL:
                return self.bought


class SlopeKind(StrEnum):
    """What criterion 5.3 wants to see come down."""

    MINE_TO_METAL = "mine_to_metal"
    PROCESS = "process"
    BOUGHT_METAL = "bought_metal"


SLOPE_WORDS: Mapping[SlopeKind, tuple[str, str]] = {
    SlopeKind.MINE_TO_METAL: ("mine to metal", "smelters"),
    SlopeKind.PROCESS: ("own scope 1 and 2", "casthouses, semi-fabrication and conversion"),
    SlopeKind.BOUGHT_METAL: ("metal bought", "casthouses, semi-fabrication and conversion"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """How an intensity changed from the base period, or the first after it that has one, to the last.

    `has_series` says whether a path is drawn for it.
    """

    kind: SlopeKind
    is_asked: bool
    base: tuple[Period, Fraction] | None
    now: tuple[Period, Fraction] | None
    has_series: bool

    @property
    def what(self) -> str:
        """Of what."""
        return SLOPE_WORDS[self.kind][0]

    @property
    def asked_of(self) -> str:
        """Of which activities the criterion asks it."""
        return SLOPE_WORDS[self.kind][1]

    @property
    def change(self) -> Fraction | None:
        """By which part of the base it changed; below zero it fell. None where there are not two periods."""
        if self.base is None or self.now is None or self.base[0] == self.now[0] or not self.base[1]:
            return None
        return self.now[1] / self.base[1] - 1

    @property
    def change_percent(self) -> Fraction | None:
        """The same in percent."""
        return None if self.change is None else self.change * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateFacts:
    """The facts of a scope; `threshold` is None where it is no smelter or the day it started was not told."""

    scope: str
    organisation: str
    edition: str
    periods: tuple[PeriodIntensity, ...]
    threshold: ThresholdResult | None
    threshold_unknown: str
    base: PeriodIntensity | None
    base_unknown: str
    series: SectorSeries
    targets: tuple[PathTarget, ...]

    @property
    def slopes(self) -> tuple[Slope, ...]:
        """How each intensity came down that the criterion asks of some activity; only the whole chain has a series."""
        is_smelter = any(each.is_smelter for each in self.periods)
        return tuple(
            self._slope(kind, is_asked=is_smelter is (kind is SlopeKind.MINE_TO_METAL)) for kind in SlopeKind
        )

    def _slope(self, kind: SlopeKind, *, is_asked: bool) -> Slope:
        base = (self.base,) if self.base else ()
        first = self.base.period.start if self.base else date.min
        later = [each for each in self.periods if each.period.start > first or not base]
        known = [(each.period, value) for each in (*base, *later) if (value := each.of(kind)) is not None]
        return Slope(
            kind=kind,
            is_asked=is_asked,
            base=known[0] if known else None,
            now=known[-1] if known else None,
            has_series=kind is SlopeKind.MINE_TO_METAL,
        )

    @property
    def now(self) -> PeriodIntensity | None:
        """The last period with a whole intensity; None where there is none."""
        known = [each for each in self.periods if each.whole is not None]
        return known[-1] if known else None

    @property
    def target_now(self) -> PathTarget | None:
        """What the path allows in the year of that period."""
        if self.now is None:
            return None
        year = self.now.period.last_day.year
        return next((each for each in self.targets if each.year == year), None)

    @property
    def is_on_path(self) -> bool | None:
        """Whether the last intensity is not above the path; None where there is nothing to compare."""
        if self.now is None or self.target_now is None or self.now.whole is None or self.now is self.base:
            return None  # the base year lies on its own path, which tells nothing
        return self.now.whole <= self.target_now.per_t


def unbroken(periods: Sequence[PeriodIntensity], *, is_process: bool) -> list[Fraction]:
    """Return the intensities of the last periods without a gap, the oldest first; empty where the last is unknown.

    They are rounded up to nine decimals: against whoever passes.
    """
    found: list[Fraction] = []
    for each in reversed(periods):
        value = each.process if is_process else each.whole
        if value is None:
            break
        found.insert(0, Fraction(ceil(value * 10**DECIMALS), 10**DECIMALS))
    return found
