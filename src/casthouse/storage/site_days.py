"""The days on which facilities stand in a scope, as a condition of SQL: what they moved on other days is not of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from casthouse.storage.dialect import day_argument


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDays:
    """A run of days, both inclusive, on which the facility with the identifier stands in a scope."""

    facility_id: int
    first: date = date.min
    last: date = date.max

    @property
    def is_always(self) -> bool:
        """Say whether the run has neither beginning nor end."""
        return (self.first, self.last) == (date.min, date.max)


def within(sites: Sequence[SiteDays], table: str) -> tuple[str, list[int | date | str]]:
    """Return the condition that a row of a table, with facility and date, is of the sites; and its arguments."""
    always = [each.facility_id for each in sites if each.is_always]
    conditions, arguments = [], list[int | date | str](always)
    if always:
        conditions.append(f"{table}.facility_id IN ({', '.join(['%s'] * len(always))})")
    for each in sites:
        if not each.is_always:
            conditions.append(f"({table}.facility_id = %s AND {table}.date BETWEEN %s AND %s)")
            arguments += [each.facility_id, day_argument(each.first), day_argument(each.last)]
    return f"({' OR '.join(conditions) or '1 = 0'})", arguments


def rows_within(sites: Sequence[SiteDays]) -> Q:
    """Return the same condition for a model with facility and date."""
    rows = Q(facility__in=[each.facility_id for each in sites if each.is_always])
    for each in sites:
        if not each.is_always:
            rows |= Q(facility=each.facility_id, date__gte=each.first, date__lte=each.last)
    return rows
