"""Reading CoC Documents and moving their state; content is never changed. Appending is in `document_issue`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from casthouse.custody.document_state import DocumentAct, DocumentState
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.storage.dialect import stored_day, stored_instant, text_list
from casthouse.storage.models import DocumentEventRow, DocumentRow


class DocumentDirection(StrEnum):
    """Which documents of an organisation: those it issued, or those made out to it."""

    ISSUED = "issued"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """An issued document as it lies in the store; `content` is its canonical JSON.

    `recipient` is the code of a registered recipient, else None; `supersedes` and `superseded_by` are numbers of the
    same issuer; `reason` is that of the last move that had one.
    """

    identifier: int
    issuer_id: int
    issuer: str
    number: str
    shipment_id: int
    shipment_reference: str
    shipment_date: date
    recipient_id: int | None
    recipient: str | None
    state: DocumentState
    content: str
    digest: str
    issued_at: datetime
    issued_by: str
    supersedes: str | None
    superseded_by: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One line of a list of documents; masses in grams. `receipt` is what the recipient booked it as."""

    issuer: str
    number: str
    recipient: str
    shipment_reference: str
    shipment_date: date
    issue_date: date
    material: Material
    coc_mass_g: int
    total_mass_g: int
    state: DocumentState
    superseded_by: str | None
    receipt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEvent:
    """A move of a document's state: when, who for which organisation, what, why."""

    at: datetime
    actor: str
    organisation: str
    act: str
    state: DocumentState
    reason: str


_LAST_REASON = (
    "(SELECT e.reason FROM document_event e WHERE e.document_id = d.id AND e.reason <> '' "
    "ORDER BY e.id DESC LIMIT 1)"
)
_STORED = (
    "SELECT d.id, d.issuer_id, i.code, d.number, d.shipment_id, d.shipment_reference, d.shipment_date, "
    "d.recipient_id, r.code, d.state, d.content, d.digest, d.issued_at, d.issued_by, b.number, a.number, "
    f"{_LAST_REASON} FROM document d JOIN organisation i ON i.id = d.issuer_id "
    "LEFT JOIN organisation r ON r.id = d.recipient_id LEFT JOIN document b ON b.id = d.supersedes_id "
    "LEFT JOIN document a ON a.supersedes_id = d.id "
)


def stored_document(issuer: str, number: str) -> StoredDocument | None:
    """Return the document of an issuer with the number, or None."""
    return next(iter(_stored("WHERE i.code = %s AND d.number = %s", [issuer, number])), None)


def stored_documents(issuer: str, numbers: Sequence[str]) -> list[StoredDocument]:
    """Return the documents of an issuer with the numbers, by number."""
    listed, argument = text_list(numbers)
    where = f"WHERE i.code = %s AND d.number IN (SELECT listed.value FROM {listed}) ORDER BY d.number"
    return _stored(where, [issuer, argument])


def addressed_document(recipient_id: int, number: str) -> StoredDocument | None:
    """Return the document made out to an organisation with the number, the latest if several issuers gave it."""
    where = "WHERE d.recipient_id = %s AND d.number = %s ORDER BY d.id DESC"
    return next(iter(_stored(where, [recipient_id, number])), None)


def document_in_force_of(issuer_id: int, shipment_reference: str) -> StoredDocument | None:
    """Return the document that speaks for a shipment, or None."""
    where = (
        "JOIN movement m ON m.id = d.shipment_id WHERE m.organisation_id = %s AND m.reference = %s "
        "AND d.state IN ('issued', 'accepted', 'disputed')"
    )
    return next(iter(_stored(where, [issuer_id, shipment_reference])), None)


def documents_in_force(
    issuer_id: int, *, facility_ids: Sequence[int], first: date, last: date
) -> list[StoredDocument]:
    """Return the documents in force of shipments from some facilities on some days, by number."""
    if not facility_ids:
        return []
    facilities = ", ".join(["%s"] * len(facility_ids))
    where = (
        "JOIN movement m ON m.id = d.shipment_id WHERE d.issuer_id = %s AND d.shipment_date >= %s "
        f"AND d.shipment_date <= %s AND m.facility_id IN ({facilities}) "
        "AND d.state IN ('issued', 'accepted', 'disputed') ORDER BY d.number"
    )
    return _stored(where, [issuer_id, first.isoformat(), last.isoformat(), *facility_ids])


def _stored(where: str, arguments: Sequence[str | int]) -> list[StoredDocument]:
    with connection.cursor() as cursor:
        cursor.execute(_STORED + where, arguments)
        return [_value(row) for row in cursor.fetchall()]


def _value(row: Sequence[Any]) -> StoredDocument:
    return StoredDocument(
        identifier=row[0],
        issuer_id=row[1],
        issuer=row[2],
        number=row[3],
        shipment_id=row[4],
        shipment_reference=row[5],
        shipment_date=stored_day(row[6]),
        recipient_id=row[7],
        recipient=row[8],
        state=DocumentState(row[9]),
        content=row[10],
        digest=row[11],
        issued_at=stored_instant(row[12]),
        issued_by=row[13],
        supersedes=row[14],
        superseded_by=row[15],
        reason=row[16] or "",
    )


_LINE = (
    "SELECT i.code, d.number, d.recipient_name, d.shipment_reference, d.shipment_date, d.issue_date, d.material, "
    "d.coc_mass_g, d.total_mass_g, d.state, a.number, m.reference FROM document d "
    "JOIN organisation i ON i.id = d.issuer_id LEFT JOIN document a ON a.supersedes_id = d.id "
    "LEFT JOIN received_document x ON x.document_id = d.id AND x.withdrawn_at IS NULL "
    "LEFT JOIN movement m ON m.id = x.movement_id "
)


def document_lines(
    organisation_id: int,
    direction: DocumentDirection,
    *,
    states: Sequence[DocumentState],
    limit: int,
    offset: int,
) -> list[DocumentLine]:
    """Return documents that an organisation issued (by number), or that are made out to it, the latest first."""
    where, arguments = _condition(organisation_id, direction, states)
    order = "d.number DESC" if direction is DocumentDirection.ISSUED else "d.id DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_LINE} WHERE {where} ORDER BY {order} LIMIT %s OFFSET %s", [*arguments, limit, offset]
        )
        return [_line(row) for row in cursor.fetchall()]


def document_count(
    organisation_id: int, direction: DocumentDirection, *, states: Sequence[DocumentState]
) -> int:
    """Return how many documents `document_lines` would list without a limit."""
    where, arguments = _condition(organisation_id, direction, states)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM document d WHERE {where}", arguments)
        (total,) = cursor.fetchone()
    return int(total)


def _condition(
    organisation_id: int, direction: DocumentDirection, states: Sequence[DocumentState]
) -> tuple[str, list[str | int]]:
    column = "issuer_id" if direction is DocumentDirection.ISSUED else "recipient_id"
    marks = ", ".join(["%s"] * len(states))
    wanted = f" AND d.state IN ({marks})" if states else ""
    return f"d.{column} = %s{wanted}", [organisation_id, *(state.value for state in states)]


def _line(row: Sequence[Any]) -> DocumentLine:
    return DocumentLine(
        issuer=row[0],
        number=row[1],
        recipient=row[2],
        shipment_reference=row[3],
        shipment_date=stored_day(row[4]),
        issue_date=stored_day(row[5]),
        material=MATERIALS_BY_CODE[row[6]],
        coc_mass_g=row[7],
        total_mass_g=row[8],
        state=DocumentState(row[9]),
        superseded_by=row[10],
        receipt=row[11],
    )


def state_of(document_id: int) -> DocumentState:
    """Return where a document stands."""
    return DocumentState(DocumentRow.objects.values_list("state", flat=True).get(id=document_id))


def issues_here(issuer: str) -> bool:
    """Say whether an organisation ever issued a document in this store."""
    return DocumentRow.objects.filter(issuer__code=issuer).exists()


def move_document(
    document_id: int,
    *,
    act: DocumentAct,
    state: DocumentState,
    organisation_id: int,
    at: datetime,
    actor: str,
    reason: str = "",
) -> None:
    """Move a document to a state and append the event; the caller holds the ledgers of both sides that it touches."""
    DocumentRow.objects.filter(id=document_id).update(state=state.value)
    DocumentEventRow.objects.create(
        document_id=document_id,
        at=at,
        actor=actor,
        organisation_id=organisation_id,
        act=act.value,
        state=state.value,
        reason=reason,
    )


def document_events(document_id: int) -> list[DocumentEvent]:
    """Return the moves of a document in their order; its issue is no move."""
    rows = DocumentEventRow.objects.select_related("organisation").filter(document=document_id)
    return [
        DocumentEvent(
            at=row.at,
            actor=row.actor,
            organisation=row.organisation.code,
            act=row.act,
            state=DocumentState(row.state),
            reason=row.reason,
        )
        for row in rows.order_by("id")
    ]
