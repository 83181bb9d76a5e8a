"""A work list drawn: a column for each of the next twelve months, and the days of one month as a calendar."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casthouse.measure.period import add_months
from casthouse.parties.duty import DutyStanding
from casthouse.service.worklist import WorkEntry

MONTHS = 12
WIDTH, HEIGHT, FLOOR, CEILING = 960, 172, 134, 34
SHOWN_OF_DAY = 3
MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthColumn:
    """A month with what is due in it; `upper` and `lower` are the heights of its two pieces, for the whole `x`."""

    month: date
    count: int
    overdue: int
    x: float
    width: float
    top: float
    height: float
    overdue_top: float
    overdue_height: float
    middle: float

    @property
    def label(self) -> str:
        """The month as people say it, in brief."""
        return f"{self.month:%b}" if self.month.month > 1 else f"{self.month:%b %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day of the calendar: is it in the month, is it today, and what is due on it."""

    day: date
    is_of_month: bool
    is_today: bool
    entries: tuple[WorkEntry, ...]

    @property
    def shown(self) -> tuple[WorkEntry, ...]:
        """The entries that have room in the cell."""
        return self.entries[:SHOWN_OF_DAY]

    @property
    def more(self) -> int:
        """How many have none."""
        return max(0, len(self.entries) - SHOWN_OF_DAY)


def month_columns(entries: Sequence[WorkEntry], today: date) -> tuple[MonthColumn, ...]:
    """Return the columns of twelve months from that of today on; what is overdue stands in the first."""
    first = today.replace(day=1)
    months = [add_months(first, number) for number in range(MONTHS)]
    counts, overdue = dict.fromkeys(months, 0), dict.fromkeys(months, 0)
    for each in entries:
        if each.duty.due is None:
            continue
        month = max(first, each.duty.due.replace(day=1))
        if month in counts:
            counts[month] += 1
            overdue[month] += each.standing is DutyStanding.OVERDUE
    most, step = max([*counts.values(), 1]), WIDTH / MONTHS
    columns = []
    for number, month in enumerate(months):
        height = (FLOOR - CEILING) * counts[month] / most
        late = (FLOOR - CEILING) * overdue[month] / most
        columns.append(
            MonthColumn(
                month=month,
                count=counts[month],
                overdue=overdue[month],
                x=number * step + step * 0.2,
                width=step * 0.6,
                top=FLOOR - height,
                height=height - late,
                overdue_top=FLOOR - late,
                overdue_height=late,
                middle=(number + 0.5) * step,
            )
        )
    return tuple(columns)


def calendar_weeks(
    entries: Sequence[WorkEntry], month: date, today: date
) -> tuple[tuple[CalendarDay, ...], ...]:
    """Return the weeks of a month, from Monday on, with what is due on each day."""
    by_day: dict[date, list[WorkEntry]] = {}
    for each in entries:
        if each.duty.due is not None:
            by_day.setdefault(each.duty.due, []).append(each)
    weeks = Calendar(MONDAY).monthdatescalendar(month.year, month.month)
    return tuple(
        tuple(
            CalendarDay(
                day=day,
                is_of_month=day.month == month.month,
                is_today=day == today,
                entries=tuple(by_day.get(day, ())),
            )
            for day in week
        )
        for week in weeks
    )


def month_of_text(text: str | None, today: date) -> date:
    """Return the first day of the month that a query names, of the present one where it names none or nonsense."""
    present = today.replace(day=1)
    try:
        month = date.fromisoformat(f"{text}-01") if text else present
    except ValueError:
        return present
    return month if date.min.year < month.year < date.max.year else present


def last_day_of(month: date) -> date:
    """Return the last day of a month."""
    return add_months(month, 1) - timedelta(days=1)
