"""Making the store ready: its schema is brought up to date before the first use case runs."""

from casthouse.storage import schema


def prepare_store() -> None:
    """Apply the migrations that are missing."""
    schema.apply_migrations()
