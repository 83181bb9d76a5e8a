"""Reading CoC Documents and moving their state; content is never changed. Appending is in `document_issue`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from casthouse.custody.document_state import DocumentAct, DocumentState
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.refusal import Refusal
from casthouse.storage.dialect import stored_day, stored_instant, text_list
from casthouse.storage.models import DocumentEventRow, DocumentRow
from casthouse.storage.site_days import SiteDays, within


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
    recipient_name: str
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
    "d.recipient_id, r.code, d.recipient_name, d.state, d.content, d.digest, d.issued_at, d.issued_by, "
    f"b.number, a.number, {_LAST_REASON} FROM document d JOIN organisation i ON i.id = d.issuer_id "
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


def addressed_documents(recipient_id: int, numbers: Sequence[str]) -> list[StoredDocument]:
    """Return the documents made out to an organisation with the numbers, the latest first."""
    listed, argument = text_list(numbers)
    where = (
        f"WHERE d.recipient_id = %s AND d.number IN (SELECT listed.value FROM {listed}) ORDER BY d.id DESC"
    )
    return _stored(where, [recipient_id, argument])


def document_in_force_of(issuer_id: int, shipment_reference: str) -> StoredDocument | None:
    """Return the document that speaks for a shipment, or None."""
    where = (
        "JOIN movement m ON m.id = d.shipment_id WHERE m.organisation_id = %s AND m.reference = %s "
        "AND d.state IN ('issued', 'accepted', 'disputed')"
    )
    return next(iter(_stored(where, [issuer_id, shipment_reference])), None)


def documents_of_shipment(issuer_id: int, shipment_reference: str) -> list[StoredDocument]:
    """Return every document that was issued for a shipment, those corrected or cancelled too, by number."""
    where = (
        "JOIN movement m ON m.id = d.shipment_id WHERE m.organisation_id = %s AND m.reference = %s "
        "ORDER BY d.number"
    )
    return _stored(where, [issuer_id, shipment_reference])


def issuer_name(stored: StoredDocument) -> str:
    """Return the issuer's name as the document says it; receipts name a supplier by code or by name."""
    return str(json.loads(stored.content)["issuer"]["name"])


def documents_in_force(
    issuer_id: int, *, sites: Sequence[SiteDays], first: date, last: date
) -> list[StoredDocument]:
    """Return the documents in force of shipments from some facilities on some days, by number."""
    if not sites:
        return []
    of_sites, site_arguments = within(sites, "m")
    where = (
        "JOIN movement m ON m.id = d.shipment_id WHERE d.issuer_id = %s AND d.shipment_date >= %s "
        f"AND d.shipment_date <= %s AND {of_sites} "
        "AND d.state IN ('issued', 'accepted', 'disputed') ORDER BY d.number"
    )
    return _stored(where, [issuer_id, first.isoformat(), last.isoformat(), *site_arguments])


def _stored(where: str, arguments: Sequence[str | int | date]) -> list[StoredDocument]:
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
        recipient_name=row[9],
        state=DocumentState(row[10]),
        content=row[11],
        digest=row[12],
        issued_at=stored_instant(row[13]),
        issued_by=row[14],
        supersedes=row[15],
        superseded_by=row[16],
        reason=row[17] or "",
    )


_LINE = (
    "i.code AS issuer, d.number AS number, d.recipient_name, d.shipment_reference, d.shipment_date, d.issue_date, "
    "d.material, d.coc_mass_g, d.total_mass_g, d.state, a.number AS superseded_by"
)
_FROM = (
    "FROM document d JOIN organisation i ON i.id = d.issuer_id LEFT JOIN document a ON a.supersedes_id = d.id"
)
_NOT_HERE = "NULL, " * 7
_FROM_OUTSIDE = (
    f"SELECT x.issuer_name, x.number, {_NOT_HERE}'accepted', NULL, m.reference, x.received_at, x.content "
    "FROM received_document x JOIN movement m ON m.id = x.movement_id "
    "WHERE x.recipient_id = %s AND x.document_id IS NULL AND x.withdrawn_at IS NULL"
)


def issued_lines(
    organisation_id: int, *, states: Sequence[DocumentState], limit: int, offset: int
) -> list[DocumentLine]:
    """Return documents that an organisation issued, the last number first; what their recipients booked is theirs."""
    wanted, arguments = _wanted(states)
    return _lines(
        f"SELECT {_LINE}, NULL AS receipt, NULL AS at, NULL AS content {_FROM} WHERE d.issuer_id = %s{wanted} "
        "ORDER BY d.number DESC LIMIT %s OFFSET %s",
        [organisation_id, *arguments, limit, offset],
    )


def issued_count(organisation_id: int, *, states: Sequence[DocumentState]) -> int:
    """Return how many documents an organisation issued."""
    wanted, arguments = _wanted(states)
    return _count(
        f"SELECT COUNT(*) FROM document d WHERE d.issuer_id = %s{wanted}", [organisation_id, *arguments]
    )


def received_lines(
    organisation_id: int, *, states: Sequence[DocumentState], limit: int, offset: int
) -> list[DocumentLine]:
    """Return documents made out to an organisation here, and those it booked from outside, the latest first."""
    wanted, arguments = _wanted(states)
    here = (
        f"SELECT {_LINE}, m.reference AS receipt, d.issued_at AS at, NULL AS content {_FROM} "
        "LEFT JOIN received_document x ON x.document_id = d.id AND x.withdrawn_at IS NULL "
        f"LEFT JOIN movement m ON m.id = x.movement_id WHERE d.recipient_id = %s{wanted}"
    )
    both = f"{here} UNION ALL {_FROM_OUTSIDE}" if _with_outside(states) else here
    outside = [organisation_id] if _with_outside(states) else []
    return _lines(
        f"{both} ORDER BY at DESC, number DESC LIMIT %s OFFSET %s",
        [organisation_id, *arguments, *outside, limit, offset],
    )


def received_count(organisation_id: int, *, states: Sequence[DocumentState]) -> int:
    """Return how many documents `received_lines` would list without a limit."""
    wanted, arguments = _wanted(states)
    here = _count(
        f"SELECT COUNT(*) FROM document d WHERE d.recipient_id = %s{wanted}", [organisation_id, *arguments]
    )
    if not _with_outside(states):
        return here
    return here + _count(
        "SELECT COUNT(*) FROM received_document x WHERE x.recipient_id = %s AND x.document_id IS NULL "
        "AND x.withdrawn_at IS NULL",
        [organisation_id],
    )


def inbox_lines(
    organisation_id: int, *, states: Sequence[DocumentState], limit: int, offset: int
) -> list[DocumentLine]:
    """Return the documents in some states made out to an organisation that it has not booked, by day of shipment.

    The receipt of a line is one that names the document's number already.
    """
    named = (
        "(SELECT MIN(m.reference) FROM movement m JOIN counterparty c ON c.id = m.counterparty_id "
        "WHERE m.organisation_id = d.recipient_id AND m.document = d.number AND m.kind = 2 "
        "AND c.name IN (i.code, i.name) AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id))"
    )
    wanted, arguments = _wanted(states)
    return _lines(
        f"SELECT {_LINE}, {named} AS receipt, NULL AS at, NULL AS content {_FROM} "
        f"WHERE d.recipient_id = %s{wanted} AND NOT EXISTS ("
        "SELECT 1 FROM received_document x WHERE x.document_id = d.id AND x.withdrawn_at IS NULL) "
        "ORDER BY d.shipment_date, d.number LIMIT %s OFFSET %s",
        [organisation_id, *arguments, limit, offset],
    )


def _wanted(states: Sequence[DocumentState]) -> tuple[str, list[str | int]]:
    marks = ", ".join(["%s"] * len(states))
    return (f" AND d.state IN ({marks})" if states else ""), [state.value for state in states]


def _with_outside(states: Sequence[DocumentState]) -> bool:
    """Say whether documents from outside are wanted: what came from outside and is booked counts as accepted."""
    return not states or DocumentState.ACCEPTED in states


def _count(sql: str, arguments: Sequence[str | int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        (total,) = cursor.fetchone()
    return int(total)


def _lines(sql: str, arguments: Sequence[str | int]) -> list[DocumentLine]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [_line(row) for row in cursor.fetchall()]


def _line(row: Sequence[Any]) -> DocumentLine:
    if row[13] is not None:
        return _outside_line(row)
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


def _outside_line(row: Sequence[Any]) -> DocumentLine:
    """Return the line of a document from outside; what the others have in columns stands in its content."""
    content = json.loads(row[13])
    return DocumentLine(
        issuer=row[0],
        number=row[1],
        recipient=content["recipient"]["name"],
        shipment_reference=content["reference"],
        shipment_date=date.fromisoformat(content["shipment_date"]),
        issue_date=date.fromisoformat(content["issue_date"]),
        material=Material(content["material"]),
        coc_mass_g=content["coc_mass_g"],
        total_mass_g=content["total_mass_g"],
        state=DocumentState(row[9]),
        superseded_by=None,
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
    was: DocumentState,
    state: DocumentState,
    organisation_id: int,
    at: datetime,
    actor: str,
    reason: str = "",
) -> int:
    """Move a document from the state that was read to another, append the event and return its identifier.

    Issuer and recipient hold ledgers of their own; so a move counts only where nobody else moved the document since.

    Raises:
        Refusal: `document_state` when the document is not in the state that was read.
    """
    if not DocumentRow.objects.filter(id=document_id, state=was.value).update(state=state.value):
        raise Refusal(
            "document_state",
            found="a document that was moved at this moment",
            expected=f"one that is {was.value} to {act.value} it",
            todo="look at the document and do it again",
        )
    event = DocumentEventRow.objects.create(
        document_id=document_id,
        at=at,
        actor=actor,
        organisation_id=organisation_id,
        act=act.value,
        state=state.value,
        reason=reason,
    )
    return event.id


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
