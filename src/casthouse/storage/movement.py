"""Appending movements and looking up those that a batch names; set-based, never a query a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import connection
from django.db.models import Sum

from casthouse.custody.batch_ledger import BOOKED_SCHEMA, POSTED_SCHEMA
from casthouse.storage.dialect import INT64_MAX, insert_rows, lock_ledgers, text_list
from casthouse.storage.models import LedgerRow, MovementImportRow
from casthouse.storage.movement_key import keys, refuse_full
from casthouse.storage.movement_total import add_to_totals

LOOKUP_SIZE = 50_000
BULK_ROWS = 20_000
IN_FORCE = "('issued', 'accepted', 'disputed')"
"""The states of documents in force, as SQL lists them."""
NOT_REVERSED = "NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = {}.id)"
"""The condition that nothing took a movement back, to be filled with the name of its table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """What is recorded of one import beside its movements."""

    source: str
    digest: str
    profile: str
    at: datetime
    actor: str
    posted: int
    unchanged: int
    skipped: int
    refused: int


def has_movements(organisation_id: int) -> bool:
    """Say whether the organisation ever posted a movement."""
    return LedgerRow.objects.filter(organisation=organisation_id, last_number__gt=0).exists()


def lock_ledger(organisation_id: int) -> None:
    """Hold the organisation's ledger until the transaction ends."""
    lock_ledgers([organisation_id])


def posted_movements(organisation_id: int, references: Sequence[str]) -> pl.DataFrame:
    """Return the posted movements with these references as `POSTED_SCHEMA` has them."""
    rows: list[tuple[object, ...]] = []
    if references and has_movements(organisation_id):
        for start in range(0, len(references), LOOKUP_SIZE):
            rows += _posted(organisation_id, references[start : start + LOOKUP_SIZE])
    return pl.DataFrame(rows, schema=POSTED_SCHEMA, orient="row")


def _posted(organisation_id: int, references: Sequence[str]) -> list[tuple[object, ...]]:
    listed, argument = text_list(references)
    sql = (
        "SELECT m.reference, m.id, m.date, m.facility_id, m.kind, m.material, m.quantity_g, m.coc, "
        "COALESCE(c.name, ''), COALESCE(m.document, ''), COALESCE(m.lot, ''), COALESCE(t.reference, ''), "
        "COALESCE(r.reference, ''), COALESCE(d.number, '') "
        f"FROM {listed} CROSS JOIN movement m "
        "LEFT JOIN counterparty c ON c.id = m.counterparty_id "
        "LEFT JOIN movement t ON t.id = m.reverses_id "
        "LEFT JOIN movement r ON r.reverses_id = m.id "
        f"LEFT JOIN document d ON d.shipment_id = m.id AND d.state IN {IN_FORCE} "
        "WHERE m.organisation_id = %s AND m.reference = listed.value"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument, organisation_id])
        return [_dated(row, 2) for row in cursor.fetchall()]


def _dated(row: Sequence[object], place: int) -> tuple[object, ...]:
    """Return a row whose date is a date on every store."""
    day = row[place]
    return (*row[:place], date.fromisoformat(day) if isinstance(day, str) else day, *row[place + 1 :])


def booked_documents(organisation_id: int, documents: Sequence[str]) -> pl.DataFrame:
    """Return which of the documents are booked by CoC receipts in force, as `BOOKED_SCHEMA` has it."""
    rows: list[tuple[object, ...]] = []
    if documents and has_movements(organisation_id):
        for start in range(0, len(documents), LOOKUP_SIZE):
            rows += _booked(organisation_id, documents[start : start + LOOKUP_SIZE])
    return pl.DataFrame(rows, schema=BOOKED_SCHEMA, orient="row")


def _booked(organisation_id: int, documents: Sequence[str]) -> list[tuple[object, ...]]:
    listed, argument = text_list(documents)
    sql = (
        f"SELECT c.name, m.document, m.reference FROM {listed} CROSS JOIN movement m "
        "JOIN counterparty c ON c.id = m.counterparty_id "
        "WHERE m.organisation_id = %s AND m.document = listed.value AND m.kind = 2 AND m.coc = 1 "
        "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument, organisation_id])
        return list(cursor.fetchall())


def mass_posted_g(organisation_id: int) -> int:
    """Return the sum of all masses ever totalled for an organisation, in grams."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(CAST(quantity_g AS double precision)), 0) FROM movement_total "
            "WHERE organisation_id = %s",
            [organisation_id],
        )
        (total,) = cursor.fetchone()
    return int(total)


MASS_MAX_G = INT64_MAX // 2


def append_movements(
    organisation_id: int, batch: pl.DataFrame, record: ImportRecord, *, kept: pl.DataFrame
) -> dict[str, int]:
    """Append the accepted rows of a batch; the caller holds the ledger and opened the transaction.

    Args:
        organisation_id: whose movements they are.
        batch: the rows to post, as `check_ledger` leaves them, in the order in which to number them.
        record: what to record of the import.
        kept: `row` and `extra` of the rows that have something to keep beside their content.

    Returns:
        `first` and `last` number given, and the `import` identifier.
    """
    ledger = LedgerRow.objects.get(organisation=organisation_id)
    imported = MovementImportRow.objects.create(
        organisation_id=organisation_id,
        source=record.source[:300],
        digest=record.digest,
        profile=record.profile,
        at=record.at,
        actor=record.actor,
        posted=record.posted,
        unchanged=record.unchanged,
        skipped=record.skipped,
        refused=record.refused,
    )
    first = ledger.last_number + 1
    refuse_full(ledger.last_number + batch.height)
    rows = _rows(organisation_id, batch, first=first, kept=kept)
    constants = {"organisation_id": organisation_id, "movement_import_id": imported.id}
    insert_rows("movement", rows, constants=constants, rebuild_indexes=_is_most_of_all(batch.height))
    add_to_totals(organisation_id, batch)
    LedgerRow.objects.filter(organisation=organisation_id).update(
        last_number=ledger.last_number + batch.height
    )
    return {"first": first, "last": ledger.last_number + batch.height, "import": imported.id}


def _is_most_of_all(rows: int) -> bool:
    """Say whether a batch brings more movements than the whole store holds so far."""
    held = LedgerRow.objects.aggregate(held=Sum("last_number"))["held"] or 0
    return rows >= BULK_ROWS and rows >= held


def _rows(organisation_id: int, batch: pl.DataFrame, *, first: int, kept: pl.DataFrame) -> pl.DataFrame:
    """Turn a batch into rows of the table: identifiers instead of names, null instead of empty texts."""
    names = counterparty_ids(organisation_id, batch["counterparty"].unique().to_list())
    numbered = batch.with_columns(
        id=keys(organisation_id, day=pl.col("day"), number=pl.int_range(pl.len(), dtype=pl.Int64) + first)
    )
    here = numbered.select(target_row=pl.col("row"), id_here=pl.col("id"))
    if numbered["target_row"].null_count() < numbered.height:
        here = here.join(numbered.select("target_row"), on="target_row", how="semi")
        numbered = numbered.join(here, on="target_row", how="left", maintain_order="left")
    else:
        numbered = numbered.with_columns(id_here=pl.lit(None, dtype=pl.Int64))
    if kept.is_empty():
        numbered = numbered.with_columns(extra=pl.lit(None, dtype=pl.String))
    else:
        numbered = numbered.join(kept, on="row", how="left", maintain_order="left")
    return numbered.select(
        "id",
        "reference",
        pl.col("day").cast(pl.String).alias("date"),
        "facility_id",
        pl.col("kind_code").alias("kind"),
        pl.col("material_code").alias("material"),
        "quantity_g",
        pl.col("coc_code").alias("coc"),
        pl.col("counterparty")
        .replace_strict(list(names), list(names.values()), default=None, return_dtype=pl.Int64)
        .alias("counterparty_id"),
        _or_null("document").alias("document"),
        _or_null("lot").alias("lot"),
        pl.coalesce("target_id", "id_here").alias("reverses_id"),
        pl.col("row").alias("source_row"),
        "extra",
    )


def _or_null(column: str) -> pl.Expr:
    return pl.when(pl.col(column) != "").then(pl.col(column))


def counterparty_ids(organisation_id: int, names: Sequence[str]) -> dict[str, int]:
    """Return the identifiers of counterparties by name, making those that are new."""
    wanted = [name for name in names if name]
    if not wanted:
        return {}
    listed, argument = text_list(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO counterparty (organisation_id, name) SELECT %s, value FROM {listed} "
            "WHERE true ON CONFLICT (organisation_id, name) DO NOTHING",
            [organisation_id, argument],
        )
        cursor.execute(
            f"SELECT c.name, c.id FROM {listed} CROSS JOIN counterparty c "
            "WHERE c.organisation_id = %s AND c.name = listed.value",
            [argument, organisation_id],
        )
        return dict(cursor.fetchall())
