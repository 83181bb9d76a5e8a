"""Footprints of all lots: what origins brought along and what processes added, carried along with the metal.

A figure is under a method or it is none: the name of the one by which the figures handed in were reckoned goes into the
answer. What nobody knows is refused and never a silent zero.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isfinite

import numpy as np
import polars as pl

from casthouse.footprint.measurement_shape import NUMBER, NUMBER_LENGTH_MAX
from casthouse.notebook.lot_book import LotBook, lots_named
from casthouse.notebook.lot_columns import LotColumns, lot_columns
from casthouse.notebook.lot_table import lot_book
from casthouse.notebook.table_text import Table, TableLayout, like, text_rows
from casthouse.provenance.graph_kernel import ROUNDOFF, Values
from casthouse.provenance.graph_kernel import footprints as swept_footprints
from casthouse.refusal import Refusal

G_PER_T = 1_000_000
BROUGHT = TableLayout(name="what origins brought along", required=("lot", "co2e_per_t"))
ADDED = TableLayout(name="what processes added", required=("process", "co2e_t"))
FIGURES: dict[str, type[pl.DataType]] = {
    "lot": pl.String,
    "mass_g": pl.Int64,
    "co2e_per_t": pl.Float64,
    "error": pl.Float64,
    "method": pl.String,
}


def footprints(
    lots: Table | LotBook[Table],
    *,
    brought_along: object,
    added: object,
    method: str,
    of: Sequence[str] | None = None,
    movements: object | None = None,
) -> Table:
    """Return the footprint of lots in t CO2e per t.

    What goes into a process counts whole and is carried by what comes out of it, by mass: metal that is lost has its
    footprint carried by the rest. Scrap carries what the table says of it, zero under cut-off.

    Args:
        lots: a table with the columns of the lots file, or a book made of one by `casthouse.lot_book`.
        brought_along: a table with `lot`, each lot that metal came into from outside, and `co2e_per_t`, what a tonne of
            that metal brought along.
        added: a table with `process`, every process, and `co2e_t`, the tonnes that it emitted itself. Both may leave
            out what lies behind none of the lots that are answered for.
        method: the name of the method by which the figures of both tables were reckoned.
        of: the lots that are answered for; all of them when None.
        movements: a table with the columns of the movements file; see `casthouse.lot_book`.

    Returns:
        A table of the kind that was asked with: `lot`, its `mass_g`, `co2e_per_t`, the `method`, and `error`, what the
        exact figure differs by at most.

    Raises:
        Refusal: `footprint_missing`, `footprint_invalid`, `method_unknown`, `trace_unknown`, or a table as a whole.
        RowsRefused: rows that an import of the same file refuses, each with its code.
    """
    _refuse_no_method(method)
    book = lot_book(lots, movements)
    chosen = book.lots if of is None else lots_named(book, of)
    masses_g = [book.mass_g(lot) for lot in chosen]
    columns = lot_columns(book, chosen)
    value = swept_footprints(columns.columns, _own(book, columns, brought_along, added))
    number = {lot: at for at, lot in enumerate(columns.lots)}
    places = columns.lot_places[np.array([number[lot] for lot in chosen], np.int64)]
    _refuse_endless(chosen, value[places])
    relative = columns.bound(ROUNDOFF)[places]
    answer = pl.DataFrame(
        {
            "lot": chosen,
            "mass_g": masses_g,
            "co2e_per_t": value[places],
            "error": value[places] * relative / (1 - relative),
            "method": [method] * len(chosen),
        },
        schema=FIGURES,
    )
    return like(book.table, answer.sort("lot"))


def _refuse_no_method(method: object) -> None:
    if not isinstance(method, str) or not method.strip():
        raise Refusal(
            "method_unknown",
            found="no method" if method is None or isinstance(method, str) else f"a {type(method).__name__}",
            expected="the name of the method by which the figures were reckoned",
            todo="name it: a footprint is always under a method",
        )


def _own(book: LotBook[Table], columns: LotColumns, brought_along: object, added: object) -> Values:
    """Return what each node adds for a tonne that comes out of it."""
    own = np.zeros(columns.columns.nodes)
    outside = {lot: sum(each.mass_g for each in came) for lot in columns.lots if (came := book.came_in(lot))}
    carried = _figures(brought_along, BROUGHT, outside)
    emitted = _figures(added, ADDED, columns.processes)
    made_g = columns.columns.made_g
    for number, lot in enumerate(columns.lots):
        if lot in outside:
            place = columns.lot_places[number]
            own[place] = float(carried[lot] * Fraction(outside[lot], int(made_g[place])))
    for process, place in zip(columns.processes, columns.places_of_processes, strict=True):
        own[place] = float(emitted[process] * Fraction(G_PER_T, int(made_g[place])))
    return own


def _figures(table: object, layout: TableLayout, needed: Iterable[str]) -> dict[str, Fraction]:
    """Return the figures of a table by name; each that is needed must be there, once."""
    key, figure = layout.required
    found: dict[str, Fraction] = {}
    for row in text_rows(table, layout).iter_rows(named=True):
        name, value = row[key], _number(row[figure])
        if row["malformed"] or not name or value is None or name in found:
            fault = row["malformed"] or ("a second figure" if name in found else f"“{row[figure][:60]}”")
            raise Refusal(
                "footprint_invalid",
                found=f"in the table of {layout.name}, row {row['row']}, {fault} for the {key} “{name[:200]}”",
                expected=f"one {figure} of zero or more for each {key}",
                todo="correct the row",
            )
        found[name] = value
    lacking = [name for name in needed if name not in found]
    if lacking:
        shown = ", ".join(f"“{name[:60]}”" for name in lacking[:10])
        raise Refusal(
            "footprint_missing",
            found=f"no {figure} of {len(lacking)} in the table of {layout.name}: {shown}",
            expected=f"one for every {key}: what nobody knows is not zero",
            todo="add the rows; zero is an answer where it was measured, or the scrap rule says so",
        )
    return found


def _number(text: str) -> Fraction | None:
    """Return the decimal that a text says; None where it says none, or one that no tonne could carry."""
    return Fraction(text) if len(text) <= NUMBER_LENGTH_MAX and NUMBER.fullmatch(text) else None


def _refuse_endless(lots: Sequence[str], values: Values) -> None:
    """Refuse lots of a loop that needs as much of its own metal as it makes."""
    endless = [lot for lot, value in zip(lots, values, strict=True) if not isfinite(value) or value < 0]
    if endless:
        raise Refusal(
            "chain_invalid",
            found=f"lots that feed on themselves without end, among them “{endless[0][:200]}”",
            expected="a loop that metal enters from outside",
            todo="correct the processes of the loop, or leave its lots out",
        )
