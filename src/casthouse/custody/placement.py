"""Where in the accounts a day at a facility stands: which scope, which period, closed or not, certified or not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from casthouse.custody.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeStanding:
    """A scope with what custody must be told about it: closed periods, and on which days it is certified.

    `closed` holds the numbers of closed periods; `certified` answers for a day and a facility (assurance knows why).
    """

    scope: Scope
    closed: frozenset[int]
    certified: Callable[[date, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The scope (its place in the list given), the period's number, and what holds there on the day."""

    scope: int
    period: int | None
    closed: bool
    certified: bool


def scope_on(standings: Sequence[ScopeStanding], facility: str, day: date) -> int | None:
    """Return the place of the scope in which the facility stands on the day, the first one before any start."""
    held = [n for n, each in enumerate(standings) if facility in each.scope.facilities]
    for number in held:
        scope = standings[number].scope
        is_in_its_days = scope.first_period_start <= day <= (scope.last_day or date.max)
        if is_in_its_days and scope.holds(facility, day):
            return number
    return min(held, key=lambda n: standings[n].scope.first_period_start, default=None)


def placement(standings: Sequence[ScopeStanding], facility: str, day: date) -> Placement | None:
    """Return where the day at the facility stands, or None for a facility in no scope."""
    number = scope_on(standings, facility, day)
    if number is None:
        return None
    standing = standings[number]
    scope = standing.scope
    is_outside = (scope.last_day is not None and day > scope.last_day) or not scope.holds(facility, day)
    period = None if is_outside else scope.calendar.number_on(day)
    return Placement(
        scope=number,
        period=period,
        closed=period in standing.closed,
        certified=not is_outside and standing.certified(day, facility),
    )


def placements(
    pairs: pl.DataFrame, standings: Sequence[ScopeStanding], facilities: Mapping[int, str]
) -> pl.DataFrame:
    """Return the placements of distinct pairs of `facility_id` and `day`.

    Returns:
        The pairs with `scope`, `period` (null where there is none), `closed` and `certified`.
    """
    found = [
        placement(standings, facilities[facility], day)
        for facility, day in pairs.select("facility_id", "day").iter_rows()
    ]
    return pairs.select("facility_id", "day").with_columns(
        scope=pl.Series([None if each is None else each.scope for each in found], dtype=pl.Int32),
        period=pl.Series([None if each is None else each.period for each in found], dtype=pl.Int32),
        closed=pl.Series([each is not None and each.closed for each in found], dtype=pl.Boolean),
        certified=pl.Series([each is not None and each.certified for each in found], dtype=pl.Boolean),
    )
