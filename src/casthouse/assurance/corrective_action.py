"""Corrective action: by when the plan, the action and the closure are due (fact sheet 5.4).

All deadlines run from the last day of the on-site part, in calendar months clamped to the month's end: a month after
31 January is the last day of February. The day that a function returns is the last one in time, inclusive.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.assurance.non_conformance import Grade
from casthouse.measure.period import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLimits:
    """How long corrections may take, in months after the on-site part."""

    plan_months: int
    major_warn_months: int
    major_months: int
    minor_months: int

    def __post_init__(self) -> None:
        assert 0 < self.plan_months <= self.major_warn_months <= self.major_months
        assert self.minor_months > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectiveAction:
    """What a member promises: why it happened, what is done about it and by when; `deadline` is inclusive."""

    root_cause: str
    action: str
    responsible: str
    deadline: date


def plan_due(on_site_end: date, limits: CorrectionLimits) -> date:
    """Return the last day on which the plan may reach the lead auditor."""
    return add_months(on_site_end, limits.plan_months)


def warned_from(on_site_end: date, limits: CorrectionLimits) -> date:
    """Return the day after which an open major one is warned about."""
    return add_months(on_site_end, limits.major_warn_months)


def correction_due(
    grade: Grade, on_site_end: date, limits: CorrectionLimits, *, next_audit: date | None = None
) -> date:
    """Return the last day on which a non-conformance may be open.

    Args:
        grade: a major one has a hard limit; a minor one has to be closed by the next scheduled audit.
        on_site_end: the last day of the on-site part.
        limits: how long corrections may take.
        next_audit: last day on site of the next scheduled audit, which verifies it; None where none is scheduled.
    """
    if grade is Grade.MAJOR:
        return add_months(on_site_end, limits.major_months)
    latest = add_months(on_site_end, limits.minor_months)
    return min(latest, next_audit) if next_audit and next_audit > on_site_end else latest


class Timeliness(StrEnum):
    """How a correction stands in time."""

    IN_TIME = "in_time"
    WARNED = "warned"
    LATE = "late"


def timeliness(
    grade: Grade,
    on_site_end: date,
    limits: CorrectionLimits,
    *,
    today: date,
    next_audit: date | None = None,
) -> Timeliness:
    """Say whether an open non-conformance is in time on a day; the last day itself is in time."""
    if today > correction_due(grade, on_site_end, limits, next_audit=next_audit):
        return Timeliness.LATE
    if grade is Grade.MAJOR and today > warned_from(on_site_end, limits):
        return Timeliness.WARNED
    return Timeliness.IN_TIME


def deadline_flaw(
    proposed: date,
    grade: Grade,
    on_site_end: date,
    limits: CorrectionLimits,
    *,
    next_audit: date | None = None,
) -> str | None:
    """Return what is wrong with the deadline that a member proposes, or None."""
    latest = correction_due(grade, on_site_end, limits, next_audit=next_audit)
    if proposed <= on_site_end:
        return f"{proposed} is not after the on-site part, which ended on {on_site_end}"
    return (
        f"{proposed} is after {latest}, the last day for a {grade.value} one" if proposed > latest else None
    )
