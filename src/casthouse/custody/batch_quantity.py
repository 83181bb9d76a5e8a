"""Quantities of a batch in whole grams, rounded half-even once on the way in (contract section 2).

Whole columns in 128-bit integers; a quantity with more digits than fit is computed alone, exactly.
"""

from math import gcd

import polars as pl

from casthouse.measure.mass import GRAMS_PER_UNIT, Unit, grams_from_text

DECIMALS = 6
INTEGER_DIGITS_MAX = 16
UNITS = tuple(Unit)
FRACTION_DIGITS_READ = 60
GRAMS_SATURATED = 2 * 10**15  # stands for any mass beyond the largest that a row may have


def grams(frame: pl.DataFrame) -> pl.Series:
    """Return the grams of each row; null where quantity or unit says nothing.

    Args:
        frame: columns `quantity`, `quantity_sound`, `unit_code` (position in `Unit`, or null).
    """
    sound = frame.select(
        index=pl.int_range(pl.len(), dtype=pl.UInt32),
        quantity=pl.col("quantity"),
        unit_code=pl.when(pl.col("quantity_sound")).then(pl.col("unit_code")),
    ).drop_nulls("unit_code")
    parts = (
        sound.select("index", "unit_code", "quantity")
        .with_columns(
            pl.col("quantity").str.splitn(".", 2).struct.rename_fields(["whole", "fraction"]).alias("parts")
        )
        .unnest("parts")
        .with_columns(pl.col("fraction").fill_null(""))
    )
    fits = (pl.col("whole").str.len_bytes() <= INTEGER_DIGITS_MAX) & (
        pl.col("fraction").str.len_bytes() <= DECIMALS
    )
    quick = _in_columns(parts.filter(fits))
    slow = _one_by_one(parts.filter(~fits))
    both = pl.concat([quick, slow])
    result = frame.select(index=pl.int_range(pl.len(), dtype=pl.UInt32)).join(
        both, on="index", how="left", maintain_order="left"
    )
    return result["quantity_g"]


def _in_columns(parts: pl.DataFrame) -> pl.DataFrame:
    """Compute the grams as millionths × factor / divisor, half-even, for rows that fit."""
    factors = [GRAMS_PER_UNIT[unit].numerator for unit in UNITS]
    divisors = [GRAMS_PER_UNIT[unit].denominator * 10**DECIMALS for unit in UNITS]
    simplified = [_reduce(factor, divisor) for factor, divisor in zip(factors, divisors, strict=True)]
    pieces = [
        _scaled(parts.filter(pl.col("unit_code") == number), factor, divisor)
        for number, (factor, divisor) in enumerate(simplified)
    ]
    return pl.concat(pieces)


def _reduce(factor: int, divisor: int) -> tuple[int, int]:
    common = gcd(factor, divisor)
    return factor // common, divisor // common


def _scaled(rows: pl.DataFrame, factor: int, divisor: int) -> pl.DataFrame:
    wide = rows.select(
        "index",
        product=(
            pl.col("whole").cast(pl.Int64).cast(pl.Int128) * 10**DECIMALS
            + pl.col("fraction").str.pad_end(DECIMALS, "0").cast(pl.Int64).cast(pl.Int128)
        )
        * factor,
    )
    if divisor == 1:
        return wide.select("index", quantity_g=_saturated(pl.col("product")))
    whole, rest = pl.col("product") // divisor, pl.col("product") % divisor
    up = (2 * rest > divisor) | ((2 * rest == divisor) & (whole % 2 == 1))
    return wide.select("index", quantity_g=_saturated(whole + up.cast(pl.Int128)))


def _saturated(exact: pl.Expr) -> pl.Expr:
    return pl.min_horizontal(exact, pl.lit(GRAMS_SATURATED, dtype=pl.Int128)).cast(pl.Int64)


def _one_by_one(rows: pl.DataFrame) -> pl.DataFrame:
    masses = [
        min(_exact(quantity, UNITS[unit]), GRAMS_SATURATED)
        for quantity, unit in rows.select("quantity", "unit_code").iter_rows()
    ]
    return rows.select("index").with_columns(quantity_g=pl.Series(masses, dtype=pl.Int64))


def _exact(quantity: str, unit: Unit) -> int:
    whole, _, fraction = quantity.partition(".")
    whole = whole.lstrip("0")
    if len(whole) > INTEGER_DIGITS_MAX:
        return GRAMS_SATURATED
    if len(fraction) > FRACTION_DIGITS_READ:  # what follows only says whether more than nothing follows
        rest = "1" if fraction[FRACTION_DIGITS_READ:].strip("0") else ""
        fraction = fraction[:FRACTION_DIGITS_READ] + rest
    return grams_from_text(f"{whole or '0'}.{fraction or '0'}", unit)
