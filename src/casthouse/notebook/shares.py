"""Shares of origins in many lots at once: by lot, movement, counterparty or facility of the origin."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from math import inf, nextafter

import numpy as np
import polars as pl

from casthouse.measure.share import share_text
from casthouse.notebook.lot_book import LotBook, lots_named
from casthouse.notebook.lot_columns import LotColumns, lot_columns
from casthouse.notebook.lot_table import lot_book
from casthouse.notebook.table_text import Table, cell_text, like
from casthouse.notebook.trace import traced
from casthouse.provenance.graph_share import ROUNDOFF_OF_ROWS, OutsideMetal, share_rows
from casthouse.provenance.lot_graph import LotEdge
from casthouse.refusal import Refusal

BLOCK = 64
"""How many origins one sweep over the columns carries."""

TINY = 2.0**-120
"""What sums of floats too small to be told apart from zero may hide."""


class OriginBy(StrEnum):
    """By what origins are put together."""

    LOT = "lot"
    REFERENCE = "reference"
    COUNTERPARTY = "counterparty"
    FACILITY = "facility"
    KIND = "kind"


SWEPT: dict[str, type[pl.DataType]] = {
    "lot": pl.String,
    "origin": pl.String,
    "share": pl.Float64,
    "error": pl.Float64,
}
EXACT: dict[str, type[pl.DataType]] = {**SWEPT, "share_exact": pl.String}


def shares(
    lots: Table | LotBook[Table],
    *,
    by: str = OriginBy.LOT,
    of: Sequence[str] | None = None,
    movements: object | None = None,
    exact: bool = False,
) -> Table:
    """Return the shares of origins in lots, one row a lot and origin that has a part in it.

    Args:
        lots: a table with the columns of the lots file, or a book made of one by `casthouse.lot_book`.
        by: what an origin is: a `lot`, the `reference` of a movement, a `counterparty`, a `facility` or a `kind`.
        of: the lots that are answered for; all of them when None.
        movements: a table with the columns of the movements file; see `casthouse.lot_book`.
        exact: compute fractions, lot by lot, in place of one sweep of floats over all.

    Returns:
        A table of the kind that was asked with: `lot`, `origin` (empty where the movement does not tell it), `share`,
        and `error`, what the true share differs from it by at most. With `exact` also `share_exact`, "a/b"; `share` is
        the float nearest to it.

    Raises:
        Refusal: `origin_unknown`, `trace_unknown`, or the table as a whole is refused.
        RowsRefused: rows that an import of the same file refuses, each with its code.
    """
    if not isinstance(by, str) or by not in set(OriginBy):
        raise Refusal(
            "origin_unknown",
            found=f"origins by “{(cell_text(by) or '')[:60]}”",
            expected="lot, reference, counterparty, facility or kind",
            todo="name one of them",
        )
    book = lot_book(lots, movements)
    chosen = book.lots if of is None else lots_named(book, of)
    if exact:
        rows = [row for lot in chosen for row in _exact_rows(book, lot, OriginBy(by))]
        return like(book.table, pl.DataFrame(rows, schema=EXACT, orient="row"))
    return like(book.table, _swept(book, chosen, OriginBy(by)))


def _exact_rows(
    book: LotBook[Table], lot: str, by: OriginBy
) -> Iterator[tuple[str, str, float, float, str | None]]:
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for each in traced(book, lot).origins:
        found[str(getattr(each.origin, by))] += each.share
    for origin, share in sorted(found.items()):
        near = float(share)
        off = abs(Fraction(near) - share)
        yield lot, origin, near, nextafter(float(off), inf) if off else 0.0, share_text(share)


def _swept(book: LotBook[Table], chosen: Sequence[str], by: OriginBy) -> pl.DataFrame:
    columns = lot_columns(book, chosen)
    names, outside = _outside(book, columns, by)
    number = {lot: at for at, lot in enumerate(columns.lots)}
    round_only = columns.went_round_only()
    swept = [lot for lot in chosen if not round_only[number[lot]]]
    places = columns.lot_places[np.array([number[lot] for lot in swept], np.int64)]
    relative = columns.bound(ROUNDOFF_OF_ROWS)[places]
    relative = np.where(relative < 1, relative / np.maximum(1 - relative, TINY), np.inf)
    pieces = [pl.DataFrame(schema=SWEPT)]
    for start in range(0, len(names), BLOCK):
        block = names[start : start + BLOCK]
        swept_rows = share_rows(
            columns.columns, outside, origins=len(names), begin=start, end=start + len(block)
        )
        rows = swept_rows.of(places)
        at, origin = np.nonzero(rows)
        share = rows[at, origin].astype(np.float64)
        told = {
            "lot": pl.Series(swept, dtype=pl.String).gather(at),
            "origin": pl.Series(block, dtype=pl.String).gather(origin),
            "share": share,
            "error": np.minimum(share * relative[at] + TINY, 1.0),
        }
        pieces.append(pl.DataFrame(told, schema=SWEPT))
    others = [row[:4] for lot in chosen if round_only[number[lot]] for row in _exact_rows(book, lot, by)]
    pieces.append(pl.DataFrame(others, schema=SWEPT, orient="row"))
    return pl.concat(pieces).sort("lot", "origin")


def _outside(book: LotBook[Table], columns: LotColumns, by: OriginBy) -> tuple[list[str], OutsideMetal]:
    """Return the origins by name, and the grams that each brought into which lot."""
    found: defaultdict[tuple[int, str], int] = defaultdict(int)
    for lot, place in zip(columns.lots, columns.lot_places.tolist(), strict=True):
        for each in book.came_in(lot):
            found[place, _origin(each, by)] += each.mass_g
    names = sorted({name for _, name in found})
    number = {name: at for at, name in enumerate(names)}
    runs = sorted((place, number[name], mass_g) for (place, name), mass_g in found.items())
    place, origin, mass_g = np.array(runs, np.int64).reshape(-1, 3).T
    return names, OutsideMetal(
        first=np.searchsorted(place, np.arange(columns.columns.nodes + 1)),
        origin=origin.astype(np.int32),
        mass_g=np.ascontiguousarray(mass_g),
    )


def _origin(edge: LotEdge, by: OriginBy) -> str:
    return edge.target.lot if by is OriginBy.LOT else str(getattr(edge, by))
