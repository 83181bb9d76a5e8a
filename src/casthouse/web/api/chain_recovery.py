"""Material recovery of the whole chain over the API: any days for the secretariat, a published year for everybody."""

from typing import Annotated, Any

from ninja import Query, Router
from pydantic import Field

from casthouse.exchange.recovery_sheet_json import chain_recovery_json, published_recovery_json
from casthouse.service.chain_recovery import published_recovery, whole_recovery
from casthouse.web.api.shape import Day, Given
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest

router = Router(tags=["footprints"])


class WholeAsked(Given):
    """Which days, inclusive; left out, the last year that ended and has movements."""

    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None


class PublishedAsked(Given):
    """A year that is published; left out: the latest."""

    year: int | None = None


@router.get("/recovery", response=dict[str, Any])
def show_whole(request: ApiRequest, asked: Query[WholeAsked]) -> dict[str, Any]:
    """Show the recovery of all organisations in some days, as sums."""
    return chain_recovery_json(whole_recovery(request.auth, first=asked.first, last=asked.last))


@router.get("/public/recovery", response=dict[str, Any], auth=OPEN_TO_ALL)
def show_published(request: ApiRequest, asked: Query[PublishedAsked]) -> dict[str, Any]:
    """Show the recovery of the whole chain as it was published of a year."""
    found = published_recovery(request.auth, year=asked.year)
    return published_recovery_json(found.years, found.at, found.sheet)
