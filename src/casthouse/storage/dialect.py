"""Where SQLite and PostgreSQL differ, as far as more than one module of the store needs it.

What one alone needs, such as how documents are numbered or how the log's head is locked, asks `is_postgresql` there.

On SQLite every write transaction starts with BEGIN IMMEDIATE, so writers come one at a time. On PostgreSQL a writer
locks the ledger rows of the organisations it appends to, in the order of their identifiers.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import polars as pl
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

INT64_MAX = 2**63 - 1
COPY_ROWS = 50_000
COPY_FROM = 50
PLANS_MAX = 400
"""So many plans a connection keeps; one more costs another one, and a message to the server that it may go."""


def is_postgresql() -> bool:
    """Say whether the store is a PostgreSQL server."""
    return connection.vendor == "postgresql"


def day_argument(day: date) -> date | str:
    """Return a day as an argument of SQL."""
    return day if is_postgresql() else day.isoformat()


def stored_day(value: date | str) -> date:
    """Return a day that raw SQL read."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def joined_text(column: str) -> str:
    """Return the SQL of all values of a whole number in a group, in any order, with commas between them."""
    return f"STRING_AGG(CAST({column} AS TEXT), ',')" if is_postgresql() else f"GROUP_CONCAT({column})"


def instant_text(at: datetime) -> str:
    """Return an instant as the text that raw SQL writes."""
    at = at.astimezone(UTC)
    return at.isoformat(" ") if is_postgresql() else str(at.replace(tzinfo=None))


def stored_instant(value: datetime | str) -> datetime:
    """Return an instant that raw SQL read."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything that is read in the block be of one moment; nothing may be written in it."""
    if connection.in_atomic_block:
        yield
    elif is_postgresql():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def settled_numbers(tables: Sequence[str]) -> list[int]:
    """Return the last number of tables below which no writer adds a row; an OperationalError where one takes long."""
    with transaction.atomic() if is_postgresql() else nullcontext(), connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE MODE")
        cursor.execute("SELECT " + ", ".join(f"(SELECT COALESCE(MAX(id), 0) FROM {each})" for each in tables))
        return list(cursor.fetchone())


def lock_ledgers(organisations: Sequence[int]) -> None:
    """Hold the ledgers of organisations until the transaction ends: appends to them come one at a time."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT organisation_id FROM ledger WHERE organisation_id = ANY(%s) ORDER BY 1 FOR UPDATE",
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


def sizeless_list(kind: str) -> str:
    """Return a one-column table `listed(value)` of texts or integers, whose plan is one for lists of any length.

    PostgreSQL plans a statement anew each time as long as that promises to cost less: so a short list is hidden from
    it, which takes 0.2 ms where planning took half of one. For lists of thousands in statements of many tables
    `text_list` and `integer_list` lead to the better plans.
    """
    return f"unnest((SELECT %s::{kind}[])) AS listed(value)" if is_postgresql() else "json_each(%s) AS listed"


def pair_list(name: str, pairs: Mapping[Any, Any]) -> tuple[str, str]:
    """Return a table `name(key, value)` of pairs of texts for a FROM clause, and its argument."""
    table = (
        f"json_each_text(%s::json) AS {name}(key, value)" if is_postgresql() else f"json_each(%s) AS {name}"
    )
    return table, json.dumps({str(key): str(value) for key, value in pairs.items()})


def day_of_text(expression: str) -> str:
    """Return a day that stands as text in SQL as what days of the store are compared with."""
    return f"CAST({expression} AS date)" if is_postgresql() else expression


def contains(column: str) -> str:
    """Return the condition that a text stands in a column, in any case of its Latin letters."""
    return f"{column} {'ILIKE' if is_postgresql() else 'LIKE'} %s ESCAPE '\\'"


def has_stroke(column: str) -> str:
    """Return the condition that a stroke stands in a text, as the index of numbered parts of lots says it."""
    return f"{'STRPOS' if is_postgresql() else 'INSTR'}({column}, '/') > 0"


def by_bytes(expression: str) -> str:
    """Return a text to sort and compare by its bytes, so that both stores list it in the same order."""
    return f'{expression} COLLATE "C"' if is_postgresql() else expression


def insert_rows(
    table: str, rows: pl.DataFrame, *, constants: dict[str, int], rebuild_indexes: bool = False
) -> None:
    """Append a frame to a table: COPY on PostgreSQL, one prepared statement on SQLite. Null stays null.

    Args:
        table: name of the table.
        rows: columns named as those of the table.
        constants: columns that hold the same number in every row.
        rebuild_indexes: worth it when most rows of the table are new: SQLite then sorts each index once, in the same
            transaction, instead of keeping it row by row. PostgreSQL keeps its indexes, so that nobody waits.
    """
    with connection.cursor() as cursor:
        if is_postgresql():
            _copy(cursor, table, rows, constants)
            return
        indexes = _drop_indexes(cursor, table) if rebuild_indexes else []
        names = ", ".join([*rows.columns, *constants])
        marks = ", ".join(["?"] * len(rows.columns) + [str(value) for value in constants.values()])
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        # The driver itself: Django's wrapper would look at each row. Pieces bound the memory of the Python values.
        for piece in rows.iter_slices(COPY_ROWS):
            values = zip(*(column.to_list() for column in piece.iter_columns()), strict=True)
            cursor.connection.executemany(statement, values)
        for sql in indexes:
            cursor.execute(sql)


def insert_ready(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[int | str | bytes | None]]
) -> None:
    """Append rows that are few and may hold bytes: prepared statements, but COPY for many on PostgreSQL."""
    with connection.cursor() as cursor:
        names = ", ".join(columns)
        insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
        if not is_postgresql():
            cursor.executemany(insert, rows)
        elif len(rows) > COPY_FROM:
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            for row in rows:
                prepared_rows(f"{insert} RETURNING 1", row)


def _copy(cursor: CursorWrapper, table: str, rows: pl.DataFrame, constants: dict[str, int]) -> None:
    names = ", ".join([*constants, *rows.columns])
    wide = rows.select(*(pl.lit(value).alias(name) for name, value in constants.items()), pl.all())
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '')") as copy:
        for piece in wide.iter_slices(COPY_ROWS):
            copy.write(piece.write_csv(include_header=False, quote_style="necessary").encode())


def _drop_indexes(cursor: CursorWrapper, table: str) -> list[str]:
    """Drop the indexes of an SQLite table and return the statements that make them again."""
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in indexes]


def prepared_rows(sql: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement that is sent often; the store keeps it ready for the connection.

    It goes past Django's cursors: they bind on the client's side, so that PostgreSQL plans each statement anew, and
    on SQLite they take longer than most statements do.
    """
    store = connections[DEFAULT_DB_ALIAS]  # what `connection` looks up anew for each word
    store.close_if_health_check_failed()
    store.ensure_connection()
    store.validate_no_broken_transaction()
    if store.queries_logged:
        store.queries_log.append({"sql": sql, "time": ""})  # who counts statements counts these too
    with store.wrap_database_errors:
        if store.vendor == "postgresql":
            cursor = sent_planned(store.connection, sql, arguments)
        else:
            cursor = store.connection.execute(_with_marks(sql), arguments)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def sent_planned(server: Any, sql: str, arguments: Sequence[Any]) -> Any:  # noqa: ANN401 - psycopg's
    """Send a statement that the server keeps planned, and return the cursor from which its rows are read."""
    from psycopg import Cursor  # noqa: PLC0415 - only where the server runs
    from psycopg.types.numeric import Int8  # noqa: PLC0415 - as above

    server.prepare_threshold, server.prepared_max = 0, PLANS_MAX
    # One width for all integers: a plan is kept for each combination of types.
    return Cursor(server).execute(sql, [Int8(a) if type(a) is int else a for a in arguments])


@lru_cache(maxsize=PLANS_MAX)
def _with_marks(sql: str) -> str:
    """Return a statement with the marks that SQLite's driver has for arguments."""
    return sql.replace("%s", "?").replace("%%", "%")


PASSING_CLASSES = ("08", "40", "53", "55", "57")
"""Classes of PostgreSQL's error codes that pass by themselves: connections, deadlocks, resources, locks, restarts."""


def is_passing(error: Exception) -> bool:
    """Say whether the store was merely busy or away, so that the same again may succeed."""
    cause = error.__cause__ or error
    if is_postgresql():
        code = getattr(cause, "sqlstate", None)
        return code is None or code.startswith(PASSING_CLASSES)
    return str(cause).startswith(("database is locked", "database table is locked"))


# What migration 0002 guards; tables that came later name themselves in their own migration, and `toll_transfer` went.
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


def guard_append_only(database: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Make the database itself refuse to change or delete rows of tables that came after `install_guards`."""
    with database.cursor() as cursor:
        for table in tables:
            _guard(cursor, database.vendor, database.ops.quote_name, table, ())


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
