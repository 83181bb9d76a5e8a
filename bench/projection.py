"""Building, opening and keeping up the projection of a chain of ten million edges, each beside a baseline.

    .venv/bin/python -m pip install -c constraints.txt -e '.[bench]'
    .venv/bin/python bench/projection.py
    .venv/bin/python bench/projection.py --edges 1000000

The rows are those of the chain of `provenance_graph.py`, as if they had been read from a store. Baselines: the same
lots numbered in a dictionary of Python, the files read instead of mapped, their CRC-32, a heat added to a graph of
igraph, the lots upstream of a coil found by igraph and by DuckDB's recursive query. Figures depend on the machine:
compare ratios.
"""

import argparse
import os
import tempfile
import time
from statistics import median
from typing import Any
from zlib import crc32

import django
import duckdb
import igraph
import numpy as np
import polars as pl
from provenance_graph import COILS, INPUTS, SEED, chain, timed, told

from casthouse.provenance.pool_columns import PoolColumns
from casthouse.provenance.pool_row import POOLED
from casthouse.provenance.projection import Projection
from casthouse.provenance.projection_columns import columns_of_rows
from casthouse.provenance.projection_row import MOVED, PROCESSED, LotRows

HEATS, TRACES = 2_000, 200


def rows_of(edges: int) -> LotRows:
    """Return the rows of a chain: a receipt of each bought lot, a process a heat."""
    (target, source, grams), nodes, bought = chain(edges)
    per_heat = 1 + COILS
    is_made = (source >= bought) & ((source - bought) % per_heat == 0)
    names = pl.Series(np.arange(nodes)).cast(pl.String)
    lots = pl.Series(np.arange(bought))
    moved = pl.DataFrame(
        {
            "movement": lots + 1,
            "organisation": 1,
            "lot": "L" + names[:bought],
            "kind": 2,
            "mass_g": 10_000_000,
        }
    ).with_columns(source_organisation=None, source_lot=None)
    process = np.where(is_made, source, target)
    lot = np.where(is_made, target, source)
    rows = pl.DataFrame(
        {"process": process, "organisation": 1, "lot": "L" + names.gather(lot), "mass_g": grams}
    )
    schema = pl.Schema(PROCESSED)
    return LotRows.of(
        moved=moved.select(*MOVED).cast(pl.Schema(MOVED)),
        drawn=rows.filter(pl.Series(~is_made)).cast(schema),
        made=rows.filter(pl.Series(is_made)).cast(schema),
    )


def building(rows: LotRows) -> Projection:
    columns_of_rows(rows_of(900))
    before = time.process_time()
    seconds, columns = timed(lambda: columns_of_rows(rows))
    worked = time.process_time() - before
    told(
        f"building it from {rows.count:,} rows", seconds, f"{rows.count / seconds / 1e6:,.2f} million rows/s"
    )
    told("  of it, work of the processors", worked, f"{rows.count / worked / 1e6:,.2f} million rows/s")
    part = rows.drawn.head(rows.drawn.height // 10)
    baseline, _ = timed(lambda: numbered(part))
    told("  a dictionary: numbering the lots of a tenth of the rows", baseline)
    return Projection(columns)


def numbered(rows: pl.DataFrame) -> list[int]:
    numbers: dict[tuple[int, str], int] = {}
    keys = zip(rows["organisation"].to_list(), rows["lot"].to_list(), strict=True)
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def opening(projection: Projection) -> Projection:
    os.environ |= {"CASTHOUSE_HOME": tempfile.mkdtemp(), "DJANGO_SETTINGS_MODULE": "casthouse.settings"}
    django.setup()
    from casthouse.storage import projection_file  # noqa: PLC0415 - it needs Django's settings
    from casthouse.storage.projection import Position  # noqa: PLC0415 - as above

    nowhere = Position(mark="bench", ledgers={}, document=0, event=0, anchor=0, proof="")
    pools = PoolColumns.of(pl.DataFrame(schema=POOLED))  # `attributed_trace.py` measures those

    def opened() -> Projection:
        found = projection_file.open_building()
        assert found is not None
        projection = Projection(found.columns)
        assert projection.node_of((1, "L7")) is not None
        return projection

    seconds, _ = timed(
        lambda: projection_file.write_building(projection.columns, pools, name="bench", position=nowhere)
    )
    told("writing the files, flushed, with their digests", seconds)
    projection_file.open_building()
    before = time.process_time()
    runs = [timed(opened) for _ in range(5)]
    worked = (time.process_time() - before) / len(runs)
    told("opening the files, with a look-up of one lot", median(run[0] for run in runs), "at process start")
    told("  of it, work of the processors", worked)
    files = list((projection_file.folder() / "bench").glob("*.npy"))
    baseline, _ = timed(lambda: [crc32(file.read_bytes()) for file in files])
    told("  zlib: the CRC-32 of the same files", baseline)
    baseline, _ = timed(lambda: [np.load(file) for file in files])
    told("  NumPy: reading the same files", baseline)
    return runs[-1][1]


def appending(projection: Projection, graph: Any) -> None:
    """Add heats of six lots by name, one at a time; the baseline adds as many edges by number."""
    chance = np.random.default_rng(SEED)
    bought = int(projection.columns.process.size * 3 / (3 + 1 + COILS))
    heats = [heat_rows(heat, chance.integers(0, bought, INPUTS).tolist()) for heat in range(HEATS)]
    projection.add(heats[0])
    runs = [timed(lambda rows=rows: projection.add(rows))[0] for rows in heats[1:]]
    told("adding a heat of six lots, by name, median", median(runs))
    baseline = median(timed(lambda: added(graph))[0] for _ in range(5))
    told("  igraph: adding one to its graph", baseline, f"{baseline / median(runs):,.0f} times ours")


def heat_rows(heat: int, lots: list[int]) -> LotRows:
    """Return the rows of one more process, as they are read from the store."""
    into = [(10**12 + heat, 1, f"L{lot}", 1_000_000) for lot in lots]
    out = [(10**12 + heat, 1, f"NEW-{heat}", 5_900_000)]
    return LotRows.of(
        moved=pl.DataFrame(schema=MOVED),
        drawn=pl.DataFrame(into, schema=PROCESSED, orient="row"),
        made=pl.DataFrame(out, schema=PROCESSED, orient="row"),
    )


def added(graph: Any) -> None:
    at = graph.vcount()
    graph.add_vertices(2)
    graph.add_edges([(at, lot) for lot in range(INPUTS)] + [(at + 1, at)])


def late_coils(projection: Projection, edges: int) -> list[int]:
    """Return the nodes of some coils of the last tenth of the heats, found by their names."""
    heats = edges // (INPUTS + COILS)
    chosen = np.random.default_rng(SEED + 1).integers(heats - heats // 10, heats, TRACES)
    names = 3 * heats + (1 + COILS) * chosen + 1
    nodes = projection.nodes_of([(1, f"L{name}") for name in names.tolist()]).tolist()
    assert min(nodes) >= 0
    return nodes


def tracing(projection: Projection, graph: Any, pairs: Any, late: list[int]) -> None:
    projection.upstream(late[0])
    runs = [timed(lambda n=n: projection.upstream(n)) for n in late]
    seconds = median(run[0] for run in runs)
    told("upstream of a late coil, median", seconds, f"{median(len(run[1]) for run in runs):,.0f} nodes")
    baseline = median(timed(lambda n=n: graph.subcomponent(n, mode="out"))[0] for n in late[:20])
    told("  igraph: upstream of the same coils, median", baseline, f"{baseline / seconds:,.1f} times ours")
    beside_duckdb(pairs, late, seconds)


def beside_duckdb(pairs: Any, late: list[int], ours: float) -> None:
    store = duckdb.connect()
    store.execute("SET threads = 2")
    columns = {"target": pairs[:, 0], "source": pairs[:, 1]}  # DuckDB reads it by its name
    store.execute("CREATE TABLE edge AS SELECT * FROM columns")
    assert columns
    sql = (
        "WITH RECURSIVE up(node) AS (SELECT ?::INTEGER UNION "
        "SELECT e.source FROM edge e JOIN up ON e.target = up.node) "
        "SELECT count(*) FROM up"
    )
    seconds = median(timed(lambda n=n: store.execute(sql, [n]).fetchall())[0] for n in late[:3])
    told("  DuckDB: upstream by a recursive query, median", seconds, f"{seconds / ours:,.0f} times ours")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edges", type=int, default=10_000_000)
    chosen = parser.parse_args()
    rows = rows_of(chosen.edges)
    projection = opening(building(rows))
    columns = projection.columns
    target = np.repeat(np.arange(columns.nodes), np.diff(columns.first))
    pairs = np.stack([target, columns.source], axis=1)[columns.source >= 0]
    graph = igraph.Graph(n=columns.nodes, edges=pairs, directed=True)
    tracing(projection, graph, pairs, late_coils(projection, chosen.edges))
    appending(projection, graph)


if __name__ == "__main__":
    main()
