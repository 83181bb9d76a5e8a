"""A trace: the origins of one lot, exactly, by the rule of contract section 5."""

import polars as pl

from casthouse.measure.share import share_text
from casthouse.notebook.lot_book import PLANT, LotBook, lots_named
from casthouse.notebook.lot_table import lot_book
from casthouse.notebook.table_text import Table, like
from casthouse.provenance.lot_graph import LotName
from casthouse.provenance.origin_share import PhysicalTrace, physical_trace

TRACED: dict[str, type[pl.DataType]] = {
    "lot": pl.String,
    "reference": pl.String,
    "kind": pl.String,
    "counterparty": pl.String,
    "facility": pl.String,
    "mass_g": pl.Int64,
    "share": pl.Float64,
    "share_exact": pl.String,
}
"""The columns of a trace."""


def trace(lots: Table | LotBook[Table], lot: str, *, movements: object | None = None) -> Table:
    """Return where the metal of a lot came from, the largest share first.

    Every output of a process has the same composition, each input weighing by its mass; a lot received in several rows
    is their mixture. An origin is a lot that no process made, with the movement that brought it in.

    Args:
        lots: a table with the columns of the lots file, or a book made of one by `casthouse.lot_book`.
        lot: the lot asked about.
        movements: a table with the columns of the movements file; see `casthouse.lot_book`.

    Returns:
        A table of the kind that was asked with: `lot`, `reference`, `kind`, `counterparty` and `facility` of each
        origin; `mass_g`, whole grams that sum to the lot's mass; `share_exact`, "a/b" in lowest terms, which sum to
        one; `share`, the float nearest to it.

    Raises:
        Refusal: `trace_unknown`, or the table as a whole is refused.
        RowsRefused: rows that an import of the same file refuses, each with its code.
    """
    book = lot_book(lots, movements)
    (name,) = lots_named(book, [lot])
    found = traced(book, name)
    rows = [
        (
            each.origin.lot,
            each.origin.reference,
            each.origin.kind.value,
            each.origin.counterparty,
            each.origin.facility,
            each.mass_g,
            float(each.share),
            share_text(each.share),
        )
        for each in found.origins
    ]
    return like(book.table, pl.DataFrame(rows, schema=TRACED, orient="row"))


def traced(book: LotBook[Table], lot: str) -> PhysicalTrace:
    """Return the exact answer on one lot."""
    return physical_trace(book.graph(book.upstream([lot])), LotName(PLANT, lot), book.mass_g(lot))
