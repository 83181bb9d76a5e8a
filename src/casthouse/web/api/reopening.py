"""Reopening closed periods: one person asks, another one approves."""

from datetime import date

from django.http import HttpResponse
from ninja import Router

from casthouse.measure.period import Period
from casthouse.service.period import periods_json
from casthouse.service.reopening import (
    approve_reopening,
    open_reopenings,
    refuse_reopening,
    reopening_json,
    request_reopening,
)
from casthouse.web.api.once import Reply, once
from casthouse.web.api.position import PeriodShown
from casthouse.web.api.shape import Day, Given, Instant, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["periods"])
REOPENING = "/scopes/{scope}/periods/{start}/reopening"


class ReopeningWanted(Given):
    """Why a period is to be reopened."""

    reason: Text


class ReopeningShown(Shown):
    """A request that waits for a second person."""

    scope: str
    period_start: date
    reason: str
    requested_by: str
    requested_at: Instant


class ReopeningList(Shown):
    """The requests of a scope that wait for a second person."""

    reopenings: list[ReopeningShown]


class ReopenedPeriods(Shown):
    """The periods that are open again; none where the request was turned down."""

    scope: str
    periods: list[PeriodShown]


@router.get("/scopes/{scope}/reopenings", response=ReopeningList)
def list_reopenings(request: ApiRequest, scope: str) -> ReopeningList:
    """List the requests of a scope that wait for a second person."""
    found = open_reopenings(request.auth, scope=scope)
    return ReopeningList(reopenings=[ReopeningShown.model_validate(reopening_json(each)) for each in found])


@router.post(REOPENING, response={201: ReopeningShown})
def ask(request: ApiRequest, scope: str, start: Day, wanted: ReopeningWanted) -> HttpResponse:
    """Ask for a closed period to be reopened; another request of the same period replaces the open one."""

    def work() -> Reply:
        made = request_reopening(request.auth, scope=scope, start=start, reason=wanted.reason)
        return Reply(shape=ReopeningShown.model_validate(reopening_json(made)), status=201)

    return once(request, work)


@router.post(f"{REOPENING}/approve", response=ReopenedPeriods)
def approve(request: ApiRequest, scope: str, start: Day) -> HttpResponse:
    """Approve another person's request: the period and every later one are open, their statements superseded."""
    return once(request, lambda: _reply(scope, approve_reopening(request.auth, scope=scope, start=start)))


@router.post(f"{REOPENING}/refuse", response=ReopenedPeriods)
def refuse(request: ApiRequest, scope: str, start: Day) -> HttpResponse:
    """Turn a request down, or take the own one back."""

    def work() -> Reply:
        refuse_reopening(request.auth, scope=scope, start=start)
        return _reply(scope, [])

    return once(request, work)


def _reply(scope: str, periods: list[Period]) -> Reply:
    return Reply(shape=ReopenedPeriods.model_validate({"scope": scope, "periods": periods_json(periods)}))
