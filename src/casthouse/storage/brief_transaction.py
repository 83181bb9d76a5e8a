"""Transactions of few statements that others wait for: what they hold they let go as early as can be.

On PostgreSQL each message to the server and back is a time in which everybody else waits. So the begin is sent with the
first statement, and the end with the last one, whose answer is read afterwards.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from casthouse.storage.dialect import prepared_rows, sent_planned


@contextmanager
def brief_transaction() -> Iterator[None]:
    """A transaction of `prepared_rows` alone, of which the last may be `rows_at_end`.

    Inside another transaction, and on SQLite, it is an atomic block like any other.
    """
    store = connections[DEFAULT_DB_ALIAS]
    if store.vendor != "postgresql" or store.in_atomic_block:
        with transaction.atomic():
            yield
        return
    store.close_if_health_check_failed()
    store.ensure_connection()
    server = store.connection
    with store.wrap_database_errors:
        try:
            with server.pipeline():
                server.execute("BEGIN", prepare=False)
                yield
                server.execute("COMMIT", prepare=False)
        except BaseException:
            if not server.closed:
                server.rollback()
            raise


def rows_at_end(sql: str, arguments: Sequence[Any]) -> Callable[[], list[tuple[Any, ...]]]:
    """Run the last statement of a brief transaction; what it returned can be read when that has ended.

    In any other transaction it is run at once.
    """
    store = connections[DEFAULT_DB_ALIAS]
    if not _is_brief(store):
        rows = prepared_rows(sql, arguments)
        return lambda: rows
    if store.queries_logged:
        store.queries_log.append({"sql": sql, "time": ""})  # as `prepared_rows` does
    sent = sent_planned(store.connection, sql, arguments)
    return lambda: list(sent.fetchall())


def in_transaction() -> bool:
    """Say whether a transaction is open, brief or not."""
    store = connections[DEFAULT_DB_ALIAS]
    return store.in_atomic_block or _is_brief(store)


def _is_brief(store: BaseDatabaseWrapper) -> bool:
    if store.vendor != "postgresql" or store.connection is None:
        return False
    from psycopg.pq import PipelineStatus  # noqa: PLC0415 - only where the server runs

    return bool(store.connection.pgconn.pipeline_status == PipelineStatus.ON)
