"""`casthouse quantities`: the ten quantities that a mill, can maker or car maker reports, with all behind them."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import FirstOption, JsonFlag, LastOption, StartOption
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.exchange.printed_figure import decimal_figure
from casthouse.exchange.reported_quantity_json import quantities_json
from casthouse.exchange.reported_quantity_pdf import quantities_pdf
from casthouse.exchange.reported_quantity_xlsx import write_quantities
from casthouse.footprint.reported_quantity import QuantityFigure, QuantityReport
from casthouse.footprint.scrap_source import USUAL_BOUNDARY
from casthouse.service.footprint import USUAL_METHOD
from casthouse.service.permission import OPERATOR
from casthouse.service.reported_quantity import USUAL_GOOD, QuantitiesAsked, organisation_quantities


def show(
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose.")],
    *,
    period: StartOption = None,
    first: FirstOption = None,
    last: LastOption = None,
    method: Annotated[
        str, typer.Option("--method", metavar="METHOD", help="Method of the footprints.")
    ] = USUAL_METHOD,
    boundary: Annotated[
        str, typer.Option("--boundary", metavar="B", help="Whose own scrap is run-around: site or company.")
    ] = USUAL_BOUNDARY,
    cn: Annotated[str, typer.Option("--cn", metavar="CODE", help="The good under the CBAM.")] = USUAL_GOOD,
    cbam_year: Annotated[
        int | None, typer.Option("--cbam-year", help="Year of import; that of the last day when left out.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write a PDF here.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write an XLSX here.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the quantities that an organisation reports of some days, with numerator and denominator.

    What nobody told is a dash with the reason, never zero. --json and --xlsx have the entries behind each figure.

    Example: casthouse quantities --organisation RHEIN --period 2025-01-01 --xlsx quantities.xlsx
    """
    report = organisation_quantities(
        OPERATOR,
        organisation=organisation,
        period=period,
        first=first,
        last=last,
        asked=QuantitiesAsked(method=method, boundary=boundary, cbam_good=cn, cbam_year=cbam_year),
    )
    if pdf is not None:
        pdf.write_bytes(quantities_pdf(report))
        print_message(f"Wrote {pdf}.")
    if xlsx is not None:
        with xlsx.open("wb") as target:
            write_quantities(target, report)
        print_message(f"Wrote {xlsx}.")
    if as_json:
        print_json(quantities_json(report))
    else:
        _print(report)


def _print(report: QuantityReport) -> None:
    print_text(
        f"{report.organisation}, {report.first} to {report.last}, footprints under {report.method.code}, "
        f"run-around scrap of the {report.boundary.value}."
    )
    for each in report.quantities:
        number = "+" if each.number is None else f"{each.number}"
        print_table(
            ("figure", "of", "value", "unit", "numerator", "denominator", "missing, or why not known"),
            [_row(figure) for figure in each.figures],
            title=f"{number}  {each.title}",
        )
    if not report.method.verified:
        print_text("No factor of the method was verified in its source.")


def _row(each: QuantityFigure) -> list[str]:
    over = ["–", "–"]
    if each.shown_numerator is not None:
        over[0] = f"{decimal_figure(each.shown_numerator, 3)} {each.numerator_unit}"
    if each.shown_denominator is not None:
        over[1] = f"{decimal_figure(each.shown_denominator, 3)} {each.denominator_unit}"
    value = f"{each.qualifier} {each.shown}".strip()
    return [each.label, each.of, value, each.shown_unit, *over, each.why_not or "; ".join(each.missing)]
