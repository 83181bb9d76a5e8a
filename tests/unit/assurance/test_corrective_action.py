from datetime import date, timedelta

import pytest

from casthouse.assurance.corrective_action import (
    Timeliness,
    correction_due,
    deadline_flaw,
    plan_due,
    timeliness,
    warned_from,
)
from casthouse.assurance.non_conformance import Grade
from tests.unit.assurance.manual_samples import MANUAL

LIMITS = MANUAL.correction


@pytest.mark.parametrize(
    ("on_site_end", "due"),
    [
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 1, 30), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2024, 3, 29)),
        (date(2025, 12, 31), date(2026, 1, 31)),
        (date(2025, 3, 14), date(2025, 4, 14)),
    ],
)
def test_the_plan_is_due_within_a_month(on_site_end: date, due: date) -> None:
    assert plan_due(on_site_end, LIMITS) == due


@pytest.mark.parametrize(
    ("on_site_end", "due"),
    [
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2025, 3, 14), date(2026, 3, 14)),
    ],
)
def test_a_major_one_has_twelve_months(on_site_end: date, due: date) -> None:
    assert correction_due(Grade.MAJOR, on_site_end, LIMITS) == due
    assert correction_due(Grade.MAJOR, on_site_end, LIMITS, next_audit=date(2025, 6, 1)) == due


def test_a_minor_one_is_due_at_the_next_audit_and_after_eighteen_months_at_the_latest() -> None:
    end = date(2024, 8, 31)
    assert correction_due(Grade.MINOR, end, LIMITS) == date(2026, 2, 28)
    assert correction_due(Grade.MINOR, end, LIMITS, next_audit=date(2025, 8, 1)) == date(2025, 8, 1)
    assert correction_due(Grade.MINOR, end, LIMITS, next_audit=date(2027, 8, 1)) == date(2026, 2, 28)
    assert correction_due(Grade.MINOR, end, LIMITS, next_audit=end) == date(2026, 2, 28)


def test_the_last_day_is_in_time_and_the_next_is_late() -> None:
    end, day = date(2024, 2, 29), timedelta(days=1)
    warned, due = warned_from(end, LIMITS), correction_due(Grade.MAJOR, end, LIMITS)
    assert warned == date(2024, 8, 29)
    course = [timeliness(Grade.MAJOR, end, LIMITS, today=on) for on in (warned, warned + day, due, due + day)]
    assert course == [Timeliness.IN_TIME, Timeliness.WARNED, Timeliness.WARNED, Timeliness.LATE]
    due = correction_due(Grade.MINOR, end, LIMITS)
    course = [timeliness(Grade.MINOR, end, LIMITS, today=on) for on in (due, due + day)]
    assert course == [Timeliness.IN_TIME, Timeliness.LATE]


def test_a_deadline_that_is_promised_lies_after_the_audit_and_within_the_limit() -> None:
    end = date(2025, 3, 14)
    assert deadline_flaw(date(2026, 3, 14), Grade.MAJOR, end, LIMITS) is None
    assert "the last day" in str(deadline_flaw(date(2026, 3, 15), Grade.MAJOR, end, LIMITS))
    assert "not after" in str(deadline_flaw(end, Grade.MAJOR, end, LIMITS))
