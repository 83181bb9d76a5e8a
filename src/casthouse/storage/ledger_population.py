"""The entries that an audit looks at, as frames: movements in force of some sites and days, and CoC Documents.

One statement reads all movements, so that what is counted is one state of the ledger; a million takes seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from casthouse.custody.movement import KIND_CODES, KINDS_BY_CODE, CocMark, Kind
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.storage.dialect import day_argument, stored_day, stored_instant
from casthouse.storage.models import LedgerRow
from casthouse.storage.movement_key import day_of_key, first_id, last_id
from casthouse.storage.site_days import SiteDays, within

SLICE_ROWS = 100_000
_MOVEMENT_SCHEMA = {
    "id": pl.Int64,
    "key": pl.String,
    "facility_id": pl.Int64,
    "kind_code": pl.Int64,
    "material_code": pl.Int64,
    "mass_g": pl.Int64,
    "coc_code": pl.Int64,
    "counterparty_id": pl.Int64,
    "document": pl.String,
    "lot": pl.String,
    "import_id": pl.Int64,
    "source_row": pl.Int64,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPart:
    """A part of an organisation's ledger: the sites with their days, by the names in `facilities`, and the days."""

    organisation_id: int
    facilities: dict[str, int]
    sites: tuple[SiteDays, ...]
    first: date
    last: date

    def of_sites(self) -> tuple[str, list[int | date | str]]:
        """Return the condition that a movement `m` is of the sites, on the days of each, and its arguments."""
        return within(self.sites, "m")


def ledger_mark(organisation_id: int) -> int:
    """Return the number of the last movement of a ledger: as long as it stays, so do the movements."""
    found = (
        LedgerRow.objects.filter(organisation=organisation_id).values_list("last_number", flat=True).first()
    )
    return found or 0


def movement_frame(part: LedgerPart) -> pl.DataFrame:
    """Return the movements in force, by day and number: what a canonical line needs and what risk is told from."""
    low, high = first_id(part.organisation_id, part.first), last_id(part.organisation_id, part.last)
    of_sites, sites = part.of_sites()
    sql = (
        "SELECT m.id, m.reference, m.facility_id, m.kind, m.material, m.quantity_g, m.coc, "
        "m.counterparty_id, m.document, m.lot, m.movement_import_id, m.source_row FROM movement m "
        f"WHERE m.id BETWEEN %s AND %s AND {of_sites} AND m.kind <> {KIND_CODES[Kind.REVERSAL]} "
        "AND m.id NOT IN (SELECT r.reverses_id FROM movement r WHERE r.reverses_id BETWEEN %s AND %s) ORDER BY m.id"
    )
    raw = _frame(sql, [low, high, *sites, low, high], _MOVEMENT_SCHEMA)
    return _in_words(raw, part)


def _frame(sql: str, arguments: Sequence[Any], schema: dict[str, Any]) -> pl.DataFrame:
    pieces = [pl.DataFrame(schema=schema)]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        while rows := cursor.fetchmany(SLICE_ROWS):
            pieces.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(pieces)


def _in_words(raw: pl.DataFrame, part: LedgerPart) -> pl.DataFrame:
    codes = {number: code for code, number in part.facilities.items()}
    imports = _imports(part.organisation_id)
    return raw.select(
        "key",
        day_of_key(pl.col("id")).alias("day"),
        _words("facility_id", codes).alias("facility"),
        _words("kind_code", {code: kind.value for code, kind in KINDS_BY_CODE.items()}).alias("kind"),
        _words("material_code", {code: each.value for code, each in MATERIALS_BY_CODE.items()}).alias(
            "material"
        ),
        "mass_g",
        _words("coc_code", {0: CocMark.NO.value, 1: CocMark.YES.value}).alias("coc"),
        _words("counterparty_id", _counterparties(part.organisation_id)).alias("counterparty"),
        pl.col("document").fill_null(""),
        pl.col("lot").fill_null(""),
        pl.lit("").alias("reversed_by"),
        _words("import_id", {number: source for number, (source, _) in imports.items()}).alias("source"),
        pl.col("import_id")
        .replace_strict(
            {number: day for number, (_, day) in imports.items()}, default=None, return_dtype=pl.Date
        )
        .alias("posted_on"),
        "source_row",
    )


def _words(column: str, words: dict[int, str]) -> pl.Expr:
    return pl.col(column).replace_strict(words, default="", return_dtype=pl.String).fill_null("")


def _counterparties(organisation_id: int) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM counterparty WHERE organisation_id = %s", [organisation_id])
        return dict(cursor.fetchall())


def _imports(organisation_id: int) -> dict[int, tuple[str, date]]:
    """Return the imports of a ledger: what their source was, and the day of posting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, source, at FROM movement_import WHERE organisation_id = %s", [organisation_id]
        )
        return {number: (source, stored_instant(at).date()) for number, source, at in cursor.fetchall()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedDocument:
    """A document of this store made out to an organisation, and the day of its shipment; both names of its issuer."""

    issuer: str
    issuer_name: str
    number: str
    shipped_on: date


def shipped_documents(organisation_id: int) -> list[ShippedDocument]:
    """Return the documents made out to an organisation, whatever became of them."""
    sql = (
        "SELECT i.code, i.name, d.number, d.shipment_date FROM document d "
        "JOIN organisation i ON i.id = d.issuer_id WHERE d.recipient_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [organisation_id])
        return [
            ShippedDocument(issuer=code, issuer_name=name, number=number, shipped_on=stored_day(day))
            for code, name, number, day in cursor.fetchall()
        ]


_DOCUMENT_SCHEMA = {
    "issuer": pl.String,
    "number": pl.String,
    "date": pl.String,
    "facility": pl.String,
    "direction": pl.String,
    "material_code": pl.Int64,
    "mass_g": pl.Int64,
    "state": pl.String,
    "party": pl.String,
    "movement": pl.String,
    "content": pl.String,
}


def document_frame(part: LedgerPart) -> pl.DataFrame:
    """Return the CoC Documents issued for shipments from the sites, and those booked at them, by day and number."""
    of_sites, sites = part.of_sites()
    issued = (
        f"SELECT i.code, d.number, CAST(d.shipment_date AS TEXT), f.code, 'issued', d.material, d.coc_mass_g, d.state, "
        "COALESCE(r.code, d.recipient_name), d.shipment_reference, d.digest FROM document d "
        "JOIN movement m ON m.id = d.shipment_id JOIN facility f ON f.id = m.facility_id "
        "JOIN organisation i ON i.id = d.issuer_id LEFT JOIN organisation r ON r.id = d.recipient_id "
        f"WHERE d.issuer_id = %s AND d.shipment_date BETWEEN %s AND %s AND {of_sites}"
    )
    received = (
        f"SELECT x.issuer_name, x.number, CAST(m.date AS TEXT), f.code, 'received', m.material, x.booked_mass_g, "
        "COALESCE(d.state, 'accepted'), x.issuer_name, m.reference, x.digest FROM received_document x "
        "JOIN movement m ON m.id = x.movement_id JOIN facility f ON f.id = m.facility_id "
        "LEFT JOIN document d ON d.id = x.document_id WHERE x.recipient_id = %s AND x.withdrawn_at IS NULL "
        f"AND m.id BETWEEN %s AND %s AND {of_sites}"
    )
    days = [day_argument(part.first), day_argument(part.last)]
    bounds = [first_id(part.organisation_id, part.first), last_id(part.organisation_id, part.last)]
    raw = _frame(
        f"{issued} UNION ALL {received} ORDER BY 3, 2, 1, 5",
        [part.organisation_id, *days, *sites, part.organisation_id, *bounds, *sites],
        _DOCUMENT_SCHEMA,
    )
    return raw.select(
        pl.concat_str(["issuer", "number"], separator="/").alias("key"),
        "issuer",
        "number",
        pl.col("date").str.to_date("%Y-%m-%d").alias("day"),
        "facility",
        "direction",
        _words("material_code", {code: each.value for code, each in MATERIALS_BY_CODE.items()}).alias(
            "material"
        ),
        "mass_g",
        "state",
        "party",
        "movement",
        "content",
    )
