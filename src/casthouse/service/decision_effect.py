"""What a decision does to the certificate: granted, confirmed, lowered, surveilled, suspended, revoked or refused."""

from datetime import date

from casthouse.assurance.audit import AuditType
from casthouse.assurance.certificate_history import CertificateLevel
from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.decision import Decision, HeldCertificate, Outcome
from casthouse.service.certificate import decide_certificate, grant_certificate
from casthouse.service.certificate_step import note_step
from casthouse.service.permission import Actor
from casthouse.storage.audit import AuditRecord

LEVELS = {Outcome.FULL: CertificateLevel.FULL, Outcome.PROVISIONAL: CertificateLevel.PROVISIONAL}


def move_certificate_by(
    actor: Actor,
    record: AuditRecord,
    decision: Decision,
    *,
    held: HeldCertificate | None,
    is_new: bool,
    reference: str,
    on: date,
    reason: str,
) -> str:
    """Do to the certificate what a decision says; joins the caller's transaction.

    Args:
        actor: who confirmed the decision.
        record: the audit.
        decision: what was decided.
        held: the certificate in force, if one is.
        is_new: whether a new certificate is sought; else the one in force is looked after.
        reference: of the decision, kept with the move.
        on: the day of the decision.
        reason: why it is stricter than computed; where it is not, the reasons of the outcome stand for it.

    Returns:
        The number of the certificate that was moved, empty where none was.
    """
    why = reason.strip() or "; ".join(each.detail for each in decision.reasons)
    if decision.outcome is Outcome.REFUSED:
        return _refuse(actor, record, reference=reference, on=on, why=why)
    if is_new and decision.outcome in LEVELS:
        made = grant_certificate(
            actor,
            scope=record.scope,
            standard=record.standard,
            edition=record.edition,
            level=LEVELS[decision.outcome],
            issued=on,
            decision=reference,
        )
        return made.number
    assert held is not None, "the decision would be nothing without a certificate"
    kind = kind_of_move(record.audit_type, decision.outcome, held)
    if kind is not None:
        decide_certificate(actor, number=held.number, kind=kind, on=on, decision=reference, reason=why)
    return held.number


def kind_of_move(audit_type: AuditType, outcome: Outcome, held: HeldCertificate) -> MoveKind | None:
    """Return the move that an outcome makes with a certificate in force; None where it stays as it is."""
    match outcome:
        case Outcome.SUSPENDED:
            return MoveKind.SUSPEND
        case Outcome.REVOKED:
            return MoveKind.REVOKE
        case Outcome.PROVISIONAL:
            return None if held.is_provisional else MoveKind.LOWER
        case Outcome.FULL if held.is_provisional:
            return MoveKind.CONFIRM
        case Outcome.FULL:
            return MoveKind.CHANGE_SCOPE if audit_type is AuditType.SCOPE_CHANGE else MoveKind.SURVEIL
        case _:
            return None


def _refuse(actor: Actor, record: AuditRecord, *, reference: str, on: date, why: str) -> str:
    refused = note_step(
        actor,
        scope=record.scope,
        standard=record.standard,
        edition=record.edition,
        step=MoveKind.REFUSE,
        on=on,
        reference=reference,
        reason=why,
    )
    return refused.number
