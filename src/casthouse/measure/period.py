"""The material accounting period: its calendar.

Period *n* of a scope starts *n* × `period_months` months after the first start, the day clamped to the
month's end (contract section 3). Spans are half-open inside; the inclusive last day belongs to the edge.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

MONTHS_MAX = 12
MONTHS_OF_YEAR = 12
DAYS_OF_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """One material accounting period: `start` is its first day, `end` the day after its last."""

    start: date
    end: date

    def __post_init__(self) -> None:
        assert self.start < self.end

    @property
    def last_day(self) -> date:
        """The last day of the period, inclusive, as files and pages show it."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


@lru_cache(maxsize=1 << 14)  # lists of deadlines ask for the same days again and again
def add_months(day: date, months: int) -> date:
    """Return the day a number of months later, clamped to the month's end, and to the last day there is."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if day.day <= DAYS_OF_EVERY_MONTH:
        return date(year, month0 + 1, day.day)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def months_before(day: date, months: int) -> date:
    """Return the day a number of months earlier, clamped to the month's end, and to the first day there is."""
    return add_months(day, -months) if day.year * 12 + day.month - 1 - months >= MONTHS_OF_YEAR else date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCalendar:
    """The unbroken run of periods of one scope, from its first start to the end of time.

    Spans are half-open, so the very last day that a date can name, 9999-12-31, lies in no period.
    """

    first_start: date
    months: int = MONTHS_MAX

    def __post_init__(self) -> None:
        assert 1 <= self.months <= MONTHS_MAX

    def period(self, number: int) -> Period:
        """Return period *number*, counted from 0."""
        assert number >= 0
        return Period(start=self._start(number), end=self._start(number + 1))

    def _start(self, number: int) -> date:
        return add_months(self.first_start, number * self.months)

    def number_on(self, day: date) -> int | None:
        """Return the number of the period that contains the day, or None where there is none."""
        if day < self.first_start or day == date.max:
            return None
        span = (day.year - self.first_start.year) * 12 + day.month - self.first_start.month
        number = span // self.months
        while day < self._start(number):
            number -= 1
        while day >= self._start(number + 1):
            number += 1
        return number

    def number_starting(self, start: date) -> int | None:
        """Return the number of the period that starts exactly on the day, or None."""
        number = self.number_on(start)
        return number if number is not None and self._start(number) == start else None

    @property
    def last_number(self) -> int:
        """The number of the last period that can be named."""
        last = self.number_on(date.max - timedelta(days=1))
        assert last is not None
        return last

    def until(self, day: date) -> Iterator[Period]:
        """Yield the periods from the first to the one that contains the day."""
        last = self.number_on(day)
        for number in range(0 if last is None else last + 1):
            yield self.period(number)
