"""Both sides of the CoC Documents of some sites and days: one statement for those issued, one for those received."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from casthouse.assurance.document_comparison import DocumentPair, DocumentSide
from casthouse.custody.document_state import DocumentState
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.storage.dialect import day_argument, stored_day
from casthouse.storage.ledger_population import LedgerPart
from casthouse.storage.movement_key import first_id, last_id

_RECEIPTS = (
    "(SELECT SUM(t.quantity_g) FROM movement t JOIN counterparty c ON c.id = t.counterparty_id "
    "WHERE t.organisation_id = {whose} AND t.document = {number} AND t.kind = 2 AND t.coc = 1 "
    "AND c.name IN ({names}) AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = t.id))"
)


def issued_pairs(part: LedgerPart, *, movement: str | None = None) -> list[DocumentPair]:
    """Return the documents issued for shipments from the sites on the days, by day and number; or for one shipment.

    Of the other side no more is read than what it booked under the document: the day, the material and the mass.
    """
    receipts = _RECEIPTS.format(whose="d.recipient_id", number="d.number", names="i.code, i.name")
    of_sites, sites = part.of_sites()
    sql = (
        "SELECT i.code, d.number, COALESCE(r.code, d.recipient_name), d.state, m.reference, f.code, d.shipment_date, "
        "d.material, d.coc_mass_g, m.date, m.material, m.quantity_g, b.date, b.material, x.booked_mass_g, "
        f"{receipts}, d.recipient_id, d.digest FROM document d JOIN organisation i ON i.id = d.issuer_id "
        "JOIN movement m ON m.id = d.shipment_id JOIN facility f ON f.id = m.facility_id "
        "LEFT JOIN organisation r ON r.id = d.recipient_id "
        "LEFT JOIN received_document x ON x.document_id = d.id AND x.withdrawn_at IS NULL "
        "LEFT JOIN movement b ON b.id = x.movement_id "
        f"WHERE d.issuer_id = %s AND d.shipment_date BETWEEN %s AND %s AND {of_sites} "
        f"{_of(movement)}ORDER BY d.shipment_date, d.number, x.id"
    )
    days = [day_argument(part.first), day_argument(part.last)]
    arguments = [part.organisation_id, *days, *sites, *_named(movement)]
    return [_issued(row) for row in _rows(sql, arguments)]


def _of(movement: str | None) -> str:
    return "" if movement is None else "AND m.reference = %s "


def _named(movement: str | None) -> list[str]:
    return [] if movement is None else [movement]


def _issued(row: Sequence[Any]) -> DocumentPair:
    issuer, number, party, state, movement, facility, *sides, receipts_g, recipient, digest = row
    booked = _side(*sides[6:9])
    return DocumentPair(
        issuer=issuer,
        number=number,
        is_issued=True,
        party=party,
        state=DocumentState(state),
        movement=movement,
        facility=facility,
        recorded=_certain(_side(*sides[0:3])),
        shipped=_side(*sides[3:6]),
        booked=booked,
        receipts_g=int(receipts_g or 0),
        is_other_side_here=recipient is not None or booked is not None,
        digest=digest,
    )


def received_pairs(part: LedgerPart, *, movement: str | None = None) -> list[DocumentPair]:
    """Return the documents booked at the sites on the days, by day and number; or those of one receipt."""
    receipts = _RECEIPTS.format(
        whose="x.recipient_id",
        number="x.number",
        names="x.issuer_name, COALESCE(i.code, ''), COALESCE(i.name, '')",
    )
    of_sites, sites = part.of_sites()
    sql = (
        "SELECT x.issuer_name, x.number, x.issuer_name, COALESCE(d.state, 'accepted'), m.reference, f.code, x.content, "
        f"m.date, m.material, x.booked_mass_g, {receipts}, d.id, x.digest FROM received_document x "
        "JOIN movement m ON m.id = x.movement_id JOIN facility f ON f.id = m.facility_id "
        "LEFT JOIN document d ON d.id = x.document_id LEFT JOIN organisation i ON i.id = d.issuer_id "
        f"WHERE x.recipient_id = %s AND x.withdrawn_at IS NULL AND m.id BETWEEN %s AND %s "
        f"AND {of_sites} {_of(movement)}ORDER BY m.date, x.number, x.id"
    )
    bounds = [first_id(part.organisation_id, part.first), last_id(part.organisation_id, part.last)]
    arguments = [part.organisation_id, *bounds, *sites, *_named(movement)]
    return [_received(row) for row in _rows(sql, arguments)]


def _received(row: Sequence[Any]) -> DocumentPair:
    issuer, number, party, state, movement, facility, content, *side, receipts_g, document, digest = row
    recorded = json.loads(content)
    return DocumentPair(
        issuer=issuer,
        number=number,
        is_issued=False,
        party=party,
        state=DocumentState(state),
        movement=movement,
        facility=facility,
        recorded=DocumentSide(
            day=date.fromisoformat(recorded["shipment_date"]),
            material=Material(recorded["material"]),
            mass_g=int(recorded["coc_mass_g"]),
        ),
        shipped=None,
        booked=_side(*side),
        receipts_g=int(receipts_g or 0),
        is_other_side_here=document is not None,
        digest=digest,
    )


def _side(day: Any, material: int | None, mass_g: int | None) -> DocumentSide | None:  # noqa: ANN401 - a day as raw SQL reads it
    if day is None or material is None or mass_g is None:
        return None
    return DocumentSide(day=stored_day(day), material=MATERIALS_BY_CODE[material], mass_g=mass_g)


def _certain(side: DocumentSide | None) -> DocumentSide:
    assert side is not None
    return side


def _rows(sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def reversed_after_document(part: LedgerPart) -> list[tuple[str, int]]:
    """Return the shipments that were taken back although a document was issued for them: reference and mass, by day."""
    of_sites, sites = part.of_sites()
    sql = (
        "SELECT DISTINCT m.reference, m.quantity_g, m.id FROM document d JOIN movement m ON m.id = d.shipment_id "
        "JOIN movement r ON r.reverses_id = m.id WHERE d.issuer_id = %s AND d.shipment_date BETWEEN %s AND %s "
        f"AND {of_sites} ORDER BY m.id"
    )
    days = [day_argument(part.first), day_argument(part.last)]
    rows = _rows(sql, [part.organisation_id, *days, *sites])
    return [(reference, mass_g) for reference, mass_g, _ in rows]
