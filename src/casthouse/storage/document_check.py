"""What `casthouse check` reads of CoC Documents: every row, and what recipients booked under numbers of this store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.storage.dialect import stored_day

CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocument:
    """A document's row: what stands in columns of their own, beside its content; `last_state` is the last event's."""

    issuer: str
    number: str
    shipment_reference: str
    shipment_date: date
    issue_date: date
    material: Material
    coc_mass_g: int
    total_mass_g: int
    supersedes: str | None
    content: str
    digest: str
    state: str
    last_state: str


def checked_documents(issuer: str | None = None) -> Iterator[CheckedDocument]:
    """Yield every document of the store, or of one issuer, a bounded number of rows at a time."""
    last_id = 0
    whose, named = ("", []) if issuer is None else ("AND i.code = %s ", [issuer])
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT d.id, i.code, d.number, d.shipment_reference, d.shipment_date, d.issue_date, d.material, "
                "d.coc_mass_g, d.total_mass_g, b.number, d.content, d.digest, d.state, COALESCE((SELECT e.state "
                "FROM document_event e WHERE e.document_id = d.id ORDER BY e.id DESC LIMIT 1), 'issued') "
                "FROM document d JOIN organisation i ON i.id = d.issuer_id "
                "LEFT JOIN document b ON b.id = d.supersedes_id WHERE d.id > %s "
                f"{whose}ORDER BY d.id LIMIT %s",
                [last_id, *named, CHUNK],
            )
            rows = cursor.fetchall()
        yield from (_value(row) for row in rows)
        if len(rows) < CHUNK:
            return
        last_id = rows[-1][0]


def _value(row: Sequence[Any]) -> CheckedDocument:
    return CheckedDocument(
        issuer=row[1],
        number=row[2],
        shipment_reference=row[3],
        shipment_date=stored_day(row[4]),
        issue_date=stored_day(row[5]),
        material=MATERIALS_BY_CODE[row[6]],
        coc_mass_g=row[7],
        total_mass_g=row[8],
        supersedes=row[9],
        content=row[10],
        digest=row[11],
        state=row[12],
        last_state=row[13],
    )


def document_counters() -> dict[tuple[str, int], int]:
    """Return the last number that each issuer gave in each year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.code, c.year, c.last_number FROM document_counter c JOIN organisation o ON o.id = c.issuer_id"
        )
        return {(code, year): last for code, year, last in cursor.fetchall()}


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedNumber:
    """What a recipient booked as CoC under one number of an issuer of this store; masses in grams.

    `document_g` is None when there is no document in force with that number made out to the recipient.
    """

    recipient: str
    issuer: str
    number: str
    booked_g: int
    document_g: int | None


def doubtful_bookings() -> list[BookedNumber]:
    """Return what was booked under numbers that their issuers never gave, took back, or gave for less."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.code, i.code, m.document, SUM(m.quantity_g), MIN(d.coc_mass_g) FROM document_counter k "
            "JOIN organisation i ON i.id = k.issuer_id JOIN counterparty c ON c.name = i.code "
            "JOIN movement m ON m.counterparty_id = c.id AND m.organisation_id = c.organisation_id "
            "AND m.kind = 2 AND m.coc = 1 AND m.document IS NOT NULL "
            "JOIN organisation o ON o.id = m.organisation_id LEFT JOIN document d ON d.issuer_id = i.id "
            "AND d.number = m.document AND d.recipient_id = o.id AND d.state IN ('issued', 'accepted', 'disputed') "
            "WHERE k.year = (SELECT MIN(y.year) FROM document_counter y WHERE y.issuer_id = i.id) "
            "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) GROUP BY 1, 2, 3 "
            "HAVING MIN(d.coc_mass_g) IS NULL OR SUM(m.quantity_g) > MIN(d.coc_mass_g) ORDER BY 1, 2, 3"
        )
        return [
            BookedNumber(
                recipient=recipient,
                issuer=issuer,
                number=number,
                booked_g=int(booked_g),
                document_g=None if document_g is None else int(document_g),
            )
            for recipient, issuer, number, booked_g, document_g in cursor.fetchall()
        ]
