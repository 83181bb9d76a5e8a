"""Bringing the store to the present schema: migrations apply by themselves, once, whoever comes first."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from casthouse.storage.dialect import is_postgresql

LOCK_KEY = 7_237_001


def is_current() -> bool:
    """Say whether the newest migration of the store is applied."""
    newest = max(p.stem for p in (Path(__file__).parent / "migrations").glob("[0-9]*.py"))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations WHERE app = 'storage' AND name = %s", [newest])
            return cursor.fetchone() is not None
    except DatabaseError:
        return False


def apply_migrations() -> bool:
    """Apply what is missing and say whether something was; a second process waits for the first."""
    if is_current():
        return False
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
            try:
                call_command("migrate", verbosity=0, interactive=False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])
        return True
    with (settings.HOME / "migrate.lock").open("w") as lock:
        flock(lock)
        if not is_current():
            call_command("migrate", verbosity=0, interactive=False)
    return True


def flock(file: object) -> None:
    """Wait until no other process holds the file."""
    import fcntl  # noqa: PLC0415 - only where the embedded store runs

    fcntl.flock(file, fcntl.LOCK_EX)  # type: ignore[arg-type]  # any open file
