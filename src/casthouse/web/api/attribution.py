"""Attribution: by which rule a scope's accounts attribute, and what all accounts attribute of a delivery."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import StringConstraints

from casthouse.exchange.attribution_json import attributed_trace_json, attribution_json
from casthouse.service.attributed_trace import attributed_trace
from casthouse.service.attribution import attribution_of, set_attribution
from casthouse.web.api.lot import TraceWanted
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["lots"])


class AttributionGiven(Given):
    """A rule, proportional or fifo, and the first day of the period from which on it holds; today's if left out."""

    rule: Annotated[str, StringConstraints(max_length=60)]
    first_day: Day | None = None


class AttributionShown(Shown):
    """By which rule a scope attributes in today's period, and every choice, the latest first."""

    scope: str
    rule: str
    period_start: str
    choices: list[dict[str, Any]]


@router.get("/organisations/{organisation}/trace/attributed", response=dict[str, Any])
def show_trace(request: ApiRequest, organisation: str, wanted: Query[TraceWanted]) -> dict[str, Any]:
    """Show what the accounts of all companies attribute of a delivery; it does not follow metal, `trace` does."""
    found = attributed_trace(request.auth, organisation=organisation, reference=wanted.reference)
    return attributed_trace_json(found)


@router.get("/scopes/{scope}/attribution", response=AttributionShown)
def show(request: ApiRequest, scope: str) -> AttributionShown:
    """Show by which rule a scope attributes what left to what came in, and what was chosen so far."""
    return AttributionShown(**attribution_json(attribution_of(request.auth, scope=scope)))


@router.post("/scopes/{scope}/attribution", response=AttributionShown)
def choose(request: ApiRequest, scope: str, given: AttributionGiven) -> HttpResponse:
    """Choose the rule from the first day of an open period on; choices are kept."""

    def work() -> Reply:
        found = set_attribution(request.auth, scope=scope, rule=given.rule, first_day=given.first_day)
        return Reply(shape=AttributionShown(**attribution_json(found)))

    return once(request, work)
