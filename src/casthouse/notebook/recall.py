"""A recall: which lots and which shipments hold metal of some lots, exactly."""

from collections.abc import Mapping, Sequence

import polars as pl

from casthouse.measure.share import share_text
from casthouse.notebook.lot_book import PLANT, LotBook, lots_named
from casthouse.notebook.lot_table import lot_book
from casthouse.notebook.table_text import Table, like
from casthouse.provenance.long_share import LongShare
from casthouse.provenance.lot_graph import LotName
from casthouse.provenance.recall import LotShipment, RecalledShipment, held_of_several, recalled

SHARED: dict[str, type[pl.DataType]] = {"share": pl.Float64, "share_exact": pl.String}
HELD: dict[str, type[pl.DataType]] = {"lot": pl.String, "mass_g": pl.Int64, "held_g": pl.Int64, **SHARED}
SHIPPED: dict[str, type[pl.DataType]] = {
    "customer": pl.String,
    "reference": pl.String,
    "date": pl.Date,
    "lot": pl.String,
    "shipped_g": pl.Int64,
    "held_g": pl.Int64,
    **SHARED,
}


def recall(
    lots: Table | LotBook[Table], subjects: str | Sequence[str], *, movements: object | None = None
) -> Table:
    """Return the lots that hold metal of some lots, those themselves among them.

    Args:
        lots: a table with the columns of the lots file, or a book made of one by `casthouse.lot_book`.
        subjects: the lots that are recalled, one or several; a lot made of two of them holds both.
        movements: a table with the columns of the movements file; see `casthouse.lot_book`.

    Returns:
        A table of the kind that was asked with: `lot`; its whole `mass_g`; `held_g` of it that is the subjects',
        rounded up, since whoever recalls must not miss one; `share_exact` and `share`, the float nearest to it.

    Raises:
        Refusal: `trace_unknown`, or the table as a whole is refused.
        RowsRefused: rows that an import of the same file refuses, each with its code.
    """
    book = lot_book(lots, movements)
    rows = []
    for name, share in _held(book, subjects).items():
        if share.above:
            mass_g, exact = book.mass_g(name.lot), share.exact
            rows.append((name.lot, mass_g, share.up(mass_g), float(exact), share_text(exact)))
    return like(book.table, pl.DataFrame(sorted(rows), schema=HELD, orient="row"))


def recalled_shipments(
    lots: Table | LotBook[Table], subjects: str | Sequence[str], *, movements: object | None = None
) -> Table:
    """Return the shipments that hold metal of some lots, by day; arguments and refusals are those of `recall`.

    Returns:
        A table of the kind that was asked with: `customer`, `reference`, `date` and `lot` of each shipment, the grams
        `shipped_g`, and `held_g` of them that are the subjects', rounded up; `share_exact` and `share`.
    """
    book = lot_book(lots, movements)
    rows = [
        (
            each.shipment.customer,
            each.shipment.reference,
            each.shipment.day,
            each.shipment.lot.lot,
            each.shipment.mass_g,
            each.mass_g,
            float(exact := each.share.exact),
            share_text(exact),
        )
        for each in _recalled(book, subjects)
    ]
    return like(book.table, pl.DataFrame(rows, schema=SHIPPED, orient="row"))


def _recalled(book: LotBook[Table], subjects: str | Sequence[str]) -> list[RecalledShipment]:
    shipped: Sequence[LotShipment] = book.shipped
    return recalled(_held(book, subjects), shipped)


def _held(book: LotBook[Table], subjects: str | Sequence[str]) -> Mapping[LotName, LongShare]:
    """Return what share of each lot downstream is metal of the subjects."""
    chosen = lots_named(book, subjects)
    reached = _downstream(book, chosen)
    edges = (edge for lot in reached for edge in book.sources(lot))
    return held_of_several(
        edges, [LotName(PLANT, lot) for lot in chosen], [LotName(PLANT, lot) for lot in reached]
    )


def _downstream(book: LotBook[Table], lots: Sequence[str]) -> list[str]:
    """Return some lots and all that drew on them, each once."""
    readers: dict[str, set[str]] = {}
    for process, drawn in book.inputs.items():
        for source, _ in drawn:
            readers.setdefault(source, set()).add(process)
    waiting, reached = list(lots), set(lots)
    for lot in waiting:  # it grows while it is gone through
        for process in sorted(readers.get(lot, ())):
            new = [made for made in book.outputs[process] if made not in reached]
            reached.update(new)
            waiting += new
    return waiting
