"""Material recovery over the API."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from casthouse.exchange.footprint_picture import recovery_drawing, recovery_notes
from casthouse.exchange.picture_file import PictureForm, drawing_file
from casthouse.exchange.recovery_json import figure_entries_json, recovery_json
from casthouse.footprint.avoided_emission import Recovery
from casthouse.footprint.recovery_entry import figure_entries
from casthouse.footprint.scrap_source import USUAL_BOUNDARY
from casthouse.service.recovery import organisation_recovery
from casthouse.web.api.file import file_answer, file_answers
from casthouse.web.api.shape import Day, Given
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["footprints"])


FigureName = Annotated[str, StringConstraints(max_length=40)]
"""A figure: `counted`, `post_consumer`, `rolling_scrap`, `same_site` …; a refusal lists all that there are."""


class RecoveryAsked(Given):
    """Which days, by a period's first day or from one to another; the boundary, `site` or `company`."""

    period: Day | None = None
    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None
    boundary: Annotated[str, StringConstraints(max_length=20)] = USUAL_BOUNDARY


@router.get("/organisations/{organisation}/recovery", response=dict[str, Any])
def show(request: ApiRequest, organisation: str, asked: Query[RecoveryAsked]) -> dict[str, Any]:
    """Show recycled content, yields, loops of scrap, and what scrap replaced under substitution."""
    return recovery_json(_found(request, organisation, asked))


@router.get("/organisations/{organisation}/recovery/entries", response=dict[str, Any])
def show_entries(
    request: ApiRequest, organisation: str, of: FigureName, asked: Query[RecoveryAsked]
) -> dict[str, Any]:
    """Show the lots into and out of processes behind one figure, with what of each counts."""
    account = _found(request, organisation, asked).account
    return figure_entries_json(figure_entries(account, of), of=of)


@router.get("/organisations/{organisation}/recovery/loops/{form}", openapi_extra=file_answers(*PictureForm))
def save_loops(
    request: ApiRequest, organisation: str, form: PictureForm, asked: Query[RecoveryAsked]
) -> HttpResponse:
    """Return the picture of the loops of scrap."""
    account = _found(request, organisation, asked).account
    content = drawing_file(recovery_drawing(account), form=form, foot=recovery_notes(account))
    return file_answer(content, form=form, name=f"recovery-{organisation}-{account.first}")


def _found(request: ApiRequest, organisation: str, asked: RecoveryAsked) -> Recovery:
    return organisation_recovery(
        request.auth,
        organisation=organisation,
        period=asked.period,
        first=asked.first,
        last=asked.last,
        boundary=asked.boundary,
    )
