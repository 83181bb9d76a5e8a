"""The position of a scope: figures with their reasons and the movements behind them, and the course of the period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.custody.finding import Finding
from casthouse.custody.position_course import MonthOfCourse, months_in
from casthouse.custody.stage import STAGES, Stage
from casthouse.custody.statement import statement_finding
from casthouse.measure.period import Period
from casthouse.service import clock
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.organisation import ScopeRegister, scope_register
from casthouse.service.overview import period_of_now
from casthouse.service.period import position_with_findings
from casthouse.service.permission import Act, may
from casthouse.service.position import ScopePosition
from casthouse.service.position_course import position_course
from casthouse.web.certificate_words import why_not_certified
from casthouse.web.chart import NARROW, WIDE, CourseChart, Gauge, allowance_gauge, course_chart
from casthouse.web.finding_line import FindingLine, finding_lines
from casthouse.web.movement_link import movement_links
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of

MOVED = ("coc_inflow_g", "non_coc_inflow_g", "production_g", "outflow_g", "carried_in_g", "to_repay_g")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """One stage on the page."""

    stage: Stage
    before: Stage | None
    share_before: str | None
    figures: dict[str, Any]
    granted_g: int
    gauge: Gauge
    links: dict[str, str]
    charts: tuple[CourseChart, ...] = ()


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show where a scope stands in a period, or stood on a day."""
    period, on = day_of(request.GET.get("period")), day_of(request.GET.get("on"))
    asked = period is not None or on is not None
    period = period if asked else period_of_now(request.actor, scope=scope)
    found, findings = position_with_findings(request.actor, scope=scope, period=period, on=on)
    register = scope_register(request.actor, scope=scope)
    course = position_course(request.actor, scope=scope, period=found.period.start)
    views = [_stage_view(found, register, course, stage) for stage in STAGES]
    context = {
        "scope": scope,
        "found": found,
        "register": register,
        "stages": [view for view in views if _has_moved(view)],
        "idle": [view.stage for view in views if not _has_moved(view)],
        "course": course,
        "periods": _periods(register, found.period),
        "unverified": rule_pack_of(register.scope.edition).unverified,
        "why_not": why_not_certified(register.certificates, clock.today()),
        "is_earlier": not asked and clock.today() not in found.period,
        "today": clock.today(),
        "findings": _lines(request, found, register, findings or ()),
        "ends_in": (found.period.last_day - clock.today()).days,
    }
    return render(request, "position/show.html", context)


def _lines(
    request: PageRequest, found: ScopePosition, register: ScopeRegister, findings: Iterable[Finding]
) -> list[FindingLine]:
    """Return what closing would find today, with the movements behind it."""
    return finding_lines(
        map(statement_finding, findings),
        organisation=register.organisation.code,
        scope=found.scope,
        period=found.period,
        may_read=may(request.actor, Act.MOVEMENT_READ, register.organisation.code),
    )


def _has_moved(view: StageView) -> bool:
    return any(view.figures[name] for name in MOVED)


def _stage_view(
    found: ScopePosition, register: ScopeRegister, course: list[MonthOfCourse], stage: Stage
) -> StageView:
    figures = found.figures["stages"][stage.value]
    granted_g = figures["carried_in_g"] + figures["own_maximum_g"] - figures["to_repay_g"]
    at = STAGES.index(stage)
    before = STAGES[at - 1] if at else None
    slots = len(months_in(found.period))
    return StageView(
        stage=stage,
        before=before,
        share_before=found.figures["stages"][before.value]["input_share"] if before else None,
        figures=figures,
        granted_g=granted_g,
        gauge=allowance_gauge(granted_g=granted_g, sold_g=figures["coc_outflow_g"]),
        links=_links(found, register, stage),
        charts=tuple(course_chart(course, stage, slots=slots, size=size) for size in (WIDE, NARROW)),
    )


def _links(found: ScopePosition, register: ScopeRegister, stage: Stage) -> dict[str, str]:
    """Return where the movements behind each figure are listed."""
    last = found.period.last_day if found.on is None else min(found.on, found.period.last_day)
    return movement_links(
        organisation=register.organisation.code,
        scope=found.scope,
        stage=stage,
        first=found.period.start,
        last=last,
    )


def _periods(register: ScopeRegister, shown: Period) -> list[Period]:
    """Return the periods that a switcher offers: up to today's, and the one that is shown."""
    periods: set[date] = {shown.start}
    offered = [shown]
    for period in register.scope.calendar.until(clock.today()):
        if period.start not in periods:
            offered.append(period)
            periods.add(period.start)
    return sorted(offered, reverse=True)
