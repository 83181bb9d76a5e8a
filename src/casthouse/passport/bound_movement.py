"""The movements that a period statement binds, each as the one text that is hashed, and the tree over them.

What is hashed is the content of a movement in the words of the movements file (contract section 2), masses in grams,
so that a company's own export leads to the same root whatever its units, its layout and its order of rows. Only what
counts is bound: reversals and what they take back are not.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from casthouse.custody.batch_shape import REVERSAL
from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.passport.merkle import leaf_hashes

TEXTS = ("counterparty", "document", "facility", "lot", "reference")
"""Columns that are texts already."""


def in_force(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that count: no reversal, and not taken back by one of the frame.

    Args:
        frame: `reference`, `kind_code`, `reverses` (empty but for a reversal) and whatever else.
    """
    is_reversal = pl.col("kind_code") == REVERSAL
    taken_back = frame.filter(is_reversal)["reverses"]
    return frame.filter(~is_reversal & ~pl.col("reference").is_in(taken_back.implode()))


def with_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return movements in the order in which they are bound, by reference, with the canonical JSON of each as `text`.

    Args:
        frame: the texts of `TEXTS`, `day` a date, `quantity_g` whole, `kind_code`, `material_code` and `coc_code` as
            stored; `coc_code` null where the kind has none.
    """
    return frame.sort("reference").with_columns(text=json_text(text_members(TEXTS)))


def text_members(texts: Iterable[str]) -> dict[str, pl.Expr]:
    """Return the members that every text of a movement has, each as a text; of `texts` null and empty are the same."""
    return {
        **{name: pl.col(name).cast(pl.String).fill_null("") for name in texts},
        "coc": _word("coc_code", {1: "yes", 0: "no"}),
        "date": pl.col("day").cast(pl.String),
        "kind": _word("kind_code", {code: kind.value for code, kind in KINDS_BY_CODE.items()}),
        "material": _word("material_code", {code: each.value for code, each in MATERIALS_BY_CODE.items()}),
        "quantity_g": whole("quantity_g"),
    }


def whole(column: str) -> pl.Expr:
    """Return a whole number as its digits."""
    return pl.col(column).cast(pl.Int64).cast(pl.String)


def json_text(members: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return members as their one JSON: sorted, without blanks."""
    return pl.struct(members[name].alias(name) for name in sorted(members)).struct.json_encode()


def bound_leaves(frame: pl.DataFrame) -> bytes:
    """Return the hashes of movements with their text, 32 bytes each, in the order of the frame."""
    return text_leaves(frame["text"])


def text_leaves(texts: pl.Series) -> bytes:
    """Return the hashes of texts, 32 bytes each."""
    return leaf_hashes(texts.cast(pl.Binary).to_list())


def _word(column: str, words: dict[int, str]) -> pl.Expr:
    return (
        pl.col(column)
        .cast(pl.Int64)
        .replace_strict(list(words), list(words.values()), default="", return_dtype=pl.String)
    )
