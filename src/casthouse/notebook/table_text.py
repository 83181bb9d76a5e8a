"""Tables of people with notebooks, Polars or pandas, as rows of text like those of the product's files; and back.

A cell reads as the cell of a spreadsheet does (contract section 2): whole numbers as integer text, other numbers as
their shortest decimal, days as ISO, truth values as yes and no, what is missing as nothing.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol, TypeVar, cast

import numpy as np
import polars as pl

from casthouse.exchange.file_refusal import FileRefusal
from casthouse.refusal import Refusal


class AnyTable(Protocol):
    """What a Polars and a pandas DataFrame have alike."""

    @property
    def columns(self) -> Any:  # noqa: ANN401 - a list of one, an index of the other
        """The headings."""

    def __len__(self) -> int: ...

    def __getitem__(self, name: str, /) -> Any: ...  # noqa: ANN401 - a column of either


Table = TypeVar("Table", bound=AnyTable)
"""A Polars or pandas DataFrame; an answer is of the kind that was asked with."""

DIGITS_MAX = 400
"""Of a number that is written out; a longer one is no quantity of anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """The columns of a table, as in the file of the same name; `is_closed` refuses others."""

    name: str
    required: Sequence[str]
    optional: Sequence[str] = ()
    is_closed: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, the required ones first."""
        return (*self.required, *self.optional)


def text_rows(table: object, layout: TableLayout) -> pl.DataFrame:
    """Return `row`, the columns of a layout as trimmed text, and `malformed`; blank rows are left out but counted.

    Args:
        table: a Polars or pandas DataFrame; `row` is the place in it, from 0.
        layout: which columns.

    Raises:
        Refusal: `table_invalid`, `heading_missing`, `heading_repeated`, `heading_unknown`, `file_empty`.
    """
    names = _headings(table, layout)
    _check_headings(names, layout)
    texts, faults = {}, []
    height = len(cast("pl.DataFrame", table))
    for name in layout.columns:
        column = _cells(table, name) if name in names else pl.Series([""] * height, dtype=pl.String)
        texts[name], found = _texts(name, column)
        faults += found
    malformed = [""] * height
    for row, fault in reversed(faults):
        malformed[row] = fault
    rows = pl.DataFrame(texts, schema=dict.fromkeys(layout.columns, pl.String)).with_columns(
        row=pl.int_range(pl.len(), dtype=pl.UInt32), malformed=pl.Series(malformed, dtype=pl.String)
    )
    told = rows.filter(pl.any_horizontal(pl.col(name) != "" for name in (*layout.columns, "malformed")))
    if told.is_empty():
        raise Refusal(
            FileRefusal.FILE_EMPTY,
            found=f"a table of {layout.name} without a row",
            expected="at least one row that says something",
            todo="look at the filter that it was made with: nothing over nothing has no answer",
        )
    return told


def like(table: Table, answer: pl.DataFrame) -> Table:
    """Return an answer as the kind of table that was asked with."""
    if not _is_pandas(table):
        return cast("Table", answer)
    columns = {
        name: answer[name].to_numpy() if answer[name].dtype.is_numeric() else answer[name].to_list()
        for name in answer.columns
    }
    return cast("Table", sys.modules["pandas"].DataFrame(columns))


def _is_pandas(table: object) -> bool:
    """Say whether it is a table of pandas, which is loaded then; Casthouse never loads it."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(table, pandas.DataFrame)


def _headings(table: object, layout: TableLayout) -> list[str]:
    if not isinstance(table, pl.DataFrame) and not _is_pandas(table):
        raise Refusal(
            "table_invalid",
            found=f"a {type(table).__name__} in place of the table of {layout.name}",
            expected="a Polars or pandas DataFrame",
            todo="make one of it; collect a LazyFrame first",
        )
    return [str(name) for name in cast("pl.DataFrame", table).columns]


def _check_headings(names: Sequence[str], layout: TableLayout) -> None:
    lacking = [name for name in layout.required if name not in names]
    repeated = [name for name in layout.columns if names.count(name) > 1]
    unknown = [name for name in names if layout.is_closed and name not in layout.columns]
    for code, found, expected in (
        (FileRefusal.HEADING_MISSING, lacking, f"the columns {', '.join(layout.required)}"),
        (FileRefusal.HEADING_REPEATED, repeated, "each column once"),
        (FileRefusal.HEADING_UNKNOWN, unknown, f"only {', '.join(layout.columns)}"),
    ):
        if found:
            shown = ", ".join(f"“{name[:60]}”" for name in found[:20])
            where = "no column" if code is FileRefusal.HEADING_MISSING else "the columns"
            raise Refusal(
                code,
                found=f"in the table of {layout.name} {where} {shown}",
                expected=expected,
                todo="rename, add or drop the column",
            )


def _cells(table: object, name: str) -> pl.Series | list[Any]:
    """Return the cells of a column, missing ones as None."""
    if isinstance(table, pl.DataFrame):
        return table[name]
    pandas = sys.modules["pandas"]
    nothing = (pandas.NA, pandas.NaT)
    return [
        None if any(cell is each for each in nothing) else cell for cell in cast("Any", table)[name].tolist()
    ]


def _texts(name: str, cells: pl.Series | list[Any]) -> tuple[pl.Series, list[tuple[int, str]]]:
    """Return a column as trimmed text, and what cannot be read with its place."""
    if isinstance(cells, pl.Series):
        if cells.dtype == pl.String or cells.dtype.is_integer() or cells.dtype in {pl.Categorical, pl.Enum}:
            return cells.cast(pl.String).str.strip_chars().fill_null(""), []
        cells = cells.to_list()
    texts, faults = [], []
    for place, cell in enumerate(cells):
        text = cell_text(cell)
        if text is None:
            faults.append((place, f"found a {type(cell).__name__} in the column {name}"))
        texts.append(text or "")
    return pl.Series(texts, dtype=pl.String), faults


def cell_text(cell: object) -> str | None:
    """Return what a cell says, as text; None where it is nothing that a file could hold."""
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[us]").item()
    elif isinstance(cell, np.generic):
        cell = cell.item()
    match cell:
        case None:
            return ""
        case str():
            return cell.strip() if _is_sound(cell) else None
        case bool():
            return "yes" if cell else "no"
        case int() | float() | Decimal():
            return _number_text(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
        case _:
            return cell.isoformat() if isinstance(cell, date) else None


def _is_sound(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _number_text(number: float | Decimal) -> str:
    """Return the shortest decimal that is the same number; what is no number is missing."""
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if exact.is_nan():
        return ""
    if not exact.is_finite() or abs(exact.adjusted()) > DIGITS_MAX:
        return str(exact)
    return format(exact.to_integral_value() if exact == exact.to_integral_value() else exact, "f")


def names_of(column: Iterable[str]) -> dict[str, int]:
    """Return a number for each name, in order; the empty one has none."""
    return {name: number for number, name in enumerate(sorted(set(column) - {""}))}
