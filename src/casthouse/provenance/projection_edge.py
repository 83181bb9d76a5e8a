"""The edges of the projection beside those that the ledgers tell, each by name: what proves that the two are one.

Neither side is written out with help of the other: here a movement or a row of a process, there an edge.
"""

import numpy as np
import polars as pl

from casthouse.provenance.graph_order import Nodes
from casthouse.provenance.projection import Projection
from casthouse.provenance.projection_columns import BY_PROCESS
from casthouse.provenance.projection_row import LotRows

EDGE = {
    "organisation": pl.Int64,
    "lot": pl.String,
    "process": pl.Int64,
    "source_organisation": pl.Int64,
    "source_lot": pl.String,
    "source_process": pl.Int64,
    "kind": pl.Int8,
    "movement": pl.Int64,
    "mass_g": pl.Int64,
}
"""What an edge leads into, a lot or a process, and what it comes from; null where there is none."""


def edges_of_rows(rows: LotRows) -> pl.DataFrame:
    """Return the edges that rows of the ledgers tell."""
    drawn = rows.drawn.select(
        "process",
        "mass_g",
        source_organisation="organisation",
        source_lot="lot",
        kind=pl.lit(BY_PROCESS, pl.Int8),
    )
    made = rows.made.select(
        "organisation", "lot", "mass_g", source_process="process", kind=pl.lit(BY_PROCESS, pl.Int8)
    )
    return pl.concat([pl.DataFrame(schema=EDGE), rows.moved, drawn, made], how="diagonal")


def edges_of_projection(projection: Projection) -> pl.DataFrame:
    """Return the edges of the projection; those that are no more are left out."""
    nodes = np.arange(projection.nodes, dtype=np.int32)
    edges = projection.edges_into(nodes)
    target = np.repeat(nodes, np.diff(edges.begins))
    lots, processes = projection.names_of(nodes)
    found = pl.DataFrame(
        {
            **_ends(lots, processes, target, ""),
            **_ends(lots, processes, edges.source, "source_"),
            "kind": edges.kind,
            "movement": edges.key,
            "mass_g": edges.mass_g,
        },
        schema=EDGE,
    )
    is_movement = pl.col("kind") != BY_PROCESS
    return found.filter(pl.col("mass_g") > 0).with_columns(movement=pl.when(is_movement).then("movement"))


def _ends(lots: pl.DataFrame, processes: pl.Series, nodes: Nodes, side: str) -> dict[str, pl.Series]:
    places = pl.Series(nodes, dtype=pl.Int64).replace(-1, None)
    process = processes.gather(places)
    is_lot = process.is_null()
    return {
        f"{side}organisation": lots["organisation"].gather(places).zip_with(is_lot, _nothing(pl.Int64)),
        f"{side}lot": lots["lot"].gather(places).zip_with(is_lot, _nothing(pl.String)),
        f"{side}process": process,
    }


def _nothing(kind: type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=kind)


def differing_edges(held: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return the edges that stand on one side only: `more` counts how often more in the projection, below zero less."""
    both = pl.concat(
        [
            held.select(*EDGE, more=pl.lit(1, pl.Int64)),
            told.select(*EDGE, more=pl.lit(-1, pl.Int64)),
        ]
    )
    return both.group_by(*EDGE).agg(pl.col("more").sum()).filter(pl.col("more") != 0).sort(*EDGE)
