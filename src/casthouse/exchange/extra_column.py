"""What a row carries beyond the contract's columns, kept with the movement as given (contract section 2)."""

import json
from collections.abc import Mapping

import polars as pl

from casthouse.exchange.raw_cell import TYPED

_NEEDS_ESCAPE = r'["\\\x00-\x1f]'


def extra_column(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.Series:
    """Return a JSON object for each row, an empty text where there is nothing to keep.

    Args:
        frame: the raw texts of some records.
        columns: the name that a value is kept under, and the column of the frame it stands in; blank values
            are left out.
    """
    if not columns or not frame.height:
        return pl.repeat("", frame.height, dtype=pl.String, eager=True).alias("extra")
    raw = frame.select(pl.col(column).str.strip_prefix(TYPED).alias(name) for name, column in columns.items())
    members = raw.select(_member(raw, name).alias(name) for name in columns)
    text = members.select(text=pl.concat_str(pl.all(), separator=", ", ignore_nulls=True))
    nothing = pl.col("text") == ""
    return text.select(extra=pl.when(nothing).then(pl.lit("")).otherwise("{" + pl.col("text") + "}"))["extra"]


def _member(raw: pl.DataFrame, name: str) -> pl.Expr:
    """Return `"name": "value"` for each value, null for a blank one."""
    column = pl.col(name)
    if raw[name].str.contains(_NEEDS_ESCAPE).any():
        words = raw[name].unique().to_list()
        quoted = column.replace_strict(words, [json.dumps(word, ensure_ascii=False) for word in words])
    else:
        quoted = '"' + column + '"'
    key = json.dumps(name, ensure_ascii=False)
    return pl.when(column.str.strip_chars() != "").then(f"{key}: " + quoted)
