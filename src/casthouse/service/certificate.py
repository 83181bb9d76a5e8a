"""Certificates as audit decisions make them: granted, confirmed, lowered, passed on, refused, revoked.

These functions are called by the use case that confirms an audit decision, inside its transaction, and by nobody
else: no command, page or API operation reaches them, and none of them looks at findings. What the secretariat and
the holder may do by themselves is in `certificate_move`, the steps of an application in `certificate_step`.
"""

from datetime import date

from casthouse.assurance.certificate_admission import WantedMove, refuse_provisional_twice, refuse_uncovered
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import CertificateHistory, CertificateLevel
from casthouse.assurance.certificate_state import ENTITLING, CertificateState, MoveKind, Mover
from casthouse.custody.scope import Scope
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import append_wanted, found_certificate, keep_spans, load_book
from casthouse.service.certificate_holder import (
    certified_facilities,
    earliest_day,
    refuse_member,
    refuse_passed_on,
)
from casthouse.service.certificate_move import MadeMove, make_move
from casthouse.service.certificate_step import pending_application, require_decision, take_steps
from casthouse.service.claim_lapse import record_lapses
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import found_scope, permitted_scope
from casthouse.service.permission import Act, Actor, authorise
from casthouse.standard.rule_pack import refuse_certification
from casthouse.standard.standard_name import StandardName

DECIDED = frozenset(
    {
        MoveKind.CONFIRM,
        MoveKind.LOWER,
        MoveKind.SURVEIL,
        MoveKind.CHANGE_SCOPE,
        MoveKind.SUSPEND,
        MoveKind.REVOKE,
    }
)
"""What a decision does to a certificate that is there."""


def grant_certificate(
    actor: Actor,
    *,
    scope: str,
    standard: StandardName,
    edition: str,
    level: CertificateLevel,
    issued: date,
    decision: str,
    facilities: tuple[str, ...] | None = None,
) -> CertificateHistory:
    """Grant a certificate as an audit decision permits it; joins the caller's transaction.

    Steps of the application that nobody recorded (`note_step`) are recorded with the day of issue. A certificate of
    the same scope and standard that entitles on that day is superseded. The term follows from the level.

    Args:
        actor: who confirmed the decision.
        scope: code of the scope.
        standard: what is certified.
        edition: code of the standard's edition, such as "coc-v2" or "ps-v3".
        level: full or provisional, as the findings permit.
        issued: the first day, in the holder's local days; from its today on, except for the operator.
        decision: the reference of the audit decision, kept with the move.
        facilities: the codes of the sites that are certified; None: all of the scope.

    Returns:
        The certificate with its moves; `number` names it.

    Raises:
        Refusal: `not_permitted`, `scope_unknown`, `decision_missing`, `edition_not_certifiable`,
            `membership_not_certifiable`, `membership_suspended`, `certificate_scope_invalid`,
            `certificate_running`, `certificate_site_passed_on`, `certificate_provisional_twice`,
            `performance_certificate_missing`, `certificate_move_not_allowed`, `certificate_move_backdated`.
    """
    held = permitted_scope(actor, Act.CERTIFICATE_GRANT, scope)
    require_decision(decision)
    if standard is StandardName.CHAIN_OF_CUSTODY:
        refuse_certification(rule_pack_of(edition), granted_on=issued)
    with ledger_held(actor, held.organisation) as hold:
        wanted = WantedMove(
            kind=MoveKind.GRANT,
            mover=Mover.DECISION,
            effective=issued,
            actor=actor.name,
            reference=decision,
            level=level,
            facilities=certified_facilities(held, facilities, issued),
        )
        number = _grant(held, standard, edition, wanted, hold)
        keep_spans(held.organisation)
        record_lapses(hold, held.organisation)
        hold.journal(
            Act.CERTIFICATE_GRANT,
            number,
            scope=scope,
            standard=standard.value,
            level=level.value,
            issued=issued.isoformat(),
            decision=decision,
        )
    return found_certificate(number)


def _grant(scope: Scope, standard: StandardName, edition: str, wanted: WantedMove, hold: LedgerHold) -> str:
    """Make every check, then the moves; return the certificate's number."""
    assert wanted.level is not None
    refuse_member(scope.organisation, wanted.facilities, wanted.effective)
    refuse_passed_on(scope.organisation, standard, wanted.facilities, wanted.effective)
    book = load_book(scope.organisation, editions=[edition])
    refuse_provisional_twice(book.of_scope(scope.code, standard), level=wanted.level, terms=book.terms)
    pending = pending_application(book, scope, standard, edition, at=hold.at)
    coverage = book.coverage_of(pending, wanted.facilities, granted=wanted.effective)
    refuse_uncovered(pending.number, wanted.effective, coverage)
    book = _supersede(book, pending, wanted, hold)
    book = take_steps(book, pending, wanted, hold, until=MoveKind.SEND_REPORT)
    append_wanted(
        book,
        book.history(pending.number),
        wanted,
        at=hold.at,
        not_before=earliest_day(hold.actor, scope.organisation),
    )
    return pending.number


def decide_certificate(
    actor: Actor,
    *,
    number: str,
    kind: MoveKind,
    on: date,
    decision: str,
    reason: str = "",
    facilities: tuple[str, ...] | None = None,
) -> MadeMove:
    """Let an audit decision move a certificate that is there; joins the caller's transaction, tells the customers.

    Args:
        actor: who confirmed the decision.
        number: of the certificate.
        kind: `confirm` (full after provisional), `lower` (provisional after full), `surveil`, `change_scope`,
            `suspend` (a critical breach) or `revoke` (more majors than a certificate bears).
        on: the first day on which it holds; from the holder's today on, except for the operator.
        decision: the reference of the audit decision.
        reason: needed for `lower`, `suspend` and `revoke`.
        facilities: for `change_scope`: the codes of the sites from then on; None: all of the scope.

    Raises:
        Refusal: `certificate_unknown`, `not_permitted`, `decision_missing`, `certificate_scope_invalid`,
            `certificate_move_not_allowed`, `certificate_move_backdated`, `reason_missing`,
            `certificate_site_passed_on`, `performance_certificate_missing`.
    """
    assert kind in DECIDED, "grants and refusals have functions of their own"
    history = found_certificate(number)
    authorise(actor, Act.CERTIFICATE_GRANT, history.organisation)
    require_decision(decision)
    changes_scope = kind is MoveKind.CHANGE_SCOPE
    with ledger_held(actor, history.organisation) as hold:
        sites = certified_facilities(found_scope(history.scope), facilities, on) if changes_scope else ()
        if changes_scope:
            refuse_passed_on(history.organisation, history.standard, sites, on)
            book = load_book(history.organisation)
            refuse_uncovered(number, on, book.coverage_of(history, sites, granted=history.issued or on))
        wanted = WantedMove(
            kind=kind,
            mover=Mover.DECISION,
            effective=on,
            actor=actor.name,
            reason=reason,
            reference=decision,
            facilities=sites,
        )
        return make_move(
            hold,
            history,
            wanted,
            not_before=earliest_day(actor, history.organisation),
            act=Act.CERTIFICATE_GRANT,
        )


def _supersede(
    book: CertificateBook, successor: CertificateHistory, grant: WantedMove, hold: LedgerHold
) -> CertificateBook:
    """Let the certificates that entitle on the day of issue give way; one that is suspended is dealt with first."""
    for each in book.of_scope(successor.scope, successor.standard):
        phase = book.course(each).on(grant.effective)
        if phase is None or each.number == successor.number:
            continue
        if phase.state is CertificateState.SUSPENDED:
            raise Refusal(
                "certificate_running",
                found=f"{each.number}, suspended since {phase.since}",
                expected="no suspended certificate of the same scope and standard",
                todo="reinstate, withdraw or revoke it first",
            )
        if phase.state in ENTITLING:
            wanted = WantedMove(
                kind=MoveKind.SUPERSEDE,
                mover=Mover.DECISION,
                effective=grant.effective,
                actor=grant.actor,
                reason=f"decision {grant.reference}",
                reference=successor.number,
            )
            book = append_wanted(book, each, wanted, at=hold.at, not_before=None)
    return book
