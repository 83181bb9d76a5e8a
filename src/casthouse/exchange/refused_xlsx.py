"""Refused rows of a workbook as they stand, each with its message in a last column."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format

from casthouse.exchange.movements_file import MovementsFile
from casthouse.exchange.xlsx_file import Workbook, open_workbook
from casthouse.exchange.xlsx_package import readable_workbook
from casthouse.exchange.xml_stream import SheetCell

_SHEET_NAME = re.compile(r"(?!')[^\[\]:*?/\\]{1,31}(?<!')")
_DIGITS_MAX = 16
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # the same rows give the same bytes


def write_refused_xlsx(source: MovementsFile, messages: Mapping[int, str], target: BinaryIO) -> None:
    """Write the rows with the row numbers of the messages, the header among them, to a workbook of one sheet."""
    with open_workbook(source.path, source.limits) as workbook, readable_workbook():
        book = xlsxwriter.Workbook(
            target, {"constant_memory": True, "date_1904": workbook.layout.has_1904_dates}
        )
        book.set_properties({"created": _CREATED.replace(tzinfo=None)})
        writer = _SheetWriter(book, workbook, source)
        for row, cells in workbook.rows():
            if row in messages:
                writer.write(cells, messages[row])
        book.close()


class _SheetWriter:
    """Writes rows one below the other, with the number formats that the cells had."""

    def __init__(self, book: xlsxwriter.Workbook, workbook: Workbook, source: MovementsFile) -> None:
        name = workbook.layout.sheet_name
        self._book = book
        self._sheet = book.add_worksheet(name if _SHEET_NAME.fullmatch(name) else None)
        self._workbook = workbook
        self._formats: dict[int, Format] = {}
        self._width = len(source.headings.names)
        self._earlier = source.headings.refusal_index
        self._row = 0

    def write(self, cells: list[SheetCell], message: str) -> None:
        """Write the next row: its cells, and the message behind the last heading."""
        for cell in cells:
            if cell.column != self._earlier:
                self._write_cell(self._index_after(cell.column), cell)
        self._sheet.write_string(self._row, self._width - (self._earlier is not None), message)
        self._row += 1

    def _index_after(self, index: int) -> int:
        """Return where a column goes: an earlier refusal closes up, what stands beyond the headings stays beyond."""
        after = index - (self._earlier is not None and index > self._earlier)
        return after + 1 if index >= self._width else after

    def _write_cell(self, column: int, cell: SheetCell) -> None:
        style = self._format(cell.style)
        number = _number(cell)
        if number is not None:
            self._sheet.write_number(self._row, column, number, style)
        elif cell.kind == "b" and cell.formula is None:
            self._sheet.write_boolean(self._row, column, cell.text == "1", style)
        else:
            self._sheet.write_string(self._row, column, self._workbook.cells.text(cell), style)

    def _format(self, style: int) -> Format | None:
        formats = self._workbook.layout.formats
        if style >= len(formats) or formats[style] == "General":
            return None
        if style not in self._formats:
            self._formats[style] = self._book.add_format({"num_format": formats[style]})
        return self._formats[style]


def _number(cell: SheetCell) -> Decimal | None:
    """Return the number to write for a cell, or None where it holds none or one that would not stay the same.

    `xlsxwriter` writes 16 digits: of a float they can be others than the shortest, of a decimal they are its own.
    """
    if cell.kind != "n" or cell.formula is not None:
        return None
    try:
        number = Decimal(repr(float(cell.text)))
    except ValueError:
        return None
    is_short = number.is_finite() and len(number.as_tuple().digits) <= _DIGITS_MAX
    return number if is_short else None
