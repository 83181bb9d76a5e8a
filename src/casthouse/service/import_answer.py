"""What an import answers: counts, and each refused row with its code and message (contract section 4)."""

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from casthouse.custody.batch_shape import REVERSAL
from casthouse.custody.import_refusal import (
    CONTRACT_FORMS,
    IMPORT_REFUSALS,
    ImportRefusal,
    RowForms,
    refusal_message,
    shortened,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """One refused row: its number in the file, its reference, and why."""

    row: int
    reference: str
    code: ImportRefusal
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAnswer:
    """The answer of one import; `profile` names the mapping profile that read the file."""

    posted: int
    unchanged: int
    skipped: int
    refused: tuple[RefusedRow, ...]
    profile: str

    def without_posting(self) -> "ImportAnswer":
        """Return the answer of a batch of which nothing is posted, since some rows are refused."""
        return replace(self, posted=0)

    def as_json(self) -> dict[str, Any]:
        """Return the document of contract section 4."""
        return {
            "posted": self.posted,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "refused": [
                {
                    "row": each.row,
                    "reference": each.reference,
                    "code": each.code.value,
                    "message": each.message,
                }
                for each in self.refused
            ],
        }


GIVEN = (
    "facility",
    "kind",
    "material",
    "quantity",
    "unit",
    "date",
    "coc",
    "counterparty",
    "document",
    "reverses",
)
FOUND = (
    "row",
    "reference",
    "code",
    "malformed",
    "day",
    "kind_code",
    "target_day",
    "target_reversed_by",
    "target_document_in_force",
)


def refused_rows(
    refused: pl.DataFrame, rows: pl.DataFrame, *, form: RowForms = CONTRACT_FORMS
) -> tuple[RefusedRow, ...]:
    """Return the refused rows of a checked batch in the order of the file.

    Args:
        refused: the rows of the checked batch that have a code.
        rows: the batch as it was read, whose words the messages repeat.
        form: how the file that was read writes things.
    """
    if refused.is_empty():
        return ()
    given = (
        rows.lazy().select("row", *GIVEN).join(refused.lazy().select("row"), on="row", how="semi").collect()
    )
    both = refused.select(FOUND).join(given, on="row").sort("row")
    return tuple(_refused_row(row, form) for row in both.iter_rows(named=True))


def _refused_row(row: dict[str, Any], form: RowForms) -> RefusedRow:
    code = IMPORT_REFUSALS[row["code"]]
    message = refusal_message(code, shortened(row), where=_where(code, row), form=form)
    return RefusedRow(row=row["row"], reference=row["reference"], code=code, message=message)


def _where(code: ImportRefusal, row: dict[str, Any]) -> str:
    """Return the detail that a message ends with, so that the user finds the other side."""
    if code is ImportRefusal.ALREADY_REVERSED and row["target_reversed_by"]:
        return f" by “{row['target_reversed_by']}”"
    if code is ImportRefusal.DOCUMENT_ISSUED:
        return f" {row['target_document_in_force']}"
    if code is ImportRefusal.PERIOD_CLOSED and row["kind_code"] == REVERSAL:
        return f" (its target is dated {row['target_day']})"
    return ""
