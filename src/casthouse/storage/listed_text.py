"""Many texts or keys as one argument of a query: to write and bind five hundred takes longer than to answer."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL

from casthouse.storage.dialect import integer_list, text_list


def among(texts: Iterable[str]) -> RawSQL:
    """Return texts for the lookup `in`, as in `filter(code__in=among(codes))`."""
    table, argument = text_list(list(texts))
    return RawSQL(f"SELECT value FROM {table}", [argument])  # noqa: S611 - the texts are an argument


def among_keys(keys: Iterable[int]) -> RawSQL:
    """Return whole numbers for the lookup `in`, however many: a store binds no more than some thousands one by one."""
    table, argument = integer_list(list(keys))
    return RawSQL(f"SELECT value FROM {table}", [argument])  # noqa: S611 - as above
