"""Material recovery of the whole chain: any days for the secretariat, a published year for everybody."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.footprint.chain_recovery import SCRAP
from casthouse.footprint.charged_part import CHAIN_WORDS, ChargedPart
from casthouse.service.chain_recovery import published_recovery, whole_recovery
from casthouse.web.page_request import PageRequest, page
from casthouse.web.public_page import public_page
from casthouse.web.query import day_of, number_of

HEADINGS: Mapping[ChargedPart, str] = {
    ChargedPart.POST_CONSUMER: "post-consumer",
    ChargedPart.PRE_CONSUMER: "pre-consumer",
    ChargedPart.PRIMARY: "primary",
    ChargedPart.RUNAROUND: "run-around",
}
"""The parts in few words, over narrow columns."""


@page()
def show_whole(request: PageRequest) -> HttpResponse:
    """Show the sums over all organisations in some days."""
    given = request.GET
    found = whole_recovery(request.actor, first=day_of(given.get("from")), last=day_of(given.get("to")))
    parts = [
        (CHAIN_WORDS[part], found.charged_g[part], found.behind[part], found.share(part), part in SCRAP)
        for part in ChargedPart
    ]
    context = {
        "found": found,
        "parts": parts,
        "members": [
            (each, [(part, HEADINGS[part], each.charged_g[part]) for part in ChargedPart])
            for each in found.members
        ],
        "part_names": [HEADINGS[part] for part in ChargedPart],
        "year": found.first.year if found.first.year == found.last.year else None,
    }
    return render(request, "footprint/chain_recovery.html", context)


@public_page
def show_published(request: PageRequest) -> HttpResponse:
    """Show what was published of a year."""
    found = published_recovery(request.actor, year=number_of(request.GET.get("year"), None))
    context = {
        "found": found,
        "dominant_percent": found.rules.masses.dominant_share * 100,
        "avoided_t": None
        if found.sheet is None or found.sheet.avoided_kg is None
        else found.sheet.avoided_kg / 1000,
    }
    return render(request, "footprint/published_recovery.html", context)
