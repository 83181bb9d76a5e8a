"""CoC Documents in their recipient's accounts: what was booked under which document, and what waits for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from casthouse.custody.document_booking import BookedReceipt
from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE, Material
from casthouse.storage.dialect import integer_list, prepared_rows, stored_day, text_list
from casthouse.storage.models import ReceivedDocumentRow
from casthouse.storage.movement_key import first_id, last_id

BOOKED_FROM_DOCUMENT = "CoC Document"
"""What an import of receipts that a document brought names as its profile; no mapping profile can have a blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A document that an organisation received and booked; `receipt` is the reference of the (first) receipt.

    `recipient` is the code of the organisation that booked it.
    """

    identifier: int
    recipient_id: int
    recipient: str
    issuer: str
    number: str
    document_id: int | None
    receipt: str
    booked_mass_g: int
    content: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBooking:
    """A booking to record; `document_id` is None for a document from outside this store."""

    recipient_id: int
    issuer: str
    number: str
    document_id: int | None
    receipt: str
    booked_mass_g: int
    content: str
    digest: str
    at: datetime
    actor: str


_BOOKING = (
    "SELECT x.id, x.recipient_id, o.code, x.issuer_name, x.number, x.document_id, m.reference, x.booked_mass_g, "
    "x.content, x.digest FROM received_document x JOIN movement m ON m.id = x.movement_id "
    "JOIN organisation o ON o.id = x.recipient_id WHERE x.withdrawn_at IS NULL "
)


def booking(recipient_id: int, issuer: str, number: str) -> Booking | None:
    """Return the booking in force of a document, or None."""
    where = "AND x.recipient_id = %s AND x.issuer_name = %s AND x.number = %s"
    return next(iter(_bookings(where, [recipient_id, issuer, number])), None)


def booking_of(document_id: int) -> Booking | None:
    """Return the booking in force of a document of this store, or None."""
    return next(iter(_bookings("AND x.document_id = %s", [document_id])), None)


def bookings_of_numbers(recipient_id: int, numbers: Sequence[str]) -> list[Booking]:
    """Return the bookings in force of the documents with some numbers, whoever issued them, the oldest first."""
    listed, argument = text_list(numbers)
    where = f"AND x.recipient_id = %s AND x.number IN (SELECT listed.value FROM {listed}) ORDER BY x.received_at, x.id"
    return _bookings(where, [recipient_id, argument])


def bookings_of_receipts(organisation_id: int, movement_ids: Sequence[int]) -> list[Booking]:
    """Return the bookings in force to which one of the receipts belongs."""
    if not ReceivedDocumentRow.objects.filter(recipient=organisation_id, withdrawn_at=None).exists():
        return []
    listed, argument = integer_list(movement_ids)
    where = (
        "AND x.recipient_id = %s AND x.id IN (SELECT y.id FROM "
        f"{listed} CROSS JOIN movement t JOIN counterparty c ON c.id = t.counterparty_id "
        "JOIN received_document y ON y.recipient_id = t.organisation_id AND y.number = t.document "
        "AND y.issuer_name = c.name AND y.withdrawn_at IS NULL WHERE t.id = listed.value)"
    )
    return _bookings(where, [organisation_id, argument])


def _bookings(where: str, arguments: Sequence[Any]) -> list[Booking]:
    with connection.cursor() as cursor:
        cursor.execute(_BOOKING + where, arguments)
        return [
            Booking(
                identifier=row[0],
                recipient_id=row[1],
                recipient=row[2],
                issuer=row[3],
                number=row[4],
                document_id=row[5],
                receipt=row[6],
                booked_mass_g=row[7],
                content=row[8],
                digest=row[9],
            )
            for row in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedPlace:
    """Where a document of this store stands in the accounts of whoever booked it; `recipient` is that code."""

    recipient: str
    receipt: str
    facility: str
    day: date


def booked_places(document_ids: Sequence[int]) -> dict[int, BookedPlace]:
    """Return where documents are booked, by their identifiers; those that are not are left out."""
    listed, argument = integer_list(document_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT x.document_id, o.code, m.reference, f.code, m.date FROM {listed} CROSS JOIN received_document x "
            "JOIN organisation o ON o.id = x.recipient_id "
            "JOIN movement m ON m.id = x.movement_id JOIN facility f ON f.id = m.facility_id "
            "WHERE x.document_id = listed.value AND x.withdrawn_at IS NULL",
            [argument],
        )
        return {
            document_id: BookedPlace(
                recipient=recipient, receipt=receipt, facility=facility, day=stored_day(day)
            )
            for document_id, recipient, receipt, facility, day in cursor.fetchall()
        }


def save_booking(new: NewBooking) -> int:
    """Record a booking of a posted receipt and return its identifier."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM movement WHERE organisation_id = %s AND reference = %s",
            [new.recipient_id, new.receipt],
        )
        (movement_id,) = cursor.fetchone()
    row = ReceivedDocumentRow.objects.create(
        recipient_id=new.recipient_id,
        issuer_name=new.issuer,
        number=new.number,
        document_id=new.document_id,
        movement_id=movement_id,
        booked_mass_g=new.booked_mass_g,
        content=new.content,
        digest=new.digest,
        received_at=new.at,
        received_by=new.actor,
    )
    return row.id


def withdraw_booking(identifier: int, *, at: datetime) -> None:
    """Say that a document is booked no more."""
    ReceivedDocumentRow.objects.filter(id=identifier).update(withdrawn_at=at)


_RECEIPT = (
    "SELECT m.id, m.reference, m.date, f.code, m.material, m.quantity_g, m.coc, c.name, m.document, m.lot, m.extra, "
    "i.profile FROM movement m JOIN facility f ON f.id = m.facility_id "
    "JOIN counterparty c ON c.id = m.counterparty_id JOIN movement_import i ON i.id = m.movement_import_id "
    "WHERE m.organisation_id = %s AND m.kind = 2 "
    "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) "
)


def receipts_under(organisation_id: int, *, suppliers: Sequence[str], number: str) -> list[BookedReceipt]:
    """Return the receipts in force that name a document of a supplier, CoC or not, by day and number."""
    marks = ", ".join(["%s"] * len(suppliers))
    return _receipts(
        f"AND m.document = %s AND c.name IN ({marks}) ORDER BY m.id", [organisation_id, number, *suppliers]
    )


def receipt_named(organisation_id: int, reference: str) -> BookedReceipt | None:
    """Return a receipt in force by its reference, or None."""
    return next(iter(_receipts("AND m.reference = %s", [organisation_id, reference])), None)


def receipts_without_document(
    organisation_id: int, *, suppliers: Sequence[str], material: Material, first: date, last: date
) -> list[BookedReceipt]:
    """Return the receipts in force of a supplier and material on some days that name no document, by day."""
    marks = ", ".join(["%s"] * len(suppliers))
    return _receipts(
        f"AND m.id BETWEEN %s AND %s AND m.material = %s AND m.document IS NULL AND c.name IN ({marks}) ORDER BY m.id",
        [
            organisation_id,
            first_id(organisation_id, first),
            last_id(organisation_id, last),
            MATERIAL_CODES[material],
            *suppliers,
        ],
    )


def receipts_awaiting_document(organisation_id: int, *, last: date, limit: int) -> list[BookedReceipt]:
    """Return the receipts in force with coc=no and no document of suppliers certified on the day, by day."""
    return _receipts(
        "AND m.id BETWEEN %s AND %s AND m.coc = 0 AND m.document IS NULL AND EXISTS ("
        "SELECT 1 FROM organisation o JOIN scope s ON s.organisation_id = o.id JOIN certificate t ON t.scope_id = s.id "
        "JOIN certificate_span e ON e.certificate_id = t.id "
        "WHERE o.code = c.name AND t.standard = 'chain_of_custody' AND e.valid_from <= m.date AND m.date <= e.valid_to"
        ") ORDER BY m.id LIMIT %s",
        [organisation_id, first_id(organisation_id), last_id(organisation_id, last), limit],
    )


def receipts_awaiting_content(organisation_id: int, *, last: date, limit: int) -> list[BookedReceipt]:
    """Return the CoC receipts in force whose document is only a number so far, by day."""
    return _receipts(
        "AND m.id BETWEEN %s AND %s AND m.coc = 1 AND m.document IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM received_document x WHERE x.recipient_id = m.organisation_id AND x.number = m.document "
        "AND x.issuer_name = c.name AND x.withdrawn_at IS NULL) ORDER BY m.id LIMIT %s",
        [organisation_id, first_id(organisation_id), last_id(organisation_id, last), limit],
    )


def _receipts(where: str, arguments: Sequence[str | int]) -> list[BookedReceipt]:
    return [_receipt(row) for row in prepared_rows(_RECEIPT + where, arguments)]


def _receipt(row: Sequence[Any]) -> BookedReceipt:
    return BookedReceipt(
        movement_id=row[0],
        reference=row[1],
        day=stored_day(row[2]),
        facility=row[3],
        material=MATERIALS_BY_CODE[row[4]],
        quantity_g=row[5],
        coc=row[6] == 1,
        counterparty=row[7],
        document=row[8] or "",
        lot=row[9] or "",
        extra=row[10] or "",
        from_document=row[11] == BOOKED_FROM_DOCUMENT,
    )


def own_system_references(organisation_id: int, references: Sequence[str]) -> set[str]:
    """Return those of the references that were posted otherwise than from a document."""
    listed, argument = text_list(references)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.reference FROM {listed} CROSS JOIN movement m "
            "JOIN movement_import i ON i.id = m.movement_import_id "
            "WHERE m.organisation_id = %s AND m.reference = listed.value AND i.profile <> %s",
            [argument, organisation_id, BOOKED_FROM_DOCUMENT],
        )
        return {reference for (reference,) in cursor.fetchall()}


def taken_references(organisation_id: int, references: Sequence[str]) -> set[str]:
    """Return those of the references that are in use."""
    listed, argument = text_list(references)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.reference FROM {listed} CROSS JOIN movement m "
            "WHERE m.organisation_id = %s AND m.reference = listed.value",
            [argument, organisation_id],
        )
        return {reference for (reference,) in cursor.fetchall()}
