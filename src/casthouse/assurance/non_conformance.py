"""Non-conformances: how they are graded, and what becomes of them until they are closed.

A lapse is minor; it is major as soon as one ground for that is met (fact sheet 5.3). The grade is computed from the
grounds that the auditor names, never chosen. What happens to a non-conformance is a list of events that only grows;
its standing on a day is their fold: a minor one that is late counts as major from the next day on (5.4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Grade(StrEnum):
    """How grave a non-conformance is."""

    MINOR = "minor"
    MAJOR = "major"


class Ground(StrEnum):
    """Why a non-conformance is graded as it is."""

    ISOLATED = "isolated"
    NOT_IMPLEMENTED = "not_implemented"
    SYSTEMIC = "systemic"
    REPEATED = "repeated"
    SERIOUS_RISK = "serious_risk"
    CRITICAL = "critical"  # grave or intentional: the certificate is suspended at once


MAJOR_GROUNDS = frozenset(Ground) - {Ground.ISOLATED}


def grade_of(grounds: Iterable[Ground]) -> Grade | None:
    """Return the grade that grounds give, or None where none is named: a non-conformance needs a ground."""
    named = frozenset(grounds)
    if not named:
        return None
    return Grade.MAJOR if named & MAJOR_GROUNDS else Grade.MINOR


class NonConformanceAct(StrEnum):
    """What happens to a non-conformance."""

    RAISED = "raised"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_SENT_BACK = "plan_sent_back"
    PLAN_APPROVED = "plan_approved"
    ACTION_REPORTED = "action_reported"
    ACTION_SENT_BACK = "action_sent_back"
    CLOSED = "closed"
    DOWNGRADED = "downgraded"
    ESCALATED = "escalated"
    RETRACTED = "retracted"
    EXEMPTION_REQUESTED = "exemption_requested"
    EXEMPTED = "exempted"
    EXEMPTION_DECLINED = "exemption_declined"


class NonConformanceState(StrEnum):
    """Where a non-conformance stands."""

    PLAN_DUE = "plan_due"
    PLAN_SUBMITTED = "plan_submitted"
    IN_ACTION = "in_action"
    TO_BE_VERIFIED = "to_be_verified"
    CLOSED = "closed"
    RETRACTED = "retracted"

    @property
    def is_open(self) -> bool:
        """Say whether something remains to be done."""
        return self not in {NonConformanceState.CLOSED, NonConformanceState.RETRACTED}


OPEN_STATES = frozenset(state for state in NonConformanceState if state.is_open)
UNDER_WAY = frozenset({NonConformanceState.IN_ACTION, NonConformanceState.TO_BE_VERIFIED})

NON_CONFORMANCE_MOVES: Mapping[
    NonConformanceAct, tuple[frozenset[NonConformanceState], NonConformanceState | None]
] = MappingProxyType(
    {
        NonConformanceAct.PLAN_SUBMITTED: (
            frozenset({NonConformanceState.PLAN_DUE}),
            NonConformanceState.PLAN_SUBMITTED,
        ),
        NonConformanceAct.PLAN_SENT_BACK: (
            frozenset({NonConformanceState.PLAN_SUBMITTED}),
            NonConformanceState.PLAN_DUE,
        ),
        NonConformanceAct.PLAN_APPROVED: (
            frozenset({NonConformanceState.PLAN_SUBMITTED}),
            NonConformanceState.IN_ACTION,
        ),
        NonConformanceAct.ACTION_REPORTED: (
            frozenset({NonConformanceState.IN_ACTION}),
            NonConformanceState.TO_BE_VERIFIED,
        ),
        NonConformanceAct.ACTION_SENT_BACK: (
            frozenset({NonConformanceState.TO_BE_VERIFIED}),
            NonConformanceState.IN_ACTION,
        ),
        NonConformanceAct.CLOSED: (
            frozenset({NonConformanceState.TO_BE_VERIFIED}),
            NonConformanceState.CLOSED,
        ),
        NonConformanceAct.DOWNGRADED: (UNDER_WAY, None),
        NonConformanceAct.ESCALATED: (OPEN_STATES, NonConformanceState.PLAN_DUE),
        NonConformanceAct.RETRACTED: (OPEN_STATES, NonConformanceState.RETRACTED),
        NonConformanceAct.EXEMPTION_REQUESTED: (OPEN_STATES, None),
        NonConformanceAct.EXEMPTED: (OPEN_STATES, None),
        NonConformanceAct.EXEMPTION_DECLINED: (OPEN_STATES, None),
    }
)
"""Each act with the states in which it is allowed and the state it leads to; None: the state stays.

A downgrade needs an approved plan, since something must have been undone; an escalation asks for a new plan.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NonConformanceEvent:
    """One thing that happened, on a day."""

    act: NonConformanceAct
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NonConformance:
    """A non-conformance as it was raised, and what happened since, oldest first.

    `raised_grade` is what its grounds gave. `counted_from` is the last day of the on-site part, from which all
    deadlines run.
    """

    item: str
    criterion: str
    site: str
    grounds: frozenset[Ground]
    raised_grade: Grade
    counted_from: date
    events: tuple[NonConformanceEvent, ...] = ()

    @property
    def state(self) -> NonConformanceState:
        """Where it stands after all events."""
        state = NonConformanceState.PLAN_DUE
        for event in self.events:
            state = state_after(state, event.act) or state
        return state

    @property
    def grade(self) -> Grade:
        """The grade after downgrades and escalations; whether it is late is not looked at."""
        grade = self.raised_grade
        for event in self.events:
            if event.act is NonConformanceAct.DOWNGRADED:
                grade = Grade.MINOR
            elif event.act is NonConformanceAct.ESCALATED:
                grade = Grade.MAJOR
        return grade

    @property
    def is_open(self) -> bool:
        """Say whether something remains to be done."""
        return self.state.is_open

    @property
    def is_critical(self) -> bool:
        """Say whether it is a critical breach that is still open."""
        return self.is_open and Ground.CRITICAL in self.grounds

    def grade_on(self, day: date, *, minor_due: date) -> Grade:
        """Return the grade that counts on a day: an open minor one is major from the day after it was due."""
        return Grade.MAJOR if self.is_open and day > minor_due else self.grade


def state_after(state: NonConformanceState, act: NonConformanceAct) -> NonConformanceState | None:
    """Return the state that an act leads to, or None where it is not allowed in the state."""
    if act is NonConformanceAct.RAISED:
        return state
    allowed, after = NON_CONFORMANCE_MOVES[act]
    return (after or state) if state in allowed else None


def acts_in(state: NonConformanceState) -> tuple[NonConformanceAct, ...]:
    """Return what may happen next."""
    return tuple(act for act in NON_CONFORMANCE_MOVES if state_after(state, act) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedItem:
    """An open non-conformance with the grade that counts; one that is exempted up to a day is not counted."""

    item: str
    criterion: str
    grade: Grade
    exempt_to: date | None = None


def majors_counted(graded: Sequence[GradedItem], *, repeated_minors: int) -> tuple[str, ...]:
    """Return the items that count as a major non-conformance, each once, however many sites show it.

    An item with a major one counts once; what is exempted is not counted. Minor ones of other items of a criterion that
    are `repeated_minors` or more are repeated and count, together, as one major of the criterion (grouping rule, fact
    sheet 5.3).
    """
    counted = [each for each in graded if each.exempt_to is None]
    majors = {each.item for each in counted if each.grade is Grade.MAJOR}
    minors: dict[str, int] = {}
    for each in counted:
        if each.grade is Grade.MINOR and each.item not in majors:
            minors[each.criterion] = minors.get(each.criterion, 0) + 1
    repeated = [f"{criterion} (repeated)" for criterion, count in minors.items() if count >= repeated_minors]
    return (*sorted(majors), *sorted(repeated))
