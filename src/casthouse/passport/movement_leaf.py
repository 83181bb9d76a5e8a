"""The one form of a movement in which it is hashed: its twelve columns, its number, and where it came from.

It is JSON with sorted members, every value a text, so that any program writes the same bytes; column-wise, since a year
has a million of them. The code of the organisation and the import stand in the header that binds the leaves.
"""

from hashlib import sha256

import polars as pl

from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIALS_BY_CODE

PIECE = 100_000
NAMES = ("counterparty", "document", "extra", "facility", "lot", "reference", "reverses")
"""Columns that are texts already; null and empty are the same."""


def movement_leaves(frame: pl.DataFrame) -> bytes:
    """Return the hash of each movement, 32 bytes each, in the order of the frame.

    Args:
        frame: `number`, `row` and `quantity_g` whole, `day` a date, `kind_code`, `material_code`, `coc_code` as stored,
            and the texts of `NAMES`, `reverses` the reference of the movement that a reversal takes back.
    """
    return b"".join([_hashed(piece) for piece in frame.iter_slices(PIECE)])


def movement_texts(frame: pl.DataFrame) -> pl.Series:
    """Return the text of each movement, as it is hashed after a zero byte."""
    kinds = {code: kind.value for code, kind in KINDS_BY_CODE.items()}
    materials = {code: material.value for code, material in MATERIALS_BY_CODE.items()}
    members = {
        **{name: pl.col(name).cast(pl.String).fill_null("") for name in NAMES},
        "coc": _word("coc_code", {1: "yes", 0: "no"}),
        "date": pl.col("day").cast(pl.String),
        "kind": _word("kind_code", kinds),
        "material": _word("material_code", materials),
        "number": pl.col("number").cast(pl.String),
        "quantity_g": pl.col("quantity_g").cast(pl.Int64).cast(pl.String),
        "row": pl.col("row").cast(pl.String),
    }
    text = pl.struct(members[name].alias(name) for name in sorted(members)).struct.json_encode()
    return frame.select(text.alias("text"))["text"]


def _hashed(frame: pl.DataFrame) -> bytes:
    hashed = pl.concat_str(pl.lit("\0"), movement_texts(frame)).cast(pl.Binary)
    return b"".join([sha256(text).digest() for text in frame.select(hashed.alias("text"))["text"].to_list()])


def _word(column: str, words: dict[int, str]) -> pl.Expr:
    return (
        pl.col(column)
        .cast(pl.Int64)
        .replace_strict(list(words), list(words.values()), default="", return_dtype=pl.String)
    )
