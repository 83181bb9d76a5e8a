"""Rows of a table that are refused: all of them in one refusal, so that a notebook can show and mend them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import polars as pl

from casthouse.notebook.table_text import AnyTable, like
from casthouse.refusal import Refusal

CONSEQUENCE = "process_incomplete"
"""Of rows that are refused because another row of their process is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """One refused row: its place in the table, from 0; its process or reference; why, in the words of the imports."""

    row: int
    reference: str
    code: str
    message: str


class RowsRefused(Refusal):
    """A table has rows that no import would take; its code is that of the first that is not refused because of another.

    Attributes:
        rows: every refused row, in the order of the table.
    """

    def __init__(self, table: str, rows: Sequence[RefusedRow], *, asked: object = None) -> None:
        assert rows
        self.rows, self._asked = tuple(rows), asked
        first = min(self.rows, key=lambda each: (each.code == CONSEQUENCE, each.row))
        super().__init__(
            first.code,
            found=f"{len(rows)} refused in the table of {table}, among them row {first.row}: {first.message}",
            expected="rows as the import of the same file takes them",
            todo="correct the rows that this refusal lists in its member rows",
        )

    def frame(self) -> AnyTable:
        """Return the refused rows as a table of the kind that was asked with; of a file, a Polars table."""
        found = pl.DataFrame(
            [(each.row, each.reference, each.code, each.message) for each in self.rows],
            schema={"row": pl.UInt32, "reference": pl.String, "code": pl.String, "message": pl.String},
            orient="row",
        )
        return like(cast("AnyTable", self._asked), found)
