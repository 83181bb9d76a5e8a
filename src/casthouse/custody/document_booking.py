"""How a received CoC Document stands in its recipient's accounts: which receipts, with what part as CoC Material.

The lower of the masses of document and goods counts as CoC, the rest of the goods as other inflow, so that it stays in
the denominator (fact sheet 8.2, R8). Receipts that are there are never changed: what would stand otherwise is taken
back whole and booked anew, each receipt by its share, so that lots keep their mass. References of what is booked anew
follow from the receipt they stand for: `4711/R1` takes back, `4711/C1` is its CoC part, `4711/N1` the other part.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from casthouse.custody.document import CocDocument
from casthouse.custody.document_receipt import GoodsReceived, booked_mass_g
from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material

REVERSAL_MARK, COC_MARK, OTHER_MARK = "R", "C", "N"
_DERIVED = re.compile(rf"^(?P<origin>.+)/[{COC_MARK}{OTHER_MARK}][1-9][0-9]*$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedReceipt:
    """A receipt in force, or one to be booked; `movement_id` is 0 as long as it is not posted.

    `from_document` says that it was booked from a document, not by the recipient's own system.
    """

    movement_id: int = 0
    reference: str
    day: date
    facility: str
    material: Material
    quantity_g: int
    coc: bool
    counterparty: str
    document: str
    lot: str = ""
    extra: str = ""
    from_document: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedSplit:
    """What arrived under a document, in grams: as CoC Material, and the rest."""

    coc_g: int
    other_g: int

    @property
    def total_g(self) -> int:
        """All that arrived."""
        return self.coc_g + self.other_g


def goods_received(document: CocDocument, *, material: Material, received_g: int) -> GoodsReceived:
    """Return what arrived as CoC Material: what is missing of the shipment is missing of its CoC part."""
    other_g = document.total_mass_g - document.coc_mass_g
    return GoodsReceived(material=material, coc_mass_g=max(0, received_g - other_g))


def split_received(document: CocDocument, *, received_g: int | None) -> BookedSplit:
    """Return how goods are booked under a document; goods that were not weighed are what the document says."""
    if received_g is None:
        received_g = document.total_mass_g
    coc_g = booked_mass_g(
        document, goods_received(document, material=document.material, received_g=received_g)
    )
    return BookedSplit(coc_g=coc_g, other_g=received_g - coc_g)


def stands_as(
    receipts: Sequence[BookedReceipt], split: BookedSplit, *, number: str, counterparty: str
) -> bool:
    """Say whether receipts already stand as the split wants them, all under the document of the supplier."""
    return (
        all(each.document == number and each.counterparty == counterparty for each in receipts)
        and sum(each.quantity_g for each in receipts if each.coc) == split.coc_g
        and sum(each.quantity_g for each in receipts if not each.coc) == split.other_g
    )


def rebooked(
    receipts: Sequence[BookedReceipt],
    split: BookedSplit,
    *,
    number: str,
    counterparty: str,
    material: Material,
    taken: Collection[str],
) -> list[BookedReceipt]:
    """Return the receipts that replace others: each by its share of the mass, CoC part and rest apart.

    Args:
        receipts: what is taken back; those marked as CoC carry the shares, if there are any.
        split: what shall stand instead.
        number: the document, empty when the goods wait for one again.
        counterparty: the supplier as the new receipts name it.
        material: what arrived.
        taken: references that are in use.
    """
    carrying = [each for each in receipts if each.coc] or list(receipts)
    used = set(taken)
    booked = []
    for receipt, coc_g, other_g in _shares(carrying, split):
        for mark, coc, mass_g in ((COC_MARK, True, coc_g), (OTHER_MARK, False, other_g)):
            if mass_g:
                reference = derived_reference(receipt.reference, mark, taken=used)
                used.add(reference)
                booked.append(
                    BookedReceipt(
                        reference=reference,
                        day=receipt.day,
                        facility=receipt.facility,
                        material=material,
                        quantity_g=mass_g,
                        coc=coc,
                        counterparty=counterparty,
                        document=number,
                        lot=receipt.lot,
                        extra=receipt.extra,
                    )
                )
    return booked


def _shares(
    receipts: Sequence[BookedReceipt], split: BookedSplit
) -> Iterator[tuple[BookedReceipt, int, int]]:
    """Cut both masses in proportion to the receipts; the cuts of each add up to it, to the gram."""
    whole_g = sum(each.quantity_g for each in receipts)
    before_g = 0
    for receipt in receipts:
        after_g = before_g + receipt.quantity_g
        yield (
            receipt,
            split.coc_g * after_g // whole_g - split.coc_g * before_g // whole_g,
            split.other_g * after_g // whole_g - split.other_g * before_g // whole_g,
        )
        before_g = after_g


def origin_reference(reference: str) -> str:
    """Return the reference of the receipt or shipment that a derived one stands for; its own when it is none."""
    match = _DERIVED.match(reference)
    return reference if match is None else match["origin"]


def derived_reference(reference: str, mark: str, *, taken: Collection[str]) -> str:
    """Return the first free reference of what stands for a movement, or takes it back."""
    origin = origin_reference(reference)
    return next(each for n in count(1) if (each := f"{origin}/{mark}{n}") not in taken)


def derivable_references(reference: str, *, count_max: int) -> list[str]:
    """Return the references that may be derived, for looking up which of them are taken."""
    origin = origin_reference(reference)
    marks = (REVERSAL_MARK, COC_MARK, OTHER_MARK)
    return [f"{origin}/{mark}{n}" for mark in marks for n in range(1, count_max + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow:
    """One row of a batch that a document brings: a receipt, a shipment or the reversal of one."""

    reference: str
    day: date
    facility: str
    kind: Kind
    material: Material | None = None
    quantity_g: int = 0
    coc: bool = False
    counterparty: str = ""
    document: str = ""
    lot: str = ""
    reverses: str = ""
    extra: str = ""


def receipt_row(receipt: BookedReceipt) -> BookingRow:
    """Return the row that books a receipt."""
    return BookingRow(
        reference=receipt.reference,
        day=receipt.day,
        facility=receipt.facility,
        kind=Kind.RECEIPT,
        material=receipt.material,
        quantity_g=receipt.quantity_g,
        coc=receipt.coc,
        counterparty=receipt.counterparty,
        document=receipt.document,
        lot=receipt.lot,
        extra=receipt.extra,
    )


def reversal_rows(receipts: Sequence[BookedReceipt], *, taken: Collection[str]) -> list[BookingRow]:
    """Return the rows that take receipts back."""
    used = set(taken)
    rows = []
    for receipt in receipts:
        reference = derived_reference(receipt.reference, REVERSAL_MARK, taken=used)
        used.add(reference)
        rows.append(
            BookingRow(
                reference=reference,
                day=receipt.day,
                facility=receipt.facility,
                kind=Kind.REVERSAL,
                reverses=receipt.reference,
            )
        )
    return rows
