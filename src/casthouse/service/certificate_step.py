"""The steps of an application: applied, audit opened, report sent, sent back, refused (fact sheet 5.8).

The use cases of audits and applications take them inside their transactions; a step that nobody recorded is recorded
with the one after it, on its day.
"""

from datetime import date, datetime

from casthouse.assurance.certificate_admission import WantedMove
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.certificate_state import PENDING, CertificateState, MoveKind, Mover
from casthouse.custody.scope import Scope
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import append_wanted, load_book
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.logged_row import enter
from casthouse.service.lookup import found_scope
from casthouse.service.permission import Act, Actor
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate as certificate_store
from casthouse.storage import certificate_move as move_store

STEPS = (MoveKind.APPLY, MoveKind.OPEN_AUDIT, MoveKind.SEND_REPORT)
STEP_MOVERS = {
    MoveKind.APPLY: Mover.HOLDER,
    MoveKind.OPEN_AUDIT: Mover.AUDITOR,
    MoveKind.SEND_REPORT: Mover.AUDITOR,
    MoveKind.SEND_BACK: Mover.SECRETARIAT,
    MoveKind.REFUSE: Mover.DECISION,
}


def note_step(
    actor: Actor,
    *,
    scope: str,
    standard: StandardName,
    edition: str,
    step: MoveKind,
    on: date,
    reference: str = "",
    reason: str = "",
) -> CertificateHistory:
    """Record a step of an application: `apply`, `open_audit`, `send_report`, `send_back` or `refuse`.

    Called by the use cases of audits, inside their transactions; steps before it that nobody recorded are recorded
    with the same day. `refuse` is a decision and needs its reference and a reason, `send_back` a reason.

    Raises:
        Refusal: `scope_unknown`, `decision_missing`, `reason_missing`, `certificate_move_not_allowed`,
            `certificate_move_backdated`.
    """
    held = found_scope(scope)
    if step is MoveKind.REFUSE:
        require_decision(reference)
    with ledger_held(actor, held.organisation) as hold:
        book = load_book(held.organisation, editions=[edition])
        pending = pending_application(book, held, standard, edition, at=hold.at)
        wanted = WantedMove(
            kind=step,
            mover=STEP_MOVERS[step],
            effective=on,
            actor=actor.name,
            reason=reason,
            reference=reference,
        )
        if step in STEPS:
            book = take_steps(book, pending, wanted, hold, until=step)
        else:
            book = take_steps(book, pending, wanted, hold, until=MoveKind.SEND_REPORT)
            book = append_wanted(book, book.history(pending.number), wanted, at=hold.at, not_before=None)
        hold.journal(Act.CERTIFICATE_APPLY, pending.number, scope=scope, step=step.value, on=on.isoformat())
    return book.history(pending.number)


def require_decision(decision: str) -> None:
    """Let a decision pass that is named.

    Raises:
        Refusal: `decision_missing`.
    """
    if not decision.strip():
        raise Refusal(
            "decision_missing",
            found="no audit decision",
            expected="the reference of the decision that permits it",
            todo="decide the audit; a certificate follows from its findings and from nothing else",
        )


def pending_application(
    book: CertificateBook, scope: Scope, standard: StandardName, edition: str, *, at: datetime
) -> CertificateHistory:
    """Return the application of the scope that is under way, or begin one."""
    for each in book.of_scope(scope.code, standard):
        end = book.course(each).end
        if end is not None and end.state in PENDING and each.edition == edition:
            return each
    new = CertificateHistory(
        number=certificate_store.next_number(standard),
        organisation=scope.organisation,
        scope=scope.code,
        standard=standard,
        edition=edition,
    )
    enter({"certificate": [move_store.add_certificate(new)]}, at=at)
    return new


def take_steps(
    book: CertificateBook,
    history: CertificateHistory,
    wanted: WantedMove,
    hold: LedgerHold,
    *,
    until: MoveKind,
) -> CertificateBook:
    """Record the steps of an application that are missing before one, with its day."""
    book = book.with_history(history)
    done = {m.kind for m in history.moves}
    end = book.course(history).end
    for step in STEPS[: STEPS.index(until) + 1]:
        if step in done and not (
            step is MoveKind.SEND_REPORT and end is not None and end.state is CertificateState.IN_AUDIT
        ):
            continue
        taken = WantedMove(
            kind=step,
            mover=STEP_MOVERS[step],
            effective=wanted.effective,
            actor=wanted.actor,
            reference=wanted.reference,
        )
        book = append_wanted(book, book.history(history.number), taken, at=hold.at, not_before=None)
    return book
