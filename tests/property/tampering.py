"""Changing single rows with SQL behind the application's back, as an administrator of the database could."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import Model

from casthouse.storage.logged_row import LOGGED
from casthouse.storage.models import MovementRow
from casthouse.storage.movement_key import number_of

TABLES: dict[str, type[Model]] = {
    "movement": MovementRow,
    **{name: table.model for name, table in LOGGED.items()},
}


@dataclass(frozen=True, kw_only=True)
class Tampering:
    """What was done, and by what a check must name each row concerned."""

    what: str
    names: tuple[str, ...]


@contextmanager
def undone() -> Iterator[None]:
    """Take the guards away, and give everything back as it was at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in TABLES:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                for act in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{act}{on}")
        yield
        transaction.set_rollback(True)


def tampered(chance: Random) -> Tampering:
    """Change, delete, insert or swap rows of a table at random, as far as its constraints permit."""
    while True:
        table = chance.choice(sorted(TABLES))
        act = chance.choice([_update, _update, _delete, _insert, _swap])
        try:
            with transaction.atomic():
                done = act(chance, table)
        except Error:  # a constraint of the database was in the way
            continue
        if done is not None:
            return done


def _name(table: str, row: dict[str, Any]) -> str:
    return f"(number {number_of(row['id'])})" if table == "movement" else f"({table}:{row['id']})"


def _gone(table: str, row: dict[str, Any]) -> str:
    return f"movement {number_of(row['id'])} of" if table == "movement" else f"{table}:{row['id']}"


def _rows(table: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        columns = [each[0] for each in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _columns(table: str) -> list[str]:
    if table in LOGGED:
        return [column for column in LOGGED[table].logged_columns if column != "id"]
    return [str(each.column) for each in _fields("movement") if each.column != "id"]


def _other(chance: Random, table: str, column: str, value: Any) -> Any:
    """Return another value of the same type."""
    (field,) = [each for each in _fields(table) if each.column == column]
    name = field.get_internal_type()
    if name == "DateField":
        return chance.choice(["2024-02-29", "2023-07-01", "2024-11-11"])
    if name == "DateTimeField":
        return "2024-05-05 05:05:05.000005+00:00"
    if name == "JSONField":
        return '{"x": "y"}' if "x" not in str(value) else '{"x": "z"}'
    if isinstance(value, bool):
        return not value
    if isinstance(value, int) or _is_number(name):
        return (value or 0) + chance.choice([1, -1, 3])
    return f"{value or ''}{chance.choice('x1')}"


def _fields(table: str) -> Sequence[Any]:
    return TABLES[table]._meta.concrete_fields  # noqa: SLF001 - Django documents it for this


def _is_number(name: str) -> bool:
    return "Integer" in name or name in {"ForeignKey", "OneToOneField"}


def _update(chance: Random, table: str) -> Tampering | None:
    rows = _rows(table)
    if not rows:
        return None
    row, column = chance.choice(rows), chance.choice(_columns(table))
    other = _other(chance, table, column, row[column])
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [other, row["id"]])
    (now,) = [each for each in _rows(table) if each["id"] == row["id"]]
    if now == row:
        return None
    name = _gone(table, row) if (table, column) == ("movement", "organisation_id") else _name(table, row)
    return Tampering(what=f"{table} {row['id']}: {column} {row[column]!r} → {other!r}", names=(name,))


def _delete(chance: Random, table: str) -> Tampering | None:
    rows = _rows(table)
    if not rows:
        return None
    row = chance.choice(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row["id"]])
    return Tampering(what=f"{table} {row['id']} deleted", names=(_gone(table, row),))


def _insert(chance: Random, table: str) -> Tampering | None:
    rows = _rows(table)
    if not rows:
        return None
    row = dict(chance.choice(rows))
    row["id"] = chance.choice([max(each["id"] for each in rows) + 1, row["id"] - 5])
    for column in ("reference", "number", "start", "reason"):
        if column in row:
            row[column] = _other(chance, table, column, row[column])
    marks = ", ".join(["%s"] * len(row))
    columns = ", ".join(f'"{column}"' for column in row)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", [_plain(v) for v in row.values()])
    return Tampering(what=f"{table} {row['id']} inserted", names=(_name(table, row),))


def _swap(chance: Random, table: str) -> Tampering | None:
    """Let two rows change places in the order of their keys."""
    rows = _rows(table)
    if len(rows) < 2:
        return None
    one, other = chance.sample(rows, 2)
    for key, to in ((one["id"], -1), (other["id"], one["id"]), (-1, other["id"])):
        _renumber(table, key, to)
    return Tampering(
        what=f"{table} {one['id']} and {other['id']} swapped", names=(_name(table, one), _name(table, other))
    )


def _renumber(table: str, key: int, to: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = %s WHERE id = %s", [to, key])


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value
