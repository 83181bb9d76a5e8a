"""The reported quantities as XLSX: all figures on one sheet, what stands behind them on another."""

from decimal import Decimal
from fractions import Fraction
from typing import IO

from casthouse.exchange.spreadsheet import Cell, CellKind, SheetColumn, Spreadsheet, add_all
from casthouse.footprint.reported_quantity import QuantityFigure, QuantityReport, ReportedQuantity

PLACES = 9
_FACT_COLUMNS = (SheetColumn(title="Fact", width=34), SheetColumn(title="Value", width=70))
_FIGURE_COLUMNS = (
    SheetColumn(title="No", width=6),
    SheetColumn(title="Quantity", width=34),
    SheetColumn(title="Figure", width=34),
    SheetColumn(title="Of", width=18),
    SheetColumn(title="Value", width=16, kind=CellKind.NUMBER),
    SheetColumn(title="Unit", width=14),
    SheetColumn(title="At least, or of what is known", width=16),
    SheetColumn(title="Numerator", width=18, kind=CellKind.NUMBER),
    SheetColumn(title="Numerator's unit", width=12),
    SheetColumn(title="Denominator", width=18, kind=CellKind.NUMBER),
    SheetColumn(title="Denominator's unit", width=12),
    SheetColumn(title="Missing, or why it is not known", width=60),
    SheetColumn(title="How it was found", width=50),
)
_QUALITY_COLUMNS = (
    SheetColumn(title="No", width=6),
    SheetColumn(title="Quantity", width=34),
    SheetColumn(title="Asked by", width=28),
    SheetColumn(title="Method", width=60),
    SheetColumn(title="Source of the data", width=60),
    SheetColumn(title="Year", width=8),
    SheetColumn(title="Country", width=10),
    SheetColumn(title="Technology", width=40),
    SheetColumn(title="Valid until", width=14, kind=CellKind.DATE),
    SheetColumn(title="Verified by", width=20),
)
_ENTRY_COLUMNS = (
    SheetColumn(title="Quantity", width=34),
    SheetColumn(title="Figure", width=34),
    SheetColumn(title="Of", width=18),
    SheetColumn(title="Kind", width=14),
    SheetColumn(title="Reference, or what narrows the movements down", width=70),
)


def write_quantities(target: IO[bytes], report: QuantityReport) -> None:
    """Write the report to an open binary file."""
    with Spreadsheet(target, title=f"Quantities of {report.organisation}") as book:
        add_all(book.sheet("Report", _FACT_COLUMNS), _facts(report))
        figures = [_figure(quantity, each) for quantity in report.quantities for each in quantity.figures]
        add_all(book.sheet("Figures", _FIGURE_COLUMNS), figures)
        add_all(book.sheet("Data quality", _QUALITY_COLUMNS), [_quality(each) for each in report.quantities])
        entries = [
            row
            for quantity in report.quantities
            for each in quantity.figures
            for row in _entries(quantity, each)
        ]
        add_all(book.sheet("Entries", _ENTRY_COLUMNS), entries)


def _facts(report: QuantityReport) -> list[tuple[str, str]]:
    method = report.method
    return [
        ("Organisation", f"{report.organisation_name} ({report.organisation})"),
        ("Days", f"{report.first.isoformat()} to {report.last.isoformat()}, inclusive"),
        ("Method of the footprints", f"{method.name} ({method.code})"),
        ("Method verified in its source", "yes" if method.verified else "no"),
        ("Run-around scrap", f"of the {report.boundary.value}"),
        ("Empty value", "not known; the reason stands in the row, it is never zero"),
    ]


def decimal_text(value: Fraction | None) -> str | None:
    """Return a figure of at most nine decimals as decimal text; None stays."""
    if value is None:
        return None
    text = format(Decimal(int(value * 10**PLACES)).scaleb(-PLACES), "f")
    return text.rstrip("0").rstrip(".")


def _figure(quantity: ReportedQuantity, each: QuantityFigure) -> tuple[Cell, ...]:
    return (
        _number(quantity),
        quantity.title,
        each.label,
        each.of,
        decimal_text(each.rounded(each.value, PLACES)),
        each.unit,
        each.qualifier,
        decimal_text(each.rounded(each.numerator, PLACES)),
        each.numerator_unit,
        decimal_text(each.rounded(each.denominator, PLACES)),
        each.denominator_unit,
        each.why_not or "; ".join(each.missing),
        each.told,
    )


def _number(quantity: ReportedQuantity) -> str:
    return "+" if quantity.number is None else str(quantity.number)


def _quality(each: ReportedQuantity) -> tuple[Cell, ...]:
    quality = each.quality
    return (
        _number(each),
        each.title,
        each.asked_by,
        each.method,
        quality.source,
        str(quality.year),
        quality.country,
        quality.technology,
        quality.valid_until,
        quality.verifier,
    )


def _entries(quantity: ReportedQuantity, each: QuantityFigure) -> list[tuple[Cell, ...]]:
    single = [(one.kind.value, one.reference) for one in each.entries]
    listed = [
        ("movements", ", ".join(f"{name} {value}" for name, value in one.query)) for one in each.movements
    ]
    return [(quantity.title, each.label, each.of, kind, words) for kind, words in (*single, *listed)]
