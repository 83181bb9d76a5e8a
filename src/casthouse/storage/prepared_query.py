"""Queries that are asked on every page, compiled once.

Django writes the statement of a query anew each time it is asked, and PostgreSQL plans it anew; for a few rows both
take longer than to answer. The query is still written as any other: only what differs between two times is an argument.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from casthouse.storage.dialect import day_argument, integer_list, prepared_rows, sizeless_list, text_list


class Argument(Enum):
    """What an argument of a prepared query is."""

    TEXTS = "texts"  # for the lookup `in`
    KEYS = "keys"  # whole numbers, for the lookup `in`
    ONE = "one"  # a text, a whole number or a day


Value = Sequence[str] | Sequence[int] | str | int | date


class PreparedQuery:
    """A query of rows as tuples, whose arguments are placed when it is asked.

    `PreparedQuery(lambda codes: ScopeRow.objects.filter(code__in=codes).values_list("id"), Argument.TEXTS)`
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, tuple[Any, ...]]"], *arguments: Argument) -> None:
        self._build = build
        self._arguments = arguments
        self._compiled: dict[str, _Statement] = {}

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        """Return the rows for arguments, in the order in which they were declared."""
        assert len(values) == len(self._arguments)
        held = self._compiled.get(connection.vendor)
        if held is None:
            held = self._compiled[connection.vendor] = _Statement(self._build, self._arguments)
        return held.rows([_written(kind, value) for kind, value in zip(self._arguments, values, strict=True)])


class _Statement:
    """A query as one kind of store is asked it."""

    def __init__(
        self, build: Callable[..., "QuerySet[Any, tuple[Any, ...]]"], arguments: Sequence[Argument]
    ) -> None:
        places = [object() for _ in arguments]
        query = build(*(_placed(kind, place) for kind, place in zip(arguments, places, strict=True))).query
        self._compiler = query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        numbered = {id(place): at for at, place in enumerate(places)}
        self._parameters = [(numbered.get(id(each)), each) for each in parameters]
        columns = [column for column, *_ in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        arguments = [given if at is None else values[at] for at, given in self._parameters]
        found = prepared_rows(self._sql, arguments)
        # As `results_iter` does, which asks each column each time how it is read.
        return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]


def _placed(kind: Argument, place: object) -> RawSQL:
    if kind is Argument.ONE:
        return RawSQL("%s", [place])
    table = sizeless_list("text" if kind is Argument.TEXTS else "bigint")
    return RawSQL(f"SELECT value FROM {table}", [place])  # noqa: S611 - as above


def _written(kind: Argument, value: Any) -> Any:  # noqa: ANN401 - what the declared kind says
    if kind is Argument.TEXTS:
        return text_list(list(value))[1]
    if kind is Argument.KEYS:
        return integer_list(list(value))[1]
    assert not isinstance(value, datetime), "stores write instants in different ways"
    return day_argument(value) if isinstance(value, date) else value
