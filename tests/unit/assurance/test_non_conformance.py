from datetime import date

import pytest

from casthouse.assurance.non_conformance import (
    Grade,
    GradedItem,
    Ground,
    NonConformance,
    NonConformanceAct,
    NonConformanceEvent,
    NonConformanceState,
    acts_in,
    grade_of,
    majors_counted,
    state_after,
)

ACT, STATE = NonConformanceAct, NonConformanceState
END = date(2025, 3, 14)


def raised(*acts: NonConformanceAct, grade: Grade = Grade.MAJOR) -> NonConformance:
    return NonConformance(
        item="5.2",
        criterion="5.2",
        site="SMELTER",
        grounds=frozenset({Ground.SYSTEMIC if grade is Grade.MAJOR else Ground.ISOLATED}),
        raised_grade=grade,
        counted_from=END,
        events=tuple(NonConformanceEvent(act=act, on=END) for act in acts),
    )


@pytest.mark.parametrize("ground", sorted(set(Ground) - {Ground.ISOLATED}))
def test_each_ground_but_an_isolated_lapse_makes_it_major(ground: Ground) -> None:
    assert grade_of([ground]) is Grade.MAJOR
    assert grade_of([Ground.ISOLATED, ground]) is Grade.MAJOR


def test_an_isolated_lapse_is_minor_and_no_ground_grades_nothing() -> None:
    assert grade_of([Ground.ISOLATED]) is Grade.MINOR
    assert grade_of([]) is None


def test_from_raised_to_closed() -> None:
    way = [ACT.RAISED, ACT.PLAN_SUBMITTED, ACT.PLAN_APPROVED, ACT.ACTION_REPORTED, ACT.CLOSED]
    states = [raised(*way[: n + 1]).state for n in range(len(way))]
    assert states == [
        STATE.PLAN_DUE,
        STATE.PLAN_SUBMITTED,
        STATE.IN_ACTION,
        STATE.TO_BE_VERIFIED,
        STATE.CLOSED,
    ]
    assert not raised(*way).is_open


def test_what_is_sent_back_is_due_again() -> None:
    assert raised(ACT.PLAN_SUBMITTED, ACT.PLAN_SENT_BACK).state is STATE.PLAN_DUE
    acts = [ACT.PLAN_SUBMITTED, ACT.PLAN_APPROVED, ACT.ACTION_REPORTED, ACT.ACTION_SENT_BACK]
    assert raised(*acts).state is STATE.IN_ACTION


def test_nobody_closes_what_was_not_done() -> None:
    for state in STATE:
        assert (state_after(state, ACT.CLOSED) is not None) == (state is STATE.TO_BE_VERIFIED)
    assert acts_in(STATE.CLOSED) == ()
    assert acts_in(STATE.RETRACTED) == ()
    assert state_after(STATE.PLAN_DUE, ACT.DOWNGRADED) is None


def test_a_downgrade_keeps_the_plan_and_an_escalation_asks_for_a_new_one() -> None:
    down = raised(ACT.PLAN_SUBMITTED, ACT.PLAN_APPROVED, ACT.DOWNGRADED)
    assert (down.grade, down.state) == (Grade.MINOR, STATE.IN_ACTION)
    up = raised(ACT.PLAN_SUBMITTED, ACT.PLAN_APPROVED, ACT.ESCALATED, grade=Grade.MINOR)
    assert (up.grade, up.state) == (Grade.MAJOR, STATE.PLAN_DUE)


def test_a_late_minor_one_is_major_from_the_day_after() -> None:
    due = date(2026, 9, 14)
    minor = raised(grade=Grade.MINOR)
    assert minor.grade_on(due, minor_due=due) is Grade.MINOR
    assert minor.grade_on(date(2026, 9, 15), minor_due=due) is Grade.MAJOR
    closed = raised(ACT.PLAN_SUBMITTED, ACT.PLAN_APPROVED, ACT.ACTION_REPORTED, ACT.CLOSED, grade=Grade.MINOR)
    assert closed.grade_on(date(2030, 1, 1), minor_due=due) is Grade.MINOR


def graded(item: str, grade: Grade) -> GradedItem:
    return GradedItem(item=item, criterion=item.rstrip("abc"), grade=grade)


def test_one_item_counts_once_however_many_sites_show_it() -> None:
    assert majors_counted([graded("5.2", Grade.MAJOR)] * 4, repeated_minors=3) == ("5.2",)


def test_repeated_minors_of_a_criterion_count_as_one_major() -> None:
    minors = [graded("2.1a", Grade.MINOR), graded("2.1b", Grade.MINOR)]
    assert majors_counted(minors, repeated_minors=3) == ()
    assert majors_counted([*minors, graded("2.1a", Grade.MINOR)], repeated_minors=3) == ("2.1 (repeated)",)
    assert majors_counted([*minors, graded("2.2", Grade.MINOR)], repeated_minors=3) == ()


def test_a_critical_breach_counts_while_it_is_open() -> None:
    breach = NonConformance(
        item="10.2",
        criterion="10.2",
        site="PIT",
        grounds=frozenset({Ground.CRITICAL}),
        raised_grade=Grade.MAJOR,
        counted_from=END,
    )
    assert breach.is_critical
    assert not raised().is_critical
