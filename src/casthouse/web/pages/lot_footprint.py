"""The footprint of one lot: what is in it, how that is known, and what the plants emitted for it, with the entries."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from casthouse.exchange.footprint_picture import lot_footprint_drawing, lot_footprint_notes
from casthouse.exchange.picture_file import PictureForm, drawing_file
from casthouse.refusal import Refusal
from casthouse.service.footprint import USUAL_METHOD, footprint_methods
from casthouse.service.lot_footprint import lot_footprint
from casthouse.service.permission import Act, authorise
from casthouse.web.download import download
from casthouse.web.page_request import PageRequest, page
from casthouse.web.picture_view import on_page, picture_form
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
        "forms": tuple(PictureForm),
        "query": urlencode({"reference": reference, "method": code}),
        "pictures": on_page(lambda width: lot_footprint_drawing(found, width=width), key="waterfall"),
    }
    return render(request, "footprint/lot.html", context)


@page()
def save_picture(request: PageRequest, organisation: str, form: str) -> HttpResponse:
    """Give the waterfall of a lot as a picture."""
    found = lot_footprint(
        request.actor,
        organisation=organisation,
        reference=request.GET.get("reference", "").strip(),
        method=request.GET.get("method") or USUAL_METHOD,
    )
    kind = picture_form(form)
    content = drawing_file(lot_footprint_drawing(found), form=kind, foot=lot_footprint_notes(found))
    return download(content, f"footprint-{found.subject.lot}.{kind}")
