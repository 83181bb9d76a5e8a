"""Withdrawing the booking of a CoC Document when a receipt that it was booked as is taken back."""

from collections.abc import Sequence
from datetime import datetime

from casthouse.custody.document_state import DocumentAct, DocumentSide, DocumentState, next_state
from casthouse.service.document_move import move_document
from casthouse.service.logged_row import enter
from casthouse.service.permission import Actor
from casthouse.storage import document as document_store
from casthouse.storage import received_document as received_store
from casthouse.storage.received_document import Booking


def withdraw_bookings(
    actor: Actor, organisation_id: int, receipts: Sequence[int], *, at: datetime
) -> list[Booking]:
    """Withdraw the bookings to which some receipts belong: their documents stand in the inbox again.

    Args:
        actor: who takes the receipts back.
        organisation_id: whose receipts they are; the caller holds its ledger.
        receipts: identifiers of the movements.
        at: now.
    """
    bookings = received_store.bookings_of_receipts(organisation_id, receipts) if receipts else []
    for booking in bookings:
        withdraw_booking(actor, booking, at=at)
    return bookings


def withdraw_booking(actor: Actor, booking: Booking, *, at: datetime) -> None:
    """Withdraw one booking; an accepted document is merely issued again, a disputed one stays disputed."""
    received_store.withdraw_booking(booking.identifier, at=at)
    enter({"received_document": [booking.identifier]}, at=at)
    if booking.document_id is None:
        return
    state = document_store.state_of(booking.document_id)
    if state is DocumentState.ACCEPTED:
        move_document(
            booking.document_id,
            act=DocumentAct.WITHDRAW,
            was=state,
            state=next_state(state, DocumentAct.WITHDRAW, side=DocumentSide.RECIPIENT),
            organisation_id=booking.recipient_id,
            at=at,
            actor=actor.name,
            reason=f"receipt {booking.receipt} was taken back",
        )
