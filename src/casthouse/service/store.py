"""The store as a whole: its schema is brought up to date before the first use case runs; it may be busy."""

from casthouse.storage import schema
from casthouse.storage.dialect import is_passing


def prepare_store() -> None:
    """Apply the migrations that are missing, keep of certificates what a newer version keeps, begin the log."""
    if schema.apply_migrations():
        from casthouse.service import clock  # noqa: PLC0415 - every command would load it
        from casthouse.service.certificate_book import keep_all_spans  # noqa: PLC0415 - as above
        from casthouse.service.log_beginning import begin_log  # noqa: PLC0415 - as above

        keep_all_spans()
        begin_log(at=clock.now())


def is_busy(error: Exception) -> bool:
    """Say whether an error of the database only means that the same call may succeed a moment later."""
    return is_passing(error)
