"""Where SQLite and PostgreSQL differ; nothing else in the store asks which one it is.

On SQLite every write transaction starts with BEGIN IMMEDIATE, so writers come one at a time. On PostgreSQL a writer
locks the ledger rows of the organisations it appends to, in the order of their identifiers.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

INT64_MAX = 2**63 - 1


def is_postgresql() -> bool:
    """Say whether the store is a PostgreSQL server."""
    return connection.vendor == "postgresql"


def day_argument(day: date) -> date | str:
    """Return a day as an argument of SQL."""
    return day if is_postgresql() else day.isoformat()


def scan_hint() -> str:
    """Return what keeps SQLite from walking a secondary index when a whole ledger is read."""
    return "" if is_postgresql() else "NOT INDEXED"


def lock_ledgers(organisations: Sequence[int]) -> None:
    """Hold the ledgers of organisations until the transaction ends: appends to them come one at a time."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT organisation_id FROM ledger WHERE organisation_id = ANY(%s) "
                "ORDER BY organisation_id FOR UPDATE",
                [sorted(organisations)],
            )


def text_list(texts: Sequence[str]) -> tuple[str, Any]:
    """Return a one-column table `listed(value)` of texts for a FROM clause, and its argument."""
    if is_postgresql():
        return "unnest(%s::text[]) AS listed(value)", list(texts)
    return "json_each(%s) AS listed", json.dumps(list(texts))


def integer_list(numbers: Sequence[int]) -> tuple[str, Any]:
    """Return a one-column table `listed(value)` of integers for a FROM clause, and its argument."""
    if is_postgresql():
        return "unnest(%s::bigint[]) AS listed(value)", list(numbers)
    return "json_each(%s) AS listed", json.dumps(list(numbers))


def insert_rows(table: str, columns: Sequence[str], rows: pl.DataFrame) -> None:
    """Append a frame to a table: COPY on PostgreSQL, one prepared statement on SQLite. Null stays null."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if is_postgresql():
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '')") as copy:
                for piece in rows.select(columns).iter_slices(100_000):
                    copy.write(piece.write_csv(include_header=False, quote_style="necessary").encode())
            return
        marks = ", ".join(["?"] * len(columns))
        # The driver itself: Django's wrapper would rewrite nothing here and look at each row.
        cursor.connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", rows.select(columns).iter_rows()
        )


APPEND_ONLY = (
    "movement",
    "movement_import",
    "certificate_event",
    "document_event",
    "journal",
    "due_diligence",
    "contractor_transfer",
    "toll_transfer",
    "stock_count",
)

FROZEN_COLUMNS = {
    "document": ("issuer_id", "number", "shipment_id", "coc_mass_g", "total_mass_g", "content", "digest"),
    "statement": ("scope_id", "start", "position", "findings", "rule_pack", "closed_at"),
    "received_document": ("recipient_id", "issuer_name", "number", "movement_id", "content", "digest"),
}


def install_guards(database: BaseDatabaseWrapper) -> None:
    """Make the database itself refuse to change or delete what is append-only, and to change frozen columns."""
    quoted = database.ops.quote_name
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
            )
        for table in APPEND_ONLY:
            _guard(cursor, database.vendor, quoted, table, ())
        for table, columns in FROZEN_COLUMNS.items():
            _guard(cursor, database.vendor, quoted, table, columns)


def _guard(
    cursor: CursorWrapper, vendor: str, quoted: Callable[[str], str], table: str, columns: Sequence[str]
) -> None:
    of = f" OF {', '.join(quoted(c) for c in columns)}" if columns else ""
    for act, name in ((f"UPDATE{of}", "update"), ("DELETE", "delete")):
        if vendor == "postgresql":
            cursor.execute(
                f"CREATE TRIGGER {table}_refuses_{name} BEFORE {act} ON {quoted(table)} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            cursor.execute(
                f"CREATE TRIGGER {table}_refuses_{name} BEFORE {act} ON {quoted(table)} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    if vendor == "postgresql":
        cursor.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {quoted(table)} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
