"""Recall of several lots at once: who got metal of any of them, with the shipments, as a page and as CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render

from casthouse.exchange.recall_list import recall_csv
from casthouse.exchange.reference_list import references_from_file
from casthouse.provenance.disclosed_trace import SeenShipment
from casthouse.refusal import Refusal
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.service.recall import Recall, recall
from casthouse.web.download import download
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.recall import RecallForm
from casthouse.web.page_request import PageRequest, page

SHIPMENTS_SHOWN = 500
LOTS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine:
    """A customer with all that went to it: the mass of the recalled lots, of which lots, in which shipments."""

    name: str
    mass_g: int
    shipments: int
    lots: tuple[str, ...]
    first: str
    last: str


@page("GET", "POST")
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Ask which lots are recalled, and show who got metal of them."""
    authorise(request.actor, Act.TRACE_READ, organisation)
    posted = sent(request)
    form = RecallForm(posted, request.FILES if posted is not None else None)
    found, refusal, named = None, None, list[str]()
    if form.is_bound and form.is_valid():
        try:
            named = _named(form.cleaned_data)
            found = recall(request.actor, organisation=organisation, references=named)
        except Refusal as refused:
            refusal = refused
    if found is None:
        return form_page(request, "recall/show.html", {"organisation": organisation, "form": form}, refusal)
    if request.POST.get("as") == "csv":
        return download(recall_csv(found.downstream).encode(), f"recall-{organisation}.csv")
    form = RecallForm(
        initial={"references": "\n".join(named)}
    )  # so that the CSV asks for those of the file too
    return render(
        request,
        "recall/show.html",
        {"organisation": organisation, "form": form, **_shown(request.actor, found)},
    )


def _named(given: Mapping[str, Any]) -> list[str]:
    """Return the references that were typed and those of the file."""
    typed = str(given["references"]).splitlines()
    file: UploadedFile[bytes] | None = given["file"]
    if file is None:
        return typed
    with NamedTemporaryFile(prefix="casthouse-") as target:
        for piece in file.chunks():
            target.write(piece)
        target.flush()
        return [*typed, *references_from_file(Path(target.name))]


def _shown(actor: Actor, found: Recall) -> dict[str, object]:
    """Return what the page shows: lots, customers, and each shipment with the way to it where it may be opened."""
    shipments = sorted(found.downstream, key=lambda one: (one.customer, one.day, one.place))
    shippers = {each.place.organisation for each in shipments}
    readable = {code for code in shippers if may(actor, Act.MOVEMENT_READ, code)}
    return {
        "found": found,
        "lots": found.lots[:LOTS_SHOWN],
        "lots_g": sum(each.mass_g for each in found.lots),
        "customers": _customers(shipments),
        "shipments": [(each, each.place.organisation in readable) for each in shipments[:SHIPMENTS_SHOWN]],
        "shipments_count": len(shipments),
    }


def _customers(shipments: Sequence[SeenShipment]) -> list[CustomerLine]:
    held: dict[str, list[SeenShipment]] = {}
    for each in shipments:
        held.setdefault(each.customer, []).append(each)
    lines = [
        CustomerLine(
            name=name,
            mass_g=sum(each.mass_g for each in those),
            shipments=len(those),
            lots=tuple(sorted({lot.lot for each in those for lot in each.subjects})),
            first=min(each.day for each in those),
            last=max(each.day for each in those),
        )
        for name, those in held.items()
    ]
    return sorted(lines, key=lambda each: (-each.mass_g, each.name))
