"""How a movement's row is keyed: its organisation, its day and its number, from the highest bits to the lowest.

An organisation's movements so lie side by side in the order of their days: a list by date needs no index, and the
movements of a period are one range. The number counts the organisation's movements without gaps, in the order of
posting.
"""

from datetime import date

import polars as pl

from casthouse.refusal import Refusal

NUMBER_BITS = 26
DAY_BITS = 22
ORGANISATION_SHIFT = NUMBER_BITS + DAY_BITS
NUMBER_MAX = (1 << NUMBER_BITS) - 1
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def first_id(organisation_id: int, day: date = date.min) -> int:
    """Return the lowest key of an organisation's movements from a day on."""
    return (organisation_id << ORGANISATION_SHIFT) | (day.toordinal() << NUMBER_BITS)


def last_id(organisation_id: int, day: date = date.max) -> int:
    """Return the highest key of an organisation's movements up to a day, inclusive."""
    return first_id(organisation_id, day) | NUMBER_MAX


def number_of(key: int) -> int:
    """Return the movement's number in its organisation."""
    return key & NUMBER_MAX


def day_of_key(key: pl.Expr) -> pl.Expr:
    """Return the days of a column of keys."""
    return day_number_of_key(key).cast(pl.Date)


def day_number_of_key(key: pl.Expr) -> pl.Expr:
    """Return the days of a column of keys as numbers, counted from the first of January 1970."""
    ordinals = (key // (1 << NUMBER_BITS)) % (1 << DAY_BITS)
    return (ordinals - EPOCH_ORDINAL).cast(pl.Int32)


def keys(organisation_id: int, *, day: pl.Expr, number: pl.Expr) -> pl.Expr:
    """Return the keys of a frame's movements.

    Args:
        organisation_id: whose movements they are.
        day: the column of days.
        number: the column of numbers, 64-bit.
    """
    ordinals = day.cast(pl.Int32).cast(pl.Int64) + EPOCH_ORDINAL
    return pl.lit(organisation_id << ORGANISATION_SHIFT) + ordinals * (1 << NUMBER_BITS) + number


def refuse_full(last_number: int) -> None:
    """Let numbers pass that a ledger can hold.

    Raises:
        Refusal: `ledger_full`.
    """
    if last_number > NUMBER_MAX:
        raise Refusal(
            "ledger_full",
            found=f"{last_number} movements in one organisation",
            expected=f"at most {NUMBER_MAX}",
            todo="split the organisation's facilities over several organisations",
        )
