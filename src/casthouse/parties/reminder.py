"""Reminders: when a person is told by e-mail what waits, so that nothing is missed and nobody is flooded.

One message holds everything; never two for one day. A weekly reader is told every seven days while something waits,
and on the day after which something is overdue. A daily reader is told on each day on which something changed: a duty
came up, its day moved, it came nearer than a step, or it passed. Nothing waiting, nothing is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.parties.duty import Duty, DutyStanding

WEEK_DAYS = 7


class Frequency(StrEnum):
    """How often a person wants to be reminded."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a duty stood when somebody was reminded: its day, the step it had reached, and whether it was overdue."""

    due: date | None
    step: int
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReminder:
    """The last reminder of a person: its day, and how each duty stood in it, by reference."""

    on: date
    marks: Mapping[str, Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRules:
    """So many days before a day it is near, and the steps at which a daily reader hears of it again."""

    near_days: int
    steps: tuple[int, ...]


def mark_of(duty: Duty, today: date, rules: ReminderRules) -> Mark | None:
    """Return how a duty stands in a reminder of a day; None for one that is not yet worth a message.

    Worth a message is what is overdue, near, waiting without a day, or past one of its own days of reminding.
    """
    standing = duty.standing(today, near_days=rules.near_days)
    passed = sum(day <= today for day in duty.remind)
    if standing is DutyStanding.AHEAD or (standing is DutyStanding.OPEN and duty.due and not passed):
        return None
    left = (duty.due - today).days if duty.due else None
    reached = sum(left <= step for step in rules.steps) if left is not None else 0
    return Mark(due=duty.due, step=passed + reached, is_overdue=standing is DutyStanding.OVERDUE)


def marks_of(duties: Sequence[tuple[Duty, date]], rules: ReminderRules) -> dict[str, Mark]:
    """Return the marks of what a reminder would hold; each duty comes with the day where its organisation is."""
    marks = {duty.reference: mark_of(duty, today, rules) for duty, today in duties}
    return {reference: mark for reference, mark in marks.items() if mark is not None}


def is_reminder_due(
    frequency: Frequency, marks: Mapping[str, Mark], *, today: date, last: SentReminder | None
) -> bool:
    """Say whether a person is to be reminded on a day.

    Args:
        frequency: as the person chose.
        marks: what the reminder would hold.
        today: the day of sending.
        last: the reminder that was sent last; None: none yet.
    """
    if frequency is Frequency.OFF or not marks:
        return False
    if last is None:
        return True
    if today <= last.on:
        return False
    newly_overdue = any(
        mark.is_overdue and not (reference in last.marks and last.marks[reference].is_overdue)
        for reference, mark in marks.items()
    )
    if frequency is Frequency.WEEKLY:
        return newly_overdue or (today - last.on).days >= WEEK_DAYS
    return newly_overdue or any(last.marks.get(reference) != mark for reference, mark in marks.items())
