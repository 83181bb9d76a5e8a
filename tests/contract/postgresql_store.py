"""Databases on the PostgreSQL server of the tests: copied from a migrated template, emptied and used again.

A copy takes most of a second, for a thousand files; to empty one takes a hundredth. A database whose schema a test
changed, that somebody is still connected to, or that grew large is dropped instead.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SERVER = os.environ.get("CASTHOUSE_DATABASE_URL", "")
TEMPLATE, MIGRATING = "casthouse_template", "casthouse_migrating"
Connection = psycopg.Connection[tuple[Any, ...]]
LARGEST = 60_000_000
"""Bytes; an empty store has 16 million."""

_NUMBERS = count(1)
_MARKS = " UNION ALL ".join(
    f"SELECT '{table}', count(*), max(xmin::text::bigint) FROM {table}"
    for table in (
        "pg_class",
        "pg_attribute",
        "pg_attrdef",
        "pg_constraint",
        "pg_index",
        "pg_proc",
        "pg_trigger",
    )
)
"""Every change of a schema writes rows of the catalogues, and no use of it does."""


def url_of(database: str) -> str:
    """Return the address of a database of the server."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{database}"))


@contextmanager
def _server() -> Iterator[Connection]:
    with psycopg.connect(SERVER, autocommit=True) as server:
        yield server


class Databases:
    """The databases of one process of the tests."""

    def __init__(self, migrate: Callable[[str], None]) -> None:
        """Make the template unless another process did; `migrate` does so at an address."""
        self._free, self._made = list[str](), set[str]()
        with _server() as server:
            server.execute("SELECT pg_advisory_lock(46)")
            known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
            if known is None:
                server.execute(f"CREATE DATABASE {MIGRATING}".encode())
                migrate(MIGRATING)
                with psycopg.connect(url_of(MIGRATING), autocommit=True) as made:
                    made.execute("VACUUM")
                server.execute(f"ALTER DATABASE {MIGRATING} RENAME TO {TEMPLATE}".encode())
            server.execute("SELECT pg_advisory_unlock(46)")
        name = self._copied()
        with psycopg.connect(url_of(name)) as empty:
            self._schema, self._rows = _fingerprint(empty), _filled(empty)
        self._free.append(name)

    def take(self) -> str:
        """Return the name of an empty database."""
        return self._free.pop() if self._free else self._copied()

    def _copied(self) -> str:
        name = f"casthouse_contract_{os.getpid()}_{next(_NUMBERS)}"
        with _server() as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}".encode())
        self._made.add(name)
        return name

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, or drop it."""
        with _server() as server:
            asked = "SELECT count(*), pg_database_size(%s) FROM pg_stat_activity WHERE datname = %s"
            users, size = server.execute(asked, [name, name]).fetchone() or (1, 0)
        if not users and size < LARGEST and self._emptied(name):
            self._free.append(name)
        else:
            self._drop(name)

    def _emptied(self, name: str) -> bool:
        """Make a database as the template is; say whether its schema is still the same."""
        with psycopg.connect(url_of(name)) as database:
            if _fingerprint(database) != self._schema:
                return False
            database.execute("SET session_replication_role = replica")  # past the triggers that refuse it
            for table, rows in _filled(database).items():
                if rows != self._rows.get(table):
                    database.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                    self._fill(database, table)
            database.execute(
                "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) "
                "IS NOT NULL AND seqrelid::regclass::text NOT LIKE 'django_%' "
                "AND seqrelid::regclass::text NOT LIKE 'auth_%'"
            )
        return True

    def _fill(self, database: Connection, table: str) -> None:
        if table in self._rows:
            statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            with database.cursor().copy(statement) as copy:
                copy.write(self._rows[table])

    def close(self) -> None:
        """Drop all databases but the template, which ends with the server."""
        for name in sorted(self._made):
            self._drop(name)

    def _drop(self, name: str) -> None:
        with _server() as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        self._made.discard(name)


def _fingerprint(database: Connection) -> list[tuple[Any, ...]]:
    return database.execute(_MARKS.encode()).fetchall()


def _filled(database: Connection) -> dict[str, bytes]:
    """Return the rows of every table that has any."""
    asked = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND pg_relation_size(oid) > 0 ORDER BY relname"
    )
    found = {}
    for (table,) in database.execute(asked).fetchall():
        statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(str(table)))
        with database.cursor().copy(statement) as copy:
            found[str(table)] = b"".join(bytes(piece) for piece in copy)
    return found
