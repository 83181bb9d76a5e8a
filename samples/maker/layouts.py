"""The layouts of the companies' files: the contract's CSV and XLSX, a German and an English ERP export."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from maker.rows import COLUMNS, Row

MADE = datetime(2026, 1, 7, 9, 0)  # noqa: DTZ001 - a workbook's own time has no zone
NUMERIC = frozenset("0123456789.")

GERMAN_HEADINGS = [
    "Materialbeleg",
    "Buchungsdatum",
    "Werk",
    "BWA",
    "Materialnummer",
    "Materialkurztext",
    "Menge",
    "BME",
    "CoC",
    "Lieferant/Kunde",
    "CoC-Dokument",
    "Charge",
    "Storno zu",
    "Erfaßt durch",
]
GERMAN_TYPES = {"receipt": "101", "shipment": "601"}
GERMAN_REVERSALS = {"receipt": "102", "shipment": "602"}
GERMAN_MATERIALS = {
    "aluminium": ("AL-1000", "Aluminium, Gußbarren"),
    "pre_consumer_scrap": ("SC-2000", "Neuschrott (Fabrikation)"),
    "post_consumer_scrap": ("SC-3000", "Altschrott gemischt"),
    "dross": ("KR-4000", "Krätze"),
}
GERMAN_UNITS = {"t": "TO", "kg": "KG", "lb": "LB"}

ENGLISH_HEADINGS = [
    "Document No",
    "Posting Date",
    "Plant",
    "Movement Type",
    "Material",
    "Quantity",
    "Unit",
    "CoC Flag",
    "Business Partner",
    "CoC Document",
    "Heat/Lot",
    "Reversed Document",
]
ENGLISH_TYPES = {"receipt": "GR", "shipment": "GI", "production": "PROD", "reversal": "REV"}
ENGLISH_UNITS = {"t": "MT"}


def contract_csv(rows: Sequence[Row]) -> bytes:
    """Return the contract's own layout as CSV, with the company's further columns behind."""
    further = list(rows[0].further)
    lines = [[*COLUMNS, *further]]
    lines += [
        [*(row.cells[name] for name in COLUMNS), *(row.further[name] for name in further)] for row in rows
    ]
    return _csv_text(lines, delimiter=",", line_end="\n").encode()


def erp_de(rows: Sequence[Row]) -> bytes:
    """Return a German ERP's list of material documents: semicolons, decimal commas, ISO-8859-1, CRLF."""
    kinds = {row.cells["reference"]: row.cells["kind"] for row in rows}
    lines = [GERMAN_HEADINGS, *(_german(row, kinds, number) for number, row in enumerate(rows))]
    return _csv_text(lines, delimiter=";", line_end="\r\n").encode("iso-8859-1")


def erp_en(rows: Sequence[Row]) -> bytes:
    """Return an English ERP's list of material documents: commas, dd/mm/yyyy, UTF-8."""
    return _csv_text(
        [ENGLISH_HEADINGS, *(_english(row) for row in rows)], delimiter=",", line_end="\r\n"
    ).encode()


def write_workbook(path: Path, rows: Sequence[Row], *, company: str) -> None:
    """Write the contract's layout as a workbook with real date cells and numbers.

    The can maker's references are numbers; the beverage brand's CoC flags are truth values.
    """
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": MADE, "author": company, "title": f"Movements of {company}"})
        sheet = workbook.add_worksheet("Movements")
        as_day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        heading = workbook.add_format({"bold": True, "bottom": 1})
        names = [*COLUMNS, *rows[0].further]
        sheet.write_row(0, 0, names, heading)
        sheet.set_column(0, len(names) - 1, 14)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for place, name in enumerate(names):
                value = _cell(name, row, company)
                if isinstance(value, datetime | date):
                    sheet.write_datetime(number, place, value, as_day)
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(number, place, value, None, 0)
                elif value != "":
                    sheet.write(number, place, value)


def _cell(name: str, row: Row, company: str) -> str | int | float | bool | date:
    """Return the value of a cell as a spreadsheet holds it."""
    text = row.cells[name] if name in row.cells else row.further[name]
    if name == "date" and text.startswith("T"):
        return datetime.fromisoformat(row.day.isoformat() + text)
    if name == "date" and text == row.day.isoformat():
        return row.day
    if name == "quantity" and text and set(text) <= NUMERIC:
        return float(text) if "." in text else int(text)
    if name in {"reference", "reverses"} and company == "ADDA" and text:
        return int(text)
    if name == "coc" and company == "ALMFRI" and text:
        return text == "yes"
    return text


def _german(row: Row, kinds: dict[str, str], number: int) -> list[str]:
    cells = row.cells
    movement_type = GERMAN_TYPES.get(cells["kind"], cells["kind"])
    if cells["kind"] == "reversal":
        movement_type = GERMAN_REVERSALS[kinds[cells["reverses"]]]
    material, text = GERMAN_MATERIALS.get(cells["material"], (cells["material"], ""))
    issue = movement_type in {"601", "201", "261", "311"}
    return [
        cells["reference"],
        _day(cells["date"], "."),
        cells["facility"],
        movement_type,
        material,
        text,
        _german_figure(cells["quantity"]) + ("-" if issue else ""),
        GERMAN_UNITS.get(cells["unit"], cells["unit"]),
        "X" if cells["coc"] == "yes" else "",
        cells["counterparty"],
        cells["document"],
        cells["lot"],
        cells["reverses"],
        f"U0{140 + number % 7}",
    ]


def _german_figure(text: str) -> str:
    """Return a figure with three decimals, a comma and points between thousands."""
    if not text:
        return ""
    return f"{Decimal(text):,.3f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _english(row: Row) -> list[str]:
    cells = row.cells
    return [
        cells["reference"],
        _day(cells["date"], "/"),
        cells["facility"],
        ENGLISH_TYPES.get(cells["kind"], cells["kind"]),
        cells["material"].capitalize(),
        f"{Decimal(cells['quantity']):.3f}" if cells["quantity"] else "",
        ENGLISH_UNITS.get(cells["unit"], cells["unit"]),
        {"yes": "Yes", "no": "No"}.get(cells["coc"], cells["coc"]),
        cells["counterparty"],
        cells["document"],
        cells["lot"],
        cells["reverses"],
    ]


def _day(text: str, sign: str) -> str:
    """Return an ISO day as day, month, year."""
    return sign.join(reversed(text.split("-")))


def _csv_text(lines: Sequence[Sequence[str]], *, delimiter: str, line_end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(lines)
    return out.getvalue()
