"""Both sides of the CoC Documents that an audit covers, with what does not agree.

The team sees of the other organisation what it booked under a document of the audited one, and nothing else of its
ledger: no reference, no site, no lot.
"""

from dataclasses import dataclass
from typing import Any

from casthouse.assurance.document_comparison import (
    DIFFERENCE_WORDS,
    DocumentPair,
    DocumentSide,
    SideDifference,
    differences,
)
from casthouse.service.audited_ledger import AuditedLedger, audited_ledger
from casthouse.service.permission import Act, Actor
from casthouse.storage import document_comparison as comparison_store


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDocument:
    """A document with what both sides say, and what does not agree."""

    pair: DocumentPair
    differences: tuple[SideDifference, ...]

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What does not agree, and how each is cleared."""
        return tuple(DIFFERENCE_WORDS[each] for each in self.differences)

    def as_json(self) -> dict[str, Any]:
        """Return the members of a line."""
        pair = self.pair
        return {
            "issuer": pair.issuer,
            "number": pair.number,
            "direction": "issued" if pair.is_issued else "received",
            "party": pair.party,
            "state": pair.state.value,
            "movement": pair.movement,
            "facility": pair.facility,
            "recorded": _side_json(pair.recorded),
            "shipped": _side_json(pair.shipped),
            "booked": _side_json(pair.booked),
            "receipts_g": pair.receipts_g,
            "differences": [each.value for each in self.differences],
        }


def _side_json(side: DocumentSide | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"day": side.day.isoformat(), "material": side.material.value, "mass_g": side.mass_g}


def compare(actor: Actor, *, audit: str) -> list[ComparedDocument]:
    """Return the documents that an audit covers, with both sides: those issued first, each by day.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`.
    """
    return compared(audited_ledger(actor, Act.WORKBENCH_READ, audit))


def compared(ledger: AuditedLedger, *, movement: str | None = None) -> list[ComparedDocument]:
    """Return the documents of an audited ledger with both sides, or those of one movement."""
    tolerance = ledger.file.rules.receipt_tolerance
    pairs = [
        *comparison_store.issued_pairs(ledger.part, movement=movement),
        *comparison_store.received_pairs(ledger.part, movement=movement),
    ]
    return [ComparedDocument(pair=each, differences=differences(each, tolerance=tolerance)) for each in pairs]
