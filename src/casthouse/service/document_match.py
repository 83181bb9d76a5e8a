"""Which receipts a CoC Document belongs to: those under its number, or one that waits for its document.

Goods often arrive weeks before their paper. A receipt without a document fits when supplier and material are the
same, its mass is within the tolerance of the rule pack, and it lies within `DAYS_APART_MAX` of the shipment. One that
fits is matched; several are not guessed among.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from casthouse.custody.document import CocDocument
from casthouse.custody.document_booking import BookedReceipt
from casthouse.custody.receiving_facility import receiving_facility
from casthouse.measure.mass import tonnes_text
from casthouse.parties.facility import Facility
from casthouse.refusal import Refusal
from casthouse.service.document_standing import scope_file_on
from casthouse.service.scope_ledger import ScopeFile
from casthouse.storage import facility as facility_store
from casthouse.storage import received_document as received_store

DAYS_APART_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the recipient says of the goods; all of it may be left out.

    Attributes:
        facility: where they arrived.
        reference: the reference to give the receipt, when a new one is booked.
        received_mass_g: what the own scales said.
        received_on: when they arrived; the day of shipment when left out.
        receipt: reference of the receipt that waits for this document.
        is_new: book a new receipt although one that waits would fit.
    """

    facility: str | None = None
    reference: str | None = None
    received_mass_g: int | None = None
    received_on: date | None = None
    receipt: str | None = None
    is_new: bool = False


NOTHING_SAID = Delivery()


def matching_receipts(
    organisation_id: int, document: CocDocument, delivery: Delivery, files: Sequence[ScopeFile]
) -> list[BookedReceipt]:
    """Return the receipts in force that the document belongs to, or none when a new one is to be booked.

    Raises:
        Refusal: `receipt_unknown`, `receipt_does_not_fit`, `receipt_ambiguous`.
    """
    suppliers = sorted({document.issuer.code, document.issuer.name})
    for number in (document.number, document.supersedes):
        if number and (
            under := received_store.receipts_under(organisation_id, suppliers=suppliers, number=number)
        ):
            return under
    if delivery.receipt is not None:
        return [_named(organisation_id, document, delivery.receipt, suppliers)]
    if delivery.is_new:
        return []
    fitting = fitting_receipts(organisation_id, document, files, facility=delivery.facility)
    if len(fitting) > 1:
        raise Refusal(
            "receipt_ambiguous",
            found="receipts that wait for such a document: " + ", ".join(_words(each) for each in fitting),
            expected="one of them named",
            todo="name the receipt to which the document belongs, or say that it brings a new one",
        )
    return fitting


def _words(receipt: BookedReceipt) -> str:
    return f"“{receipt.reference}” of {receipt.day}, {tonnes_text(receipt.quantity_g)} t"


def _named(
    organisation_id: int, document: CocDocument, reference: str, suppliers: Sequence[str]
) -> BookedReceipt:
    """Return the receipt that a person chose; material and mass are checked with the document."""
    receipt = received_store.receipt_named(organisation_id, reference)
    if receipt is None:
        raise Refusal(
            "receipt_unknown",
            found=f"“{reference}”, no receipt in force",
            expected="the reference of a receipt that waits for its document",
            todo="correct the reference",
        )
    if receipt.document or receipt.counterparty not in suppliers:
        stands = f"document {receipt.document}" if receipt.document else f"supplier {receipt.counterparty}"
        raise Refusal(
            "receipt_does_not_fit",
            found=f"“{reference}” with {stands}",
            expected=f"a receipt from {document.issuer.code} without a document",
            todo="correct the reference",
        )
    return receipt


def fitting_receipts(
    organisation_id: int, document: CocDocument, files: Sequence[ScopeFile], *, facility: str | None = None
) -> list[BookedReceipt]:
    """Return the receipts without a document that a document fits, by day."""
    apart = timedelta(days=DAYS_APART_MAX)
    day = document.shipment_date
    first = day - apart if day - date.min > apart else date.min
    last = day + apart if date.max - day > apart else date.max
    candidates = received_store.receipts_without_document(
        organisation_id,
        suppliers=sorted({document.issuer.code, document.issuer.name}),
        material=document.material,
        first=first,
        last=last,
    )
    return [
        each
        for each in candidates
        if (facility is None or each.facility == facility) and _has_its_mass(each, document, files)
    ]


def _has_its_mass(receipt: BookedReceipt, document: CocDocument, files: Sequence[ScopeFile]) -> bool:
    file = scope_file_on(files, receipt.facility, receipt.day)
    tolerance = Fraction(0) if file is None else file.rules.receipt_tolerance
    return abs(receipt.quantity_g - document.total_mass_g) <= tolerance * document.coc_mass_g


def chosen_facility(
    organisation: str, document: CocDocument, delivery: Delivery, files: Sequence[ScopeFile]
) -> str:
    """Return the facility at which a delivery is booked; empty for an organisation that has no scope.

    Raises:
        Refusal: `facility_unknown`, `facility_needed`.
    """
    own = {each.code: each for each in facility_store.facilities(organisation)}
    if delivery.facility is not None:
        if delivery.facility not in own:
            raise Refusal(
                "facility_unknown",
                found=f"facility “{delivery.facility}”",
                expected="one of " + (", ".join(sorted(own)) or "none yet: the register has no facility"),
                todo="correct the code or load the register first",
            )
        return delivery.facility
    standing = _standing(own, document, delivery, files)
    if not standing:
        return next(iter(sorted(own)), "")
    chosen = receiving_facility(document.material, standing)
    if chosen is None:
        raise Refusal(
            "facility_needed",
            found=f"{document.material.value} that may have arrived at "
            + ", ".join(f.code for f in standing),
            expected="the facility that received it",
            todo="name the facility",
        )
    return chosen.code


def possible_facilities(
    organisation: str, document: CocDocument, delivery: Delivery, files: Sequence[ScopeFile]
) -> list[str]:
    """Return the facilities among which `chosen_facility` cannot tell, by code; none where it can."""
    own = {each.code: each for each in facility_store.facilities(organisation)}
    standing = _standing(own, document, delivery, files)
    if not standing or receiving_facility(document.material, standing) is not None:
        return []
    return sorted(each.code for each in standing)


def _standing(
    own: Mapping[str, Facility], document: CocDocument, delivery: Delivery, files: Sequence[ScopeFile]
) -> list[Facility]:
    """Return the facilities in the scopes that may have received a delivery."""
    day = delivery.received_on or document.shipment_date
    return [
        own[code]
        for file in files
        if _receives(file, document)
        for code in file.scope.facilities
        if scope_file_on(files, code, day) is file
    ]


def _receives(file: ScopeFile, document: CocDocument) -> bool:
    """Say whether a scope may be the receiving one: not the one that shipped, when a company ships to itself."""
    return document.facility not in file.scope.facilities
