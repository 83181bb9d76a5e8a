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
from casthouse.refusal import Refusal
from casthouse.service.public_statistics import (
    CertificateStatistics,
    PublicStatistics,
    Release,
    public_statistics,
    publish_statistics,
)
from casthouse.standard.standard_name import StandardName
from casthouse.web.flow_chart import NARROW, WIDE, figure_words, flow_charts
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


@page("POST")
def publish(request: PageRequest) -> HttpResponse:
    """Publish the findings and masses of a year."""
    year = number_of(request.POST.get("year"), None)
    if year is None:
        raise Refusal(
            "year_invalid", found="no year", expected="a calendar year that is over", todo="correct the year"
        )
    release = publish_statistics(request.actor, year=year)
    messages.success(request, f"The figures of {release.year} are published.")
    return redirect(f"{reverse('public_statistics')}?year={release.year}")


def _context(found: PublicStatistics) -> dict[str, object]:
    release = found.release
    return {
        "found": found,
        "release": release,
        "sheets": [(each, _rows(each)) for each in release.findings] if release else [],
        "columns": COLUMNS,
        "volumes": _volumes(release) if release else [],
        "standards": tuple(StandardName),
        "uptake": _uptake(found.certificates),
        "shares": found.rules.masses.dominant_share * 100,
    }


def _rows(sheet: FindingSheet) -> list[FindingRow]:
    return [FindingRow(line=line, cells=_cells(line.figures)) for line in sheet.lines]


def _cells(figures: Sequence[FindingFigure]) -> tuple[tuple[FindingFigure, int], ...]:
    """Return the figures in the order of the columns, each with how many of these it spans."""
    return tuple(
        (each, len(each.ratings))
        for each in sorted(figures, key=lambda f: min(COLUMNS.index(rating) for rating in f.ratings))
    )


def _volumes(release: Release) -> list[tuple[str, list[tuple[str, int]], list[tuple[str, object]]]]:
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
