"""Movements files as XLSX, written from the CSV."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl


def xlsx_of(text: str, *, typed: bool, delimiter: str = ",") -> bytes:
    """Return the first sheet with the CSV's cells.

    Args:
        text: a CSV text.
        typed: quantities as numbers, days as dates, yes and no as TRUE and FALSE; else all cells are text.
        delimiter: of the CSV.
    """
    header, *records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    rows = [[_typed(name, cell) for name, cell in zip(header, record, strict=True)] for record in records]
    return xlsx([list(header), *(rows if typed else records)])


def xlsx(rows: list[list[Any]]) -> bytes:
    """Return a workbook: the rows in its first sheet, and a second sheet that no one should read."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    book.create_sheet("notes").append(["not", "a", "movement"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(name: str, cell: str) -> Any:
    if not cell:
        return None
    if name == "date":
        return date.fromisoformat(cell)
    if name == "quantity":
        return float(cell) if "." in cell else int(cell)
    if name == "coc":
        return cell == "yes"
    return cell
