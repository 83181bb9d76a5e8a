"""Cancelling and correcting CoC Documents: nothing is edited, and both sides' accounts follow (fact sheet 8.3).

A correction is a new document that supersedes. Where mass, material, day, lot or recipient change, the issuer's
shipment is taken back and posted anew; where the recipient had booked the document, so is its receipt. All of it stands
or falls in one transaction under the checks of an import: a closed period on either side refuses the whole.
"""

from dataclasses import dataclass, replace
from datetime import date

from casthouse.custody.document import CocDocument, number_text, number_year
from casthouse.custody.document_booking import (
    COC_MARK,
    REVERSAL_MARK,
    BookedReceipt,
    BookingRow,
    derived_reference,
    split_received,
)
from casthouse.custody.document_draft import ShipmentFacts, Supplements, draft_document
from casthouse.custody.document_state import DocumentAct, DocumentSide, DocumentState, next_state
from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.exchange.document_json import document_digest, document_json_around_number, read_document
from casthouse.refusal import Refusal
from casthouse.service.document import edition_title
from casthouse.service.document_arrival import record_booking
from casthouse.service.document_booking import (
    Recipient,
    period_closed_there,
    post_rows,
    rebook,
    source_of,
    take_back,
    taken_references,
)
from casthouse.service.document_held import document_held, is_made_out_to, own_document
from casthouse.service.document_move import move_document
from casthouse.service.entered import entered_mass_g
from casthouse.service.ledger_hold import LedgerHold
from casthouse.service.logged_row import enter_document, sign_after_commit
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import document_issue as issue_store
from casthouse.storage import received_document as received_store
from casthouse.storage import shipment as shipment_store
from casthouse.storage.document import StoredDocument
from casthouse.storage.document_issue import IssueFile, NewDocument
from casthouse.storage.received_document import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a correction says anew; None leaves it as it was. Masses in grams, `recipient` as in a shipment."""

    coc_mass_g: int | None = None
    total_mass_g: int | None = None
    material: Material | None = None
    shipment_date: date | None = None
    lot: str | None = None
    recipient: str | None = None
    recipient_address: str | None = None
    supplements: Supplements | None = None


def cancel_document(actor: Actor, *, organisation: str, number: str, reason: str) -> None:
    """Cancel a document; where its recipient booked it, that receipt is taken back.

    Args:
        actor: who cancels.
        organisation: code of the issuer.
        number: number of the document.
        reason: why.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `document_unknown`, `document_state`, `reason_missing`,
            `period_closed` when the recipient has closed the period of its receipt.
    """
    authorise(actor, Act.DOCUMENT_CANCEL, organisation)
    found_organisation(organisation)
    with document_held(actor, organisation, number) as held:
        hold, stored = held.hold, held.stored
        _move(hold, stored, DocumentAct.CANCEL, reason)
        booking = held.booking()
        if booking is not None:
            _take_back_there(hold, stored, booking)
        hold.journal(Act.DOCUMENT_CANCEL, number, reason=reason.strip())


def _move(hold: LedgerHold, stored: StoredDocument, act: DocumentAct, reason: str) -> None:
    state = next_state(stored.state, act, side=DocumentSide.ISSUER, reason=reason)
    move_document(
        stored.identifier,
        act=act,
        was=stored.state,
        state=state,
        organisation_id=hold.organisation_id,
        at=hold.at,
        actor=hold.actor.name,
        reason=reason.strip(),
    )


def _receipts(booking: Booking) -> list[BookedReceipt]:
    return received_store.receipts_under(
        booking.recipient_id, suppliers=[booking.issuer], number=booking.number
    )


def _take_back_there(hold: LedgerHold, stored: StoredDocument, booking: Booking) -> None:
    recipient = Recipient(code=booking.recipient, identifier=booking.recipient_id)
    try:
        take_back(hold.actor, recipient, _receipts(booking), number=stored.number, digest=stored.digest)
    except Refusal as refusal:
        raise period_closed_there(refusal, organisation=recipient.code) from refusal


def correct_document(
    actor: Actor, *, organisation: str, number: str, reason: str, changes: Changes
) -> CocDocument:
    """Correct a document by a new one that supersedes it, and return that one.

    What the register says anew is taken over too, so a correction after a mended address needs no other change.

    Args:
        actor: who corrects.
        organisation: code of the issuer.
        number: number of the document that is wrong.
        reason: why.
        changes: what the new one says otherwise.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `document_unknown`, `document_state`, `reason_missing`,
            `quantity_invalid`, `correction_empty`, what issuing refuses, and what an import refuses on either side
            (contract section 4), `period_closed` among others.
    """
    authorise(actor, Act.DOCUMENT_CANCEL, organisation)
    found_organisation(organisation)
    if changes.coc_mass_g is not None:
        entered_mass_g(changes.coc_mass_g)
    with document_held(actor, organisation, number) as held:
        hold, stored = held.hold, held.stored
        _move(hold, stored, DocumentAct.CORRECT, reason)
        booking = held.booking()
        old = read_document(stored.content.encode())
        reference = _corrected_shipment(hold, organisation, stored, changes)
        new = _issue(hold, _issue_file(organisation, reference), stored, old, changes)
        if booking is not None:
            _follow(hold, stored, old, new, booking)
        hold.journal(Act.DOCUMENT_CANCEL, number, reason=reason.strip(), superseded_by=new.number)
    return new


def _corrected_shipment(hold: LedgerHold, organisation: str, stored: StoredDocument, changes: Changes) -> str:
    """Take the shipment back and post it anew where the accounts change; return the reference that stands."""
    posted = shipment_store.posted_shipment(hold.organisation_id, stored.shipment_reference)
    assert posted is not None, "a document has its shipment"
    wanted = replace(
        posted,
        day=changes.shipment_date or posted.day,
        material=changes.material or posted.material,
        quantity_g=posted.quantity_g if changes.coc_mass_g is None else changes.coc_mass_g,
        counterparty=changes.recipient or posted.counterparty,
        lot=posted.lot if changes.lot is None else changes.lot.strip(),
    )
    if wanted == posted:
        return posted.reference
    taken = taken_references(hold.organisation_id, [posted.reference])
    new = replace(wanted, reference=derived_reference(posted.reference, COC_MARK, taken=taken))
    reversal = BookingRow(
        reference=derived_reference(posted.reference, REVERSAL_MARK, taken=taken),
        day=posted.day,
        facility=posted.facility,
        kind=Kind.REVERSAL,
        reverses=posted.reference,
    )
    source = f"correction of {source_of(stored.number)}"
    post_rows(
        hold.actor, organisation=organisation, rows=[reversal, new], source=source, digest=stored.digest
    )
    return new.reference


def _issue_file(organisation: str, reference: str) -> IssueFile:
    file = issue_store.issue_file(organisation, reference)
    assert isinstance(file, IssueFile), "the shipment was posted in this transaction"
    return file


def _issue(
    hold: LedgerHold, file: IssueFile, stored: StoredDocument, old: CocDocument, changes: Changes
) -> CocDocument:
    """Issue the document that supersedes another, with the next number of its series."""
    facts = _addressed(file.facts, old, changes)
    draft = draft_document(
        facts,
        number=number_text(facts.issuer.code, number_year(facts.day), 1),
        issue_date=hold.at.date(),
        edition_title=edition_title(file.edition, file.rule_pack_digest),
        supplements=_supplements(old, changes),
    )
    draft = replace(draft, revision=old.revision + 1, supersedes=old.number)
    _refuse_empty(draft, old)
    appended = issue_store.append_document(
        NewDocument(
            document=draft,
            issuer_id=file.organisation_id,
            movement_id=file.movement_id,
            recipient_id=file.recipient_id,
            supersedes_id=stored.identifier,
        ),
        around_number=document_json_around_number(draft),
        ledger_mark=file.ledger_mark,
        at=hold.at,
        actor=hold.actor.name,
        act=Act.DOCUMENT_ISSUE,
    )
    assert appended is not None, "the ledger is held"
    sign_after_commit(enter_document(appended, at=hold.at))
    return replace(draft, number=appended.number)


def _addressed(facts: ShipmentFacts, old: CocDocument, changes: Changes) -> ShipmentFacts:
    """Return the facts with the address given, or the one given with the old document where the register has none."""
    address = changes.recipient_address
    same = (facts.recipient.code, facts.recipient.name) == (old.recipient.code, old.recipient.name)
    if address is None and same and not facts.recipient.address:
        address = old.recipient.address
    if address is None:
        return facts
    return replace(facts, recipient=replace(facts.recipient, address=address))


def _supplements(old: CocDocument, changes: Changes) -> Supplements:
    """Return what the issuer states beside the mandatory fields: as it was where nothing new is given."""
    given = changes.supplements
    kept = given or Supplements(
        ghg_intensity=old.ghg_intensity,
        recycled_content=old.recycled_content,
        issuer_performance_status=old.issuer_performance_status,
        other=old.other,
    )
    total_g = changes.total_mass_g
    if total_g is None and given is not None:
        total_g = given.total_mass_g
    if total_g is None and old.total_mass_g != old.coc_mass_g:
        total_g = old.total_mass_g
    return replace(kept, total_mass_g=total_g)


def _refuse_empty(draft: CocDocument, old: CocDocument) -> None:
    as_it_was = replace(
        draft,
        number=old.number,
        revision=old.revision,
        supersedes=old.supersedes,
        issue_date=old.issue_date,
    )
    if as_it_was == old:
        raise Refusal(
            "correction_empty",
            found=f"a correction that says the same as {old.number}",
            expected="something that is different",
            todo="say what is wrong, or cancel the document",
        )


def _stays_with(old: CocDocument, new: CocDocument, booking: Booking) -> bool:
    """Say whether the new document is made out to whoever booked the old one."""
    same = (old.recipient.code, old.recipient.name) == (new.recipient.code, new.recipient.name)
    return same or is_made_out_to(new, booking.recipient)


def _follow(
    hold: LedgerHold, stored: StoredDocument, old: CocDocument, new: CocDocument, booking: Booking
) -> None:
    """Let the recipient's accounts follow: its receipts stand under the new document, which so is accepted."""
    if not _stays_with(old, new, booking):
        _take_back_there(hold, stored, booking)
        return
    recipient = Recipient(code=booking.recipient, identifier=booking.recipient_id)
    receipts = _receipts(booking)
    received_g = sum(each.quantity_g for each in receipts)
    split = split_received(new, received_g=None if received_g == old.total_mass_g else received_g)
    try:
        standing = rebook(hold.actor, recipient, receipts, split, document=new, digest=document_digest(new))
    except Refusal as refusal:
        raise period_closed_there(refusal, organisation=recipient.code) from refusal
    if split.coc_g:
        issued = own_document(new.issuer.code, new.number)
        record_booking(hold, recipient, new, issued, standing)
        move_document(
            issued.identifier,
            act=DocumentAct.ACCEPT,
            was=issued.state,
            state=next_state(DocumentState.ISSUED, DocumentAct.ACCEPT, side=DocumentSide.RECIPIENT),
            organisation_id=recipient.identifier,
            at=hold.at,
            actor=hold.actor.name,
            reason=f"follows the correction of {old.number}, which was booked",
        )
