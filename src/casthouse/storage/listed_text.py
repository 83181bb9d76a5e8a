"""Many texts as one argument of a query: to write and bind five hundred takes longer than to answer."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL

from casthouse.storage.dialect import text_list


def among(texts: Iterable[str]) -> RawSQL:
    """Return texts for the lookup `in`, as in `filter(code__in=among(codes))`."""
    table, argument = text_list(list(texts))
    return RawSQL(f"SELECT value FROM {table}", [argument])  # noqa: S611 - the texts are an argument
