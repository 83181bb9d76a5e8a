"""Which shipment of the supplier a receipt is, where no CoC Document says so: both call the lot by the same name.

A buyer who receives a lot in parts numbers them behind a stroke: what was shipped as `RH25-033` comes in as
`RH25-033/1` and `RH25-033/2`. The supplier must have shipped the lot to this buyer by that day. Names alone prove
little, so masses are held against each other: a buyer whose books say that more came of a lot than its supplier says it
shipped has none of these receipts matched, whichever of the two is wrong.
"""

from fractions import Fraction

import polars as pl

RECEIVED = {
    "movement": pl.Int64,
    "buyer": pl.Int64,
    "supplier": pl.Int64,
    "lot": pl.String,
    "day": pl.Int32,
    "mass_g": pl.Int64,
    "by_document": pl.Boolean,
}
"""Receipts of lots from suppliers who are here; `by_document` where a CoC Document leads on already."""

SHIPPED = {
    "shipment": pl.Int64,
    "buyer": pl.Int64,
    "supplier": pl.Int64,
    "lot": pl.String,
    "day": pl.Int32,
    "mass_g": pl.Int64,
}
"""Shipments of lots to buyers who are here."""

DELIVERED = {
    "movement": pl.Int64,
    "buyer": pl.Int64,
    "lot": pl.String,
    "mass_g": pl.Int64,
    "supplier": pl.Int64,
    "called": pl.String,
    "shipment": pl.Int64,
}
"""Receipts, each with what its supplier calls the lot, if it shipped one of that name, and the shipment that it is.

`called` without a shipment: more was received than shipped, or before it was shipped.
"""

PART = r"^(.+)/[0-9]+$"
WEIGHING = Fraction(2, 100)
"""By so much of what was shipped may more have been received: two scales, moisture, rounding on a delivery note."""

_SIDES = ("supplier", "buyer")
_NAMED = (*_SIDES, "called")
_DOUBT_G = (
    pl.col("shipped_g") * WEIGHING.numerator // WEIGHING.denominator
)  # whole grams, for the supplier's books
_FITS = pl.col("received_g") - pl.col("shipped_g") <= _DOUBT_G


def deliveries(received: pl.DataFrame, shipped: pl.DataFrame) -> pl.DataFrame:
    """Match receipts to shipments, each to the last one of its lot up to its day.

    Args:
        received: all receipts of the lots in question and of their parts, of the schema `RECEIVED`; in force.
        shipped: all shipments of these lots and of their parts to these buyers, of the schema `SHIPPED`; in force.

    Returns:
        The receipts from which no document leads on, of the schema `DELIVERED`, by movement.
    """
    shipped = shipped.select("shipment", *_SIDES, "day", called="lot", shipped_g="mass_g")
    received = _as_supplier_calls(received, shipped.select(_NAMED).unique())
    fitting = _sums(received, shipped).filter(_FITS)
    open_ones = received.filter(~pl.col("by_document"))
    found = (
        open_ones.join(fitting, on=_NAMED, how="semi")
        .sort("day", "movement")
        .join_asof(
            shipped.select("shipment", *_NAMED, "day").sort("day", "shipment"),
            on="day",
            by=_NAMED,
            check_sortedness=False,
        )
    )
    told = open_ones.join(found.select("movement", "shipment"), on="movement", how="left")
    return told.select(*DELIVERED).sort("movement")


def excess(received: pl.DataFrame, shipped: pl.DataFrame) -> pl.DataFrame:
    """Return the lots of which more was received than was shipped and scales may differ by.

    Args:
        received: as for `deliveries`.
        shipped: as for `deliveries`.

    Returns:
        Columns `supplier`, `buyer`, `called`, `received_g`, `shipped_g`, the keys of `receipts` and `shipments`, and
        the days on which the first and the last came in: `first`, `last`.
    """
    shipped = shipped.select("shipment", *_SIDES, called="lot", shipped_g="mass_g")
    received = _as_supplier_calls(received, shipped.select(_NAMED).unique())
    came = received.group_by(_NAMED).agg(
        receipts=pl.col("movement").sort(), first=pl.col("day").min(), last=pl.col("day").max()
    )
    left = shipped.group_by(_NAMED).agg(shipments=pl.col("shipment").sort())
    sums = _sums(received, shipped).filter(~_FITS)
    return sums.join(came, on=_NAMED).join(left, on=_NAMED).sort(_NAMED)


def _as_supplier_calls(received: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Add what the supplier calls the lot: as the buyer does, else as the lot that it is a part of; else null."""
    whole = received.with_columns(whole=pl.col("lot").str.replace(PART, "${1}"))
    for name in ("lot", "whole"):
        shipped = names.select(*_SIDES, pl.col("called").alias(name), pl.lit(value=True).alias(f"is_{name}"))
        whole = whole.join(shipped, on=[*_SIDES, name], how="left")
    called = pl.when("is_lot").then("lot").when("is_whole").then("whole")
    return whole.with_columns(called=called)


def _sums(received: pl.DataFrame, shipped: pl.DataFrame) -> pl.DataFrame:
    """Return what was received and what was shipped of each lot that was both: wide, so that no mass wraps around."""
    came = received.group_by(_NAMED).agg(received_g=pl.col("mass_g").cast(pl.Int128).sum())
    return came.join(shipped.group_by(_NAMED).agg(pl.col("shipped_g").cast(pl.Int128).sum()), on=_NAMED)
