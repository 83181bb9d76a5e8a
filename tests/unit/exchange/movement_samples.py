"""Movements files for the tests: made in a folder, read with the built-in profiles."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.movements_file import MovementsFile, read_movements_file
from casthouse.exchange.profile import COLUMNS
from casthouse.exchange.profile_toml import built_in_profiles

DATA = Path(__file__).parents[2] / "data"
HEADER = ",".join(COLUMNS)
RECEIPT = (
    "R1",
    "2024-03-05",
    "H-RM",
    "receipt",
    "aluminium",
    "59.818",
    "t",
    "no",
    "a scrap yard",
    "",
    "",
    "",
)
LINE = ",".join(RECEIPT)


def written(folder: Path, content: str | bytes, encoding: str = "utf-8", name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path: Path, profile: str | None = None, limits: FileLimits | None = None) -> MovementsFile:
    return read_movements_file(path, profiles=built_in_profiles(), profile=profile, limits=limits)


def read_text(folder: Path, content: str | bytes, profile: str | None = None) -> MovementsFile:
    return read(written(folder, content), profile)


def shared_workbook(folder: Path, rows: Sequence[Sequence[Any]], *, has_1904_dates: bool = False) -> Path:
    """Write a workbook whose cells share their texts, as spreadsheet programs do."""
    path = folder / "shared.xlsx"
    with xlsxwriter.Workbook(
        path, {"date_1904": has_1904_dates, "default_date_format": "dd.mm.yyyy"}
    ) as book:
        sheet = book.add_worksheet("Movements")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def workbook(folder: Path, rows: Sequence[Sequence[Any]], name: str = "file.xlsx") -> Path:
    """Write a workbook whose texts stand in their cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


def line(fields: Sequence[str], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(fields)
    return text.getvalue()
