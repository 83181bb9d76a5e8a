"""The projection: the lots and processes of all companies in memory, as they were written to files and kept up to date.

What is posted later is added at the end, what is taken back or told otherwise is changed in place, without touching the
files. It answers which part of the graph a question needs; the answer itself is computed exactly, elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_order import Nodes
from casthouse.provenance.projection_columns import BY_PROCESS, Kinds, ProjectionColumns
from casthouse.provenance.projection_kernel import edges_of, hang, reached
from casthouse.provenance.projection_name import Names, found_nodes
from casthouse.provenance.projection_row import LotRows

Lot = tuple[int, str]
"""An organisation's number in the store, and what it calls the lot."""
ProcessRow = tuple[int, int, str, int]
"""A process, the organisation and name of a lot, and its grams."""
ROOM = 1024
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRows:
    """Edges into some nodes, those of a node side by side: from `begins[place]` to `begins[place + 1]`."""

    begins: Grams
    source: Nodes
    mass_g: Grams
    key: Grams
    kind: Kinds


class Chains:
    """Edges that were added to columns, hanging on their nodes."""

    def __init__(self, nodes: int) -> None:
        self.head = np.zeros(nodes + ROOM, np.int64)
        self.following, self.other = np.zeros(ROOM, np.int64), np.zeros(ROOM, np.int32)
        self.count = 0

    def hang(self, nodes: Nodes, others: Nodes) -> None:
        """Hang edges on nodes; those on no node, below zero, are left out."""
        self.following = _with_room(self.following, self.count + len(nodes))
        self.other = _with_room(self.other, self.count + len(nodes))
        self.count = hang(self.head, self.following, self.other, self.count, nodes, others)

    def make_room(self, nodes: int) -> None:
        """Let edges hang on more nodes."""
        self.head = _with_room(self.head, nodes)


class Projection:
    """Columns and what was added to them."""

    def __init__(self, columns: ProjectionColumns) -> None:
        self.columns = columns
        self._node_of: dict[Lot | int, int] = {}  # of what was added: lots, and processes by their key
        self._added: list[Lot | int] = []
        self._into, self._out_of = Chains(columns.nodes), Chains(columns.nodes)
        self._seen, self._stamp = np.zeros(columns.nodes + ROOM, np.int32), 0
        self._place: Nodes = np.zeros(columns.nodes + ROOM, np.int32)
        self._mass_g: Grams = np.zeros(ROOM, np.int64)
        self._key: Grams = np.zeros(ROOM, np.int64)
        self._kind: Kinds = np.zeros(ROOM, np.int8)

    @property
    def nodes(self) -> int:
        """How many lots and processes there are."""
        return self.columns.nodes + len(self._added)

    @property
    def edges(self) -> int:
        """How many edges there are, those among them that are no more."""
        return self.columns.edges + self._into.count

    @property
    def added(self) -> int:
        """How many edges were added to the columns."""
        return self._into.count

    def node_of(self, lot: Lot) -> int | None:
        """Return the node of a lot, None where nothing is known of it."""
        node = self.nodes_of([lot])[0]
        return None if node < 0 else int(node)

    def nodes_of(self, lots: Sequence[Lot]) -> Nodes:
        """Return the nodes of lots, -1 for those of which nothing is known."""
        names = Names.of([name for _, name in lots])
        columns = self.columns
        found = found_nodes(
            names.letters,
            names.first,
            np.array([organisation for organisation, _ in lots], np.int32),
            columns.letters,
            columns.name_first,
            columns.organisation,
            columns.sorted_marks,
            columns.node_of_mark,
        )
        if self._node_of:
            for place, node in enumerate(found.tolist()):
                if node < 0:
                    found[place] = self._node_of.get(lots[place], -1)
        return found

    def lot_of(self, node: int) -> Lot | None:
        """Return the lot of a node; None for a process."""
        if node < self.columns.nodes:
            if self.columns.process[node]:
                return None
            return int(self.columns.organisation[node]), self.columns.names.text(node)
        added = self._added[node - self.columns.nodes]
        return added if isinstance(added, tuple) else None

    def names_of(self, nodes: Nodes) -> tuple[pl.DataFrame, pl.Series]:
        """Return the organisations and lots of nodes, and the keys of those that are processes, else null."""
        lots = [self.lot_of(node) for node in nodes.tolist()]
        named = pl.DataFrame(
            {
                "organisation": [None if lot is None else lot[0] for lot in lots],
                "lot": [None if lot is None else lot[1] for lot in lots],
            },
            schema={"organisation": pl.Int64, "lot": pl.String},
        )
        keys = [self.key_of_process(node) or None for node in nodes.tolist()]
        return named, pl.Series(keys, dtype=pl.Int64)

    def key_of_process(self, node: int) -> int:
        """Return the key of a process; 0 for a lot."""
        if node < self.columns.nodes:
            return int(self.columns.process[node])
        added = self._added[node - self.columns.nodes]
        return added if isinstance(added, int) else 0

    def are_processes(self, nodes: Nodes) -> npt.NDArray[np.bool_]:
        """Say of each node whether it is a process."""
        keys = self._of_nodes(nodes, self.columns.process, lambda added: isinstance(added, int))
        return keys.astype(np.bool_)

    def owners(self, nodes: Nodes) -> Nodes:
        """Return whose lot each node is, 0 for a process."""
        return self._of_nodes(
            nodes, self.columns.organisation, lambda added: 0 if isinstance(added, int) else added[0]
        )

    def _of_nodes(
        self, nodes: Nodes, held: npt.NDArray[Number], of_added: Callable[[Lot | int], int]
    ) -> npt.NDArray[Number]:
        found = np.empty(len(nodes), held.dtype)
        is_held = nodes < self.columns.nodes
        found[is_held] = held[nodes[is_held]]
        added = [of_added(self._added[node - self.columns.nodes]) for node in nodes[~is_held].tolist()]
        found[~is_held] = added
        return found

    def places(self) -> Nodes:
        """Return room for a number a node, which each question fills for itself."""
        self._place = _with_room(self._place, self.nodes)
        return self._place

    def upstream(self, node: int) -> Nodes:
        """Return a node and all that its metal came through, the nearest first."""
        return self._reached(self.columns.first, self.columns.source, self._into, [node])

    def downstream(self, *nodes: int) -> Nodes:
        """Return nodes and all that their metal may have gone into, the nearest first."""
        return self._reached(self.columns.fed_first, self.columns.fed, self._out_of, sorted(set(nodes)))

    def _reached(self, first: Grams, other: Nodes, added: Chains, nodes: Sequence[int]) -> Nodes:
        self._stamp += 1
        begin = np.array(nodes, np.int32)
        return reached(first, other, added.head, added.following, added.other, begin, self._seen, self._stamp)

    def edges_into(self, nodes: Nodes) -> EdgeRows:
        """Return the edges into nodes."""
        columns = self.columns
        edges, begins = edges_of(columns.first, self._into.head, self._into.following, nodes)
        is_added = edges >= columns.edges
        at, added = edges[~is_added], edges[is_added] - columns.edges

        def column(held: npt.NDArray[Number], more: npt.NDArray[Number]) -> npt.NDArray[Number]:
            if not len(added):
                whole: npt.NDArray[Number] = held[edges]
                return whole
            found = np.empty(len(edges), held.dtype)
            found[~is_added], found[is_added] = held[at], more[added]
            return found

        return EdgeRows(
            begins=begins,
            source=column(columns.source, self._into.other),
            mass_g=column(columns.mass_g, self._mass_g),
            key=column(columns.key, self._key),
            kind=column(columns.kind, self._kind),
        )

    def add(self, rows: LotRows) -> None:
        """Take in what was posted, taken back or told otherwise since."""
        moved, drawn, made = rows.moved, rows.drawn, rows.made
        if moved.height:
            self.add_edges(
                self._nodes_for(_lots_of(moved)),
                self._sources_for(moved),
                moved["mass_g"].to_numpy(),
                moved["movement"].to_numpy(),
                moved["kind"].to_numpy(),
            )
        if drawn.height or made.height:
            # as tuples: heats come one by one, and columns do not pay for a few rows
            self._add_processes(drawn.rows(), made.rows())
        for movement, organisation, lot in rows.taken_back.iter_rows():
            self._change((organisation, lot), {movement: -1}, is_gone=True)
        if rows.relinked.height:
            self._relink(rows.relinked)

    def _relink(self, told: pl.DataFrame) -> None:
        sources = self._sources_for(told).tolist()
        by_lot: dict[Lot, dict[int, int]] = {}
        for movement, lot, source in zip(told["movement"], _lots_of(told), sources, strict=True):
            by_lot.setdefault(lot, {})[movement] = source
        for lot, source_of in by_lot.items():
            self._change(lot, source_of, is_gone=False)

    def _add_processes(self, drawn: list[ProcessRow], made: list[ProcessRow]) -> None:
        """Hang on processes what went into them, and on lots the processes that they came out of."""
        rows = drawn + made
        processes = self._processes_for([row[0] for row in rows])
        lots = self._nodes_for([row[1:3] for row in rows])
        target, source = processes.copy(), lots.copy()
        target[len(drawn) :], source[len(drawn) :] = lots[len(drawn) :], processes[len(drawn) :]
        none, by_process = np.zeros(len(rows), np.int64), np.full(len(rows), BY_PROCESS, np.int8)
        self.add_edges(target, source, np.array([row[3] for row in rows], np.int64), none, by_process)

    def add_edges(self, target: Nodes, source: Nodes, mass_g: Grams, key: Grams, kind: Kinds) -> None:
        """Hang edges on nodes that are there."""
        at, end = self._into.count, self._into.count + len(target)
        self._mass_g, self._key = _with_room(self._mass_g, end), _with_room(self._key, end)
        self._kind = _with_room(self._kind, end)
        self._mass_g[at:end], self._key[at:end], self._kind[at:end] = mass_g, key, kind
        self._into.hang(target, source)
        self._out_of.hang(source, target)

    def _nodes_for(self, lots: Sequence[Lot]) -> Nodes:
        """Return the nodes of lots; those that are new get one."""
        found = self.nodes_of(lots)
        for place, node in enumerate(found.tolist()):
            if node < 0:
                found[place] = self._new(lots[place])
        return found

    def _sources_for(self, moved: pl.DataFrame) -> Nodes:
        found = np.full(moved.height, -1, np.int32)
        told = moved.with_row_index("place").filter(pl.col("source_lot").is_not_null())
        if told.height:
            lots = list(zip(told["source_organisation"], told["source_lot"], strict=True))
            found[told["place"].to_numpy()] = self._nodes_for(lots)
        return found

    def _processes_for(self, processes: Sequence[int]) -> Nodes:
        found = [self._node_of[key] if key in self._node_of else self._new(key) for key in processes]
        return np.array(found, np.int32)

    def _new(self, name: Lot | int) -> int:
        if name in self._node_of:
            return self._node_of[name]
        node = self.nodes
        self._into.make_room(node + 1)
        self._out_of.make_room(node + 1)
        self._seen = _with_room(self._seen, node + 1)
        self._node_of[name] = node
        self._added.append(name)
        return node

    def _change(self, lot: Lot, source_of: Mapping[int, int], *, is_gone: bool) -> None:
        """Tell otherwise where the metal of movements of a lot came from, or that they are no more."""
        node = self.node_of(lot)
        if node is None:
            return
        into = self._into
        edges, _ = edges_of(self.columns.first, into.head, into.following, np.array([node], np.int32))
        held = (self.columns.key, self.columns.source, self.columns.mass_g)
        more = (self._key, into.other, self._mass_g)
        for edge in edges.tolist():
            added = edge - self.columns.edges
            place, (key, sources, masses) = (edge, held) if added < 0 else (added, more)
            source = source_of.get(int(key[place]))
            if source is None:
                continue
            masses[place] = 0 if is_gone else masses[place]
            if sources[place] != source:
                sources[place] = source
                self._out_of.hang(np.array([source], np.int32), np.array([node], np.int32))


def _lots_of(rows: pl.DataFrame) -> list[Lot]:
    return list(zip(rows["organisation"].to_list(), rows["lot"].to_list(), strict=True))


def _with_room(held: npt.NDArray[Number], wanted: int) -> npt.NDArray[Number]:
    """Return a column that has places for so many, twice as long where it has not."""
    if wanted <= len(held):
        return held
    return np.concatenate([held, np.zeros(max(len(held), wanted - len(held)), held.dtype)])
