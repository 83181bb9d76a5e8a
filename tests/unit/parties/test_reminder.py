"""When somebody is reminded, day by day."""

from datetime import date, timedelta

import pytest

from casthouse.parties.duty import NO_DAY, Duty, DutyKind
from casthouse.parties.reminder import (
    Frequency,
    Mark,
    ReminderRules,
    SentReminder,
    is_reminder_due,
    mark_of,
    marks_of,
)

RULES = ReminderRules(near_days=30, steps=(30, 14, 7, 1))
TODAY = date(2026, 3, 2)


def duty(
    due: date | None, *, opens: date | None = None, remind: tuple[date, ...] = (), key: str = "C-1"
) -> Duty:
    return Duty(
        kind=DutyKind.RENEW_CERTIFICATE,
        organisation="ACME",
        subject=key,
        text="renew",
        opens=opens,
        due=due,
        basis=NO_DAY,
        keys=(key,),
        remind=remind,
    )


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [
        (31, None),
        (30, (1, False)),
        (15, (1, False)),
        (14, (2, False)),
        (7, (3, False)),
        (1, (4, False)),
        (0, (4, False)),
        (-1, (4, True)),
    ],
)
def test_a_duty_is_worth_a_message_from_the_first_step_on(
    days_left: int, expected: tuple[int, bool] | None
) -> None:
    due = TODAY + timedelta(days=days_left)
    mark = mark_of(duty(due), TODAY, RULES)
    assert mark == (None if expected is None else Mark(due=due, step=expected[0], is_overdue=expected[1]))


def test_a_day_of_reminding_of_its_own_comes_before_it_is_near() -> None:
    due = date(2026, 12, 31)
    own = (date(2026, 3, 2), date(2026, 6, 30))
    assert mark_of(duty(due, remind=own), date(2026, 3, 1), RULES) is None
    assert mark_of(duty(due, remind=own), date(2026, 3, 2), RULES) == Mark(due=due, step=1, is_overdue=False)


def test_what_cannot_be_done_yet_is_no_message_and_what_has_no_day_is() -> None:
    assert mark_of(duty(date(2026, 3, 9), opens=date(2026, 3, 3)), TODAY, RULES) is None
    assert mark_of(duty(None), TODAY, RULES) == Mark(due=None, step=0, is_overdue=False)


def sent(days_ago: int, *duties: Duty) -> SentReminder:
    on = TODAY - timedelta(days=days_ago)
    return SentReminder(on=on, marks=marks_of([(each, on) for each in duties], RULES))


NEAR, LATE = duty(TODAY + timedelta(days=5)), duty(TODAY - timedelta(days=1), key="C-2")


@pytest.mark.parametrize(
    ("frequency", "duties", "last", "expected"),
    [
        (Frequency.WEEKLY, [NEAR], None, True),
        (Frequency.OFF, [NEAR, LATE], None, False),
        (Frequency.DAILY, [], None, False),
        (Frequency.WEEKLY, [NEAR], sent(6, NEAR), False),
        (Frequency.WEEKLY, [NEAR], sent(7, NEAR), True),
        (Frequency.WEEKLY, [NEAR, LATE], sent(1, NEAR, LATE), True),  # overdue since today
        (Frequency.WEEKLY, [NEAR, LATE], sent(0, NEAR), False),  # never twice a day
        (Frequency.DAILY, [NEAR], sent(0), False),
        (Frequency.DAILY, [NEAR], sent(1, NEAR), False),  # nothing changed
        (Frequency.DAILY, [NEAR], sent(3, NEAR), True),  # nearer than seven days now
        (Frequency.DAILY, [NEAR, duty(None, key="C-3")], sent(1, NEAR), True),
        (Frequency.DAILY, [duty(TODAY + timedelta(days=6))], sent(1, NEAR), True),  # its day moved
    ],
)
def test_whose_turn_it_is(
    frequency: Frequency, duties: list[Duty], last: SentReminder | None, *, expected: bool
) -> None:
    marks = marks_of([(each, TODAY) for each in duties], RULES)
    assert is_reminder_due(frequency, marks, today=TODAY, last=last) is expected
