"""Shapes of CoC Documents: lines of lists, documents with their story, and what a recipient says of the goods."""

import json
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from casthouse.custody.document_draft import Supplements
from casthouse.custody.document_state import DocumentState
from casthouse.custody.stage import Material
from casthouse.exchange.document_json import read_supplements
from casthouse.service.document_match import Delivery
from casthouse.web.api.position import PeriodShown
from casthouse.web.api.shape import Day, Flag, Given, Grams, ShortText, Shown, Text

SHIPMENTS_MAX = 100_000
Document = dict[str, Any]
"""The members of format `casthouse-coc-document/1`, as the reference of that format has them."""


class DocumentLineShown(Shown):
    """A line of a list of documents; `receipt` is the recipient's reference, for the recipient only."""

    number: str
    issuer: str
    recipient: str
    reference: str
    shipment_date: date
    issue_date: date
    material: Material
    coc_mass_g: int
    total_mass_g: int
    state: DocumentState
    superseded_by: str | None
    receipt: str | None


class DocumentList(Shown):
    """A page of documents; `total` counts all that match."""

    documents: list[DocumentLineShown]
    total: int
    next: str | None


class Inbox(Shown):
    """A page of the documents that wait to be accepted or disputed, the oldest shipment first."""

    documents: list[DocumentLineShown]
    next: str | None


class DocumentEventShown(Shown):
    """A move of a document's state."""

    at: str
    actor: str
    organisation: str
    act: str
    state: DocumentState
    reason: str


class ForeignCheckShown(Shown):
    """What a check answered when the document was booked."""

    name: str
    passed: bool | None
    detail: str


class ForeignShown(Shown):
    """The statement of another installation by which a document was booked."""

    installation: str
    issuer: str
    statement: str
    verified_at: str
    sha256: str
    checks: list[ForeignCheckShown]


class DocumentShown(Shown):
    """A document with what became of it."""

    document: Document
    sha256: str
    state: DocumentState
    superseded_by: str | None
    receipt: str | None
    foreign: ForeignShown | None
    events: list[DocumentEventShown]


class TouchedShown(Shown):
    """A document that an act would touch, and what hangs on it; what may not be seen is null."""

    document: str
    shipment: str
    recipient: str
    state: DocumentState
    booked: bool
    period_closed: bool | None
    receipt: str | None
    scope: str | None
    period: PeriodShown | None
    further_shipments: int | None
    further_mass_g: int | None


class TouchedList(Shown):
    """Whom a correction or cancellation touches downstream."""

    touched: list[TouchedShown]


class IssueWanted(Given):
    """Which shipment gets its document, and what the issuer states beside the mandatory fields."""

    shipment: ShortText
    supplements: dict[str, Any] | None = None
    recipient_address: Text | None = None


class BulkIssueWanted(Given):
    """Which shipments get their documents; null takes every one in force that has none."""

    shipments: Annotated[list[ShortText], Field(min_length=1, max_length=SHIPMENTS_MAX)] | None = None


class IssuedShown(Shown):
    """Which document speaks for a shipment now; `is_new` says that it was issued by this call."""

    reference: str
    number: str
    is_new: bool


class ShipmentRefused(Shown):
    """Why a shipment got no document."""

    reference: str
    code: str
    found: str
    expected: str
    todo: str


class BulkIssueShown(Shown):
    """What a bulk issue did, by day of shipment and reference."""

    issued: list[IssuedShown]
    refused: list[ShipmentRefused]


class ReasonGiven(Given):
    """Why; the other side sees it."""

    reason: Text


class CorrectionWanted(ReasonGiven):
    """What a correction says anew; what is left out stays as it was."""

    coc_mass_g: Grams | None = None
    total_mass_g: Grams | None = None
    material: Material | None = None
    shipment_date: Day | None = None
    lot: Text | None = None
    recipient: ShortText | None = None
    recipient_address: Text | None = None
    supplements: dict[str, Any] | None = None


class DeliverySaid(Given):
    """What the recipient says of the goods; all of it may be left out."""

    facility: ShortText | None = None
    reference: ShortText | None = None
    received_mass_g: Grams | None = None
    received_on: Day | None = None
    receipt: ShortText | None = None
    new: Flag = False


class DeliveryAsked(Given):
    """What the recipient says of the goods, beside a file."""

    facility: ShortText | None = None
    reference: ShortText | None = None
    received_mass_g: Annotated[int, Field(ge=0, le=10**18)] | None = None
    received_on: Day | None = None
    receipt: ShortText | None = None
    new: bool = False


class ReceiptShown(Shown):
    """A document as it is booked: `quantity_g` is the CoC part, `other_g` what stands beside it as Non-CoC."""

    reference: str
    document: str
    issuer: str
    material: Material
    quantity_g: int
    other_g: int
    facility: str
    date: date
    matched: bool
    receipts: list[str]


class WaitingShown(Shown):
    """A receipt that waits for its document, and for how many days."""

    reference: str
    date: date
    age_days: int
    missing: str
    counterparty: str
    document: str | None
    material: Material
    quantity_g: int
    facility: str
    lot: str | None


class WaitingList(Shown):
    """The receipts that wait for their document, the longest first."""

    receipts: list[WaitingShown]


def supplements_of(given: dict[str, Any] | None) -> Supplements | None:
    """Return what an issuer adds to a document, read as `casthouse document issue --supplements` reads it.

    Raises:
        Refusal: `supplements_unreadable`, naming the member.
    """
    return None if given is None else read_supplements(json.dumps(given).encode())


def delivery_of(said: DeliverySaid | DeliveryAsked | None) -> Delivery:
    """Return what the recipient says of the goods."""
    if said is None:
        return Delivery()
    return Delivery(
        facility=said.facility,
        reference=said.reference,
        received_mass_g=said.received_mass_g,
        received_on=said.received_on,
        receipt=said.receipt,
        is_new=said.new,
    )
