"""What `casthouse check` says of the projection: files that were altered, and edges that the ledgers do not tell."""

from collections.abc import Iterator
from typing import Any

from casthouse.provenance.projection import Projection
from casthouse.provenance.projection_edge import differing_edges, edges_of_projection, edges_of_rows
from casthouse.service.difference import Difference
from casthouse.storage import organisation as organisation_store
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


def _end(edge: dict[str, Any], side: str, codes: dict[int, str]) -> str:
    """Return one end of an edge in words."""
    if edge[f"{side}process"] is not None:
        return f"process {edge[f'{side}process']}"
    if edge[f"{side}lot"] is not None:
        return f"lot {edge[f'{side}lot']} of {codes.get(edge[f'{side}organisation'], '?')}"
    return f"movement {edge['movement']}"
