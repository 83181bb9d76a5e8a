from datetime import date

from casthouse.assurance.audit import (
    AUDIT_MOVES,
    ENDING,
    STATE_AFTER,
    AuditAct,
    AuditState,
    is_allowed,
    report_due,
    review_due,
    runs_on,
    state_of,
)
from tests.unit.assurance.manual_samples import MANUAL

ACT, STATE = AuditAct, AuditState
DEADLINES = MANUAL.deadlines


def test_every_act_has_a_state_and_is_allowed_somewhere() -> None:
    assert set(STATE_AFTER) == set(AuditAct)
    assert set(AUDIT_MOVES) == set(AuditAct) - {ACT.OPENED}


def test_from_opening_to_closing() -> None:
    way = [
        ACT.OPENED,
        ACT.PLAN_SUBMITTED,
        ACT.PLAN_APPROVED,
        ACT.REPORTED,
        ACT.REVIEWED,
        ACT.DECIDED,
        ACT.CLOSED,
    ]
    for n in range(1, len(way)):
        assert is_allowed(way[n], state_of(way[:n])), way[n]
    assert state_of(way) is STATE.CLOSED


def test_no_decision_before_the_review_and_no_report_before_the_plan() -> None:
    assert [state for state in STATE if is_allowed(ACT.DECIDED, state)] == [STATE.REVIEWED, STATE.DECIDED]
    assert [state for state in STATE if is_allowed(ACT.REPORTED, state)] == [STATE.IN_AUDIT]


def test_what_ends_an_audit_is_all_after_which_nothing_is_allowed() -> None:
    assert {act for act in ACT if not any(is_allowed(each, STATE_AFTER[act]) for each in ACT)} == ENDING


def test_nothing_happens_to_what_is_over() -> None:
    for state in (STATE.CLOSED, STATE.WITHDRAWN):
        assert not state.is_running
        assert not any(is_allowed(act, state) for act in AuditAct)


def test_deadlines_include_their_last_day() -> None:
    assert report_due(date(2024, 1, 4), DEADLINES) == date(2024, 2, 29)  # 8 weeks
    assert review_due(date(2024, 1, 30), DEADLINES) == date(2024, 2, 29)  # 30 days


def test_an_audit_runs_until_it_is_over_or_its_follow_up_is() -> None:
    decided = date(2024, 8, 31)
    assert runs_on(STATE.IN_AUDIT, date(2040, 1, 1), decided_on=None, deadlines=DEADLINES)
    assert runs_on(STATE.DECIDED, date(2026, 2, 28), decided_on=decided, deadlines=DEADLINES)
    assert not runs_on(STATE.DECIDED, date(2026, 3, 1), decided_on=decided, deadlines=DEADLINES)
    assert not runs_on(STATE.CLOSED, decided, decided_on=decided, deadlines=DEADLINES)
