"""Posting what a CoC Document brings into the accounts: receipts, reversals and what replaces them, as one import.

The rows pass the same checks as those of a file; a refused row refuses the whole act. The caller holds the ledger and
has authorised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from casthouse.custody.document import CocDocument
from casthouse.custody.document_booking import (
    BookedReceipt,
    BookedSplit,
    BookingRow,
    derivable_references,
    origin_reference,
    rebooked,
    receipt_row,
    reversal_rows,
)
from casthouse.custody.movement import CocMark, Kind
from casthouse.refusal import Refusal
from casthouse.service.movement import Batch, post_held
from casthouse.service.movement_entry import refusal_of_row
from casthouse.service.permission import Actor
from casthouse.storage import received_document as received_store
from casthouse.storage.received_document import BOOKED_FROM_DOCUMENT

DERIVED_MAX = 99
FIRST_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An organisation whose accounts a document changes."""

    code: str
    identifier: int


def post_rows(
    actor: Actor, *, organisation: str, rows: Sequence[BookingRow], source: str, digest: str
) -> None:
    """Post rows as one import.

    Raises:
        Refusal: the code for which a row of a file would be refused (contract section 4).
    """
    batch = Batch(rows=_frame(rows), source=source, digest=digest, profile=BOOKED_FROM_DOCUMENT)
    answer = post_held(actor, organisation=organisation, batch=batch)
    if answer.refused:
        raise refusal_of_row(answer.refused[0])


def _frame(rows: Sequence[BookingRow]) -> pl.DataFrame:
    texts = [
        {
            "reference": row.reference,
            "date": row.day.isoformat(),
            "facility": row.facility,
            "kind": row.kind.value,
            "material": row.material.value if row.material else "",
            "quantity": str(row.quantity_g) if row.kind is not Kind.REVERSAL else "",
            "unit": "g" if row.kind is not Kind.REVERSAL else "",
            "coc": CocMark.of(row.coc) if row.kind in {Kind.RECEIPT, Kind.SHIPMENT} else "",
            "counterparty": row.counterparty,
            "document": row.document,
            "lot": row.lot,
            "reverses": row.reverses,
            "extra": row.extra,
            "malformed": "",
        }
        for row in rows
    ]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(texts[0], pl.String))
    numbers = pl.int_range(FIRST_ROW, len(rows) + FIRST_ROW, dtype=pl.UInt32)
    return frame.select(numbers.alias("row"), pl.all())


def taken_references(organisation_id: int, references: Sequence[str]) -> set[str]:
    """Return which references that may be derived from some movements are in use."""
    candidates = {
        each for reference in references for each in derivable_references(reference, count_max=DERIVED_MAX)
    }
    return received_store.taken_references(organisation_id, sorted(candidates))


def rebook(
    actor: Actor,
    recipient: Recipient,
    receipts: Sequence[BookedReceipt],
    split: BookedSplit,
    *,
    document: CocDocument,
    digest: str,
) -> list[BookedReceipt]:
    """Take receipts back and book them anew under a document, in one import; return what stands now.

    Raises:
        Refusal: as `post_rows`.
    """
    taken = taken_references(recipient.identifier, [each.reference for each in receipts])
    standing = rebooked(
        receipts,
        split,
        number=document.number,
        counterparty=document.issuer.code,
        material=document.material,
        taken=taken,
    )
    rows = [*reversal_rows(receipts, taken=taken), *(receipt_row(each) for each in standing)]
    post_rows(actor, organisation=recipient.code, rows=rows, source=source_of(document.number), digest=digest)
    return standing


def take_back(
    actor: Actor, recipient: Recipient, receipts: Sequence[BookedReceipt], *, number: str, digest: str
) -> None:
    """Take the receipts of a document back that speaks no more.

    Goods that the recipient's own system recorded stay in the accounts, as other inflow that waits for a document;
    a receipt that only the document brought goes with it.

    Raises:
        Refusal: as `post_rows`.
    """
    origins = {each.reference: origin_reference(each.reference) for each in receipts}
    recorded = received_store.own_system_references(recipient.identifier, sorted(set(origins.values())))
    staying = [each for each in receipts if origins[each.reference] in recorded]
    taken = taken_references(recipient.identifier, list(origins))
    rows = reversal_rows(receipts, taken=taken)
    if staying:
        standing = rebooked(
            staying,
            BookedSplit(coc_g=0, other_g=sum(each.quantity_g for each in staying)),
            number="",
            counterparty=staying[0].counterparty,
            material=staying[0].material,
            taken=taken,
        )
        rows += [receipt_row(each) for each in standing]
    post_rows(actor, organisation=recipient.code, rows=rows, source=source_of(number), digest=digest)


def source_of(number: str) -> str:
    """Return the name under which an import that a document brings is recorded."""
    return f"CoC Document {number}"


def period_closed_there(refusal: Refusal, *, organisation: str) -> Refusal:
    """Return what an issuer is told when the recipient's closed period stands in the way."""
    if refusal.code != "period_closed":
        return refusal
    return Refusal(
        refusal.code,
        found=f"the receipt of {organisation} in a period that {organisation} has closed: {refusal.text.found}",
        expected=f"an open period of {organisation}, since its accounts follow the document",
        todo=f"ask {organisation} to reopen the period, then do this again",
    )
