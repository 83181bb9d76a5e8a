"""Entering in the log what is written in the accounts, in the same transaction, so that `casthouse check` can tell.

A record binds the hashes of the rows as they were written; of its digest alone the log speaks, so that the public
learns nothing of them. Rows that change, such as the state of a document, are entered again each time, by whoever holds
them: what is read here must not be changing under another's hands.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import polars as pl
from django.db import transaction

from casthouse.passport.log_entry import RecordHeader
from casthouse.passport.movement_leaf import movement_leaves
from casthouse.service.checkpoint import sign_soon, sign_soon_after
from casthouse.service.record_entry import Owned, about, append_records, append_row, append_rows
from casthouse.storage import facility as facility_store
from casthouse.storage import logged_row as row_store
from casthouse.storage.document_issue import AppendedDocument
from casthouse.storage.logged_row import LoggedRow

MOVEMENTS = "movements"
AS_FOUND = "as found"


def enter_movements(
    organisation: str,
    organisation_id: int,
    rows: pl.DataFrame,
    *,
    kept: pl.DataFrame,
    numbers: Mapping[str, int],
    at: datetime,
) -> None:
    """Enter the movements of an import as they were appended, and the row of the import itself.

    Args:
        organisation: whose they are.
        organisation_id: the same.
        rows: the movements in the order in which they were numbered.
        kept: what is kept beside their columns, by `row`.
        numbers: the `first` and the `import`.
        at: now.
    """
    (imported,) = row_store.rows_of("movement_import", [numbers["import"]])
    codes = {identifier: code for code, identifier in facility_store.facility_ids(organisation).items()}
    frame = rows.with_columns(
        number=pl.int_range(pl.len(), dtype=pl.Int64) + numbers["first"],
        facility=pl.col("facility_id").replace_strict(
            list(codes), list(codes.values()), return_dtype=pl.String
        ),
    )
    if kept.is_empty():
        frame = frame.with_columns(extra=pl.lit(""))
    else:
        frame = frame.drop("extra", strict=False).join(kept, on="row", how="left", maintain_order="left")
    header = RecordHeader(
        kind=MOVEMENTS,
        owner=organisation,
        about=about(at, imports=[[str(imported.key), imported.leaf.hex(), str(rows.height)]]),
        first=numbers["first"],
        row_keys="",
        leaves=movement_leaves(frame),
    )
    enter_records([(organisation_id, header)])


def enter_document(document: AppendedDocument, *, at: datetime) -> Callable[[], datetime | None]:
    """Enter a document as the store appended it, in the log that is held; return what `sign_after_commit` takes."""
    return append_row(document.row, document.issuer, document.log, at=at)


def enter_documents(issuer_id: int, numbers: Sequence[str], *, at: datetime) -> None:
    """Enter documents that were just issued."""
    enter_rows(row_store.rows_of("document", numbers, column="number", issuer_id=issuer_id), at=at)


def enter_moves(moves: Sequence[int], *, certificates: Sequence[int] = (), at: datetime) -> None:
    """Enter moves of certificates with what they say of facilities, and certificates that were just added."""
    enter_rows(
        [
            *row_store.rows_of("certificate", certificates),
            *row_store.rows_of("certificate_move", moves),
            *row_store.rows_of("certificate_facility", moves, column="move_id"),
            *row_store.rows_of("certificate_inheritance", moves, column="move_id"),
        ],
        at=at,
    )


def enter(keys: Mapping[str, Sequence[int]], *, at: datetime) -> None:
    """Enter rows by their tables and keys."""
    enter_rows([row for table, each in keys.items() for row in row_store.rows_of(table, each)], at=at)


def enter_rows(rows: Sequence[LoggedRow], *, at: datetime, note: str = "") -> None:
    """Enter rows as they are now, a record for each organisation whose they are."""
    if rows:
        append_rows(rows, at=at, note=note)
        transaction.on_commit(sign_soon)


def enter_records(records: Sequence[Owned]) -> None:
    """Enter records."""
    if records:
        append_records(records)
        transaction.on_commit(sign_soon)


def sign_after_commit(signed_at: Callable[[], datetime | None]) -> None:
    """Sign soon what was entered, by when the last checkpoint was signed as whoever appended to the log was told."""
    transaction.on_commit(lambda: sign_soon_after(signed_at()))
