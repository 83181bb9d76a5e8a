"""Works that go alone, whatever the number of processes: locks with a name, as each of the two stores has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

from casthouse.storage.dialect import is_postgresql


@contextmanager
def turn_of(name: str) -> Iterator[bool]:
    """Say whether a work that goes alone may begin; the turn ends with the block, or with the process.

    PostgreSQL holds it for the session, so that it counts on all machines; beside SQLite it is a lock on a file.
    """
    if is_postgresql():
        key = _number(name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            (is_ours,) = cursor.fetchone()
        try:
            yield bool(is_ours)
        finally:
            if is_ours:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
        return
    with Path(settings.HOME, f"{name}.lock").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def hold_work(name: str) -> None:
    """Wait until nobody else does a work that goes alone, and hold it until the transaction ends.

    On SQLite the transaction itself lets no other writer in.
    """
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


def _number(name: str) -> int:
    """Return the number by which PostgreSQL knows a lock."""
    return int.from_bytes(sha256(name.encode()).digest()[:7], "big")
