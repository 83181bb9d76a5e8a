"""Receipts that wait for their CoC Document, the longest first.

Two kinds wait: goods of a certified supplier that came without a document and count as Non-CoC until it arrives, and
CoC receipts of which only the document's number is known, not yet what it says.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from casthouse.custody.document_booking import BookedReceipt
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import received_document as received_store

LISTED_MAX = 1_000


class Missing(StrEnum):
    """What a receipt waits for."""

    DOCUMENT = "document"
    CONTENT = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingReceipt:
    """A receipt, what it waits for, and for how many days."""

    receipt: BookedReceipt
    missing: Missing
    age_days: int

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "reference": self.receipt.reference,
            "date": self.receipt.day.isoformat(),
            "age_days": self.age_days,
            "missing": self.missing.value,
            "counterparty": self.receipt.counterparty,
            "document": self.receipt.document or None,
            "material": self.receipt.material.value,
            "quantity_g": self.receipt.quantity_g,
            "facility": self.receipt.facility,
            "lot": self.receipt.lot or None,
        }


def waiting_receipts(
    actor: Actor, *, organisation: str, on: date | None = None, limit: int = LISTED_MAX
) -> list[WaitingReceipt]:
    """Return the receipts that wait for their document, by age; at most `limit` of each kind.

    Args:
        actor: who asks.
        organisation: code of the recipient.
        on: the day on which the age is counted; receipts of later days are left out. Today when left out.
        limit: how many of each kind.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    day = on or clock.today()
    documents = received_store.receipts_awaiting_document(organisation_id, last=day, limit=limit)
    contents = received_store.receipts_awaiting_content(organisation_id, last=day, limit=limit)
    waiting = [_waiting(each, Missing.DOCUMENT, day) for each in documents]
    waiting += [_waiting(each, Missing.CONTENT, day) for each in contents]
    return sorted(waiting, key=lambda each: (each.receipt.day, each.receipt.reference))


def _waiting(receipt: BookedReceipt, missing: Missing, day: date) -> WaitingReceipt:
    return WaitingReceipt(receipt=receipt, missing=missing, age_days=(day - receipt.day).days)
