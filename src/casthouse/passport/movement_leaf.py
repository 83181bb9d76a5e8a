"""The form in which a movement is hashed for the log: its twelve columns, its number, and where it came from.

What a period statement binds is said in the same words (`bound_movement.py`), with less beside it: JSON with sorted
members, every value a text, so that any program writes the same bytes; column-wise, since a year has a million of them.
The code of the organisation and the import stand in the header that binds the leaves.
"""

import polars as pl

from casthouse.passport.bound_movement import TEXTS, json_text, text_leaves, text_members, whole

PIECE = 100_000
NAMES = (*TEXTS, "extra", "reverses")
"""Columns that are texts already; null and empty are the same."""


def movement_leaves(frame: pl.DataFrame) -> bytes:
    """Return the hash of each movement, 32 bytes each, in the order of the frame.

    Args:
        frame: `number`, `row` and `quantity_g` whole, `day` a date, `kind_code`, `material_code`, `coc_code` as stored,
            and the texts of `NAMES`, `reverses` the reference of the movement that a reversal takes back.
    """
    return b"".join([text_leaves(movement_texts(piece)) for piece in frame.iter_slices(PIECE)])


def movement_texts(frame: pl.DataFrame) -> pl.Series:
    """Return the text of each movement, as it is hashed after a zero byte."""
    members = {**text_members(NAMES), "number": whole("number"), "row": whole("row")}
    return frame.select(text=json_text(members))["text"]
