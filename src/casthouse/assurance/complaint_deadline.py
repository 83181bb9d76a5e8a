"""Deadlines of complaints (fact sheet 5.10): the first answer in business days, the end in calendar days.

Days are those of UTC, where the secretariat keeps its books. The day of receipt is not counted, the last day is still
in time. A business day is every day that is none of the weekend; public holidays are business days here, since they
differ by country: the deadline is never later for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casthouse.assurance.complaint import RULES, ComplaintAct, ComplaintCourse, ComplaintSide
from casthouse.refusal import Refusal


class Weekday(StrEnum):
    """The days of the week, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDeadlines:
    """Numbers of the assurance manual."""

    answer_business_days: int
    target_days: int
    appeal_days: int
    weekend: frozenset[Weekday]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDue:
    """What is due by when, last days included; None where nothing is due any more."""

    first_answer: date
    answered_on: date | None
    end: date
    ended_on: date | None
    appeal_until: date | None

    def is_answer_late(self, today: date) -> bool:
        """Say whether the first answer came, or still is, too late."""
        return (self.answered_on or today) > self.first_answer

    def is_end_late(self, today: date) -> bool:
        """Say whether the end came, or still is, later than aimed at."""
        return (self.ended_on or today) > self.end


def business_days_after(day: date, count: int, weekend: frozenset[Weekday]) -> date:
    """Return the so-many-th business day after a day."""
    assert len(weekend) < len(Weekday), "a week has a business day"
    names = tuple(Weekday)
    while count:
        day += timedelta(days=1)
        count -= names[day.weekday()] not in weekend
    return day


def complaint_due(course: ComplaintCourse, deadlines: ComplaintDeadlines) -> ComplaintDue:
    """Return the deadlines of a complaint; an appeal has the time of a complaint of its own."""
    appeals = [place for place, each in enumerate(course.events) if each.act is ComplaintAct.APPEALED]
    begun = appeals[0] if appeals else 0
    since, first_day = course.events[begun:], course.events[begun].at.date()
    answered = [each.at.date() for each in since if _is_answer(each.act)]
    ended = _ended_on(course)
    return ComplaintDue(
        first_answer=business_days_after(first_day, deadlines.answer_business_days, deadlines.weekend),
        answered_on=min(answered, default=None),
        end=first_day + timedelta(days=deadlines.target_days),
        ended_on=ended,
        appeal_until=None if ended is None or appeals else ended + timedelta(days=deadlines.appeal_days),
    )


def require_appeal_in_time(course: ComplaintCourse, deadlines: ComplaintDeadlines, today: date) -> None:
    """Let an appeal pass up to its last day.

    Raises:
        Refusal: `complaint_appeal_late`.
    """
    until = complaint_due(course, deadlines).appeal_until
    if until is not None and today > until:
        raise Refusal(
            "complaint_appeal_late",
            found=f"an appeal on {today}",
            expected=f"one until {until}",
            todo="send a new complaint, and say in it what is new",
        )


def _is_answer(act: ComplaintAct) -> bool:
    """Say whether something tells the person who complains what a handler says."""
    rule = RULES[act]
    return rule.side is ComplaintSide.HANDLER and ComplaintSide.COMPLAINANT in rule.readers


def _ended_on(course: ComplaintCourse) -> date | None:
    if course.state.is_open:
        return None
    ends: Sequence[date] = [
        each.at.date() for each in course.events if each.act in {ComplaintAct.RESOLVED, ComplaintAct.REJECTED}
    ]
    return ends[-1]
