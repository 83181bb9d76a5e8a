"""Looking at CoC Documents: lists, the inbox, one document with its story, and the forms in which they travel.

A document is seen by its issuer and by the organisation that it is made out to, and by nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from casthouse.custody.document_state import DocumentRecord, DocumentState
from casthouse.exchange.document_json import document_members, document_text, read_document
from casthouse.exchange.document_xlsx import write_documents
from casthouse.refusal import Refusal
from casthouse.service.foreign_document import foreign_json
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.signed_paper import signed_pdf
from casthouse.storage import document as document_store
from casthouse.storage import foreign_document as foreign_store
from casthouse.storage import received_document as received_store
from casthouse.storage.document import DocumentEvent, DocumentLine, StoredDocument
from casthouse.storage.foreign_document import ForeignDocument
from casthouse.storage.received_document import Booking

PAGE_SIZE, PAGE_SIZE_MAX = 50, 1_000
TOGETHER_MAX = 2_000
"""So many documents go into one PDF or list."""


class DocumentDirection(StrEnum):
    """Which documents of an organisation: those it issued, or those made out to it."""

    ISSUED = "issued"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A page of a list of documents, and how many there are in all."""

    lines: tuple[DocumentLine, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStory:
    """One document as one of its sides sees it.

    Attributes:
        record: the document, where it stands, and what supersedes it.
        digest: SHA-256 of its canonical JSON.
        issued: when and by whom; None for a document from outside.
        events: the moves of its state since.
        receipt: reference of the receipt that booked it, for the recipient only.
        foreign: the statement of another installation by which it was booked, for the recipient only.
    """

    record: DocumentRecord
    digest: str
    issued: tuple[datetime, str] | None
    events: tuple[DocumentEvent, ...]
    receipt: str | None
    foreign: ForeignDocument | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the document with what became of it."""
        return {
            "document": document_members(self.record.document),
            "sha256": self.digest,
            "state": self.record.state.value,
            "superseded_by": self.record.superseded_by,
            "receipt": self.receipt,
            "foreign": None if self.foreign is None else foreign_json(self.foreign),
            "events": [
                {
                    "at": each.at.isoformat(),
                    "actor": each.actor,
                    "organisation": each.organisation,
                    "act": each.act,
                    "state": each.state.value,
                    "reason": each.reason,
                }
                for each in self.events
            ],
        }


def line_json(line: DocumentLine) -> dict[str, Any]:
    """Return the members of a line of a list."""
    return {
        "number": line.number,
        "issuer": line.issuer,
        "recipient": line.recipient,
        "reference": line.shipment_reference,
        "shipment_date": line.shipment_date.isoformat(),
        "issue_date": line.issue_date.isoformat(),
        "material": line.material.value,
        "coc_mass_g": line.coc_mass_g,
        "total_mass_g": line.total_mass_g,
        "state": line.state.value,
        "superseded_by": line.superseded_by,
        "receipt": line.receipt,
    }


def documents(
    actor: Actor,
    *,
    organisation: str,
    direction: DocumentDirection = DocumentDirection.ISSUED,
    state: DocumentState | None = None,
    limit: int = PAGE_SIZE,
    offset: int = 0,
) -> DocumentPage:
    """Return documents that an organisation issued, or that are made out to it on this Casthouse, the latest first.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.DOCUMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    states = [] if state is None else [state]
    limit, offset = min(max(limit, 1), PAGE_SIZE_MAX), max(offset, 0)
    if direction is DocumentDirection.ISSUED:
        lines = document_store.issued_lines(organisation_id, states=states, limit=limit, offset=offset)
        total = document_store.issued_count(organisation_id, states=states)
    else:
        lines = document_store.received_lines(organisation_id, states=states, limit=limit, offset=offset)
        total = document_store.received_count(organisation_id, states=states)
    return DocumentPage(lines=tuple(lines), total=total)


TO_BE_BOOKED = (DocumentState.ISSUED,)
WAITING_FOR_ISSUER = (DocumentState.DISPUTED,)


def inbox(
    actor: Actor,
    *,
    organisation: str,
    states: Sequence[DocumentState] = TO_BE_BOOKED + WAITING_FOR_ISSUER,
    limit: int = PAGE_SIZE_MAX,
    offset: int = 0,
) -> list[DocumentLine]:
    """Return the documents made out to an organisation that it has not booked, the oldest shipment first.

    A disputed one waits for its issuer, who corrects or cancels it; the recipient may still accept it as it is.

    `receipt` names a receipt of its own that has the document's number already: accepting links the two.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.DOCUMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    return document_store.inbox_lines(organisation_id, states=states, limit=limit, offset=offset)


def document_of(actor: Actor, *, organisation: str, number: str, issuer: str | None = None) -> DocumentStory:
    """Return a document that an organisation issued, that is made out to it, or that it booked from outside.

    Args:
        actor: who asks.
        organisation: code of the side that looks at it.
        number: number of the document.
        issuer: code of the issuer; when left out the organisation's own documents come first.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `document_unknown`.
    """
    authorise(actor, Act.DOCUMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    stored = _stored(organisation, organisation_id, number, issuer)
    if stored is not None:
        return _story(stored, organisation_id)
    for each in received_store.bookings_of_numbers(organisation_id, [number]):
        if issuer in {None, each.issuer}:
            return _outside_story(each)
    raise _document_unknown(organisation, number, issuer)


def _document_unknown(organisation: str, number: str, issuer: str | None) -> Refusal:
    return Refusal(
        "document_unknown",
        found=f"document “{number}”" + (f" of {issuer}" if issuer else ""),
        expected=f"a document that {organisation} issued or received",
        todo="correct the number; the list of documents, on the command line “casthouse document list”, shows them",
    )


def _stored(
    organisation: str, organisation_id: int, number: str, issuer: str | None
) -> StoredDocument | None:
    """Return a document of this store if the organisation is one of its sides."""
    stored = document_store.stored_document(issuer or organisation, number)
    if stored is None and issuer is None:
        return next(iter(document_store.addressed_documents(organisation_id, [number])), None)
    if stored is not None and organisation_id not in {stored.issuer_id, stored.recipient_id}:
        return None
    return stored


def _story(stored: StoredDocument, organisation_id: int) -> DocumentStory:
    booking = received_store.booking_of(stored.identifier) if organisation_id == stored.recipient_id else None
    return DocumentStory(
        record=record_of(stored),
        digest=stored.digest,
        issued=(stored.issued_at, stored.issued_by),
        events=tuple(document_store.document_events(stored.identifier)),
        receipt=None if booking is None else booking.receipt,
    )


def record_of(stored: StoredDocument) -> DocumentRecord:
    """Return a stored document as a value, with what became of it."""
    return DocumentRecord(
        document=read_document(stored.content.encode()),
        state=stored.state,
        superseded_by=stored.superseded_by,
        reason=stored.reason,
    )


def _outside_story(booking: Booking) -> DocumentStory:
    document = read_document(booking.content.encode())
    return DocumentStory(
        record=DocumentRecord(document=document, state=DocumentState.ACCEPTED),
        digest=booking.digest,
        issued=None,
        events=(),
        receipt=booking.receipt,
        foreign=foreign_store.foreign_of(booking.identifier),
    )


def document_json(actor: Actor, *, organisation: str, number: str, issuer: str | None = None) -> bytes:
    """Return the canonical JSON of a document, as its recipient may be sent it; refuses as `document_of` does."""
    story = document_of(actor, organisation=organisation, number=number, issuer=issuer)
    return document_text(story.record.document).encode()


def documents_pdf(
    actor: Actor, *, organisation: str, numbers: Sequence[str], issuer: str | None = None
) -> bytes:
    """Return documents as one PDF in the order given, each beginning on a page of its own.

    What is signed has a code that leads to its public page; a single document carries its statement as an attachment.

    Raises:
        Refusal: as `document_of`; `documents_too_many`.
    """
    return signed_pdf(_records(actor, organisation, numbers, issuer))


def documents_xlsx(
    actor: Actor, *, organisation: str, numbers: Sequence[str], issuer: str | None = None
) -> bytes:
    """Return a list of documents as a workbook, one row a document in the order given; refuses as `documents_pdf`."""
    target = BytesIO()
    write_documents(target, _records(actor, organisation, numbers, issuer))
    return target.getvalue()


def _records(
    actor: Actor, organisation: str, numbers: Sequence[str], issuer: str | None
) -> list[DocumentRecord]:
    if not 1 <= len(numbers) <= TOGETHER_MAX:
        raise Refusal(
            "documents_too_many" if numbers else "documents_none",
            found=f"{len(numbers)} documents",
            expected=f"from 1 to {TOGETHER_MAX} documents in one file",
            todo="choose fewer, for instance those of a month" if numbers else "choose a document",
        )
    authorise(actor, Act.DOCUMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    found = _records_numbered(organisation, organisation_id, numbers, issuer)
    missing = next((number for number in numbers if number not in found), None)
    if missing is not None:
        raise _document_unknown(organisation, missing, issuer)
    return [found[number] for number in numbers]


def _records_numbered(
    organisation: str, organisation_id: int, numbers: Sequence[str], issuer: str | None
) -> dict[str, DocumentRecord]:
    """Return documents by number, each as `document_of` would choose it; a bounded number of reads for all."""
    stored = {
        each.number: each
        for each in document_store.stored_documents(issuer or organisation, numbers)
        if organisation_id in {each.issuer_id, each.recipient_id}
    }
    if issuer is None:
        others = [number for number in numbers if number not in stored]
        for each in document_store.addressed_documents(organisation_id, others):
            stored.setdefault(each.number, each)
    found = {number: record_of(each) for number, each in stored.items()}
    outside = [number for number in numbers if number not in found]
    for booking in received_store.bookings_of_numbers(organisation_id, outside):
        if issuer in {None, booking.issuer}:
            found.setdefault(booking.number, _outside_story(booking).record)
    return found
