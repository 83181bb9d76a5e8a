"""Movements into and out of the accounts of all companies in columns: what pools are read from in a large store.

Columns are sorted by the keys of movements, so that those of an organisation between two days are one run. What is
posted later stands sorted in columns of its own; what is taken back has no mass any more. Which movements are in which
pool is not written down: scopes, calendars and rules of attribution are asked anew each time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_order import Nodes
from casthouse.provenance.pool_row import PLACED, POOLED, PoolChanges, PoolSpan
from casthouse.provenance.projection_columns import Kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolColumns:
    """A column for each of `POOLED`; a source that nobody told is zero."""

    movement: Grams
    facility: Nodes
    kind: Kinds
    material: Kinds
    mass_g: Grams
    source: Grams
    source_facility: Nodes

    @classmethod
    def of(cls, rows: pl.DataFrame) -> "PoolColumns":
        """Return the columns of rows of `POOLED`, which are in the order of their keys."""
        return cls(**{name: rows[name].fill_null(0).to_numpy() for name in POOLED})

    def writable(self) -> "PoolColumns":
        """Return columns that may be changed in place; files that are mapped as such are not copied."""
        columns = {each.name: getattr(self, each.name) for each in fields(self)}
        return PoolColumns(**{name: np.require(each, requirements=["W"]) for name, each in columns.items()})

    def rows(self, places: Grams) -> pl.DataFrame:
        """Return the movements at some places."""
        columns = {each.name: getattr(self, each.name)[places] for each in fields(self)}
        is_known = pl.col("source") > 0
        return pl.DataFrame(columns, schema=POOLED).with_columns(
            pl.when(is_known).then(name).alias(name) for name in ("source", "source_facility")
        )

    def places_of(self, movements: Grams) -> Nodes:
        """Return where movements stand, -1 for those that are not here."""
        if not len(self.movement):
            return np.full(len(movements), -1, np.int64)
        at = np.minimum(np.searchsorted(self.movement, movements), len(self.movement) - 1)
        return np.where(self.movement[at] == movements, at, -1)


class PoolMovements:
    """Columns and what was added to them."""

    def __init__(self, columns: PoolColumns) -> None:
        self.columns = columns.writable()
        self.added = PoolColumns.of(pl.DataFrame(schema=POOLED)).writable()

    def add(self, changes: PoolChanges) -> None:
        """Take in what was posted, taken back or told otherwise since."""
        if changes.posted.height:
            held = self.added.rows(np.arange(len(self.added.movement)))
            whole = pl.concat([held, changes.posted.select(*POOLED)]).sort("movement")
            self.added = PoolColumns.of(whole).writable()
        gone = np.array(changes.taken_back, np.int64)
        told = changes.relinked["movement"].to_numpy()
        source = changes.relinked["source"].fill_null(0).to_numpy()
        facility = changes.relinked["source_facility"].fill_null(0).to_numpy()
        for columns in (self.columns, self.added):
            places = columns.places_of(gone)
            columns.mass_g[places[places >= 0]] = 0
            places = columns.places_of(told)
            columns.source[places[places >= 0]] = source[places >= 0]
            columns.source_facility[places[places >= 0]] = facility[places >= 0]

    def rows(self) -> pl.DataFrame:
        """Return all movements in force, in the order of their keys."""
        parts = [each.rows(np.flatnonzero(each.mass_g > 0)) for each in (self.columns, self.added)]
        return pl.concat(parts).sort("movement")

    def within(self, spans: Sequence[PoolSpan], kinds: Sequence[int]) -> pl.DataFrame:
        """Return the movements in force of some kinds in spans, of the schema `PLACED`."""
        pieces = [pl.DataFrame(schema=PLACED)]
        for columns in (self.columns, self.added):
            found = [_found(columns, *run, kinds) for run in _runs(spans)]
            if found:
                places, spanned = (np.concatenate(each) for each in zip(*found, strict=True))
                rows = columns.rows(places)
                pieces.append(rows.select(pl.Series("place", spanned, pl.Int32), *POOLED))
        return pl.concat(pieces)


def _runs(spans: Sequence[PoolSpan]) -> Iterator[tuple[int, int, dict[int, int]]]:
    """Yield runs of keys, each with the facilities asked for in it and the places of their spans."""
    runs: dict[tuple[int, int], list[dict[int, int]]] = {}
    for place, span in enumerate(spans):
        asked = runs.setdefault((span.first, span.last), [{}])
        if span.facility in asked[-1]:
            asked.append({})
        asked[-1][span.facility] = place
    for (first, last), asked in runs.items():
        for places in asked:
            yield first, last, places


def _found(
    columns: PoolColumns, first: int, last: int, places: dict[int, int], kinds: Sequence[int]
) -> tuple[Grams, Nodes]:
    """Return where movements of facilities stand in a run of keys, and the place of the span of each."""
    begin = int(np.searchsorted(columns.movement, first))
    end = int(np.searchsorted(columns.movement, last, side="right"))
    facility = columns.facility[begin:end]
    asked = np.array(sorted(places), np.int32)
    at = np.minimum(np.searchsorted(asked, facility), len(asked) - 1)
    is_asked = (asked[at] == facility) & (columns.mass_g[begin:end] > 0)
    found = np.flatnonzero(is_asked & np.isin(columns.kind[begin:end], kinds))
    place_of = np.array([places[each] for each in asked.tolist()], np.int32)
    return begin + found, place_of[at[found]]


def differing_movements(held: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return the movements of one side only: `more` counts how often more in the columns, below zero less."""
    both = [each.select(*POOLED, more=pl.lit(sign, pl.Int64)) for each, sign in ((held, 1), (told, -1))]
    found = pl.concat(both).group_by(*POOLED).agg(pl.col("more").sum())
    return found.filter(pl.col("more") != 0).sort(*POOLED)
