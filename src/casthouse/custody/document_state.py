"""States of a CoC Document and the acts that lead from one to another (fact sheet 8.2 and 8.3).

An issued document is never edited or deleted. The recipient accepts or disputes it, and withdraws its acceptance when
it takes the receipt back; the issuer corrects the document by a new one that supersedes it, or cancels it. Both ends
are final. `MOVES` is the whole of the rule; what it does not list is refused. Each move leaves an event; the state
stored beside a document is that of the last one, and `casthouse check` compares them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from casthouse.custody.document import CocDocument
from casthouse.refusal import Refusal


class DocumentState(StrEnum):
    """Where a document stands."""

    ISSUED = "issued"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"


class DocumentAct(StrEnum):
    """What a party does to a document."""

    ACCEPT = "accept"
    DISPUTE = "dispute"
    CORRECT = "correct"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"


class DocumentSide(StrEnum):
    """The party that acts."""

    ISSUER = "issuer"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMove:
    """One allowed move: who may make it, where it leads, and whether it needs a reason."""

    side: DocumentSide
    to: DocumentState
    needs_reason: bool


_ACCEPT = DocumentMove(side=DocumentSide.RECIPIENT, to=DocumentState.ACCEPTED, needs_reason=False)
_DISPUTE = DocumentMove(side=DocumentSide.RECIPIENT, to=DocumentState.DISPUTED, needs_reason=True)
_WITHDRAW = DocumentMove(side=DocumentSide.RECIPIENT, to=DocumentState.ISSUED, needs_reason=False)
_CORRECT = DocumentMove(side=DocumentSide.ISSUER, to=DocumentState.CORRECTED, needs_reason=True)
_CANCEL = DocumentMove(side=DocumentSide.ISSUER, to=DocumentState.CANCELLED, needs_reason=True)

MOVES: dict[tuple[DocumentState, DocumentAct], DocumentMove] = {
    (DocumentState.ISSUED, DocumentAct.ACCEPT): _ACCEPT,
    (DocumentState.ISSUED, DocumentAct.DISPUTE): _DISPUTE,
    (DocumentState.ISSUED, DocumentAct.CORRECT): _CORRECT,
    (DocumentState.ISSUED, DocumentAct.CANCEL): _CANCEL,
    (DocumentState.ACCEPTED, DocumentAct.DISPUTE): _DISPUTE,  # an error found after booking
    (DocumentState.ACCEPTED, DocumentAct.WITHDRAW): _WITHDRAW,  # its receipt was taken back
    (DocumentState.ACCEPTED, DocumentAct.CORRECT): _CORRECT,
    (DocumentState.ACCEPTED, DocumentAct.CANCEL): _CANCEL,  # the goods came back
    (DocumentState.DISPUTED, DocumentAct.ACCEPT): _ACCEPT,  # the dispute is settled as issued
    (DocumentState.DISPUTED, DocumentAct.CORRECT): _CORRECT,
    (DocumentState.DISPUTED, DocumentAct.CANCEL): _CANCEL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document and what became of it: its state, the document that replaces it, and the reason given."""

    document: CocDocument
    state: DocumentState = DocumentState.ISSUED
    superseded_by: str | None = None
    reason: str = ""


IN_FORCE: frozenset[DocumentState] = frozenset(
    {DocumentState.ISSUED, DocumentState.ACCEPTED, DocumentState.DISPUTED}
)


def is_in_force(state: DocumentState) -> bool:
    """Say whether the document still speaks for its shipment; a corrected or cancelled one does not."""
    return state in IN_FORCE


def next_state(
    state: DocumentState, act: DocumentAct, *, side: DocumentSide, reason: str = ""
) -> DocumentState:
    """Return the state after an act.

    Raises:
        Refusal: `document_state` when the table has no such move, `document_side` when the other party has
            to make it, `reason_missing` when it needs a reason.
    """
    move = MOVES.get((state, act))
    if move is None:
        raise Refusal(
            "document_state",
            found=f"a document that is {state.value}",
            expected=f"one that is {_words(s for s, a in MOVES if a is act)} to {act.value} it",
            todo="act on the document that is in force",
        )
    if side is not move.side:
        raise Refusal(
            "document_side",
            found=f"the {side.value}",
            expected=f"the {move.side.value} to {act.value} it",
            todo=f"ask the {move.side.value} of the document",
        )
    if move.needs_reason and not reason.strip():
        raise Refusal(
            "reason_missing",
            found="no reason",
            expected=f"a reason to {act.value} it",
            todo="give the reason",
        )
    return move.to


def _words(states: Iterable[DocumentState]) -> str:
    """Return states as words: "issued or disputed"."""
    return " or ".join(state.value for state in states)
