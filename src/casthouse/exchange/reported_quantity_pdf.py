"""The reported quantities as PDF: each with its figures, its method and how good its data is."""

from fractions import Fraction

from casthouse.exchange.paper import Align, Column, Ink, Paper, Row
from casthouse.exchange.printed_figure import day_figure
from casthouse.exchange.report_page import (
    PageTitle,
    draw_banner,
    draw_facts,
    draw_foot,
    draw_title,
    pages_of,
)
from casthouse.exchange.typeface import TextStyle
from casthouse.footprint.reported_quantity import QuantityFigure, QuantityReport, ReportedQuantity

FOOT_NOTE = (
    "A dash is not known and never zero. Figures of different methods are never added, averaged or ranked."
)
_SMALL = TextStyle(size=8.2)
_COLUMNS = (
    Column(title="Figure", share=0.24, style=_SMALL),
    Column(title="Of", share=0.13, style=_SMALL),
    Column(title="Value", share=0.14, align=Align.RIGHT, style=_SMALL),
    Column(title="Numerator", share=0.15, align=Align.RIGHT, style=_SMALL),
    Column(title="Denominator", share=0.15, align=Align.RIGHT, style=_SMALL),
    Column(title="How found, missing, or why not known", share=0.19, style=_SMALL),
)


def quantities_pdf(report: QuantityReport) -> bytes:
    """Return the report as one file."""
    pages = pages_of(lambda paper, count: _draw(paper, report, count))
    paper = Paper(title=f"Quantities of {report.organisation}", author=report.organisation_name)
    _draw(paper, report, pages)
    return paper.finish()


def _draw(paper: Paper, report: QuantityReport, pages: int) -> None:
    days = f"{day_figure(report.first)} to {day_figure(report.last)}"
    left = f"Quantities, {report.organisation_name} ({report.organisation}), {days}"
    paper.begin(lambda p: draw_foot(p, left, FOOT_NOTE, pages))
    draw_title(
        paper,
        PageTitle(
            author=report.organisation_name,
            kind="Provenance",
            title="Reported quantities",
            number=report.organisation,
            detail=days,
        ),
    )
    unknown = [each.title for each in report.quantities if not each.is_known]
    if unknown:
        draw_banner(paper, "NOT ALL IS KNOWN", f"Incomplete: {', '.join(unknown)}.")
    paper.space(14)
    draw_facts(paper, _facts(report))
    for each in report.quantities:
        _draw_quantity(paper, each)


def _facts(report: QuantityReport) -> list[tuple[str, str]]:
    method = report.method
    verified = "verified in its source" if method.verified else "not verified in its source"
    return [
        ("Organisation", f"{report.organisation_name} ({report.organisation})"),
        ("Days", f"{day_figure(report.first)} to {day_figure(report.last)}, inclusive"),
        ("Method of footprints", f"{method.name} ({method.code}), {verified}"),
        ("Run-around scrap", f"of the {report.boundary.value}; it counts nowhere"),
    ]


def _draw_quantity(paper: Paper, each: ReportedQuantity) -> None:
    number = "" if each.number is None else f"{each.number}. "
    paper.heading(f"{number}{each.title}")
    quality = each.quality
    paper.block(f"Asked by {each.asked_by}. Method: {each.method}.", Ink.small)
    paper.block(
        f"Data: {quality.source}; {quality.year}, {quality.country}, {quality.technology}; "
        f"valid until {day_figure(quality.valid_until)}; verified by {quality.verifier}.",
        Ink.small,
    )
    paper.space(6)
    paper.table(_COLUMNS, [_row(figure) for figure in each.figures])


def _row(each: QuantityFigure) -> Row:
    value = "–" if each.value is None else f"{each.qualifier} {each.shown} {each.shown_unit}".strip()
    words = each.why_not or "; ".join((*(f"missing: {words}" for words in each.missing), each.told))
    return Row(
        cells=(
            each.label,
            each.of,
            value,
            _amount(each.shown_numerator, each.numerator_unit),
            _amount(each.shown_denominator, each.denominator_unit),
            f"{words}; entries in the workbook: {len(each.entries) + len(each.movements)}",
        )
    )


def _amount(value: Fraction | None, unit: str) -> str:
    return "–" if value is None else f"{float(value):,.3f} {unit}"
