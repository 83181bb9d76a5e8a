"""The days of a period that measurements cover, and those that they leave out, in words."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from casthouse.footprint.measurement import Measurement
from casthouse.measure.period import Period

RUNS_SHOWN = 3


def days_of(measured: Iterable[Measurement], period: Period) -> set[int]:
    """Return the days of a period that some measurements cover, each once, as ordinals."""
    start, end = period.start.toordinal(), period.end.toordinal()
    return {
        day
        for each in measured
        for day in range(max(each.first.toordinal(), start), min(each.last.toordinal() + 1, end))
    }


def days_left_out(measured: Iterable[Measurement], period: Period) -> set[int]:
    """Return the days of a period that none of some measurements covers, as ordinals."""
    return set(range(period.start.toordinal(), period.end.toordinal())) - days_of(measured, period)


def days_in_words(days: Iterable[int]) -> str:
    """Return days as runs, such as “from 2025-02-01 to 2025-12-31”; beyond a few runs, how many days more."""
    ordered = sorted(days)
    breaks = [0, *(place for place, (one, other) in enumerate(pairwise(ordered), 1) if other > one + 1)]
    runs = [ordered[first:last] for first, last in pairwise([*breaks, len(ordered)])]
    words = ", ".join(_run_in_words(run) for run in runs[:RUNS_SHOWN])
    more = sum(len(run) for run in runs[RUNS_SHOWN:])
    return f"{words} and on {more} more days" if more else words


def _run_in_words(run: list[int]) -> str:
    first, last = date.fromordinal(run[0]), date.fromordinal(run[-1])
    return f"on {first}" if first == last else f"from {first} to {last}"
