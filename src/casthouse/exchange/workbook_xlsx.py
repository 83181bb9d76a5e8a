"""The accounting workbook: movements that can be imported again, and views of them.

The first sheet holds the movements in the layout of contract section 2 with the unknown columns beside
them: dates are dates, a quantity is a number where the cell holds every digit, all else is text, and
nothing is a formula. What is read back from it is what was written. The other sheets are views made of
values; importing ignores them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO

import polars as pl

from casthouse.custody.month_flow import MonthFlow
from casthouse.exchange.spreadsheet import Cell, CellKind, SheetColumn, Spreadsheet
from casthouse.exchange.workbook_view import (
    ScopePosition,
    add_material_sheets,
    add_month_sheet,
    add_percentage_sheet,
    add_total_sheet,
)

MOVEMENT_COLUMNS = (
    SheetColumn(title="reference", width=20),
    SheetColumn(title="date", width=12, kind=CellKind.DATE),
    SheetColumn(title="facility", width=14),
    SheetColumn(title="kind", width=12),
    SheetColumn(title="material", width=20),
    SheetColumn(title="quantity", width=16, kind=CellKind.NUMBER),
    SheetColumn(title="unit", width=6),
    SheetColumn(title="coc", width=6),
    SheetColumn(title="counterparty", width=22),
    SheetColumn(title="document", width=22),
    SheetColumn(title="lot", width=14),
    SheetColumn(title="reverses", width=20),
)
_SLICE_ROWS = 10_000


def write_workbook(
    target: IO[bytes],
    *,
    movements: pl.DataFrame,
    months: Sequence[MonthFlow],
    positions: Sequence[ScopePosition],
) -> None:
    """Write the workbook to an open binary file.

    Args:
        target: where it goes.
        movements: one row a movement, all columns text (null: empty): those of contract section 2, then
            unknown ones.
        months: what the scopes moved by month and material.
        positions: the positions of the periods to show.

    Raises:
        Refusal: `workbook_too_long` or `workbook_text_too_long` when XLSX cannot hold the movements.
    """
    with Spreadsheet(target, title="Material accounts") as book:
        _add_movements(book, movements)
        add_material_sheets(book, months)
        add_month_sheet(book, months)
        add_total_sheet(book, positions)
        add_percentage_sheet(book, months)


def _add_movements(book: Spreadsheet, movements: pl.DataFrame) -> None:
    known = [column.title for column in MOVEMENT_COLUMNS]
    assert movements.columns[: len(known)] == known
    unknown = (SheetColumn(title=title, width=18) for title in movements.columns[len(known) :])
    sheet = book.sheet("Movements", (*MOVEMENT_COLUMNS, *unknown))
    for row in _rows(movements):
        sheet.add(row)
    sheet.filter()


def _rows(movements: pl.DataFrame) -> Iterator[Sequence[Cell]]:
    day = next(place for place, column in enumerate(MOVEMENT_COLUMNS) if column.kind is CellKind.DATE)
    for part in movements.iter_slices(_SLICE_ROWS):
        for row in part.iter_rows():
            cells: list[Cell] = list(row)
            cells[day] = _day(row[day])
            yield cells


def _day(text: str | None) -> Cell:
    """Return the date of ISO text; anything else stays the text that it is."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return text
    return day if day.isoformat() == text else text
