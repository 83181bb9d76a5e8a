"""Audits: their types, their states and the moves between them (fact sheet 5.2 and 5.8).

What happens to an audit is a list of events that only grows; its state is that of the last event. An audit runs from
its opening until it is closed or withdrawn; who audits sees what it covers for that long.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from casthouse.measure.period import add_months


class AuditType(StrEnum):
    """Why an organisation is audited."""

    CERTIFICATION = "certification"
    SURVEILLANCE = "surveillance"
    RECERTIFICATION = "recertification"
    SCOPE_CHANGE = "scope_change"

    @property
    def grants(self) -> bool:
        """Say whether a new certificate may follow; the others look after one in force."""
        return self in {AuditType.CERTIFICATION, AuditType.RECERTIFICATION}


class AuditAct(StrEnum):
    """What happens to an audit."""

    OPENED = "opened"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_SENT_BACK = "plan_sent_back"
    PLAN_APPROVED = "plan_approved"
    REPORTED = "reported"
    REPORT_SENT_BACK = "report_sent_back"
    REVIEWED = "reviewed"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class AuditState(StrEnum):
    """Where an audit stands."""

    PLAN_DUE = "plan_due"
    PLAN_SUBMITTED = "plan_submitted"
    IN_AUDIT = "in_audit"
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_running(self) -> bool:
        """Say whether the team still works on it; after the decision it follows up what is open."""
        return self not in {AuditState.CLOSED, AuditState.WITHDRAWN}


STATE_AFTER: Mapping[AuditAct, AuditState] = MappingProxyType(
    {
        AuditAct.OPENED: AuditState.PLAN_DUE,
        AuditAct.PLAN_SUBMITTED: AuditState.PLAN_SUBMITTED,
        AuditAct.PLAN_SENT_BACK: AuditState.PLAN_DUE,
        AuditAct.PLAN_APPROVED: AuditState.IN_AUDIT,
        AuditAct.REPORTED: AuditState.UNDER_REVIEW,
        AuditAct.REPORT_SENT_BACK: AuditState.IN_AUDIT,
        AuditAct.REVIEWED: AuditState.REVIEWED,
        AuditAct.DECIDED: AuditState.DECIDED,
        AuditAct.CLOSED: AuditState.CLOSED,
        AuditAct.WITHDRAWN: AuditState.WITHDRAWN,
    }
)

AUDIT_MOVES: Mapping[AuditAct, frozenset[AuditState]] = MappingProxyType(
    {
        AuditAct.PLAN_SUBMITTED: frozenset({AuditState.PLAN_DUE, AuditState.PLAN_SUBMITTED}),
        AuditAct.PLAN_SENT_BACK: frozenset({AuditState.PLAN_SUBMITTED}),
        AuditAct.PLAN_APPROVED: frozenset({AuditState.PLAN_SUBMITTED}),
        AuditAct.REPORTED: frozenset({AuditState.IN_AUDIT}),
        AuditAct.REPORT_SENT_BACK: frozenset({AuditState.UNDER_REVIEW}),
        AuditAct.REVIEWED: frozenset({AuditState.UNDER_REVIEW}),
        AuditAct.DECIDED: frozenset({AuditState.REVIEWED, AuditState.DECIDED}),
        AuditAct.CLOSED: frozenset({AuditState.DECIDED}),
        AuditAct.WITHDRAWN: frozenset(
            {
                AuditState.PLAN_DUE,
                AuditState.PLAN_SUBMITTED,
                AuditState.IN_AUDIT,
                AuditState.UNDER_REVIEW,
                AuditState.REVIEWED,
            }
        ),
    }
)
"""Each act with the states in which it is allowed; decided again when what was open is closed."""


ENDING = frozenset(act for act, state in STATE_AFTER.items() if not state.is_running)
"""After one of these an audit is over; nothing more happens to it."""


def state_of(acts: Sequence[AuditAct]) -> AuditState:
    """Return the state of an audit after its acts, oldest first; there is at least the opening."""
    assert acts
    assert acts[0] is AuditAct.OPENED
    return STATE_AFTER[acts[-1]]


def is_allowed(act: AuditAct, state: AuditState) -> bool:
    """Say whether an act is allowed in a state."""
    return act in AUDIT_MOVES and state in AUDIT_MOVES[act]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDeadlines:
    """How long report, review and follow-up may take."""

    report_days: int
    oversight_days: int
    follow_up_months: int


def report_due(on_site_end: date, deadlines: AuditDeadlines) -> date:
    """Return the last day on which the report may be sent, counted from the last day on site."""
    return on_site_end + timedelta(days=deadlines.report_days)


def review_due(reported_on: date, deadlines: AuditDeadlines) -> date:
    """Return the day by which the secretariat aims to have reviewed a report."""
    return reported_on + timedelta(days=deadlines.oversight_days)


def runs_on(state: AuditState, day: date, *, decided_on: date | None, deadlines: AuditDeadlines) -> bool:
    """Say whether an audit runs on a day: it is not over, and its follow-up not longer than any correction may take."""
    if not state.is_running:
        return False
    if state is not AuditState.DECIDED or decided_on is None:
        return True
    return day <= add_months(decided_on, deadlines.follow_up_months)
