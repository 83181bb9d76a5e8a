"""Holding the accounts of both sides of a CoC Document: its issuer's, and those of whoever booked it.

A document made out to a name outside the register is booked by the organisation that is registered under that name
later; so the recipient whose accounts follow is the one of the booking.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from casthouse.custody.document import CocDocument
from casthouse.refusal import Refusal
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Actor
from casthouse.storage import document as document_store
from casthouse.storage import received_document as received_store
from casthouse.storage.document import StoredDocument
from casthouse.storage.received_document import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A document as it stands in an open transaction, and the organisations whose ledgers that holds."""

    hold: LedgerHold
    stored: StoredDocument
    held: frozenset[int]

    def booking(self) -> Booking | None:
        """Return how the document is booked now, or None.

        Raises:
            Refusal: `document_state` when it was booked between reading it and holding the ledgers.
        """
        booking = received_store.booking_of(self.stored.identifier)
        if booking is not None and booking.recipient_id not in self.held:
            raise Refusal(
                "document_state",
                found=f"{self.stored.number}, which was booked at this moment",
                expected="a document that nobody else moves meanwhile",
                todo="look at the document and do it again",
            )
        return booking


@contextmanager
def document_held(actor: Actor, organisation: str, number: str) -> Iterator[HeldDocument]:
    """Hold the ledgers of a document's issuer and of the recipient that it names or that booked it.

    Args:
        actor: who writes.
        organisation: code of the issuer.
        number: number of the document.

    Raises:
        Refusal: `organisation_unknown`, `document_unknown`.
    """
    seen = own_document(organisation, number)
    booking = received_store.booking_of(seen.identifier)
    sides = (seen.recipient_id, booking.recipient_id if booking else None)
    beside = [each for each in sides if each is not None]
    with ledger_held(actor, organisation, beside=beside) as hold:
        stored = own_document(organisation, number)
        yield HeldDocument(hold=hold, stored=stored, held=frozenset({hold.organisation_id, *beside}))


def own_document(organisation: str, number: str) -> StoredDocument:
    """Return a document that an organisation issued.

    Raises:
        Refusal: `document_unknown`.
    """
    stored = document_store.stored_document(organisation, number)
    if stored is None:
        raise Refusal(
            "document_unknown",
            found=f"document “{number}”",
            expected=f"a document that {organisation} issued",
            todo="correct the number; the list of documents, on the command line “casthouse document list”, shows them",
        )
    return stored


def is_made_out_to(document: CocDocument, organisation: str) -> bool:
    """Say whether a document names an organisation by its code, or by its name where the issuer knew no code."""
    if document.recipient.code:
        return document.recipient.code == organisation
    return document.recipient.name in {organisation, found_organisation(organisation).name}
