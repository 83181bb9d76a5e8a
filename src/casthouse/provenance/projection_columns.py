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
from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_order import Nodes, flow_order, loops_of, risen
from casthouse.provenance.projection_name import Letters, Marks, Names, name_marks
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
    named = _lots(rows)
    processes = pl.concat([rows.drawn["process"], rows.made["process"]]).unique(maintain_order=True)
    lots, count = named.height, named.height + len(processes)
    edges = _edges(rows, named, processes)
    place = _places(edges, count)
    back = np.argsort(place)
    is_lot = back < lots
    organisation = np.zeros(count, np.int32)
    organisation[place[:lots]] = named["organisation"].to_numpy()
    key_of = np.zeros(count, np.int64)
    key_of[place[lots:]] = processes.to_numpy()
    texts = pl.concat([named["lot"], pl.repeat("", count - lots, dtype=pl.String, eager=True)])
    names = Names.of_column(texts.gather(back))
    marks = name_marks(names.letters, names.first, organisation)
    lot_nodes = np.flatnonzero(is_lot).astype(np.int32)
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


def _lots(rows: LotRows) -> pl.DataFrame:
    """Return every lot that is named, once, with its number."""
    moved = rows.moved
    named = [
        moved.select("organisation", "lot"),
        moved.filter(pl.col("source_lot").is_not_null()).select(
            organisation="source_organisation", lot="source_lot"
        ),
        rows.drawn.select("organisation", "lot"),
        rows.made.select("organisation", "lot"),
    ]
    return pl.concat(named).unique(maintain_order=True).with_row_index("node")


def _edges(rows: LotRows, named: pl.DataFrame, processes: pl.Series) -> _Edges:
    numbers = named.with_columns(pl.col("node").cast(pl.Int32))
    behind = pl.DataFrame({"process": processes}).with_row_index("into")
    behind = behind.with_columns(pl.col("into").cast(pl.Int32) + named.height)
    sources = numbers.rename({"organisation": "source_organisation", "lot": "source_lot", "node": "from"})
    moved = _joined(_joined(rows.moved, numbers), sources)
    drawn = _joined(_joined(rows.drawn, numbers), behind)
    made = _joined(_joined(rows.made, numbers), behind)
    none = pl.lit(0, pl.Int64)
    whole = pl.concat(
        [
            moved.select(
                target="node",
                source=pl.col("from").fill_null(-1),
                mass_g="mass_g",
                key="movement",
                kind="kind",
            ),
            drawn.select(target="into", source="node", mass_g="mass_g", key=none, kind=pl.lit(0, pl.Int8)),
            made.select(target="node", source="into", mass_g="mass_g", key=none, kind=pl.lit(0, pl.Int8)),
        ]
    )
    return _Edges(**{name: whole[name].to_numpy() for name in ("target", "source", "mass_g", "key", "kind")})


def _joined(rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    on = [name for name in numbers.columns if name in rows.columns]
    return rows.join(numbers, on=on, how="left", maintain_order="left")


def _places(edges: _Edges, count: int) -> Nodes:
    """Return the place of each node in the order in which metal flows, the nodes of a loop side by side."""
    is_sourced = edges.source >= 0
    target, source = edges.target[is_sourced], edges.source[is_sourced]
    if risen(target, source):
        return np.arange(count, dtype=np.int32)
    place = flow_order(target, source, count)
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
