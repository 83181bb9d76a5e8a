"""The course of a position over a period: where each stage stood at the end of every month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casthouse.custody.position import NO_FLOW, Carried, Flow, Flows, PeriodPosition, period_position
from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.period import Period, add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfCourse:
    """One month: what moved in it, and where the period stood at its end, counted from the period's start."""

    month: Period
    flows: Flows
    position: PeriodPosition


def months_in(period: Period) -> list[Period]:
    """Return the calendar months of a period; the first and the last may be parts of one."""
    months = []
    start = period.start
    while start < period.end:
        end = min(add_months(start.replace(day=1), 1), period.end)
        months.append(Period(start=start, end=end))
        start = end
    return months


def course(
    period: Period, flows: Sequence[tuple[Period, Flows]], *, carried: Mapping[Stage, Carried]
) -> list[MonthOfCourse]:
    """Return the months in order, each with the position of all flows up to its end.

    Args:
        period: the material accounting period.
        flows: its months in order, with what moved in each.
        carried: what the period before handed over.
    """
    sums: dict[Stage, Flow] = dict.fromkeys(STAGES, NO_FLOW)
    months = []
    for month, moved in flows:
        sums = {stage: sums[stage] + moved.get(stage, NO_FLOW) for stage in STAGES}
        position = period_position(period, sums, carried=carried)
        months.append(MonthOfCourse(month=month, flows=moved, position=position))
    return months
