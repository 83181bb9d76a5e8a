"""Certification scopes: the unit of material accounting (contract section 1)."""

from dataclasses import dataclass, field
from datetime import date

from casthouse.custody.position import Carried
from casthouse.custody.stage import Stage
from casthouse.measure.period import MONTHS_MAX, PeriodCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityDays:
    """A run of days, both inclusive, on which a facility stands in a scope."""

    facility: str
    first: date
    last: date

    @property
    def is_always(self) -> bool:
        """Say whether the run has neither beginning nor end."""
        return (self.first, self.last) == (date.min, date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A certification scope: its facilities, its edition and the calendar of its periods.

    `last_day` is set for a scope that ended; a facility may then stand in a later scope. `facilities` names all that
    ever stood in it; `joined_or_left` has the days of those that did not on all of them.
    """

    code: str
    organisation: str
    facilities: tuple[str, ...]
    edition: str
    first_period_start: date
    period_months: int = MONTHS_MAX
    last_day: date | None = None
    opening: dict[Stage, Carried] = field(default_factory=dict)
    joined_or_left: tuple[FacilityDays, ...] = ()

    @property
    def calendar(self) -> PeriodCalendar:
        """The periods of the scope."""
        return PeriodCalendar(first_start=self.first_period_start, months=self.period_months)

    def days_of(self, facility: str) -> tuple[FacilityDays, ...]:
        """Return the days on which a facility stands in the scope."""
        if facility not in self.facilities:
            return ()
        runs = tuple(each for each in self.joined_or_left if each.facility == facility)
        return runs or (FacilityDays(facility=facility, first=date.min, last=date.max),)

    def holds(self, facility: str, day: date) -> bool:
        """Say whether a facility stands in the scope on a day."""
        return any(each.first <= day <= each.last for each in self.days_of(facility))

    def facilities_between(self, first: date, last: date) -> tuple[str, ...]:
        """Return the facilities that stand in the scope on some day from the first to the last, inclusive."""
        return tuple(
            code
            for code in self.facilities
            if any(each.first <= last and first <= each.last for each in self.days_of(code))
        )

    def shares_day(self, other: "Scope", facility: str) -> bool:
        """Say whether a facility stands in both scopes on some day of both their accounts."""
        first = max(self.first_period_start, other.first_period_start)
        last = min(self.last_day or date.max, other.last_day or date.max)
        return any(
            max(one.first, two.first, first) <= min(one.last, two.last, last)
            for one in self.days_of(facility)
            for two in other.days_of(facility)
        )
