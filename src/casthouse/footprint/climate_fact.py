"""What a scope's own data says on the criteria of greenhouse gas: intensities by period, threshold, path.

They are facts with their entries, not a rating: whoever rates reads them beside the evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
