"""CoC Documents on both sides: one statement, which leaves those out that both sides tell alike."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from casthouse.custody.document_state import DocumentState, is_in_force
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.provenance.document_anomaly import BookedDocument, BookedSide, IssuedSide
from casthouse.storage.chain_anomaly import PARTY
from casthouse.storage.dialect import day_argument, stored_day
from casthouse.storage.movement import IN_FORCE, NOT_REVERSED

_SQL = (
    f"WITH supplier AS ({PARTY}), "
    "booked AS (SELECT m.id, m.organisation_id, s.name AS supplier, s.organisation_id AS issuer_id, m.document, "
    "m.date, m.material, m.quantity_g, m.reference FROM movement m JOIN supplier s ON s.id = m.counterparty_id "
    "WHERE m.kind = 2 AND m.coc = 1 AND m.document IS NOT NULL AND m.date <= %s "
    f"AND {NOT_REVERSED.format('m')}), "
    "grouped AS (SELECT supplier, issuer_id, document, MIN(organisation_id) AS buyer_id, "
    "COUNT(DISTINCT organisation_id) AS buyers, SUM(quantity_g) AS mass_g, MIN(date) AS first_day, "
    "MAX(date) AS last_day, "
    "MIN(material) AS lowest, MAX(material) AS highest FROM booked "
    "GROUP BY supplier, issuer_id, document HAVING MAX(date) >= %s), "
    "asked AS (SELECT g.supplier, g.document, d.id AS document_id, g.last_day, (SELECT MIN(x.shipment_date) "
    "FROM document x WHERE x.issuer_id = g.issuer_id) AS issues_since "
    "FROM grouped g LEFT JOIN document d ON d.issuer_id = g.issuer_id AND d.number = g.document "
    f"WHERE g.buyers > 1 OR d.id IS NULL OR d.state NOT IN {IN_FORCE} OR d.coc_mass_g <> g.mass_g "
    "OR d.material <> g.lowest OR d.material <> g.highest OR d.shipment_date > g.first_day "
    "OR d.recipient_id <> g.buyer_id) "
    "SELECT a.supplier, a.document, a.issues_since, i.code, d.shipment_reference, r.code, d.shipment_date, d.material, "
    "d.coc_mass_g, d.state, o.code, b.reference, b.date, b.material, b.quantity_g FROM asked a "
    "JOIN booked b ON b.supplier = a.supplier AND b.document = a.document "
    "JOIN organisation o ON o.id = b.organisation_id LEFT JOIN document d ON d.id = a.document_id "
    "LEFT JOIN organisation i ON i.id = d.issuer_id LEFT JOIN organisation r ON r.id = d.recipient_id "
    "WHERE a.document_id IS NOT NULL OR a.issues_since <= a.last_day OR EXISTS (SELECT 1 FROM grouped g WHERE "
    "g.supplier = a.supplier AND g.document = a.document AND g.buyers > 1) "
    "ORDER BY a.supplier, a.document, o.code, b.id"
)


def asked_documents(first: date, last: date) -> list[BookedDocument]:
    """Return the documents booked up to a day, since a first one too, that something is to be asked about."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [day_argument(last), day_argument(first)])
        rows = cursor.fetchall()
    held: dict[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        held[row[0], row[1]].append(row)
    return [_document(supplier, number, those) for (supplier, number), those in held.items()]


def _document(supplier: str, number: str, rows: Sequence[Sequence[Any]]) -> BookedDocument:
    by_buyer: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        by_buyer[row[10]].append(row[11:])
    return BookedDocument(
        supplier=supplier,
        number=number,
        issued=_issued(rows[0][3:10]),
        issues_since=None if rows[0][2] is None else stored_day(rows[0][2]),
        booked=tuple(
            BookedSide(
                buyer=buyer,
                references=tuple(reference for reference, *_ in receipts),
                first=min(stored_day(day) for _, day, _, _ in receipts),
                last=max(stored_day(day) for _, day, _, _ in receipts),
                materials=frozenset(MATERIALS_BY_CODE[material] for _, _, material, _ in receipts),
                mass_g=sum(int(mass_g) for *_, mass_g in receipts),
            )
            for buyer, receipts in by_buyer.items()
        ),
    )


def _issued(row: Sequence[Any]) -> IssuedSide | None:
    issuer, shipment, recipient, day, material, mass_g, state = row
    if issuer is None:
        return None
    return IssuedSide(
        issuer=issuer,
        shipment=shipment,
        recipient=recipient,
        day=stored_day(day),
        material=MATERIALS_BY_CODE[material],
        mass_g=int(mass_g),
        in_force=is_in_force(DocumentState(state)),
    )
