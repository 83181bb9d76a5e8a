"""The reported quantities over the API: as JSON, and as a file for people."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from casthouse.exchange.reported_quantity_json import quantities_json
from casthouse.exchange.reported_quantity_pdf import quantities_pdf
from casthouse.exchange.reported_quantity_xlsx import write_quantities
from casthouse.footprint.reported_quantity import QuantityReport
from casthouse.footprint.scrap_source import USUAL_BOUNDARY
from casthouse.service.footprint import USUAL_METHOD
from casthouse.service.reported_quantity import USUAL_GOOD, QuantitiesAsked, organisation_quantities
from casthouse.web.api.file import file_answer, file_answers, written
from casthouse.web.api.report import ReportForm
from casthouse.web.api.shape import Day, Given
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["footprints"])


class QuantitiesGiven(Given):
    """Which days, by a period's first day or from one to another; the method of footprints, the good under the CBAM."""

    period: Day | None = None
    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None
    method: Annotated[str, StringConstraints(max_length=64)] = USUAL_METHOD
    boundary: Annotated[str, StringConstraints(max_length=20)] = USUAL_BOUNDARY
    cn: Annotated[str, StringConstraints(max_length=20)] = USUAL_GOOD
    cbam_year: int | None = None


@router.get("/organisations/{organisation}/quantities", response=dict[str, Any])
def show(request: ApiRequest, organisation: str, given: Query[QuantitiesGiven]) -> dict[str, Any]:
    """Show the ten quantities of an organisation: numerator, denominator, method, what is missing, the entries."""
    return quantities_json(_report(request, organisation, given))


@router.get("/organisations/{organisation}/quantities/{form}", openapi_extra=file_answers(*ReportForm))
def show_file(
    request: ApiRequest, organisation: str, form: ReportForm, given: Query[QuantitiesGiven]
) -> HttpResponse:
    """Return the same as a file."""
    found = _report(request, organisation, given)
    name = f"{organisation}-{found.first}-quantities"
    match form:
        case ReportForm.PDF:
            return file_answer(quantities_pdf(found), form=form, name=name)
        case ReportForm.XLSX:
            return file_answer(written(lambda target: write_quantities(target, found)), form=form, name=name)


def _report(request: ApiRequest, organisation: str, given: QuantitiesGiven) -> QuantityReport:
    return organisation_quantities(
        request.auth,
        organisation=organisation,
        period=given.period,
        first=given.first,
        last=given.last,
        asked=QuantitiesAsked(
            method=given.method, boundary=given.boundary, cbam_good=given.cn, cbam_year=given.cbam_year
        ),
    )
