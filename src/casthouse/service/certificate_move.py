"""What people do to a certificate by themselves: suspend, reinstate, revoke, withdraw, extend under force majeure.

All of it takes effect today or later, where the holder is. It lessens a certificate, or gives back within the cure
what a decision granted; nothing here makes one. Each move is shown with whom it touches before it is made, and the
customers are told in the transaction that makes it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from casthouse.assurance.certificate_admission import WantedMove
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import CertificateHistory, CertificateMove
from casthouse.assurance.certificate_state import RUNNING, CertificateState, MoveKind, Mover
from casthouse.assurance.later_move import LaterMove, later_moves
from casthouse.parties.membership import Standing, member_state
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import (
    append_moves,
    append_wanted,
    found_certificate,
    keep_spans,
    load_book,
    local_today,
    with_due,
    with_wanted,
)
from casthouse.service.certificate_reach import (
    CertificateReach,
    custody_reach,
    reach_between,
    tell_customers,
    tell_return,
)
from casthouse.service.claim_lapse import TouchedClaim, record_lapses, touched_claims
from casthouse.service.entered import optional_text
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.permission import Act, Actor, authorise, may, not_permitted
from casthouse.storage import certificate_move as move_store
from casthouse.storage import membership as membership_store

SECRETARIAT_MOVES = frozenset({MoveKind.SUSPEND, MoveKind.REINSTATE, MoveKind.REVOKE, MoveKind.EXTEND})


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeMove:
    """A move that was made, or would be: the certificate with it, whom it touches, how many were told.

    `claims` are those of the holder that fall with it, `later` the moves known before whose day is still to come.
    """

    history: CertificateHistory
    move: CertificateMove
    reach: tuple[CertificateReach, ...]
    told: int
    claims: tuple[TouchedClaim, ...] = ()
    later: tuple[LaterMove, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "certificate": self.history.number,
            "move": self.move.kind.value,
            "effective": self.move.effective.isoformat(),
            "valid_to": self.move.valid_to.isoformat() if self.move.valid_to else None,
            "touched": [each.as_json() for each in self.reach],
            "claims": [each.as_json() for each in self.claims],
            "later": [
                {
                    "move": each.move.kind.value,
                    "effective": each.move.effective.isoformat(),
                    "void": each.is_void,
                    "what_becomes": str(each),
                }
                for each in self.later
            ],
            "told": self.told,
        }


def _permitted(actor: Actor, act: Act, number: str) -> CertificateHistory:
    """Return a certificate to somebody who may do this; who may not is told the same of one that is not there."""
    history = move_store.history(number)
    if not may(actor, act, history.organisation if history else None):
        raise not_permitted(actor, act, number[:100])
    return found_certificate(number)


def move_certificate(
    actor: Actor,
    *,
    number: str,
    kind: MoveKind,
    effective: date | None = None,
    reason: str = "",
    dry_run: bool = False,
    seen: CertificateState | None = None,
) -> MadeMove:
    """Make one of the moves that people make, or show what it would touch.

    Nobody moves what they did not mean: where the certificate stands elsewhere than when they looked, it is refused.

    Args:
        actor: the secretariat; for a withdrawal a manager of the holder.
        number: of the certificate.
        kind: `suspend`, `reinstate`, `revoke`, `extend` or `withdraw`.
        effective: the first day on which it holds; None: today where the holder is.
        reason: why; needed except for a withdrawal.
        dry_run: check and show, but change nothing.
        seen: the state that the actor saw; None: the one at the beginning of the call.

    Raises:
        Refusal: `certificate_unknown`, `not_permitted`, `certificate_changed`, `certificate_move_not_allowed`,
            `certificate_move_backdated`,
            `reason_missing`, `certificate_extended_already`, `performance_certificate_missing`,
            `membership_suspended`, `certificate_running`.
    """
    is_withdrawal = kind is MoveKind.WITHDRAW
    history = _permitted(actor, Act.CERTIFICATE_WITHDRAW if is_withdrawal else Act.CERTIFICATE_MOVE, number)
    if not is_withdrawal and kind not in SECRETARIAT_MOVES:
        raise Refusal(
            "certificate_move_not_allowed",
            found=f"{kind.value} of {number} by command",
            expected=", ".join(sorted({*SECRETARIAT_MOVES, MoveKind.WITHDRAW})),
            todo="what makes or widens a certificate follows from an audit decision",
        )
    wanted = WantedMove(
        kind=kind,
        mover=Mover.HOLDER if is_withdrawal else Mover.SECRETARIAT,
        effective=effective or local_today(history.organisation),
        actor=actor.name,
        reason=optional_text(reason, "reason"),
    )
    expected = seen or _state(history)
    if dry_run:
        _refuse_changed(history, expected)
        return _shown(history, wanted)
    with ledger_held(actor, history.organisation) as hold:
        held = found_certificate(number)
        _refuse_changed(held, expected)
        return make_move(hold, held, wanted, not_before=local_today(history.organisation))


def _state(history: CertificateHistory) -> CertificateState | None:
    """Return where a certificate stands today where its holder is; None before its first day."""
    book = load_book(history.organisation)
    phase = book.course(book.history(history.number)).on(local_today(history.organisation))
    return phase.state if phase else None


def _refuse_changed(history: CertificateHistory, seen: CertificateState | None) -> None:
    now = _state(history)
    if now is not seen:
        raise Refusal(
            "certificate_changed",
            found=f"{history.number}, {now.value if now else 'not yet begun'}",
            expected=f"it as it was seen: {seen.value if seen else 'not yet begun'}",
            todo="look at it again; something happened meanwhile",
        )


def make_move(
    hold: LedgerHold,
    history: CertificateHistory,
    wanted: WantedMove,
    *,
    not_before: date | None,
    act: Act = Act.CERTIFICATE_MOVE,
) -> MadeMove:
    """Make a move under a held ledger: append it, keep the days that follow, tell the customers, write the journal.

    Raises:
        Refusal: as `move_certificate`.
    """
    before = _book_for(history, wanted)
    after = append_wanted(before, history, wanted, at=hold.at, not_before=not_before)
    keep_spans(history.organisation)
    made = after.history(history.number)
    move = made.moves[-1]
    reach, told = _tell(hold, before, after, made, move)
    claims = record_lapses(hold, history.organisation)
    hold.journal(
        act,
        history.number,
        move=move.kind.value,
        effective=move.effective.isoformat(),
        reason=move.reason,
        told=told,
    )
    later = later_moves(made, after.course(made), move)
    return MadeMove(history=made, move=move, reach=reach, told=told, claims=claims, later=later)


def _book_for(history: CertificateHistory, wanted: WantedMove) -> CertificateBook:
    """Return the holder's certificates, if nothing else of the holder stands against the move."""
    book = load_book(history.organisation)
    if wanted.kind is MoveKind.REINSTATE:
        _refuse_return(book, history, wanted.effective)
    return book


def _shown(history: CertificateHistory, wanted: WantedMove) -> MadeMove:
    """Check a move and show what it would touch."""
    before = _book_for(history, wanted)
    after = with_wanted(before, history, wanted, not_before=local_today(history.organisation))
    made = after.history(history.number)
    move = made.moves[-1]
    return MadeMove(
        history=made,
        move=move,
        reach=reach_between(before, after),
        told=0,
        claims=touched_claims(before, after, history.organisation),
        later=later_moves(made, after.course(made), move),
    )


def _tell(
    hold: LedgerHold,
    before: CertificateBook,
    after: CertificateBook,
    history: CertificateHistory,
    move: CertificateMove,
) -> tuple[tuple[CertificateReach, ...], int]:
    reference = f"certificate:{history.number}:{move.sequence}"
    if move.kind is MoveKind.REINSTATE:
        return (), tell_return(hold, history, day=move.effective, reference=reference)
    reach = reach_between(before, after)
    why = f"{history.number} {WORDS[move.kind]}" + (f" ({move.reason})" if move.reason else "")
    told = tell_customers(hold, reach, holder=history.organisation, why=why, reference=reference)
    return reach, told


WORDS = {
    MoveKind.SUSPEND: "was suspended",
    MoveKind.REVOKE: "was revoked",
    MoveKind.WITHDRAW: "was withdrawn by its holder",
    MoveKind.EXPIRE: "expired",
    MoveKind.EXTEND: "was extended",
    MoveKind.LOWER: "was lowered to provisional",
    MoveKind.CONFIRM: "was confirmed as full",
    MoveKind.SURVEIL: "passed its surveillance",
    MoveKind.CHANGE_SCOPE: "has another scope",
}
"""What a move did, as a customer reads it."""


def _refuse_return(book: CertificateBook, history: CertificateHistory, day: date) -> None:
    """Refuse what a suspended certificate does not return beside: a lost standing, and its successor."""
    _refuse_standing(history, day)
    for each in book.of_scope(history.scope, history.standard):
        phase = None if each.number == history.number else book.course(each).on(day)
        if phase is not None and phase.state in RUNNING:
            raise Refusal(
                "certificate_running",
                found=f"{each.number} of the same scope and standard, {phase.state.value} since {phase.since}",
                expected=f"no other certificate in force or suspended on {day}",
                todo=f"leave {history.number} suspended, or have it withdrawn: {each.number} goes on in its place",
            )


def _refuse_standing(history: CertificateHistory, day: date) -> None:
    facts = membership_store.membership_facts([history.organisation]).get(history.organisation, [])
    state = member_state(facts, day)
    if state.standing is Standing.SUSPENDED:
        raise Refusal(
            "membership_suspended",
            found=f"{history.organisation}, whose membership is suspended: {state.reason}",
            expected="a member in good standing",
            todo="restore the standing first",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMove:
    """A move of the calendar that was recorded."""

    number: str
    organisation: str
    move: CertificateMove

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "certificate": self.number,
            "organisation": self.organisation,
            "move": self.move.kind.value,
            "effective": self.move.effective.isoformat(),
            "reason": self.move.reason,
        }


def record_due_moves(actor: Actor) -> list[DueMove]:
    """Record what the calendar has done up to today: expiries, suspensions, revocations; again it does nothing.

    The ledger obeys these days whether or not this is run; it puts them on record and tells the customers.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.CERTIFICATE_MOVE)
    found = sorted({each.organisation for each in move_store.histories()})
    return [due for organisation in found for due in _record_due(actor, organisation)]


def _record_due(actor: Actor, organisation: str) -> list[DueMove]:
    with transaction.atomic(), ledger_held(actor, organisation) as hold:
        today = local_today(organisation)
        before = book = load_book(organisation)
        for history in before.histories:
            book = with_due(book, history, until=today)
        append_moves(before, book, at=hold.at)
        made = [
            DueMove(number=new.number, organisation=organisation, move=move)
            for old, new in zip(before.histories, book.histories, strict=True)
            for move in new.moves[len(old.moves) :]
        ]
        for each in made:
            _tell_due(hold, book.history(each.number), each.move)
            hold.journal(
                Act.CERTIFICATE_MOVE,
                each.number,
                move=each.move.kind.value,
                effective=each.move.effective.isoformat(),
                reason=each.move.reason,
            )
        record_lapses(hold, organisation)
    return made


def _tell_due(hold: LedgerHold, history: CertificateHistory, move: CertificateMove) -> None:
    """Tell the customers what the calendar did: no day changes by recording it, so the day is the move's own."""
    if move.kind not in {MoveKind.SUSPEND, MoveKind.EXPIRE}:
        return
    reach = custody_reach(history, move.effective)
    tell_customers(
        hold,
        reach,
        holder=history.organisation,
        why=f"{history.number} {WORDS[move.kind]}" + (f" ({move.reason})" if move.reason else ""),
        reference=f"certificate:{history.number}:{move.sequence}",
    )
