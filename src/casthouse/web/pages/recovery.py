"""What an organisation melted again: recycled content, yields, loops of scrap, what it replaced."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from casthouse.exchange.footprint_picture import recovery_drawing, recovery_notes
from casthouse.exchange.picture_file import PictureForm, drawing_file
from casthouse.footprint.avoided_emission import Recovery
from casthouse.footprint.charged_part import charged_lines
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.melt_account import dross_recovery, net_loss, output_content, retentions
from casthouse.footprint.recovery_entry import figure_entries
from casthouse.footprint.scrap_source import USUAL_BOUNDARY, RecoveryBoundary
from casthouse.refusal import Refusal
from casthouse.service.recovery import organisation_recovery
from casthouse.web.download import download
from casthouse.web.page_request import PageRequest, page
from casthouse.web.picture_view import on_page, picture_form
from casthouse.web.query import day_of

PAGE_SIZE = 200


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the account of some days."""
    found = _asked(request, organisation)
    account, content = found.account, found.account.content
    context = {
        "organisation": organisation,
        "found": found,
        "account": account,
        "content": content,
        "whole_g": int(account.charge.counted),
        "charged": charged_lines(account.charge, content),
        "boundaries": tuple(RecoveryBoundary),
        "dross": dross_recovery(account),
        "net_loss": net_loss(account),
        "output": output_content(account),
        "yields": account.told.entries.get(MeasurementKind.MELT_YIELD, ()),
        "retentions": retentions(account),
        "query": _query(found),
        "forms": tuple(PictureForm),
        "pictures": on_page(lambda width: recovery_drawing(account, width=width), key="loops"),
    }
    return render(request, "footprint/recovery.html", context)


@page()
def show_entries(request: PageRequest, organisation: str) -> HttpResponse:
    """List the entries behind one figure with what of each counts, page by page."""
    found = _asked(request, organisation)
    of = request.GET.get("of", "")
    try:
        behind = figure_entries(found.account, of)
    except Refusal as refusal:
        raise Http404 from refusal
    pages = Paginator(behind.entries, PAGE_SIZE)
    context = {
        "organisation": organisation,
        "account": found.account,
        "of": of,
        "query": _query(found),
        "shown": pages.get_page(request.GET.get("page")),
        "count": len(behind.entries),
        "behind": behind,
    }
    return render(request, "footprint/recovery_entries.html", context)


@page()
def save_picture(request: PageRequest, organisation: str, form: str) -> HttpResponse:
    """Give the loops as a picture."""
    account = _asked(request, organisation).account
    kind = picture_form(form)
    content = drawing_file(recovery_drawing(account), form=kind, foot=recovery_notes(account))
    return download(content, f"recovery-{organisation}-{account.first}.{kind}")


def _asked(request: PageRequest, organisation: str) -> Recovery:
    given = request.GET
    return organisation_recovery(
        request.actor,
        organisation=organisation,
        period=day_of(given.get("period")),
        first=day_of(given.get("from")),
        last=day_of(given.get("to")),
        boundary=given.get("boundary") or USUAL_BOUNDARY,
    )


def _query(found: Recovery) -> str:
    account = found.account
    return urlencode(
        {
            "from": account.first.isoformat(),
            "to": account.last.isoformat(),
            "boundary": account.boundary.value,
        }
    )
