"""Reads the written files back, apart from how they were written, into the words of the contract."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell

from maker.layouts import GERMAN_MATERIALS
from maker.rows import COLUMNS

SKIPPED = "skip"
FORMULA = "\0formula"  # what no cell of a real file can hold
GERMAN = {
    "reference": "Materialbeleg",
    "date": "Buchungsdatum",
    "facility": "Werk",
    "kind": "BWA",
    "material": "Materialnummer",
    "quantity": "Menge",
    "unit": "BME",
    "coc": "CoC",
    "counterparty": "Lieferant/Kunde",
    "document": "CoC-Dokument",
    "lot": "Charge",
    "reverses": "Storno zu",
}
GERMAN_KINDS = {"101": "receipt", "601": "shipment", "102": "reversal", "602": "reversal"} | dict.fromkeys(
    ("201", "261", "311"), SKIPPED
)
ENGLISH = {
    "reference": "Document No",
    "date": "Posting Date",
    "facility": "Plant",
    "kind": "Movement Type",
    "material": "Material",
    "quantity": "Quantity",
    "unit": "Unit",
    "coc": "CoC Flag",
    "counterparty": "Business Partner",
    "document": "CoC Document",
    "lot": "Heat/Lot",
    "reverses": "Reversed Document",
}
ENGLISH_KINDS = {
    "GR": "receipt",
    "GI": "shipment",
    "PROD": "production",
    "REV": "reversal",
    "TRF": SKIPPED,
}

Record = dict[str, str]


def read(path: Path, profile: str) -> list[Record]:
    """Return the data rows of a file by contract column; the first is row 2."""
    if path.suffix == ".xlsx":
        return _workbook(path)
    if profile == "erp-de":
        return [_from_german(one) for one in _records(path, "iso-8859-1", ";")]
    if profile == "erp-en":
        return [_from_english(one) for one in _records(path, "utf-8", ",")]
    return [{name: one[name].strip() for name in COLUMNS} for one in _records(path, "utf-8", ",")]


def _records(path: Path, encoding: str, delimiter: str) -> list[Record]:
    text = path.read_bytes().decode(encoding)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert all(len(record) == len(records[0]) for record in records), path
    return [dict(zip(records[0], record, strict=True)) for record in records[1:]]


def _workbook(path: Path) -> list[Record]:
    sheet = load_workbook(path).worksheets[0]
    names, *records = [[_text(cell) for cell in line] for line in sheet.iter_rows()]
    return [{name: dict(zip(names, record, strict=True))[name] for name in COLUMNS} for record in records]


def _text(cell: Cell | MergedCell) -> str:
    """Return a cell as the contract reads it: dates ISO, whole numbers integers, truth values yes and no."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        midnight = value == datetime.combine(value.date(), datetime.min.time())
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, int | float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value).strip()


def _from_german(one: Record) -> Record:
    record = {name: one[heading].strip() for name, heading in GERMAN.items()}
    materials = {number: material for material, (number, _) in GERMAN_MATERIALS.items()}
    figure = record["quantity"].removesuffix("-").replace(".", "").replace(",", ".")
    return record | {
        "date": "-".join(reversed(record["date"].split("."))),
        "kind": GERMAN_KINDS.get(record["kind"], record["kind"]),
        "material": materials.get(record["material"], record["material"]),
        "quantity": figure,
        "unit": {"TO": "t", "KG": "kg", "LB": "lb"}.get(record["unit"], record["unit"]),
        "coc": "yes" if record["coc"] == "X" else "no",
    }


def _from_english(one: Record) -> Record:
    record = {name: one[heading].strip() for name, heading in ENGLISH.items()}
    return record | {
        "date": "-".join(reversed(record["date"].split("/"))),
        "kind": ENGLISH_KINDS.get(record["kind"], record["kind"]),
        "material": record["material"].lower(),
        "unit": {"MT": "t"}.get(record["unit"], record["unit"]),
        "coc": {"Yes": "yes", "No": "no"}.get(record["coc"], record["coc"]),
    }


def real_day(text: str) -> date | None:
    """Return the day of a real YYYY-MM-DD, else None."""
    try:
        return date.fromisoformat(text) if len(text) == len("2025-01-01") else None
    except ValueError:
        return None
