"""Receiving CoC Documents: from another company on this Casthouse, or from outside as a file (CoC Standard part 10).

All checks of `custody/document_receipt.py` precede the booking. A document is booked once: as a new receipt, or by
matching the receipts that are there, under its number or waiting for it (`document_match`). A file of a document that
was issued here must be what was issued, to the byte of its canonical form; one that was signed at another installation
is verified (`service/foreign_document.py`).
"""

from dataclasses import dataclass
from typing import Any

from casthouse.custody.document import CocDocument
from casthouse.custody.document_booking import BookedReceipt
from casthouse.custody.document_state import DocumentAct, DocumentSide, DocumentState, next_state
from casthouse.exchange.document_json import document_digest, read_document
from casthouse.refusal import Refusal
from casthouse.service.document_arrival import Arrival, book_arrival
from casthouse.service.document_booking import Recipient
from casthouse.service.document_match import NOTHING_SAID, Delivery, matching_receipts, possible_facilities
from casthouse.service.document_move import move_document
from casthouse.service.foreign_document import (
    ForeignStatement,
    arrived_document,
    require_one_company,
    still_believed,
)
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import found_organisation, found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.scope_ledger import load_scope_files
from casthouse.storage import document as document_store
from casthouse.storage import received_document as received_store
from casthouse.storage import scope as scope_store
from casthouse.storage.document import StoredDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReceipt:
    """A document as it is booked: its receipts in force, and whether they were there before the document came."""

    document: CocDocument
    receipts: tuple[BookedReceipt, ...]
    matched: bool

    def as_json(self) -> dict[str, Any]:
        """Return the receipt as commands print it; `quantity_g` is the CoC part, `other_g` the rest."""
        coc = [each for each in self.receipts if each.coc]
        return {
            "reference": coc[0].reference,
            "document": self.document.number,
            "issuer": self.document.issuer.code,
            "material": self.document.material.value,
            "quantity_g": sum(each.quantity_g for each in coc),
            "other_g": sum(each.quantity_g for each in self.receipts if not each.coc),
            "facility": coc[0].facility,
            "date": coc[0].day.isoformat(),
            "matched": self.matched,
            "receipts": [each.reference for each in self.receipts],
        }


def receive_document(
    actor: Actor, *, organisation: str, content: bytes, delivery: Delivery = NOTHING_SAID
) -> DocumentReceipt:
    """Check a document that came as a file, and book it as a receipt or match it to one.

    Args:
        actor: who receives.
        organisation: code of the recipient.
        content: the file: the document's JSON, or its signed statement as JSON, token, archive or PDF.
        delivery: what the recipient says of the goods.

    Raises:
        Refusal: `document_unreadable`, `document_altered`, `document_unknown`, the code of a check of
            `ReceiptCheck`, of `matching_receipts` and `chosen_facility`, or of an import (contract section 4); as
            `arrived_document`, `still_believed` and `require_one_company`.
    """
    authorise(actor, Act.DOCUMENT_RECEIVE, organisation)
    found_organisation(organisation)
    document, foreign = arrived_document(content)
    if foreign is not None:
        return _receive(actor, organisation, document, is_stored=False, delivery=delivery, foreign=foreign)
    stored = document_store.stored_document(document.issuer.code, document.number)
    if stored is None:
        if document_store.issues_here(document.issuer.code):  # issuers elsewhere are not known here
            raise _never_issued(document)
    elif not _may_receive(organisation, stored):
        raise _never_issued(document)
    elif stored.digest != document_digest(document):
        raise Refusal(
            "document_altered",
            found=f"a file of {document.number} with SHA-256 {document_digest(document)}",
            expected=f"the file that {document.issuer.code} issued, unchanged",
            todo="ask the issuer for the file, or accept the document from the inbox",
        )
    return _receive(actor, organisation, document, is_stored=stored is not None, delivery=delivery)


def _never_issued(document: CocDocument) -> Refusal:
    """Return the refusal of a number that was never given; one given to another company reads the same."""
    return Refusal(
        "document_unknown",
        found=f"{document.number}, which {document.issuer.code} never issued to this company",
        expected="a document that its issuer, who issues on this Casthouse, has made out to it",
        todo="ask the issuer",
    )


def _may_receive(organisation: str, stored: StoredDocument) -> bool:
    """Say whether a document is the organisation's to know of: made out to its code, or to its name as free text."""
    if stored.recipient is not None:
        return stored.recipient == organisation
    return stored.recipient_name in {organisation, found_organisation(organisation).name}


def accept_document(
    actor: Actor, *, organisation: str, issuer: str, number: str, delivery: Delivery = NOTHING_SAID
) -> DocumentReceipt:
    """Accept a document from the inbox and book it as a receipt, or match it to one.

    Args:
        actor: who accepts.
        organisation: code of the recipient.
        issuer: code of the issuer.
        number: number of the document.
        delivery: what the recipient says of the goods.

    Raises:
        Refusal: as `receive_document`; `document_state` for one that is accepted, corrected or cancelled.
    """
    authorise(actor, Act.DOCUMENT_RECEIVE, organisation)
    found_organisation(organisation)
    document = read_document(addressed_document(organisation, issuer, number).content.encode())
    return _receive(actor, organisation, document, is_stored=True, delivery=delivery)


def facilities_to_choose(actor: Actor, *, organisation: str, issuer: str, number: str) -> list[str]:
    """Return the facilities among which a person has to choose to accept a document; none where it can be told.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `document_unknown`.
    """
    authorise(actor, Act.DOCUMENT_RECEIVE, organisation)
    organisation_id = found_organisation_id(organisation)
    document = read_document(addressed_document(organisation, issuer, number).content.encode())
    if received_store.booking(organisation_id, issuer, number) is not None:
        return []
    files = load_scope_files(scope_store.scopes(organisation=organisation))
    try:
        if matching_receipts(organisation_id, document, NOTHING_SAID, files):
            return []
    except Refusal:  # several receipts would fit: that is asked for, and refused, on its own
        return []
    return possible_facilities(organisation, document, NOTHING_SAID, files)


def addressed_document(organisation: str, issuer: str, number: str) -> StoredDocument:
    """Return a document that is made out to an organisation; others are as unknown to it as none.

    Raises:
        Refusal: `document_unknown`.
    """
    stored = document_store.stored_document(issuer, number)
    if stored is None or stored.recipient != organisation:
        raise Refusal(
            "document_unknown",
            found=f"document “{number}” of {issuer}",
            expected=f"a document made out to {organisation}",
            todo="correct the number or the issuer; the inbox lists what has come",
        )
    return stored


def _receive(
    actor: Actor,
    organisation: str,
    document: CocDocument,
    *,
    is_stored: bool,
    delivery: Delivery,
    foreign: ForeignStatement | None = None,
) -> DocumentReceipt:
    with ledger_held(actor, organisation) as hold:
        if foreign is not None:  # judged before the hold: what was decided in between counts
            foreign = still_believed(foreign)
            require_one_company(hold.organisation_id, document, foreign.did)
        stored = document_store.stored_document(document.issuer.code, document.number) if is_stored else None
        booking = received_store.booking(hold.organisation_id, document.issuer.code, document.number)
        if stored is not None and stored.state is DocumentState.DISPUTED and booking is not None:
            receipt = _standing(hold, document)
        else:
            arrival = Arrival(
                hold=hold,
                recipient=Recipient(code=organisation, identifier=hold.organisation_id),
                document=document,
                stored=stored,
                booking=booking,
                delivery=delivery,
                foreign=foreign,
            )
            receipts, matched = book_arrival(arrival)
            receipt = DocumentReceipt(document=document, receipts=tuple(receipts), matched=matched)
        if stored is not None:
            _accept(hold, stored)
        hold.journal(
            Act.DOCUMENT_RECEIVE,
            document.number,
            issuer=document.issuer.code,
            receipts=[each.reference for each in receipt.receipts],
        )
    return receipt


def _standing(hold: LedgerHold, document: CocDocument) -> DocumentReceipt:
    """Return what a document is booked as already."""
    suppliers = [document.issuer.code]
    receipts = received_store.receipts_under(
        hold.organisation_id, suppliers=suppliers, number=document.number
    )
    return DocumentReceipt(document=document, receipts=tuple(receipts), matched=True)


def _accept(hold: LedgerHold, stored: StoredDocument) -> None:
    state = next_state(stored.state, DocumentAct.ACCEPT, side=DocumentSide.RECIPIENT)
    move_document(
        stored.identifier,
        act=DocumentAct.ACCEPT,
        was=stored.state,
        state=state,
        organisation_id=hold.organisation_id,
        at=hold.at,
        actor=hold.actor.name,
    )


def dispute_document(actor: Actor, *, organisation: str, issuer: str, number: str, reason: str) -> None:
    """Dispute a document: its issuer sees the reason, and corrects or cancels it. What is booked stays booked.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `document_unknown`, `document_state`, `reason_missing`.
    """
    authorise(actor, Act.DOCUMENT_DISPUTE, organisation)
    found_organisation(organisation)
    with ledger_held(actor, organisation) as hold:
        stored = addressed_document(organisation, issuer, number)
        state = next_state(stored.state, DocumentAct.DISPUTE, side=DocumentSide.RECIPIENT, reason=reason)
        move_document(
            stored.identifier,
            act=DocumentAct.DISPUTE,
            was=stored.state,
            state=state,
            organisation_id=hold.organisation_id,
            at=hold.at,
            actor=actor.name,
            reason=reason.strip(),
        )
        hold.journal(Act.DOCUMENT_DISPUTE, number, issuer=issuer, reason=reason.strip())
