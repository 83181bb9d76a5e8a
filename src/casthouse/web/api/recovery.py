"""Material recovery over the API."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router
from pydantic import Field, StringConstraints

from casthouse.exchange.recovery_json import recovery_json
from casthouse.footprint.scrap_source import RecoveryBoundary
from casthouse.service.recovery import organisation_recovery
from casthouse.web.api.shape import Day, Given
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["footprints"])


class RecoveryAsked(Given):
    """Which days, inclusive, the running year when left out; whose own scrap is run-around: `site` or `company`."""

    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None
    boundary: Annotated[str, StringConstraints(max_length=20)] = RecoveryBoundary.SITE


@router.get("/organisations/{organisation}/recovery", response=dict[str, Any])
def show(request: ApiRequest, organisation: str, asked: Query[RecoveryAsked]) -> dict[str, Any]:
    """Show recycled content, yields, loops of scrap, and what scrap replaced under substitution."""
    first: date | None = asked.first
    found = organisation_recovery(
        request.auth, organisation=organisation, first=first, last=asked.last, boundary=asked.boundary
    )
    return recovery_json(found)
