"""The lots and processes of a whole ledger in columns, as they are written to files: the projection's first part.

A node is a lot or a process, numbered as the metal flows where it flows in no loop. What came into a node stands in one
run of the edge columns. An edge into a lot is a movement, or what a process made of it; an edge into a process is a
lot. `source` is -1 where nobody told where the metal came from, and where the edge is no more: then its mass is zero.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from casthouse.provenance.compiled import compiled
from casthouse.provenance.flow_group import loops_of
from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_order import Nodes, flow_order, near_order
from casthouse.provenance.projection_name import Letters, Marks, Names, name_marks, numbered
from casthouse.provenance.projection_row import LotRows

Kinds = npt.NDArray[np.int8]
BY_PROCESS = 0
"""The kind of an edge that is no movement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionColumns:
    """Columns of nodes and of edges; `key` is the movement of an edge, 0 for one of a process.

    `process` is the key of a process, 0 for a lot. `fed` are the nodes that each node flows into, run by run.
    """

    letters: Letters
    name_first: Grams
    organisation: Nodes
    process: Grams
    sorted_marks: Marks
    node_of_mark: Nodes
    first: Grams
    source: Nodes
    mass_g: Grams
    key: Grams
    kind: Kinds
    fed_first: Grams
    fed: Nodes

    @property
    def nodes(self) -> int:
        """How many lots and processes there are."""
        return len(self.process)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.source)

    @property
    def names(self) -> Names:
        """The names of the nodes; that of a process is empty."""
        return Names(letters=self.letters, first=self.name_first)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edges:
    target: Nodes
    source: Nodes
    mass_g: Grams
    key: Grams
    kind: Kinds


def columns_of_rows(rows: LotRows) -> ProjectionColumns:
    """Return the columns of a whole ledger."""
    numbering = _numbering(rows)
    edges, count = _edges(rows, numbering), numbering.lots + len(numbering.processes)
    place = _places(edges, count)
    key_of = np.zeros(count, np.int64)
    key_of[place[numbering.lots :]] = numbering.processes.to_numpy()
    organisation = np.zeros(count, np.int32)
    organisation[place[: numbering.lots]] = numbering.organisation
    texts = pl.concat([numbering.texts, pl.Series([""], dtype=pl.String)])
    names = Names.of_column(texts.gather(np.minimum(np.argsort(place), numbering.lots)))
    marks = name_marks(names.letters, names.first, organisation)
    lot_nodes = np.flatnonzero(key_of == 0).astype(np.int32)
    by_mark = lot_nodes[np.argsort(marks[lot_nodes], kind="stable")]
    target = place[edges.target]
    source = np.where(edges.source >= 0, place[edges.source], np.int32(-1)).astype(np.int32)
    order, first = _runs(target, count)
    is_sourced = source >= 0
    by_source, fed_first = _runs(source[is_sourced], count)
    return ProjectionColumns(
        letters=names.letters,
        name_first=names.first,
        organisation=organisation,
        process=key_of,
        sorted_marks=marks[by_mark],
        node_of_mark=by_mark,
        first=first,
        source=source[order],
        mass_g=edges.mass_g[order],
        key=edges.key[order],
        kind=edges.kind[order],
        fed_first=fed_first,
        fed=target[is_sourced][by_source],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbering:
    """The lots of all rows, numbered as they came first: whose and what they are called, and the number in each row.

    `numbers` gives them for the rows' own lots and for the sources of movements, -1 where there is none. Processes are
    numbered behind the lots.
    """

    organisation: Nodes
    texts: pl.Series
    numbers: dict[str, Nodes]
    processes: pl.Series

    @property
    def lots(self) -> int:
        """How many lots there are."""
        return len(self.texts)


def _numbering(rows: LotRows) -> _Numbering:
    told = rows.moved.with_row_index("row").filter(pl.col("source_lot").is_not_null())
    named = {
        "moved": rows.moved.select("organisation", "lot"),
        "drawn": rows.drawn.select("organisation", "lot"),
        "made": rows.made.select("organisation", "lot"),
        "told": told.select(organisation="source_organisation", lot="source_lot"),
    }
    whole = pl.concat(named.values())
    names, organisation = Names.of_column(whole["lot"]), whole["organisation"].to_numpy().astype(np.int32)
    marks = name_marks(names.letters, names.first, organisation)
    number, came_first = numbered(names.letters, names.first, organisation, marks)
    ends = np.cumsum([each.height for each in named.values()])
    numbers = dict(zip(named, np.split(number, ends[:-1]), strict=True))
    source = np.full(rows.moved.height, -1, np.int32)
    source[told["row"].to_numpy()] = numbers["told"]
    processes = pl.concat([rows.drawn["process"], rows.made["process"]]).unique(maintain_order=True)
    return _Numbering(
        organisation=organisation[came_first],
        texts=whole["lot"].gather(came_first),
        numbers=numbers | {"told": source},
        processes=processes,
    )


def _edges(rows: LotRows, numbering: _Numbering) -> _Edges:
    into, out_of = _nodes_of_processes(rows.drawn, numbering), _nodes_of_processes(rows.made, numbering)
    numbers, none = numbering.numbers, np.zeros(rows.drawn.height + rows.made.height, np.int64)
    mass_g = [each["mass_g"].to_numpy() for each in (rows.moved, rows.drawn, rows.made)]
    return _Edges(
        target=np.concatenate([numbers["moved"], into, numbers["made"]]),
        source=np.concatenate([numbers["told"], numbers["drawn"], out_of]),
        mass_g=np.concatenate(mass_g),
        key=np.concatenate([rows.moved["movement"].to_numpy(), none]),
        kind=np.concatenate([rows.moved["kind"].to_numpy(), none.astype(np.int8)]),
    )


def _nodes_of_processes(rows: pl.DataFrame, numbering: _Numbering) -> Nodes:
    nodes = pl.int_range(
        numbering.lots, numbering.lots + len(numbering.processes), dtype=pl.Int32, eager=True
    )
    known = pl.DataFrame({"process": numbering.processes, "node": nodes})
    return (
        rows.select("process").join(known, on="process", how="left", maintain_order="left")["node"].to_numpy()
    )


def _places(edges: _Edges, count: int) -> Nodes:
    """Return the place of each node in the order in which metal flows, the nodes of a loop side by side."""
    is_sourced = edges.source >= 0
    target, source = edges.target[is_sourced], edges.source[is_sourced]
    by_target, first = _runs(target, count)
    place = near_order(first, source[by_target])
    if not len(place) or place.min() >= 0:
        return place
    labels, groups = loops_of(target, source, count)
    ranks = flow_order(labels[target], labels[source], groups)
    place = np.empty(count, np.int32)
    place[np.argsort(ranks[labels], kind="stable")] = np.arange(count, dtype=np.int32)
    return place


@compiled
def _runs(target: Nodes, count: int) -> tuple[Grams, Grams]:
    """Return edges run by run of a node, in their order, and where each run begins."""
    first = np.zeros(count + 1, np.int64)
    for edge in range(len(target)):
        first[target[edge] + 1] += 1
    for node in range(count):
        first[node + 1] += first[node]
    free = first[:-1].copy()
    order = np.empty(len(target), np.int64)
    for edge in range(len(target)):
        order[free[target[edge]]] = edge
        free[target[edge]] += 1
    return order, first
