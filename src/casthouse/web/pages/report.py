"""Reports of an organisation: the annual report, and the accounting workbook."""

from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import render

from casthouse.custody.annual_report import AnnualReport
from casthouse.exchange.annual_report_json import annual_report_json
from casthouse.exchange.annual_report_pdf import annual_report_pdf
from casthouse.exchange.annual_report_xlsx import write_annual_report
from casthouse.service import clock
from casthouse.service.annual_report import organisation_report
from casthouse.service.permission import Act, may
from casthouse.service.workbook import organisation_workbook
from casthouse.web.download import download
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import number_of

YEARS_OFFERED = 6


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the annual report of a year, last year's to begin with."""
    last = clock.today().year - 1
    year = number_of(request.GET.get("year"), last)
    context = {
        "organisation": organisation,
        "report": organisation_report(request.actor, organisation=organisation, year=year),
        "years": sorted({year, *range(last + 1, last + 1 - YEARS_OFFERED, -1)}, reverse=True),
        "may_read_movements": may(request.actor, Act.MOVEMENT_READ, organisation),
    }
    return render(request, "report/show.html", context)


@page()
def report_file(request: PageRequest, organisation: str, year: int, form: str) -> HttpResponse:
    """Give the annual report as a file."""
    report = organisation_report(request.actor, organisation=organisation, year=year)
    return download(_content(report, form), f"annual-report-{organisation}-{year}.{form}")


def _content(report: AnnualReport, form: str) -> bytes:
    match form:
        case "pdf":
            return annual_report_pdf(report)
        case "json":
            return annual_report_json(report)
        case "xlsx":
            target = BytesIO()
            write_annual_report(target, report)
            return target.getvalue()
        case _:
            raise Http404


@page()
def workbook(request: PageRequest, organisation: str) -> HttpResponse:
    """Give the accounting workbook."""
    target = BytesIO()
    organisation_workbook(request.actor, organisation=organisation, target=target)
    return download(target.getvalue(), f"accounts-{organisation}.xlsx")
