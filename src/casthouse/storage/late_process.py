"""Processes by the day that they are of and the instant in which they were posted."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min

from casthouse.storage.models import LotProcessRow
from casthouse.storage.site_days import SiteDays, rows_within


class LateProcesses(NamedTuple):
    """The processes of a day that one import brought: how many, and the first and last of their keys."""

    day: date
    at: datetime
    processes: int
    first: str
    last: str


def late_processes(
    organisation_id: int, sites: Sequence[SiteDays], *, since: datetime
) -> list[LateProcesses]:
    """Return the processes at some sites that were posted after an instant."""
    rows = LotProcessRow.objects.filter(
        rows_within(sites), organisation=organisation_id, lot_import__at__gt=since
    )
    summed = rows.values_list("date", "lot_import__at").annotate(
        Count("id"), Min("reference"), Max("reference")
    )
    return [LateProcesses(*row) for row in summed.order_by("date", "lot_import__at")]
