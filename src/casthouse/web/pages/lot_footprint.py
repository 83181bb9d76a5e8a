"""The footprint of one lot: what is in it, how that is known, and what the plants emitted for it, with the entries."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.exchange.footprint_picture import lot_footprint_drawing
from casthouse.refusal import Refusal
from casthouse.service.footprint import USUAL_METHOD, footprint_methods
from casthouse.service.lot_footprint import lot_footprint
from casthouse.service.permission import Act, authorise
from casthouse.web.page_request import PageRequest, page
from casthouse.web.picture_view import on_page
from casthouse.web.refusal_status import status_of


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the footprint of a lot, or ask for one."""
    authorise(request.actor, Act.FOOTPRINT_READ, organisation)
    reference = request.GET.get("reference", "").strip()
    code = request.GET.get("method") or USUAL_METHOD
    context: dict[str, object] = {
        "organisation": organisation,
        "reference": reference,
        "methods": footprint_methods(request.actor),
        "method": code,
    }
    if not reference:
        return render(request, "footprint/lot.html", context)
    try:
        found = lot_footprint(request.actor, organisation=organisation, reference=reference, method=code)
    except Refusal as refusal:
        if not refusal.code.startswith("trace_"):
            raise
        context |= {"refusal": refusal.text}
        return render(request, "footprint/lot.html", context, status=status_of(refusal.code))
    measured = {entry for stage in found.figure.stages for entry in stage.entries}
    context |= {
        "found": found,
        "told": found.figure,
        "measured": measured,
        "pictures": on_page(lambda width: lot_footprint_drawing(found, width=width), key="waterfall"),
    }
    return render(request, "footprint/lot.html", context)
