"""A CoC Document on its way into its recipient's accounts: what is known of it, what is checked, how it is booked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casthouse.custody.document import CocDocument
from casthouse.custody.document_booking import (
    COC_MARK,
    OTHER_MARK,
    BookedReceipt,
    BookedSplit,
    derived_reference,
    goods_received,
    receipt_row,
    split_received,
    stands_as,
)
from casthouse.custody.document_receipt import GoodsReceived, ReceiptFacts, check_receipt, require_bookable
from casthouse.exchange.document_json import document_digest, document_text
from casthouse.exchange.rule_pack_file import DEFAULT_CODE
from casthouse.refusal import Refusal
from casthouse.service.document_booking import Recipient, post_rows, rebook, source_of, taken_references
from casthouse.service.document_match import Delivery, chosen_facility, matching_receipts
from casthouse.service.document_standing import issuer_standing, own_standing, scope_file_on
from casthouse.service.edition_rules import rules_of_edition
from casthouse.service.foreign_document import ForeignStatement, foreign_standing
from casthouse.service.ledger_hold import LedgerHold
from casthouse.service.logged_row import enter
from casthouse.service.lookup import found_organisation
from casthouse.service.scope_ledger import ScopeFile, load_scope_files
from casthouse.storage import foreign_document as foreign_store
from casthouse.storage import received_document as received_store
from casthouse.storage import scope as scope_store
from casthouse.storage.document import StoredDocument
from casthouse.storage.received_document import Booking, NewBooking


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A document that is to be booked.

    Attributes:
        hold: the open transaction on the recipient's accounts.
        recipient: who books.
        document: what came.
        stored: the same document as it lies in this store, None for one from outside.
        booking: how it is booked already.
        delivery: what the recipient says of the goods.
        foreign: the statement that vouches for a document that was signed elsewhere, verified.
    """

    hold: LedgerHold
    recipient: Recipient
    document: CocDocument
    stored: StoredDocument | None
    booking: Booking | None
    delivery: Delivery
    foreign: ForeignStatement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a document belongs: the receipts that are there, or the place of a new one.

    `place` is a receipt of the whole document: one that is there, or as a new one would be.
    """

    files: Sequence[ScopeFile]
    matched: Sequence[BookedReceipt]
    place: BookedReceipt
    received_g: int | None


def book_arrival(arrival: Arrival) -> tuple[list[BookedReceipt], bool]:
    """Check a document and book it; return its receipts and whether they were there before.

    Raises:
        Refusal: as `receive_document` says.
    """
    placed = _placed(arrival)
    require_bookable(check_receipt(arrival.document, _facts(arrival, placed)))
    split = split_received(arrival.document, received_g=placed.received_g)
    assert split.coc_g > 0, "goods within the tolerance"
    receipts = _booked(arrival, placed, split)
    booking_id = record_booking(arrival.hold, arrival.recipient, arrival.document, arrival.stored, receipts)
    if arrival.foreign is not None:
        kept = arrival.foreign.kept(booking_id, arrival.document.issuer.code)
        enter({"foreign_document": [foreign_store.append_foreign(kept)]}, at=arrival.hold.at)
    return receipts, bool(placed.matched)


def _placed(arrival: Arrival) -> Placement:
    document, delivery, organisation = arrival.document, arrival.delivery, arrival.recipient.code
    files = load_scope_files(scope_store.scopes(organisation=organisation))
    matched: Sequence[BookedReceipt] = []
    if arrival.booking is None:
        matched = matching_receipts(arrival.recipient.identifier, document, delivery, files)
    if matched:
        received_g = sum(each.quantity_g for each in matched)
        return Placement(files=files, matched=matched, place=matched[0], received_g=received_g)
    place = BookedReceipt(
        reference=delivery.reference or f"{document.issuer.code}/{document.number}",
        day=delivery.received_on or document.shipment_date,
        facility=chosen_facility(organisation, document, delivery, files),
        material=document.material,
        quantity_g=document.total_mass_g,
        coc=True,
        counterparty=document.issuer.code,
        document=document.number,
        lot=document.lot or "",
    )
    return Placement(files=files, matched=[], place=place, received_g=delivery.received_mass_g)


def _facts(arrival: Arrival, placed: Placement) -> ReceiptFacts:
    document, foreign = arrival.document, arrival.foreign
    issuer = issuer_standing(document) if foreign is None else foreign_standing(document, foreign)
    facility, day = placed.place.facility, placed.place.day
    scope = scope_file_on(placed.files, facility, day)
    return ReceiptFacts(
        issuer_certified=issuer.certified,
        issuer_performance_certified=issuer.performance_certified,
        in_issuer_scope=issuer.in_scope,
        state=None if arrival.stored is None else arrival.stored.state,
        booked_as=None if arrival.booking is None else arrival.booking.receipt,
        recipient_code=_recipient_code(arrival),
        goods=_goods(arrival.document, placed),
        own_scope_certified=own_standing(placed.files, facility=facility, day=day),
        producer_confirmed=None,
        mass_tolerance=(scope.rules if scope else rules_of_edition(DEFAULT_CODE)).receipt_tolerance,
    )


def _recipient_code(arrival: Arrival) -> str:
    """Return what the document must call the recipient: its code, or its name where the issuer knows no code.

    Codes are given by each installation for itself: from elsewhere the name must be the recipient's too.
    """
    organisation, stated = arrival.recipient.code, arrival.document.recipient
    name = found_organisation(organisation).name
    if stated.code and arrival.foreign is not None and stated.name != name:
        return f"{organisation}, which is {name}"
    if stated.code:
        return organisation
    return "" if stated.name in {organisation, name} else organisation


def _goods(document: CocDocument, placed: Placement) -> GoodsReceived | None:
    """Return what is known to have arrived; the first material that differs, if one does."""
    if placed.received_g is None:
        return None
    others = (each.material for each in placed.matched if each.material is not document.material)
    material = next(others, document.material)
    return goods_received(document, material=material, received_g=placed.received_g)


def _booked(arrival: Arrival, placed: Placement, split: BookedSplit) -> list[BookedReceipt]:
    document = arrival.document
    if not placed.matched:
        return _book_new(arrival, placed.place, split)
    if stands_as(placed.matched, split, number=document.number, counterparty=document.issuer.code):
        return list(placed.matched)
    return rebook(
        arrival.hold.actor,
        arrival.recipient,
        placed.matched,
        split,
        document=document,
        digest=document_digest(document),
    )


def _book_new(arrival: Arrival, place: BookedReceipt, split: BookedSplit) -> list[BookedReceipt]:
    taken = taken_references(arrival.recipient.identifier, [place.reference])
    reference = place.reference
    if received_store.taken_references(arrival.recipient.identifier, [reference]):
        if arrival.delivery.reference is not None:
            raise Refusal(
                "reference_conflict",
                found=f"reference “{reference}”, which stands for another movement",
                expected="a reference of its own for the receipt",
                todo="give another reference, or none",
            )
        reference = derived_reference(reference, COC_MARK, taken=taken)
    receipts = [replace(place, reference=reference, quantity_g=split.coc_g)]
    if split.other_g:
        other = derived_reference(place.reference, OTHER_MARK, taken=taken)
        receipts.append(replace(place, reference=other, quantity_g=split.other_g, coc=False))
    post_rows(
        arrival.hold.actor,
        organisation=arrival.recipient.code,
        rows=[receipt_row(each) for each in receipts],
        source=source_of(arrival.document.number),
        digest=document_digest(arrival.document),
    )
    return receipts


def record_booking(
    hold: LedgerHold,
    recipient: Recipient,
    document: CocDocument,
    stored: StoredDocument | None,
    receipts: Sequence[BookedReceipt],
) -> int:
    """Record under which receipts a document is booked, and return the identifier of the booking."""
    coc = [each for each in receipts if each.coc]
    booking_id = received_store.save_booking(
        NewBooking(
            recipient_id=recipient.identifier,
            issuer=document.issuer.code,
            number=document.number,
            document_id=None if stored is None else stored.identifier,
            receipt=coc[0].reference,
            booked_mass_g=sum(each.quantity_g for each in coc),
            content=document_text(document),
            digest=document_digest(document),
            at=hold.at,
            actor=hold.actor.name,
        )
    )
    enter({"received_document": [booking_id]}, at=hold.at)
    return booking_id
