"""What period statements bind, and the movements and documents of a period as they lie in the store."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from casthouse.measure.period import Period
from casthouse.passport.period_binding import BoundDocument
from casthouse.storage.dialect import stored_day
from casthouse.storage.models import PeriodBindingRow
from casthouse.storage.models.document import IN_FORCE
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.site_days import SiteDays, within

SLICE_ROWS = 50_000
_SCHEMA = {
    "reference": pl.String,
    "day": pl.Date,
    "facility": pl.String,
    "kind_code": pl.Int8,
    "material_code": pl.Int8,
    "quantity_g": pl.Int64,
    "coc_code": pl.Int8,
    "counterparty": pl.String,
    "document": pl.String,
    "lot": pl.String,
}
_COUNTS = "m.kind < 5 AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id)"


def save_binding(statement: int, text: str) -> int:
    """Keep what a statement, named by its identifier, binds; return the identifier of that."""
    return PeriodBindingRow.objects.create(statement_id=statement, content=text).pk


def binding_text(statement: int) -> str | None:
    """Return what a statement binds, as it was kept; None of one that was closed before bindings were kept."""
    rows = PeriodBindingRow.objects.filter(statement=statement)
    return rows.values_list("content", flat=True).first()


def counted_movements(*, organisation_id: int, sites: Sequence[SiteDays], period: Period) -> pl.DataFrame:
    """Return the movements that count in a period of a scope: no reversals, nothing that was taken back."""
    of_sites, arguments = within(sites, "m")
    sql = (
        "SELECT m.reference, m.date, f.code, m.kind, m.material, m.quantity_g, m.coc, c.name, m.document, m.lot "
        "FROM movement m JOIN facility f ON f.id = m.facility_id "
        "LEFT JOIN counterparty c ON c.id = m.counterparty_id "
        f"WHERE m.id BETWEEN %s AND %s AND {of_sites} AND {_COUNTS} ORDER BY m.id"
    )
    bounds = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    pieces = list(_slices(sql, [*bounds, *arguments]))
    return pl.concat(pieces) if pieces else pl.DataFrame(schema=_SCHEMA)


def _slices(sql: str, arguments: list[int | date | str]) -> Iterator[pl.DataFrame]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        while rows := cursor.fetchmany(SLICE_ROWS):
            typed = [(row[0], stored_day(row[1]), *row[2:5], int(row[5]), *row[6:]) for row in rows]
            yield pl.DataFrame(typed, schema=_SCHEMA, orient="row")


def issued_documents(
    *, organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> list[BoundDocument]:
    """Return the documents in force of the shipments of a period."""
    states = ", ".join(f"'{each}'" for each in IN_FORCE)
    return _documents(
        "SELECT o.code, d.number, m.reference, d.coc_mass_g, d.digest FROM movement m "
        f"JOIN document d ON d.shipment_id = m.id AND d.state IN ({states}) "
        "JOIN organisation o ON o.id = d.issuer_id",
        organisation_id,
        sites,
        period,
    )


def received_documents(
    *, organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> list[BoundDocument]:
    """Return the documents booked for the receipts of a period."""
    return _documents(
        "SELECT d.issuer_name, d.number, m.reference, d.booked_mass_g, d.digest FROM movement m "
        "JOIN received_document d ON d.recipient_id = m.organisation_id AND d.movement_id = m.id "
        "AND d.withdrawn_at IS NULL",
        organisation_id,
        sites,
        period,
    )


def _documents(
    select: str, organisation_id: int, sites: Sequence[SiteDays], period: Period
) -> list[BoundDocument]:
    of_sites, arguments = within(sites, "m")
    bounds = [first_id(organisation_id, period.start), last_id(organisation_id, period.last_day)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{select} WHERE m.id BETWEEN %s AND %s AND {of_sites} AND {_COUNTS}", [*bounds, *arguments]
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [
        BoundDocument(issuer=issuer, number=number, movement=movement, mass_g=int(mass_g), digest=digest)
        for issuer, number, movement, mass_g, digest in rows
    ]
