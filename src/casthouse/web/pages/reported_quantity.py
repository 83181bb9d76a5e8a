"""The ten quantities of an organisation: each figure with what it is over, what is missing and what is behind it."""

from datetime import date
from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from casthouse.exchange.reported_quantity_json import quantities_bytes
from casthouse.exchange.reported_quantity_pdf import quantities_pdf
from casthouse.exchange.reported_quantity_xlsx import write_quantities
from casthouse.footprint.reported_quantity import QuantityReport
from casthouse.footprint.scrap_source import USUAL_BOUNDARY, RecoveryBoundary
from casthouse.service.footprint import USUAL_METHOD, footprint_methods
from casthouse.service.reported_quantity import USUAL_GOOD, QuantitiesAsked, organisation_quantities
from casthouse.web.download import download
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of, number_of

FORMS = ("pdf", "xlsx", "json")


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the quantities of some days."""
    report = _report(request, organisation)
    asked = _asked(request)
    context = {
        "organisation": organisation,
        "report": report,
        "asked": asked,
        "methods": footprint_methods(request.actor),
        "boundaries": tuple(RecoveryBoundary),
        "forms": FORMS,
        "query": urlencode(_query(report, asked)),
        "unknown": [each for each in report.quantities if not each.is_known],
    }
    return render(request, "footprint/quantities.html", context)


@page()
def save(request: PageRequest, organisation: str, form: str) -> HttpResponse:
    """Give the quantities as a file."""
    if form not in FORMS:
        raise Http404
    report = _report(request, organisation)
    return download(_content(report, form), f"quantities-{organisation}-{report.first}.{form}")


def _content(report: QuantityReport, form: str) -> bytes:
    match form:
        case "pdf":
            return quantities_pdf(report)
        case "xlsx":
            target = BytesIO()
            write_quantities(target, report)
            return target.getvalue()
        case _:
            return quantities_bytes(report)


def _asked(request: PageRequest) -> QuantitiesAsked:
    given = request.GET
    return QuantitiesAsked(
        method=given.get("method") or USUAL_METHOD,
        boundary=given.get("boundary") or USUAL_BOUNDARY,
        cbam_good=given.get("cn") or USUAL_GOOD,
        cbam_year=number_of(given.get("cbam_year"), None),
    )


def _report(request: PageRequest, organisation: str) -> QuantityReport:
    period: date | None = day_of(request.GET.get("period"))
    return organisation_quantities(
        request.actor,
        organisation=organisation,
        period=period,
        first=day_of(request.GET.get("from")),
        last=day_of(request.GET.get("to")),
        asked=_asked(request),
    )


def _query(report: QuantityReport, asked: QuantitiesAsked) -> dict[str, str]:
    found = {
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "method": asked.method,
        "boundary": str(asked.boundary),
        "cn": asked.cbam_good,
    }
    return found if asked.cbam_year is None else found | {"cbam_year": str(asked.cbam_year)}
