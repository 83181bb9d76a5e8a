"""Statistics of the public register: certificates today, findings and masses as they were published."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from casthouse.assurance.finding_statistics import FindingFigure, FindingLine, FindingSheet
from casthouse.assurance.rating import Rating
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.refusal import Refusal
from casthouse.service.public_release import Release, ReleasePreview, preview_release, publish_statistics
from casthouse.service.public_statistics import CertificateStatistics, PublicStatistics, public_statistics
from casthouse.standard.standard_name import StandardName
from casthouse.web.flow_chart import NARROW, WIDE, figure_words, flow_charts
from casthouse.web.form_page import form_page
from casthouse.web.page_request import PageRequest, open_page, page
from casthouse.web.public_page import kept_a_while
from casthouse.web.query import number_of

COLUMNS = (Rating.CONFORMANCE, Rating.MINOR, Rating.MAJOR, Rating.NOT_APPLICABLE, Rating.UNABLE_TO_RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A line of the table of findings: its cells, of which one may span several ratings."""

    line: FindingLine
    cells: tuple[tuple[FindingFigure, int], ...]


@open_page()
def show(request: PageRequest) -> HttpResponseBase:
    """Show the statistics; the secretariat may publish a year that is over."""
    year = number_of(request.GET.get("year"), None)
    found = public_statistics(request.actor, year=year)
    return kept_a_while(request, render(request, "public_register/statistics.html", _context(found)))


@page("GET", "POST")
def preview(request: PageRequest, year: int) -> HttpResponse:
    """Show what would be published of a year; a POST publishes exactly that, if it is still what the store holds."""
    found = preview_release(request.actor, year=year)
    refusal = None
    if request.method == "POST":
        try:
            publish_statistics(request.actor, year=year, digest=request.POST.get("digest", ""))
            messages.success(request, f"The figures of {year} are published.")
            return redirect(f"{reverse('public_statistics')}?year={year}")
        except Refusal as refused:
            refusal = refused
    rules = built_in_assurance_manual().publication
    context = {"rules": rules, "shares": rules.masses.dominant_share * 100, **_figures(found)}
    return form_page(request, "public_register/preview.html", context, refusal)


def _context(found: PublicStatistics) -> dict[str, object]:
    return {
        "found": found,
        **(_figures(found.release) if found.release else {}),
        "standards": tuple(StandardName),
        "uptake": _uptake(found.certificates),
        "shares": found.rules.masses.dominant_share * 100,
    }


def _figures(release: Release | ReleasePreview) -> dict[str, object]:
    """Return the figures of a year as tables and drawings show them."""
    return {
        "release": release,
        "sheets": [(each, _rows(each)) for each in release.findings],
        "columns": COLUMNS,
        "volumes": _volumes(release),
    }


def _rows(sheet: FindingSheet) -> list[FindingRow]:
    return [FindingRow(line=line, cells=_cells(line.figures)) for line in sheet.lines]


def _cells(figures: Sequence[FindingFigure]) -> tuple[tuple[FindingFigure, int], ...]:
    """Return the figures in the order of the columns, each with how many of these it spans."""
    return tuple(
        (each, len(each.ratings))
        for each in sorted(figures, key=lambda f: min(COLUMNS.index(rating) for rating in f.ratings))
    )


def _volumes(
    release: Release | ReleasePreview,
) -> list[tuple[str, list[tuple[str, int]], list[tuple[str, object]]]]:
    """Return each stage with its figures and its drawing, wide and narrow."""
    charts = [
        (name, flow_charts(release.volumes, size)) for name, size in (("wide", WIDE), ("narrow", NARROW))
    ]
    return [
        (
            each.stage.value,
            [(figure_words(figure), figure.mass_g) for figure in each.figures],
            [(name, drawn[each.stage.value]) for name, drawn in charts if each.stage.value in drawn],
        )
        for each in release.volumes.stages
    ]


def _uptake(certificates: CertificateStatistics) -> list[tuple[object, list[int]]]:
    return [
        (day, [certificates.uptake[standard][at] for standard in StandardName])
        for at, day in enumerate(certificates.days)
    ]
