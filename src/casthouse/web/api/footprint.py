"""Footprints over the API: the methods there are, and what a scope made under one."""

from typing import Annotated, Any

from ninja import Query, Router
from pydantic import StringConstraints

from casthouse.exchange.footprint_json import footprint_json, method_json
from casthouse.service.footprint import USUAL_METHOD, footprint_methods, scope_footprint
from casthouse.web.api.shape import Day, Given
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["footprints"])


class FootprintWanted(Given):
    """Which period, as for a position; the code of the method; the stage, the latest with a plant when empty."""

    period: Day | None = None
    on: Day | None = None
    method: Annotated[str, StringConstraints(max_length=64)] = USUAL_METHOD
    stage: Annotated[str, StringConstraints(max_length=60)] = ""


@router.get("/footprint-methods", response=dict[str, Any])
def show_methods(request: ApiRequest) -> dict[str, Any]:
    """List the methods: a footprint is always under one."""
    return {"methods": [method_json(each) for each in footprint_methods(request.auth)]}


@router.get("/scopes/{scope}/footprint", response=dict[str, Any])
def show(request: ApiRequest, scope: str, wanted: Query[FootprintWanted]) -> dict[str, Any]:
    """Show the footprint of what a scope made in a period, with everything behind it."""
    return footprint_json(
        scope_footprint(
            request.auth,
            scope=scope,
            period=wanted.period,
            on=wanted.on,
            method=wanted.method,
            stage=wanted.stage,
        )
    )
