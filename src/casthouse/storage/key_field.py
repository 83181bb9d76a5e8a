"""A primary key of 64 bits that the caller gives, by which the rows of a table lie in order."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class KeyField(models.BigIntegerField):  # type: ignore[type-arg]  # its type arguments exist in stubs only
    """A big integer; on SQLite declared INTEGER, since only so it becomes the key by which the table is stored."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return the column type of the store."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
