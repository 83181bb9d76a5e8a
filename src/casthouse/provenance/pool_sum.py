"""What came into pools, put together as far as attribution asks: metal of one kind from one source on one day.

In proportion a period is one, so days are told apart only where an account attributes first in first out. At what came
from nobody known the trail ends: such movements stand by themselves where whoever asks may see them, else by facility.
"""

import polars as pl

from casthouse.provenance.pool_row import PRODUCTION

CAME = {
    "account": pl.Int32,
    "stage": pl.Int8,
    "kind": pl.Int8,
    "day": pl.Date,
    "movement": pl.Int64,
    "facility": pl.Int32,
    "mass_g": pl.Int64,
    "source_account": pl.Int32,
    "drawn_on": pl.Date,
}
"""Movements into pools; accounts by number, stages by their place, the source null where the trail ends."""

ACCOUNTS = {"account": pl.Int32, "start": pl.Date, "is_queue": pl.Boolean, "is_seen": pl.Boolean}
"""Accounts by number: when the period begins, whether days matter, and whether its movements may be seen."""

GRAMS_UNIT = 1 << 32
_GRAMS = {"high": pl.col("mass_g") // GRAMS_UNIT, "low": pl.col("mass_g") % GRAMS_UNIT}
"""Grams in two parts, since a sum of them may be more than 64 bits hold."""


def summed(came: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Put movements together that attribution does not tell apart.

    Args:
        came: of the schema `CAME`.
        accounts: of the schema `ACCOUNTS`; those of the movements and of their sources.

    Returns:
        The columns of `CAME` with the grams in two parts, `high` of 2^32 each and `low`. `movement` stands where one
        stands by itself, `facility` where the trail ends, `drawn_on` where days matter.
    """
    behind = accounts.select(source_account="account", is_drawn_by_day="is_queue")
    is_made = (pl.col("kind") == PRODUCTION) & (pl.col("stage") > 0)
    is_end = ~is_made & pl.col("source_account").is_null()
    is_single = is_end & pl.col("is_seen")
    whole = came.join(accounts, on="account", how="left").join(behind, on="source_account", how="left")
    told = whole.select(
        "account",
        "stage",
        "kind",
        "source_account",
        day=pl.when(pl.col("is_queue") | is_single).then("day").otherwise("start"),
        drawn_on=pl.when(is_made & pl.col("is_queue")).then("day").when("is_drawn_by_day").then("drawn_on"),
        facility=pl.when(is_end).then("facility"),
        movement=pl.when(is_single).then("movement"),
        **_GRAMS,
    )
    names = [name for name in CAME if name != "mass_g"]
    return told.group_by(names).agg(pl.col("high", "low").sum()).sort(names)


def summed_by_day(movements: pl.DataFrame) -> pl.DataFrame:
    """Return the grams of movements by place, material and day, in two parts."""
    names = ["place", "material", "day"]
    return movements.select(*names, **_GRAMS).group_by(names).agg(pl.col("high", "low").sum()).sort(names)
