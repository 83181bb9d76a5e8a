"""Quantities as other systems write them, turned into the decimals of the movements file, a column at a time.

The digits stay as they are: no number passes through a float, none is rounded here (contract section 2).
"""

import re

import polars as pl

from casthouse.exchange.profile import Minus, NumberLayout
from casthouse.exchange.raw_cell import TYPED

_DECIMAL = r"^[0-9]+(\.[0-9]+)?$"
_BLANKS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def decimal_column(column: pl.Expr, numbers: NumberLayout, *, has_typed: bool) -> tuple[pl.Expr, pl.Expr]:
    """Return two expressions for a column of trimmed texts: the decimal without a sign, and whether it is negative.

    The decimal is null where the text is no number of that layout. A typed cell of a workbook is read as it is.
    """
    plain, minus = _plain(column, numbers), _minus(column, numbers)
    if not has_typed:
        return plain, minus
    typed = column.str.starts_with(TYPED)
    own = column.str.strip_prefix(TYPED).str.strip_prefix("-")
    own = pl.when(own.str.contains(_DECIMAL)).then(own)
    return (
        pl.when(typed).then(own).otherwise(plain),
        pl.when(typed).then(column.str.starts_with(TYPED + "-")).otherwise(minus),
    )


def _minus(column: pl.Expr, numbers: NumberLayout) -> pl.Expr:
    match numbers.minus:
        case Minus.NONE:
            return pl.lit(value=False)
        case Minus.LEADING:
            return column.str.starts_with("-")
        case Minus.TRAILING:
            return column.str.ends_with("-")


def _plain(column: pl.Expr, numbers: NumberLayout) -> pl.Expr:
    """Return the digits with a point, or null where the text is not written in the layout."""
    text = _without_minus(column, numbers.minus)
    decimal_sign = re.escape(numbers.decimal_sign)
    plain = text
    pattern = f"^[0-9]+({decimal_sign}[0-9]+)?$"
    if numbers.thousands_sign:
        signs = _BLANKS if numbers.thousands_sign in _BLANKS else numbers.thousands_sign
        group = f"[{re.escape(signs)}]"
        # Nobody groups a number that begins with 0: under a thousands point, 0.250 means a quarter and not 250.
        pattern = f"^([0-9]+|[1-9][0-9]{{0,2}}({group}[0-9]{{3}})+)({decimal_sign}[0-9]+)?$"
        for sign in signs:
            plain = plain.str.replace_all(sign, "", literal=True)
    if numbers.decimal_sign != ".":
        plain = plain.str.replace(numbers.decimal_sign, ".", literal=True)
    return pl.when(text.str.contains(pattern)).then(plain)


def _without_minus(column: pl.Expr, minus: Minus) -> pl.Expr:
    match minus:
        case Minus.NONE:
            return column
        case Minus.LEADING:
            return column.str.strip_prefix("-").str.strip_chars_start()
        case Minus.TRAILING:
            return column.str.strip_suffix("-").str.strip_chars_end()
