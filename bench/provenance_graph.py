"""Questions to a provenance graph of ten million edges, beside SciPy in the same run.

    .venv/bin/python bench/provenance_graph.py
    .venv/bin/python bench/provenance_graph.py --edges 1000000
    .venv/bin/python bench/provenance_graph.py --edges 100000000 --bulk-only

The chain is made by a seeded generator: six lots are melted to a heat, each heat is cut into coils, and coils come
back into later heats, so that a late coil stands on thousands of lots. What is promised (150 million edges/s of
footprints, a recall within 150 ms, shares within 2.5 s) is meant for this chain, in which a heat draws on a yard of the
five thousand lots that were bought last, as plants do. Then the same under random numbers; and, with no promise, a
chain in which a heat draws on any lot that was ever bought, so that hardly two lots that are read after each other lie
together. Figures depend on the machine, and those of the clock on what else it does: compare ratios, and the work of
the processor.
"""

import argparse
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import spsolve_triangular

from casthouse.provenance.graph_columns import GraphColumns, NumberedGraph, columns_of
from casthouse.provenance.graph_kernel import footprints, held_of
from casthouse.provenance.graph_share import OutsideMetal, ShareRows, share_rows

SEED = 20260101
RUNS = 5
INPUTS, COILS = 6, 3  # lots to a heat, coils out of it
YARD = 5_000
ORIGINS, RECALLED = 64, 1_000
Edges = tuple[Any, Any, Any]


def chain(edges: int, *, yard: int = YARD) -> tuple[Edges, int, int]:
    """Return targets, sources and grams of a chain, how many nodes there are, and how many of them are bought lots.

    Args:
        edges: about how many.
        yard: how many lots a heat draws on, those bought last; as many as there are: on any bought before.
    """
    chance = np.random.default_rng(SEED)
    heats = edges // (INPUTS + COILS)
    bought = heats * 3
    per_heat = 1 + COILS
    heat = bought + per_heat * np.arange(heats, dtype=np.int64)
    if yard < bought:  # lots are melted soon after they were bought
        lots = np.minimum(
            bought - 1, 3 * np.arange(heats)[:, None] + chance.integers(0, yard, (heats, INPUTS))
        )
    else:
        lots = (chance.random((heats, INPUTS)) * 3 * (1 + np.arange(heats))[:, None]).astype(np.int64)
    # Every sixth lot into a heat is a coil of an earlier one, out of the last 1,650 heats.
    back = np.maximum(0, np.arange(heats)[:, None] - chance.integers(1, 1_650, (heats, 1)))
    coil = bought + per_heat * back + 1 + chance.integers(0, COILS, (heats, 1))
    lots[:, :1] = np.where(np.arange(heats)[:, None] > 0, coil, lots[:, :1])
    into = chance.integers(1_000_000, 9_000_000, (heats, INPUTS))
    out = into.sum(axis=1) * 98 // 100
    coils = np.repeat(out[:, None] // COILS, COILS, axis=1)
    target = np.concatenate(
        [np.repeat(heat[:, None], INPUTS, 1), heat[:, None] + 1 + np.arange(COILS)], axis=1
    )
    source = np.concatenate([lots, np.repeat(heat[:, None], COILS, axis=1)], axis=1)
    grams = np.concatenate([into, coils], axis=1)
    found = (target.ravel().astype(np.int32), source.ravel().astype(np.int32), grams.ravel().astype(np.int64))
    return found, bought + per_heat * heats, bought


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = what()
    return time.perf_counter() - start, found


def told(what: str, seconds: float, note: str = "") -> None:
    print(f"{what:<58} {seconds * 1000:>12,.2f} ms  {note}", flush=True)


def built(edges: Edges, nodes: int, bought: int) -> GraphColumns:
    return numbered(edges, nodes, bought, np.arange(nodes, dtype=np.int32)).columns


def numbered(edges: Edges, nodes: int, bought: int, names: Any) -> NumberedGraph:
    """Return the columns of a chain whose nodes are handed in under other numbers."""
    target, source, grams = edges
    unsourced = np.zeros(nodes, np.int64)
    unsourced[:bought] = 10_000_000
    out = np.bincount(source, weights=grams, minlength=nodes).astype(np.int64)
    into = np.bincount(target, weights=grams, minlength=nodes).astype(np.int64)
    is_heat = (np.arange(nodes) - bought) % (1 + COILS) == 0
    made = np.where(is_heat, out, into)
    made[:bought] = unsourced[:bought]
    back = np.argsort(names)
    return columns_of(
        target=names[target],
        source=names[source],
        mass_g=grams,
        unsourced_g=unsourced[back],
        made_g=made[back],
    )


def whole_graph(columns: GraphColumns, bought: Any, what: str = "footprint of every node") -> float:
    """Footprints of all nodes; return the seconds."""
    own = np.zeros(columns.nodes)
    own[bought] = 8.6
    footprints(columns, own)
    runs = [(timed(lambda: footprints(columns, own))[0], time.process_time()) for _ in range(RUNS)]
    seconds = min(run[0] for run in runs)
    told(what, seconds, f"{columns.edges / seconds / 1e6:,.0f} million edges/s")
    worked = min(after[1] - before[1] for before, after in pairwise(runs))
    told("  of it, work of the processor", worked, f"{columns.edges / worked / 1e6:,.0f} million edges/s")
    return seconds


def at_random(edges: Edges, nodes: int, bought: int) -> None:
    """Hand the nodes in under random numbers: the columns number them as the metal flows."""
    names = np.random.default_rng(SEED + 3).permutation(nodes).astype(np.int32)
    seconds, found = timed(lambda: numbered(edges, nodes, bought, names))
    told(
        "columns of the same, numbered at random", seconds, f"{len(edges[0]) / seconds / 1e6:,.1f} million/s"
    )
    lots = found.place[names[:bought]]
    whole_graph(found.columns, lots, "  footprint of every node")
    recall(found.columns, lots)


def over_all_history(edges: int) -> None:
    """Ask the chain in which a heat draws on any lot that was ever bought."""
    found, nodes, bought = chain(edges, yard=edges)
    graph = numbered(found, nodes, bought, np.arange(nodes, dtype=np.int32))
    lots = graph.place[:bought]
    print("a heat draws on any lot ever bought; no promise")
    whole_graph(graph.columns, lots, "  footprint of every node")
    recall(graph.columns, lots)


def shares(columns: GraphColumns, bought: int) -> None:
    """Shares of 64 origins: two threads, each with half of the origins."""
    half = ORIGINS // 2
    outside = outside_metal(columns.nodes, bought)
    small = chain(900)
    share_rows(built(*small), outside_metal(*small[1:]), origins=ORIGINS)

    def block(begin: int) -> ShareRows:
        return share_rows(columns, outside, origins=ORIGINS, begin=begin, end=begin + half)

    with ThreadPoolExecutor(2) as two:
        seconds, rows = timed(lambda: list(two.map(block, (0, half))))
    late = np.array([columns.nodes - 1], np.int32)
    off = abs(sum(float(each.of(late).sum()) for each in rows) - 1)
    told(f"shares of {ORIGINS} origins for every node, two threads", seconds, f"last sum is off by {off:.1e}")


def outside_metal(nodes: int, bought: int) -> OutsideMetal:
    first = np.minimum(np.arange(nodes + 1), bought).astype(np.int64)
    origin = (np.arange(bought) % ORIGINS).astype(np.int32)
    return OutsideMetal(first=first, origin=origin, mass_g=np.full(bought, 10_000_000, np.int64))


def recall(columns: GraphColumns, bought: Any) -> None:
    lots = np.random.default_rng(SEED + 2).choice(bought, RECALLED).astype(np.int32)
    whole_g = columns.drawn_g()
    held_of(columns, lots, whole_g)
    before = time.process_time()
    seconds = median(timed(lambda: held_of(columns, lots, whole_g))[0] for _ in range(RUNS))
    told(f"recall from {RECALLED:,} lots at once", seconds)
    told("  of it, work of the processor, on average", (time.process_time() - before) / RUNS)


def beside_scipy(columns: GraphColumns, bought: int, ours: float) -> None:
    """One triangular solve for the same footprints."""
    part = columns.mass_g / np.repeat(columns.made_g, np.diff(columns.first))
    shape = (columns.nodes, columns.nodes)
    matrix = (
        eye_array(columns.nodes, format="csr") - csr_array((part, columns.source, columns.first), shape=shape)
    ).tocsr()
    own = np.zeros(columns.nodes)
    own[:bought] = 8.6
    seconds, value = timed(lambda: spsolve_triangular(matrix, own, lower=True))
    assert np.allclose(value, footprints(columns, own))
    told("  SciPy: triangular solve of the footprints", seconds, f"{seconds / ours:,.1f} times ours")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edges", type=int, default=10_000_000)
    parser.add_argument("--bulk-only", action="store_true", help="build and footprints only, no baselines")
    chosen = parser.parse_args()
    edges, nodes, bought = chain(chosen.edges)
    built(chain(900)[0], *chain(900)[1:])  # compiled, or read from its folder
    seconds, columns = timed(lambda: built(edges, nodes, bought))
    told(
        f"columns of {columns.edges:,} edges, {nodes:,} nodes",
        seconds,
        f"{columns.edges / seconds / 1e6:,.1f} million/s",
    )
    swept = whole_graph(columns, np.arange(bought))
    if not chosen.bulk_only:
        recall(columns, np.arange(bought))
        shares(columns, bought)
        beside_scipy(columns, bought, swept)
        at_random(edges, nodes, bought)
        del columns
        over_all_history(chosen.edges)
    print(f"most memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:,.1f} GiB")


if __name__ == "__main__":
    main()
