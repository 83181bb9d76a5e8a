"""What `casthouse check` says of the projection: files that were altered, and edges that the ledgers do not tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.provenance.pool_columns import PoolMovements, differing_movements
from casthouse.provenance.projection import Projection
from casthouse.provenance.projection_edge import differing_edges, edges_of_projection, edges_of_rows
from casthouse.provenance.projection_row import MovementWords
from casthouse.service.difference import Difference
from casthouse.storage import facility as facility_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import pool_row as pool_store
from casthouse.storage import projection as projection_store
from casthouse.storage import projection_file as file_store
from casthouse.storage.dialect import one_moment
from casthouse.storage.projection_file import Building, DamagedFiles

LISTED_MAX = 100


def projection_differences() -> Iterator[Difference]:
    """Find where the projection is not what the ledgers tell; files of another store are of no use and no fault."""
    try:
        building = file_store.open_building(is_checked=False)
    except DamagedFiles as damage:
        yield _file_difference("projection file damaged", str(damage))
        return
    if building is None:
        return
    altered = file_store.altered_files(building)
    for file in altered:
        yield _file_difference("projection file altered", file)
    if not altered:
        yield from _edge_differences(building)
        yield from _pool_differences(building)


def _file_difference(what: str, subject: str) -> Difference:
    return Difference(
        what=what, subject=subject, stored="", recomputed="as written; run casthouse projection build"
    )


def _edge_differences(building: Building) -> Iterator[Difference]:
    """Take in what came since, as a question does, and compare every edge with a new reading of the ledgers."""
    with one_moment():
        now = projection_store.position()
        if not projection_store.is_of(building.position, now):
            return
        since = projection_store.rows_since(building.position, now)
        told = projection_store.all_rows()
    projection = Projection(building.columns)
    projection.add(since)
    codes = {number: code for code, number in organisation_store.organisation_ids().items()}
    differing = differing_edges(edges_of_projection(projection), edges_of_rows(told))
    for edge in differing.head(LISTED_MAX).iter_rows(named=True):
        what = f"{edge['mass_g']} g from {_end(edge, 'source_', codes)}"
        is_held = edge["more"] > 0
        yield Difference(
            what="edge of the projection",
            subject=f"into {_end(edge, '', codes)}",
            stored=what if is_held else "",
            recomputed="" if is_held else what,
        )


def _pool_differences(building: Building) -> Iterator[Difference]:
    """Compare every movement of pools with a new reading of the ledgers, in the same manner."""
    with one_moment():
        now = projection_store.position()
        if not projection_store.is_of(building.position, now):
            return
        since = pool_store.pool_rows_since(building.position, now)
        told = pool_store.all_pool_rows()
    pools = PoolMovements(file_store.open_pools(building.name, is_checked=False))
    pools.add(since)
    differing = differing_movements(pools.rows(), told).head(LISTED_MAX)
    names = _Names.of([*differing["movement"], *differing["source"].drop_nulls()])
    for row in differing.iter_rows(named=True):
        what, is_held = names.said(row), row["more"] > 0
        yield Difference(
            what="movement of the projection",
            subject=names.movement(row["movement"]),
            stored=what if is_held else "",
            recomputed="" if is_held else what,
        )


@dataclass(frozen=True, slots=True)
class _Names:
    """What movements and facilities are called."""

    movements: Mapping[int, MovementWords]
    facilities: Mapping[int, str]

    @classmethod
    def of(cls, movements: Sequence[int]) -> "_Names":
        return cls(projection_store.movement_words(movements), facility_store.facility_codes())

    def movement(self, key: int) -> str:
        """Return what a movement is called; its key where the ledgers know none of it."""
        told = self.movements.get(key)
        return f"{told.reference} at {told.facility}" if told else f"movement {key}"

    def said(self, row: dict[str, Any]) -> str:
        """Return what a row says of a movement."""
        kind, material = KINDS_BY_CODE.get(row["kind"]), MATERIALS_BY_CODE.get(row["material"])
        source = row["source"]
        where = "" if source is None else f", from {self.movement(source)}"
        at = self.facilities.get(row["facility"], row["facility"])
        return f"{kind or row['kind']} of {row['mass_g']} g {material or row['material']} at {at}{where}"


def _end(edge: dict[str, Any], side: str, codes: dict[int, str]) -> str:
    """Return one end of an edge in words."""
    if edge[f"{side}process"] is not None:
        return f"process {edge[f'{side}process']}"
    if edge[f"{side}lot"] is not None:
        return f"lot {edge[f'{side}lot']} of {codes.get(edge[f'{side}organisation'], '?')}"
    return f"movement {edge['movement']}"
