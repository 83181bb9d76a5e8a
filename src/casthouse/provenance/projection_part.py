"""A part of the projection as the graph of lots from which exact answers are computed.

A process's inputs become edges from lot to lot, as `LotEdge` has them. A production movement of a lot that a process
made tells of the same metal and is left aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.provenance.graph_order import Nodes
from casthouse.provenance.lot_graph import EDGE_KINDS_BY_CODE, EdgeKind, LotEdge, LotName
from casthouse.provenance.projection import EdgeRows, Projection
from casthouse.provenance.projection_columns import BY_PROCESS
from casthouse.provenance.projection_row import PartWords

PRODUCTION = KIND_CODES[Kind.PRODUCTION]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inflow:
    """An edge into a lot: from a movement, or from what went into a process."""

    target: int
    source: int
    kind: int
    key: int
    mass_g: int
    made_g: int


class ProjectedPart:
    """Every edge into some lots of the projection."""

    def __init__(self, projection: Projection, nodes: Nodes) -> None:
        self._projection = projection
        self._names: dict[int, LotName] = {}
        lots = np.array([node for node in nodes.tolist() if not projection.key_of_process(node)], np.int32)
        into = projection.edges_into(lots)
        makers = np.unique(into.source[(into.kind == BY_PROCESS) & (into.mass_g > 0)])
        inputs = projection.edges_into(makers.astype(np.int32))
        maker_of = {
            node: (projection.key_of_process(node), _rows(inputs, place))
            for place, node in enumerate(makers.tolist())
        }
        self.lots = lots
        self._inflows = [
            inflow
            for place, lot in enumerate(lots.tolist())
            for inflow in _inflows(lot, _rows(into, place), maker_of)
        ]

    @property
    def movements(self) -> list[int]:
        """The movements whose words are needed."""
        return [each.key for each in self._inflows if each.kind != BY_PROCESS]

    @property
    def processes(self) -> list[int]:
        """The processes whose words are needed."""
        return list({each.key: None for each in self._inflows if each.kind == BY_PROCESS})

    def names(self, organisations: Mapping[int, str]) -> list[LotName]:
        """Return the lots by name."""
        return [self._name(lot, organisations) for lot in self.lots.tolist()]

    def edges(self, words: PartWords) -> list[LotEdge]:
        """Return the edges in words."""
        return [self._edge(each, words) for each in self._inflows]

    def _edge(self, each: _Inflow, words: PartWords) -> LotEdge:
        target = self._name(each.target, words.organisations)
        source = None if each.source < 0 else self._name(each.source, words.organisations)
        if each.kind == BY_PROCESS:
            return LotEdge(
                target=target,
                source=source,
                kind=EdgeKind.PROCESS,
                reference=words.processes[each.key],
                mass_g=each.mass_g,
                made_g=each.made_g,
            )
        told = words.movements[each.key]
        return LotEdge(
            target=target,
            source=source,
            kind=EDGE_KINDS_BY_CODE[each.kind] if source is None else EdgeKind.DELIVERY,
            reference=told.reference,
            mass_g=each.mass_g,
            counterparty=told.counterparty,
            facility=told.facility,
        )

    def _name(self, node: int, organisations: Mapping[int, str]) -> LotName:
        if node not in self._names:
            lot = self._projection.lot_of(node)
            assert lot is not None  # an edge of a process was followed to its lots
            self._names[node] = LotName(organisations[lot[0]], lot[1])
        return self._names[node]


Row = tuple[int, int, int, int]  # source, grams, key, kind


def _rows(rows: EdgeRows, place: int) -> list[Row]:
    run = slice(int(rows.begins[place]), int(rows.begins[place + 1]))
    columns = (rows.source[run], rows.mass_g[run], rows.key[run], rows.kind[run])
    return [row for row in zip(*(each.tolist() for each in columns), strict=True) if row[1]]


def _inflows(lot: int, rows: list[Row], makers: Mapping[int, tuple[int, list[Row]]]) -> list[_Inflow]:
    """Return what brought metal into a lot; makers are the processes by node: their keys, and what went into them."""
    made = [row for row in rows if row[3] == BY_PROCESS]
    found = [
        _Inflow(target=lot, source=drawn, kind=BY_PROCESS, key=makers[maker][0], mass_g=mass_g, made_g=made_g)
        for maker, made_g, _, _ in made
        for drawn, mass_g, _, _ in makers[maker][1]
    ]
    return found + [
        _Inflow(target=lot, source=source, kind=kind, key=key, mass_g=mass_g, made_g=0)
        for source, mass_g, key, kind in rows
        if kind != BY_PROCESS and not (made and kind == PRODUCTION)
    ]
