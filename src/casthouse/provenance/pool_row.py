"""What pools are made of: rows of movements that brought something into an account or took it out.

A row stands for a movement in force. Organisations stand in its key; facilities are their numbers in the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from casthouse.custody.movement import KIND_CODES, Kind

PRODUCTION = KIND_CODES[Kind.PRODUCTION]
INTO = (KIND_CODES[Kind.EXTRACTION], KIND_CODES[Kind.RECEIPT], PRODUCTION)
OUT_OF = (KIND_CODES[Kind.SHIPMENT],)

POOLED: dict[str, type[pl.DataType]] = {
    "movement": pl.Int64,
    "facility": pl.Int32,
    "kind": pl.Int8,
    "material": pl.Int8,
    "mass_g": pl.Int64,
    "source": pl.Int64,
    "source_facility": pl.Int32,
}
"""Movements in force; `source` is the key of the supplier's shipment, null where nobody told it."""

SOURCED = {"movement": pl.Int64, "source": pl.Int64, "source_facility": pl.Int32}
"""Movements with the supplier's shipment as it is known now."""

PLACED: dict[str, type[pl.DataType]] = {"place": pl.Int32, **POOLED}
"""Movements with the span that they lie in, by its place among those that were asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSpan:
    """The movements of a facility from one key to another, inclusive."""

    first: int
    last: int
    facility: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolChanges:
    """What came since: movements that were posted, keys of those taken back, and sources that are others now."""

    posted: pl.DataFrame
    taken_back: Sequence[int]
    relinked: pl.DataFrame
