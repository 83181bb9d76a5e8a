"""Rows whose every change stands in the log, in the one form in which they are hashed.

A row is JSON of all its columns with sorted names and every value a text, so that both stores give the same bytes; what
is a cache of something else that is logged is left out. Movements have a form of their own, in columns.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateField,
    DateTimeField,
    Field,
    JSONField,
    Model,
    QuerySet,
    Value,
)

from casthouse.passport.log_entry import canonical
from casthouse.storage.dialect import stored_day, stored_instant
from casthouse.storage.models import (
    CertificateFacilityRow,
    CertificateInheritanceRow,
    CertificateMoveRow,
    CertificateRow,
    DocumentEventRow,
    DocumentRow,
    ForeignDocumentRow,
    GlnRow,
    MovementImportRow,
    PeriodBindingRow,
    ReceivedDocumentRow,
    SigningKeyEndRow,
    SigningKeyRow,
    SigningKeySuccessionRow,
    StatementRow,
    TrustedInstallationRow,
    WrappingKeyRow,
)
from casthouse.storage.prepared_query import Argument, PreparedQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedTable:
    """A table of logged rows.

    `owner` leads to the organisation whose they are, blank where there is none, `name` is the column by which people
    call a row, `columns` are those that count where others are caches.
    """

    model: type[Model]
    owner: str
    name: str = "id"
    columns: tuple[str, ...] = ()

    @property
    def logged_columns(self) -> list[str]:
        """The columns that are hashed."""
        return list(_kinds(self))


@cache
def _kinds(logged: LoggedTable) -> "Mapping[str, Field[Any, Any]]":
    """Return the columns of a table that are hashed, and what each holds."""
    fields = logged.model._meta.concrete_fields  # noqa: SLF001 - Django documents it for this
    return {each.attname: each for each in fields if not logged.columns or each.attname in logged.columns}


FROM_THE_FIRST = (
    "certificate",
    "certificate_facility",
    "certificate_inheritance",
    "certificate_move",
    "document",
    "document_event",
    "movement_import",
    "period_binding",
    "received_document",
    "statement",
)
"""The tables that were logged when logs began that do not say which tables they cover."""
PIECE = 5_000
NOBODY = Value(None, output_field=BigIntegerField())
_OF_MOVE = "move__certificate__scope__organisation_id"

LOGGED: Mapping[str, LoggedTable] = {
    "certificate": LoggedTable(
        model=CertificateRow,
        owner="scope__organisation_id",
        name="number",
        columns=("id", "number", "scope_id", "standard", "edition"),  # the others follow from the moves
    ),
    "certificate_facility": LoggedTable(model=CertificateFacilityRow, owner=_OF_MOVE),
    "certificate_inheritance": LoggedTable(model=CertificateInheritanceRow, owner=_OF_MOVE),
    "certificate_move": LoggedTable(
        model=CertificateMoveRow, owner="certificate__scope__organisation_id", name="kind"
    ),
    "document": LoggedTable(model=DocumentRow, owner="issuer_id", name="number"),
    "document_event": LoggedTable(model=DocumentEventRow, owner="document__issuer_id", name="act"),
    "foreign_document": LoggedTable(
        model=ForeignDocumentRow, owner="received__recipient_id", name="statement"
    ),
    "gln": LoggedTable(model=GlnRow, owner="organisation_id", name="gln"),
    "movement_import": LoggedTable(model=MovementImportRow, owner="organisation_id", name="source"),
    "period_binding": LoggedTable(
        model=PeriodBindingRow, owner="statement__scope__organisation_id", name="statement_id"
    ),
    "received_document": LoggedTable(model=ReceivedDocumentRow, owner="recipient_id", name="number"),
    "signing_key": LoggedTable(model=SigningKeyRow, owner="organisation_id", name="owner"),
    "signing_key_end": LoggedTable(model=SigningKeyEndRow, owner="key__organisation_id", name="kind"),
    "signing_key_succession": LoggedTable(
        model=SigningKeySuccessionRow, owner="key__organisation_id", name="issuer"
    ),
    "statement": LoggedTable(model=StatementRow, owner="scope__organisation_id", name="start"),
    "trusted_installation": LoggedTable(model=TrustedInstallationRow, owner="", name="installation"),
    "wrapping_key": LoggedTable(model=WrappingKeyRow, owner="", name="kind"),
}


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """A row as it is now: its table and key, how people call it, whose it is (0: not asked, None: nobody), its hash."""

    table: str
    key: int
    name: str
    owner_id: int | None
    leaf: bytes

    @property
    def row_key(self) -> str:
        """The row's name in a record."""
        return f"{self.table}:{self.key}"


def rows_of(
    table: str, values: Sequence[int] | Sequence[str], *, column: str = "pk", **where: int
) -> list[LoggedRow]:
    """Return the rows of a table that have one of the values in a column, by key."""
    logged = LOGGED[table]
    if len(values) == 1 and logged.owner:  # as of each document that is issued alone
        return _rows_with(table, {column: values[0], **where})
    rows: list[LoggedRow] = []
    for start in range(0, len(values), PIECE):
        fits = {f"{column}__in": list(values[start : start + PIECE]), **where}
        found = logged.model._default_manager.filter(**fits)  # noqa: SLF001 - as for any model
        rows += _rows(table, logged, found)
    return sorted(rows, key=lambda row: row.key)


def returned_row(table: str, values: Sequence[Any], *, owner_id: int) -> LoggedRow:
    """Return a row of an organisation by its `logged_columns`, as the statement that wrote it returned them."""
    logged = LOGGED[table]
    columns = logged.logged_columns
    row = [
        value if value is None else read(value) for read, value in zip(_readers(table), values, strict=True)
    ]
    name = row[columns.index(logged.name)]
    return LoggedRow(table, int(values[0]), str(name), owner_id, row_leaf(columns, row))


@cache
def _readers(table: str) -> tuple[Callable[[Any], object], ...]:
    """Return what reads each of the columns: SQLite keeps days and instants as text."""
    kinds = _kinds(LOGGED[table]).values()
    assert not any(isinstance(each, JSONField) for each in kinds), "the stores hand it over in different ways"
    # In this order: a field of instants is one of days, too.
    readers = ((DateTimeField, stored_instant), (DateField, stored_day), (Field, lambda value: value))
    return tuple(next(read for kind, read in readers if isinstance(each, kind)) for each in kinds)


def _rows_with(table: str, fits: Mapping[str, int | str]) -> list[LoggedRow]:
    """Return the rows of a table that have these values, by key, with a statement that is compiled once."""
    logged, where = LOGGED[table], tuple(sorted(fits))
    columns, rows = logged.logged_columns, list[LoggedRow]()
    for found in _with(table, where).rows(*(fits[column] for column in where)):
        value = dict(zip(_named(logged), found, strict=True))
        leaf = row_leaf(columns, [value[each] for each in columns])
        name = str(value[columns[0] if logged.name == "id" else logged.name])
        rows.append(LoggedRow(table, int(value[columns[0]]), name, value[logged.owner], leaf))
    return sorted(rows, key=lambda row: row.key)


def _named(logged: LoggedTable) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*logged.logged_columns, logged.name, logged.owner)))


@cache
def _with(table: str, where: tuple[str, ...]) -> PreparedQuery:
    """Return the query of a table for rows with a value in each of some columns."""
    logged = LOGGED[table]
    manager = logged.model._default_manager  # noqa: SLF001 - as for any model
    return PreparedQuery(
        lambda *values: manager.filter(**dict(zip(where, values, strict=True))).values_list(*_named(logged)),
        *(Argument.ONE for _ in where),
    )


def every_row(table: str) -> list[LoggedRow]:
    """Return every row of a table with whose it is."""
    logged = LOGGED[table]
    return list(_rows(table, logged, logged.model._default_manager.order_by("pk")))  # noqa: SLF001 - as above


def all_rows(table: str) -> Iterator[LoggedRow]:
    """Yield every row of a table by key, whatever became of the rows that it points at."""
    logged = LOGGED[table]
    found = logged.model._default_manager.order_by("pk")  # noqa: SLF001 - as above
    columns = logged.logged_columns
    for name, *row in found.values_list(logged.name, *columns).iterator(chunk_size=2000):
        yield LoggedRow(table, int(row[0]), str(name), 0, row_leaf(columns, row))


def _rows(table: str, logged: LoggedTable, found: QuerySet[Any]) -> Iterator[LoggedRow]:
    columns = logged.logged_columns
    for name, owner_id, *row in found.values_list(logged.name, logged.owner or NOBODY, *columns):
        yield LoggedRow(table, int(row[0]), str(name), owner_id, row_leaf(columns, row))


def row_leaf(columns: Sequence[str], values: Sequence[object]) -> bytes:
    """Return the hash of a row."""
    members = {
        column: value if type(value) is str else _text(value)  # as most are
        for column, value in zip(columns, values, strict=True)
    }
    return sha256(b"\0" + canonical(members).encode()).digest()


def _text(value: object) -> object:
    """Return a value of a column as text: the same on every store, and another for every other value."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, list):
        return [_text(each) for each in value]
    if isinstance(value, dict):
        return {name: _text(each) for name, each in value.items()}
    return None if value is None else str(value)
