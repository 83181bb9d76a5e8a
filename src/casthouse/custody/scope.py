"""Certification scopes: the unit of material accounting (contract section 1)."""

from dataclasses import dataclass, field
from datetime import date

from casthouse.custody.position import Carried
from casthouse.custody.stage import Stage
from casthouse.measure.period import MONTHS_MAX, PeriodCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A certification scope: its facilities, its edition and the calendar of its periods.

    `last_day` is set for a scope that ended; a facility may then stand in a later scope.
    """

    code: str
    organisation: str
    facilities: tuple[str, ...]
    edition: str
    first_period_start: date
    period_months: int = MONTHS_MAX
    last_day: date | None = None
    opening: dict[Stage, Carried] = field(default_factory=dict)

    @property
    def calendar(self) -> PeriodCalendar:
        """The periods of the scope."""
        return PeriodCalendar(first_start=self.first_period_start, months=self.period_months)

    def overlaps(self, other: "Scope") -> bool:
        """Say whether the periods of two scopes share a day."""
        last, other_last = self.last_day or date.max, other.last_day or date.max
        return self.first_period_start <= other_last and other.first_period_start <= last
