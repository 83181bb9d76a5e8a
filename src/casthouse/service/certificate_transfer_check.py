"""Transfers under `casthouse check`: consents in their order, and for each certificate that ended its successor.

What was said is folded again by the table of acts. The two sides of a transfer, moves of two certificates, must name
each other and the same day; the one that continues runs no longer than the one before.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from casthouse.assurance.certificate_history import CertificateHistory, CertificateMove
from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.certificate_transfer import CertificateTransfer, TransferAct, TransferState, acts_in
from casthouse.service.difference import Difference
from casthouse.storage import certificate_move as move_store
from casthouse.storage import certificate_transfer as transfer_store


def transfer_differences() -> Iterator[Difference]:
    """Yield the transfers and the moves of certificates that the rules do not lead to."""
    found = transfer_store.transfers()
    histories = {each.number: each for each in move_store.histories()}
    confirmed = {
        number for each in found if each.state is TransferState.CONFIRMED for number in each.certificates
    }
    for each in found:
        yield from _steps(each)
    for history in histories.values():
        for move in history.moves:
            stored = f"{move.kind.value} {move.reference} on {move.effective}"
            if flaw := _flaw(history, move, histories, confirmed):
                yield Difference(
                    what="certificate transfer",
                    subject=f"{history.number}, move {move.sequence}",
                    stored=stored,
                    recomputed=flaw,
                )


def _steps(held: CertificateTransfer) -> Iterator[Difference]:
    """Yield what was said out of turn, and a confirmation by somebody who gave a consent."""
    state = TransferState.ASKED
    for number, step in enumerate(held.steps):
        own = {each.casefold() for each in held.consenting}
        allowed = (TransferAct.ASK,) if number == 0 else acts_in(state)
        is_own = step.act is TransferAct.CONFIRM and step.actor.casefold() in own
        if step.act not in allowed or is_own:
            yield Difference(
                what="certificate transfer",
                subject=f"transfer {held.number}, step {number + 1}",
                stored=f"{step.act.value} by {step.actor}",
                recomputed="somebody who neither asked nor accepted"
                if is_own
                else ", ".join(allowed) or "none",
            )
        state = held.state_after(number)


def _flaw(
    history: CertificateHistory,
    move: CertificateMove,
    histories: Mapping[str, CertificateHistory],
    confirmed: set[str],
) -> str:
    """Return what a move of a transfer should be; empty where it is so, and for other moves."""
    if move.kind is MoveKind.TRANSFER:
        if history.number not in confirmed:
            return "a transfer that was confirmed"
        is_met = _other_side(
            histories.get(move.reference), MoveKind.TAKE_OVER, history.number, move.effective
        )
        return "" if is_met else "a certificate that continues it from that day on"
    if move.kind is MoveKind.TAKE_OVER:
        before = histories.get(move.reference)
        if not _other_side(before, MoveKind.TRANSFER, history.number, move.effective):
            return "a certificate that passed on that day"
        assert before is not None
        last = max((each.valid_to for each in before.moves if each.valid_to), default=date.min)
        if move.valid_to is None or move.valid_to > last:
            return f"no longer than {before.number}, to {last}"
    return ""


def _other_side(other: CertificateHistory | None, kind: MoveKind, number: str, day: date) -> bool:
    return other is not None and any(
        (each.kind, each.reference, each.effective) == (kind, number, day) for each in other.moves
    )
