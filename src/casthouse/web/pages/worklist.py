"""What waits for somebody and by when: the list, the months ahead, and the days of one of them."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.parties.duty import DutyStanding
from casthouse.service import clock
from casthouse.service.worklist import PAGE_SIZE, WorkEntry, worklist
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import number_of
from casthouse.web.worklist_calendar import (
    HEIGHT,
    WIDTH,
    calendar_weeks,
    last_day_of,
    month_columns,
    month_of_text,
)

Group = tuple[str, str, list[WorkEntry]]
"""A heading, what it means, and what stands under it."""
HEADINGS: dict[DutyStanding, tuple[str, str]] = {
    DutyStanding.OVERDUE: ("Overdue", "The last day in time is over."),
    DutyStanding.NEAR: ("Soon", "Due within 30 days."),
    DutyStanding.OPEN: ("Later", "May be done already, due later."),
    DutyStanding.AHEAD: ("Not yet", "Nothing can be done before its first day."),
}


@page()
def show(request: PageRequest) -> HttpResponse:
    """Show what waits: for me, or all that I may know of."""
    asked = request.GET.get("organisation") or None
    with_others = request.GET.get("show") == "all"
    entries = worklist(request.actor, organisation=asked, with_others=with_others)
    today = clock.today()
    month = month_of_text(request.GET.get("month"), today)
    begin = max(0, number_of(request.GET.get("from"), 0))
    shown = _of_month(entries, month, today) if request.GET.get("month") else entries
    context = {
        "groups": groups(shown[begin : begin + PAGE_SIZE]),
        "total": len(shown),
        "begin": begin,
        "end": min(len(shown), begin + PAGE_SIZE),
        "older": begin + PAGE_SIZE if begin + PAGE_SIZE < len(shown) else None,
        "before": max(0, begin - PAGE_SIZE) if begin else None,
        "overdue": sum(each.standing is DutyStanding.OVERDUE for each in entries),
        "near": sum(each.standing is DutyStanding.NEAR for each in entries),
        "organisations": sorted(
            {each.duty.organisation for each in entries} - {""} | ({asked} if asked else set())
        ),
        "asked": asked,
        "with_others": with_others,
        "columns": month_columns(entries, today),
        "size": (WIDTH, HEIGHT),
        "weeks": calendar_weeks(entries, month, today),
        "month": month,
        "is_of_month": bool(request.GET.get("month")),
        "today": today,
        "is_unverified": any(not each.duty.basis.verified for each in shown),
    }
    return render(request, "worklist/show.html", context)


def _of_month(entries: Sequence[WorkEntry], month: date, today: date) -> list[WorkEntry]:
    """Return what is due in a month; with the present one what is overdue, as its column counts it."""
    begin = date.min if month == today.replace(day=1) else month
    return [each for each in entries if each.duty.due and begin <= each.duty.due <= last_day_of(month)]


def groups(entries: Sequence[WorkEntry]) -> list[Group]:
    """Return entries under the headings of where they stand; what has no day stands last."""
    found: list[Group] = []
    for standing, (heading, meaning) in HEADINGS.items():
        held = [each for each in entries if each.standing is standing and each.duty.due]
        if held:
            found.append((heading, meaning, held))
    undated = [each for each in entries if each.duty.due is None]
    return (
        [*found, ("Without a day", "Nothing says by when; oldest first.", _oldest(undated))]
        if undated
        else found
    )


def _oldest(entries: Sequence[WorkEntry]) -> list[WorkEntry]:
    return sorted(entries, key=lambda each: (each.duty.opens or date.min, each.duty.reference))
