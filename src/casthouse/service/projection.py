"""The projection of the lots and pools of all companies: its files, and traces of large stores answered from it.

It is a cache of the ledgers, and the answer is the same as from the store. A small store answers by itself: opening the
projection would take longer.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from casthouse.provenance.lot_graph import LotEdge, LotName
from casthouse.provenance.projection_row import PartWords
from casthouse.refusal import Refusal
from casthouse.service.difference import Difference
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import organisation as organisation_store
from casthouse.storage import projection as projection_store

if TYPE_CHECKING:
    from casthouse.provenance.graph_order import Nodes
    from casthouse.provenance.pool_columns import PoolMovements
    from casthouse.provenance.projection import Projection
    from casthouse.provenance.projection_part import ProjectedPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionStatus:
    """What lies in files, and how far it is behind the ledgers; `trouble` says why it cannot be read."""

    is_built: bool
    trouble: str
    nodes: int
    edges: int
    movements: int
    behind: int

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "built": self.is_built,
            "trouble": self.trouble or None,
            "nodes": self.nodes,
            "edges": self.edges,
            "movements": self.movements,
            "behind": self.behind,
        }


def build_projection(actor: Actor) -> ProjectionStatus:
    """Build the projection's files from the store, whatever is there.

    Raises:
        Refusal: `not_permitted`, `projection_unwritable`, `projection_under_way`.
    """
    authorise(actor, Act.PROJECTION_BUILD)
    from casthouse.service import projection_held  # noqa: PLC0415 - every command would load the compiler

    try:
        is_ours = projection_held.build()
    except OSError as error:
        raise Refusal(
            "projection_unwritable",
            found=f"{error.strerror or error} while the files of the projection were written",
            expected="room and rights for them in the data folder",
            todo="free the disk or mend the folder files/projection; traces are answered from the store meanwhile",
        ) from error
    if not is_ours:
        raise Refusal(
            "projection_under_way",
            found="another process that builds the projection",
            expected="one at a time",
            todo="wait for it; traces are answered from the store meanwhile",
        )
    return _status()


def projection_status(actor: Actor) -> ProjectionStatus:
    """Return what lies in files and how far it is behind.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.PROJECTION_BUILD)
    return _status()


def _status() -> ProjectionStatus:
    from casthouse.storage import projection_file as file_store  # noqa: PLC0415 - as above

    now, trouble, building, movements = projection_store.position(), "", None, 0
    try:
        building = file_store.open_building()
        if building is not None:
            movements = len(file_store.open_pools(building.name).movement)
    except file_store.DamagedFiles as damage:
        trouble, building = str(damage), None
    if building is not None and not projection_store.is_of(building.position, now):
        trouble, building = "it is of another store, or of this one before it was restored", None
    if building is None:
        return ProjectionStatus(
            is_built=False, trouble=trouble, nodes=0, edges=0, movements=0, behind=now.rows
        )
    return ProjectionStatus(
        is_built=True,
        trouble="",
        nodes=building.columns.nodes,
        edges=building.columns.edges,
        movements=movements,
        behind=now.rows - building.position.rows,
    )


def upstream_edges(lot: LotName) -> list[LotEdge] | None:
    """Return every edge upstream of a lot; None where the store is to be asked."""
    with up_to_date() as projection:
        if projection is None:
            return None
        node = _node_of(projection, lot)
        if node is None:
            return []
        part = _part(projection, projection.upstream(node))
    return part.edges(_words(part))


def downstream_edges(lots: Sequence[LotName]) -> tuple[list[LotName], list[LotEdge]] | None:
    """Return the lots that the metal of some lots may have reached, themselves among them, and the edges into them.

    The edges name lots, and neither movements nor processes: what a lot holds of another follows from masses.

    Args:
        lots: of one organisation.
    """
    with up_to_date() as projection:
        if projection is None:
            return None
        nodes = _nodes_of(projection, lots)
        if not nodes:
            return list(lots), []
        reached = projection.downstream(*nodes)
        if len(reached) == len(nodes):
            return list(lots), []
        part = _part(projection, reached)
    words = PartWords.of_organisations(_organisations())
    return list(dict.fromkeys([*lots, *part.names(words.organisations)])), part.edges(words)


def _node_of(projection: "Projection", lot: LotName) -> int | None:
    return next(iter(_nodes_of(projection, [lot])), None)


def _nodes_of(projection: "Projection", lots: Sequence[LotName]) -> list[int]:
    """Return the nodes of lots of one organisation; a lot that only left has none."""
    organisation_id = organisation_store.organisation_id(lots[0].organisation)
    if organisation_id is None:
        return []
    nodes = projection.nodes_of([(organisation_id, lot.lot) for lot in lots])
    return [node for node in nodes.tolist() if node >= 0]


def _part(projection: "Projection", nodes: "Nodes") -> "ProjectedPart":
    from casthouse.provenance.projection_part import ProjectedPart  # noqa: PLC0415 - as above

    return ProjectedPart(projection, nodes)


def _organisations() -> dict[int, str]:
    return {number: code for code, number in organisation_store.organisation_ids().items()}


def _words(part: "ProjectedPart") -> PartWords:
    return PartWords(
        organisations=_organisations(),
        movements=projection_store.movement_words(part.movements),
        processes=projection_store.words_of_processes(part.processes),
    )


@contextmanager
def up_to_date() -> Iterator["Projection | None"]:
    """Hold the projection as the ledgers stand now; None where the store itself is to be asked."""
    if connection.in_atomic_block or not _is_worth_loading():
        yield None
        return
    from casthouse.service import projection_held  # noqa: PLC0415 - as above

    with projection_held.up_to_date() as projection:
        yield projection


@contextmanager
def pools_up_to_date() -> Iterator["PoolMovements | None"]:
    """Hold the movements into and out of pools as the ledgers stand now; None where the store itself is to be asked."""
    if connection.in_atomic_block or not _is_worth_loading():
        yield None
        return
    from casthouse.service import projection_held  # noqa: PLC0415 - as above

    with projection_held.pools_up_to_date() as movements:
        yield movements


def _is_worth_loading() -> bool:
    """Say whether the compiler is loaded anyway, or the ledgers are so large that it is to be."""
    is_loaded = "casthouse.service.projection_held" in sys.modules
    return is_loaded or projection_store.position().rows >= settings.PROJECTION_ROWS_MIN


def projection_differences() -> list[Difference]:
    """Find where the projection is not what the ledgers tell; where it was never built there is nothing to compare."""
    if not projection_store.position().mark:
        return []
    from casthouse.service import projection_check  # noqa: PLC0415 - as above

    return list(projection_check.projection_differences())
