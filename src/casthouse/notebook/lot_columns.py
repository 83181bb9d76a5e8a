"""The lots of a book in columns, for questions to all of them at once: floats with a stated bound.

What single lots are asked for is computed exactly; the kernels over columns answer for every lot in one sweep.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from casthouse.notebook.lot_book import LotBook
from casthouse.notebook.table_text import Table
from casthouse.provenance.graph_columns import GraphColumns, NumberedGraph, columns_of
from casthouse.provenance.graph_kernel import held_of, rounding_bound
from casthouse.provenance.graph_order import Nodes

Edge = tuple[int, int, int]
"""Target, source and grams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotColumns:
    """Lots and processes as nodes: `lots` and `processes` by name, and where each stands in the columns."""

    numbered: NumberedGraph
    lots: tuple[str, ...]
    processes: tuple[str, ...]

    @property
    def columns(self) -> GraphColumns:
        """The graph."""
        return self.numbered.columns

    @property
    def lot_places(self) -> Nodes:
        """The node of each lot."""
        return self.numbered.place[: len(self.lots)]

    @property
    def places_of_processes(self) -> Nodes:
        """The node of each process."""
        return self.numbered.place[len(self.lots) :]

    def bound(self, roundoff: float) -> npt.NDArray[np.float64]:
        """Return for every node how far its value may be off, relative to it.

        A loop is solved exactly and rounded once, so that its nodes count as one.
        """
        columns = self.columns
        if not columns.loops:
            return rounding_bound(columns.first, columns.source, roundoff)
        is_first = np.ones(columns.nodes, np.bool_)
        for low, high in columns.loops:
            is_first[low + 1 : high] = False
        group = (np.cumsum(is_first) - 1).astype(np.int32)
        first = np.append(columns.first[:-1][is_first], columns.edges)
        return rounding_bound(first, group[columns.source], roundoff)[group]

    def went_round_only(self) -> npt.NDArray[np.bool_]:
        """Say of every lot whether some of its metal only ever went round in a loop, which has no value of its own."""
        columns = self.columns
        closed = [
            np.arange(low, high, dtype=np.int32)
            for low, high in columns.loops
            if not columns.unsourced_g[low:high].any()
            and (columns.source[columns.first[low] : columns.first[high]] >= low).all()
        ]
        if not closed:
            return np.zeros(len(self.lots), np.bool_)
        held = held_of(columns, np.concatenate(closed), columns.drawn_g())
        return held[self.lot_places] > 0


def lot_columns(book: LotBook[Table], of: Sequence[str] | None = None) -> LotColumns:
    """Return lots of a book in columns, with all that lies behind them; all of its lots where none are named."""
    lots = tuple(book.lots if of is None else book.upstream(of))
    processes = tuple(dict.fromkeys(book.maker[lot] for lot in lots if lot in book.maker))
    nodes = {lot: node for node, lot in enumerate(lots)}
    edges = np.array(list(_edges(book, nodes, processes)), np.int64).reshape(-1, 3)
    unsourced_g = np.zeros(len(lots) + len(processes), np.int64)
    for lot, node in nodes.items():
        unsourced_g[node] = sum(each.mass_g for each in book.came_in(lot))
    made_g = unsourced_g.copy()
    np.add.at(made_g, edges[:, 0], edges[:, 2])
    made_g[len(lots) :] = [sum(book.outputs[process].values()) for process in processes]
    target, source, mass_g = edges.T
    numbered = columns_of(
        target=target.astype(np.int32),
        source=source.astype(np.int32),
        mass_g=np.ascontiguousarray(mass_g),
        unsourced_g=unsourced_g,
        made_g=made_g,
    )
    return LotColumns(numbered=numbered, lots=lots, processes=processes)


def _edges(book: LotBook[Table], nodes: Mapping[str, int], processes: Sequence[str]) -> Iterator[Edge]:
    for node, process in enumerate(processes, start=len(nodes)):
        for lot, mass_g in book.inputs[process]:
            yield node, nodes[lot], mass_g
        for lot, mass_g in book.outputs[process].items():
            if lot in nodes:
                yield nodes[lot], node, mass_g
