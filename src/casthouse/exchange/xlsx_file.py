"""The first sheet of an XLSX workbook of movements: its header, and its rows as columns of text.

Row numbers are those of the sheet. A formula in a mapped column makes its row malformed: what it would give is
not what somebody entered (contract section 2).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.file_refusal import too_large
from casthouse.exchange.heading import Headings, mapped_columns
from casthouse.exchange.profile import Profile
from casthouse.exchange.raw_cell import TYPED
from casthouse.exchange.text_blocks import Progress
from casthouse.exchange.translation import raw_column
from casthouse.exchange.xlsx_cell import CellReader
from casthouse.exchange.xlsx_package import WorkbookLayout, XlsxPackage, readable_workbook, workbook_layout
from casthouse.exchange.xml_stream import SheetCell, SheetRow, shared_texts, sheet_rows

_ROWS_AT_A_TIME = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """An open workbook of movements: its archive, its layout and how its cells are read."""

    package: XlsxPackage
    layout: WorkbookLayout
    cells: CellReader
    limits: FileLimits

    def rows(self, progress: Progress | None = None) -> Iterator[SheetRow]:
        """Yield the rows of the first sheet; use them inside `readable_workbook`."""
        part = self.layout.sheet_part
        with self.package.open(part) as stream:
            yield from sheet_rows(stream, self.limits, progress, self.package.size(part))


@contextmanager
def open_workbook(path: Path, limits: FileLimits) -> Iterator[Workbook]:
    """Open a workbook, its archive checked and its shared texts read.

    Raises:
        Refusal: `file_unreadable` or `file_too_large`.
    """
    with XlsxPackage.opened(path, limits) as package:
        layout = workbook_layout(package)
        shared = _shared(package, layout, limits)
        cells = CellReader.of(shared, layout.formats, has_1904_dates=layout.has_1904_dates)
        yield Workbook(package=package, layout=layout, cells=cells, limits=limits)


def sheet_headings(workbook: Workbook) -> Headings:
    """Return the first row of the sheet that holds a text; no names where there is none."""
    with readable_workbook():
        for row, cells in workbook.rows():
            names = [""] * (cells[-1].column + 1 if cells else 0)
            for cell in cells:
                names[cell.column] = workbook.cells.text(cell).strip()
            while names and not names[-1]:
                names.pop()
            if names:
                return Headings.of(names, row)
    return Headings(row=1, names=())


def raw_frames(
    workbook: Workbook, headings: Headings, profile: Profile, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the rows below the header as `row`, a column of text for each heading, `malformed`.

    Raises:
        Refusal: `file_unreadable` or `file_too_large` for what only shows while it is read.
    """
    places = {index: column for column, index in mapped_columns(headings, profile).items()}
    rows = _RowCollector(workbook.cells, len(headings.names), places)
    with readable_workbook():
        for row, cells in workbook.rows(progress):
            if row > headings.row and cells:
                rows.add(row, cells)
                if rows.count == _ROWS_AT_A_TIME:
                    yield rows.take()
    if rows.count:
        yield rows.take()


def _shared(package: XlsxPackage, layout: WorkbookLayout, limits: FileLimits) -> list[str]:
    part = layout.shared_part
    if part is None:
        return []
    if package.size(part) > limits.shared_text_bytes:
        raise too_large(
            f"shared texts of {package.size(part):,} bytes",
            expected=f"at most {limits.shared_text_bytes:,} bytes",
        )
    with readable_workbook(), package.open(part) as stream:
        return shared_texts(stream, limits)


class _RowCollector:
    """Gathers rows as columns of text, with the mark of a typed cell where a text layout would apply."""

    def __init__(self, cells: CellReader, width: int, places: Mapping[int, str]) -> None:
        self._cells = cells
        self._width = width
        self._places = places
        self._empty()

    def _empty(self) -> None:
        self._rows: list[int] = []
        self._malformed: list[str] = []
        self._columns: list[list[str]] = [[] for _ in range(self._width)]

    @property
    def count(self) -> int:
        return len(self._rows)

    def add(self, row: int, cells: list[SheetCell]) -> None:
        texts = [""] * self._width
        malformed = ""
        for cell in cells:
            if cell.column >= self._width:
                malformed = malformed or self._beyond(cell)
                continue
            place = self._places.get(cell.column)
            if place is not None and cell.formula is not None:
                malformed = malformed or (
                    f"found a formula as {place}; expected its value; paste the value in place of the formula"
                )
            texts[cell.column] = self._marked(cell, place)
        self._rows.append(row)
        self._malformed.append(malformed)
        for column, text in zip(self._columns, texts, strict=True):
            column.append(text)

    def take(self) -> pl.DataFrame:
        """Return the rows gathered since the last time."""
        frame = pl.DataFrame(
            {
                "row": pl.Series(self._rows, dtype=pl.UInt32),
                **{
                    raw_column(index): pl.Series(column, dtype=pl.String)
                    for index, column in enumerate(self._columns)
                },
                "malformed": pl.Series(self._malformed, dtype=pl.String),
            }
        )
        self._empty()
        return frame

    def _beyond(self, cell: SheetCell) -> str:
        if not self._cells.text(cell).strip():
            return ""
        return f"{self._width} fields expected, a value found in column {cell.column + 1}"

    def _marked(self, cell: SheetCell, place: str | None) -> str:
        text = self._cells.text(cell)
        match place:
            case "date":
                is_typed = self._cells.is_date(cell)
            case "quantity" | "wet_quantity" | "moisture":
                is_typed = self._cells.is_number(cell)
            case "coc":
                is_typed = cell.kind == "b"
            case _:
                is_typed = False
        return TYPED + text if is_typed else text
