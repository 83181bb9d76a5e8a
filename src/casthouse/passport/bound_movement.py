"""The movements that a period statement binds, each as the one text that is hashed, and the tree over them.

What is hashed is the content of a movement in the words of the movements file (contract section 2), masses in grams,
so that a company's own export leads to the same root whatever its units, its layout and its order of rows. Only what
counts is bound: reversals and what they take back are not.
"""

import polars as pl

from casthouse.custody.batch_shape import REVERSAL
from casthouse.custody.movement import KINDS_BY_CODE
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.passport.merkle import leaf_hashes

TEXTS = ("counterparty", "document", "facility", "lot", "reference")
NAMES = (
    "coc",
    "counterparty",
    "date",
    "document",
    "facility",
    "kind",
    "lot",
    "material",
    "quantity_g",
    "reference",
)
"""The members of the text, in their order; every value is a text."""


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
    kinds = {code: kind.value for code, kind in KINDS_BY_CODE.items()}
    materials = {code: material.value for code, material in MATERIALS_BY_CODE.items()}
    members = {
        **{name: pl.col(name).cast(pl.String).fill_null("") for name in TEXTS},
        "coc": _word("coc_code", {1: "yes", 0: "no"}),
        "date": pl.col("day").cast(pl.String),
        "kind": _word("kind_code", kinds),
        "material": _word("material_code", materials),
        "quantity_g": pl.col("quantity_g").cast(pl.Int64).cast(pl.String),
    }
    text = pl.struct(members[name].alias(name) for name in NAMES).struct.json_encode()
    return frame.sort("reference").with_columns(text=text)


def bound_leaves(frame: pl.DataFrame) -> bytes:
    """Return the hashes of movements with their text, 32 bytes each, in the order of the frame."""
    return leaf_hashes(text.encode() for text in frame["text"])


def _word(column: str, words: dict[int, str]) -> pl.Expr:
    return (
        pl.col(column)
        .cast(pl.Int64)
        .replace_strict(list(words), list(words.values()), default="", return_dtype=pl.String)
    )
