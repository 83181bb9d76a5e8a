"""Reports: the period statement, the annual report and the accounting workbook, as files and as JSON."""

from enum import StrEnum
from tempfile import TemporaryFile
from typing import Annotated, Any

from django.http import FileResponse, HttpResponse
from ninja import Router
from pydantic import Field

from casthouse.exchange.annual_report_json import annual_report_members
from casthouse.exchange.annual_report_pdf import annual_report_pdf
from casthouse.exchange.annual_report_xlsx import write_annual_report
from casthouse.exchange.statement_pdf import statement_pdf
from casthouse.exchange.statement_xlsx import write_statement
from casthouse.service.annual_report import organisation_report
from casthouse.service.statement import period_statement
from casthouse.service.workbook import organisation_workbook
from casthouse.web.api.file import MEDIA_TYPES, file_answer, file_answers, written
from casthouse.web.api.shape import Day
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["reports"])
Year = Annotated[int, Field(ge=1900, le=9998)]


class ReportForm(StrEnum):
    """The form of a report made for people."""

    PDF = "pdf"
    XLSX = "xlsx"


@router.get("/scopes/{scope}/statements/{start}/{form}", openapi_extra=file_answers(*ReportForm))
def show_statement(request: ApiRequest, scope: str, start: Day, form: ReportForm) -> HttpResponse:
    """Return the statement of a period as a file; a draft while the period is open."""
    found = period_statement(request.auth, scope=scope, start=start)
    name = f"{scope}-{start}-statement"
    match form:
        case ReportForm.PDF:
            return file_answer(statement_pdf(found), form=form, name=name)
        case ReportForm.XLSX:
            return file_answer(written(lambda target: write_statement(target, found)), form=form, name=name)


@router.get("/organisations/{organisation}/reports/{year}", response=dict[str, Any])
def show_report(request: ApiRequest, organisation: str, year: Year) -> dict[str, object]:
    """Show the annual report of an organisation."""
    return annual_report_members(organisation_report(request.auth, organisation=organisation, year=year))


@router.get("/organisations/{organisation}/reports/{year}/{form}", openapi_extra=file_answers(*ReportForm))
def show_report_file(request: ApiRequest, organisation: str, year: Year, form: ReportForm) -> HttpResponse:
    """Return the annual report of an organisation as a file."""
    found = organisation_report(request.auth, organisation=organisation, year=year)
    name = f"{organisation}-{year}-report"
    match form:
        case ReportForm.PDF:
            return file_answer(annual_report_pdf(found), form=form, name=name)
        case ReportForm.XLSX:
            return file_answer(
                written(lambda target: write_annual_report(target, found)), form=form, name=name
            )


@router.get("/organisations/{organisation}/workbook", openapi_extra=file_answers(ReportForm.XLSX))
def show_workbook(request: ApiRequest, organisation: str) -> FileResponse:
    """Return the accounting workbook; its first sheet can be imported again."""
    target = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        organisation_workbook(request.auth, organisation=organisation, target=target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    name = f"{organisation}-workbook.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=MEDIA_TYPES[ReportForm.XLSX])
