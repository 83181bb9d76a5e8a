"""XLSX files as a person expects them: a head that stays, filters, widths, dates that are dates.

Guarantees: text is written as text, so no cell that came from a file becomes a formula; a number is written
    as a number only where the cell holds every digit of it (Excel keeps 15), else as text; the same content
    gives the same bytes. No sheet has a formula.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import IO, Any, Self

import xlsxwriter

from casthouse.measure.mass import tonnes_text
from casthouse.refusal import Refusal

DIGITS_MAX = 15
TEXT_CHARS_MAX = 32_767
ROWS_MAX = 1_048_576
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900; earlier days are written as text
_EPOCH = date(1899, 12, 30)
_A4 = 9  # in the numbering of XLSX
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)


class CellKind(StrEnum):
    """What a column holds, and so how its cells look."""

    TEXT = "text"
    DATE = "date"
    MONTH = "month"  # its first day
    TONNES = "tonnes"  # from whole grams
    PERCENT = "percent"  # from decimal text, two decimals
    NUMBER = "number"  # from decimal text


_NUMBER_FORMATS = {
    CellKind.TEXT: "@",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.MONTH: "yyyy-mm",
    CellKind.TONNES: "#,##0.000###",
    CellKind.PERCENT: "0.00",
    CellKind.NUMBER: "General",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column: its heading, its width in characters, what it holds."""

    title: str
    width: int = 14
    kind: CellKind = CellKind.TEXT


Cell = str | int | date | None


class Spreadsheet:
    """An XLSX file in the making; sheets and rows are written in order and not kept in memory."""

    def __init__(self, target: IO[bytes], *, title: str) -> None:
        self.book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
        self.book.set_properties({"title": title, "author": "Casthouse", "created": _CREATED})
        self._head = self.book.add_format(
            {
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": "#1F5673",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self._formats = {kind: self.book.add_format(_look(kind)) for kind in CellKind}
        self._strong = {
            kind: self.book.add_format(_look(kind) | {"bold": True, "top": 1}) for kind in CellKind
        }

    def sheet(self, name: str, columns: Sequence[SheetColumn]) -> "Sheet":
        """Add a sheet with its head; `name` must be one that Excel takes."""
        worksheet = self.book.add_worksheet(name)
        for place, column in enumerate(columns):
            worksheet.set_column(place, place, column.width, self._formats[column.kind])
        worksheet.set_row(0, 30)
        for place, column in enumerate(columns):
            worksheet.write_string(0, place, column.title, self._head)
        worksheet.freeze_panes(1, 0)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(0)
        return Sheet(worksheet=worksheet, columns=tuple(columns), formats=self._formats, strong=self._strong)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write the file; after an error only clear up, so that the target stays as it was."""
        if kind is not None:
            self.book.filename = BytesIO()
        self.book.close()


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A sheet to which rows are added one below the other; `row_count` counts them."""

    worksheet: Any  # xlsxwriter has no types
    columns: tuple[SheetColumn, ...]
    formats: dict[CellKind, Any]
    strong: dict[CellKind, Any]
    row_count: int = 0

    def add(self, cells: Sequence[Cell], *, is_total: bool = False) -> None:
        """Add a row: text, ISO text of numbers, grams for tonnes, days; None stays empty."""
        self.row_count += 1
        if self.row_count >= ROWS_MAX:
            raise Refusal(
                "workbook_too_long",
                found=f"more than {ROWS_MAX - 1} rows for one sheet",
                expected=f"at most {ROWS_MAX - 1} rows below the head",
                todo="ask for a shorter span of time, or for CSV",
            )
        formats = self.strong if is_total else self.formats
        for place, (column, cell) in enumerate(zip(self.columns, cells, strict=True)):
            if cell is not None and cell != "":
                self._write(place, column.kind, cell, formats)

    def filter(self) -> None:
        """Put filters on the head, for all rows that were added."""
        if self.row_count:
            self.worksheet.autofilter(0, 0, self.row_count, len(self.columns) - 1)

    def _write(self, place: int, kind: CellKind, cell: Cell, formats: dict[CellKind, Any]) -> None:
        row = self.row_count
        if kind in _DAYS and isinstance(cell, date) and cell >= _FIRST_DAY:
            self.worksheet.write_number(row, place, (cell - _EPOCH).days, formats[kind])
            return
        text = _cell_text(kind, cell)
        if kind in _NUMERIC and holds_every_digit(text):
            self.worksheet.write_number(row, place, _CellNumber(text), formats[kind])
            return
        if len(text) > TEXT_CHARS_MAX:
            raise Refusal(
                "workbook_text_too_long",
                found=f"a text of {len(text)} characters in column {self.columns[place].title}",
                expected=f"at most {TEXT_CHARS_MAX}, as XLSX allows",
                todo="ask for CSV",
            )
        self.worksheet.write_string(row, place, text, formats[CellKind.TEXT])


_NUMERIC = frozenset({CellKind.TONNES, CellKind.PERCENT, CellKind.NUMBER})
_DAYS = frozenset({CellKind.DATE, CellKind.MONTH})


def holds_every_digit(text: str) -> bool:
    """Say whether a cell can hold the decimal number in the text without losing a digit."""
    digits = text.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or text.startswith(".") or text.endswith("."):
        return False
    if len(digits.strip("0")) > DIGITS_MAX:
        return False
    return Decimal(repr(float(text))) == Decimal(text)


class _CellNumber(float):
    """A number that is written with the digits it was read from, not with the 16 of a binary fraction."""

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.digits = format(Decimal(text).normalize(), "f")
        return number

    digits: str

    def __format__(self, _: str) -> str:
        return self.digits


def add_all(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> None:
    """Add rows and the filters over them."""
    for row in rows:
        sheet.add(row)
    sheet.filter()


def _look(kind: CellKind) -> dict[str, object]:
    """Return the format of a kind of cell; days stand left, as text does."""
    align = "left" if kind in _DAYS else ""
    return {"num_format": _NUMBER_FORMATS[kind], "align": align}


def _cell_text(kind: CellKind, cell: Cell) -> str:
    if kind is CellKind.TONNES and isinstance(cell, int):
        return tonnes_text(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
