"""The confirmation of a transfer: the giver's certificates end, the taker's begin, in one transaction.

It is given on the day that is wanted or later, never in advance: what happens until then is not known yet. Nobody
escapes by selling what an audit saw: an audit of the giver that has begun on site is decided first, one that has not is
withdrawn. What was sold before stands; the accounts of both scopes stay where they are, and no balance passes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.audit import AuditState
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.certificate_passing import Passage, PassedBooks, pass_on
from casthouse.assurance.certificate_transfer import (
    CertificateTransfer,
    TransferAct,
    TransferState,
    TransferStep,
    refuse_act,
)
from casthouse.refusal import Refusal
from casthouse.service.audit import withdraw_audit
from casthouse.service.certificate_book import keep_spans, load_book, local_today
from casthouse.service.certificate_holder import refuse_member
from casthouse.service.certificate_reach import CertificateReach, reach_between, tell_customers
from casthouse.service.certificate_transfer import (
    append_step,
    passing_day,
    registered_sites,
    tell,
    transfer_held,
)
from casthouse.service.certificate_transfer_view import TransferView, transfer_view
from casthouse.service.claim_lapse import TouchedClaim, record_lapses, touched_claims
from casthouse.service.entered import TEXT_MAX, entered_text
from casthouse.service.ledger_hold import LedgerHold
from casthouse.service.lookup import found_scope
from casthouse.service.permission import Actor
from casthouse.storage import audit as audit_store
from casthouse.storage import certificate as certificate_store
from casthouse.storage import certificate_move as move_store
from casthouse.storage import worklist as worklist_store

BEFORE_SITE = frozenset({AuditState.PLAN_DUE, AuditState.PLAN_SUBMITTED})
"""An audit in one of these has seen nothing yet: it lapses with the transfer."""
TO_BE_DECIDED = frozenset({AuditState.IN_AUDIT, AuditState.UNDER_REVIEW, AuditState.REVIEWED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeTransfer:
    """A transfer that was confirmed, or would be.

    Attributes:
        view: the transfer.
        day: the first day of the taker.
        certificates: those of the taker, by the number of the one that each continues.
        reach: the documents in force and the customers that hang on what ends.
        claims: those of the giver that fall with it.
        audits: those of the giver that are withdrawn with it.
        told: how many customers were told.
    """

    view: TransferView
    day: date
    certificates: tuple[tuple[str, CertificateHistory], ...]
    reach: tuple[CertificateReach, ...]
    claims: tuple[TouchedClaim, ...]
    audits: tuple[str, ...]
    told: int

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            **self.view.as_json(),
            "from_day": self.day.isoformat(),
            "passes": [self._passed_json(number, each) for number, each in self.certificates],
            "touched": [each.as_json() for each in self.reach],
            "claims": [each.as_json() for each in self.claims],
            "audits_withdrawn": list(self.audits),
            "told": self.told,
        }

    def _passed_json(self, number: str, continued: CertificateHistory) -> dict[str, Any]:
        move = continued.moves[-1]
        is_made = self.view.transfer.state is TransferState.CONFIRMED
        return {
            "certificate": number,
            "standard": continued.standard.value,
            "continued_by": continued.number if is_made else None,
            "level": move.level.value if move.level else None,
            "valid_to": move.valid_to.isoformat() if move.valid_to else None,
            "facilities": [each.facility for each in move.facilities],
        }


def confirm_transfer(actor: Actor, *, number: int, reason: str, dry_run: bool = False) -> MadeTransfer:
    """Confirm a transfer that was accepted, or show what it would do and whom it touches.

    Args:
        actor: the secretariat; nobody who asked or accepted.
        number: of the transfer.
        reason: what was looked at, such as the deed and the sites.
        dry_run: check and show, but change nothing.

    Raises:
        Refusal: `not_permitted`, `certificate_transfer_unknown`, `certificate_transfer_state`,
            `certificate_transfer_own`, `certificate_transfer_ahead`, `certificate_transfer_audit`, `text_invalid`,
            `membership_not_certifiable`, `membership_suspended`; and as `pass_on`.
    """
    with transfer_held(actor, number, TransferAct.CONFIRM) as (hold, held):
        refuse_act(held, TransferAct.CONFIRM, actor.name)
        why = entered_text(reason, "reason", length_max=TEXT_MAX)
        day = _day(held)
        lapsing = _audits(held)
        giver, taker = load_book(held.giver), _taker_book(held)
        numbers = {each: f"({each})" if dry_run else _next_number(giver, each) for each in held.certificates}
        passage = _passage(held, numbers, day=day, actor=actor.name, reason=why)
        passed = pass_on(giver, taker, passage)
        continued = _continued(passed, passage)
        for _, each in continued:
            refuse_member(held.taker, each.moves[-1].facilities, day)
        if dry_run:
            return MadeTransfer(
                view=transfer_view(actor, held),
                day=day,
                certificates=continued,
                reach=reach_between(giver, passed.giver),
                claims=touched_claims(giver, passed.giver, held.giver),
                audits=lapsing,
                told=0,
            )
        for audit in lapsing:
            withdraw_audit(actor, audit=audit, reason=f"transfer {number} to {held.taker}")
        return _made(hold, held, (giver, taker), passed, continued, day=day, why=why, audits=lapsing)


def _made(
    hold: LedgerHold,
    held: CertificateTransfer,
    before: tuple[CertificateBook, CertificateBook],
    passed: PassedBooks,
    continued: tuple[tuple[str, CertificateHistory], ...],
    *,
    day: date,
    why: str,
    audits: tuple[str, ...],
) -> MadeTransfer:
    """Append the moves, keep the days that follow, tell both sides and the customers."""
    for _, each in continued:
        move_store.add_certificate(each)
    for old, new in zip(before, (passed.giver, passed.taker), strict=True):
        _append_moves(old, new, hold)
    for code in (held.giver, held.taker):
        keep_spans(code)
    step = TransferStep(act=TransferAct.CONFIRM, actor=hold.actor.name, at=hold.at, reason=why)
    made = append_step(hold, held, step)
    named = ", ".join(f"{old} as {each.number}" for old, each in continued)
    reach = reach_between(before[0], passed.giver)
    told = tell_customers(
        hold,
        reach,
        holder=held.giver,
        why=f"its sites passed to {held.taker}, which holds {named}",
        reference=f"certificate-transfer:{held.number}:told",
    )
    claims = record_lapses(hold, held.giver)
    tell(hold, made, [held.giver, held.taker], f"confirmed from {day} on: {held.taker} holds {named}")
    return MadeTransfer(
        view=transfer_view(hold.actor, made),
        day=day,
        certificates=continued,
        reach=reach,
        claims=claims,
        audits=audits,
        told=told,
    )


def _append_moves(old: CertificateBook, new: CertificateBook, hold: LedgerHold) -> None:
    known = {each.number: len(each.moves) for each in old.histories}
    for history in new.histories:
        for move in history.moves[known.get(history.number, 0) :]:
            move_store.append_move(history.number, move, at=hold.at)


def _day(held: CertificateTransfer) -> date:
    """Return the first day of the taker: the later of both todays, once the day that is wanted has come."""
    todays = (local_today(held.giver), local_today(held.taker))
    if held.day > max(todays):
        raise Refusal(
            "certificate_transfer_ahead",
            found=f"a confirmation of transfer {held.number} on {max(todays)}",
            expected=f"its day, {held.day}, or later: what happens until then is not known yet",
            todo="confirm it on that day; whoever asked may withdraw it and ask for an earlier one",
        )
    return passing_day(held)


def _audits(held: CertificateTransfer) -> tuple[str, ...]:
    """Return the giver's audits that lapse; one that has begun on site is decided first."""
    standards = {each.standard for each in move_store.histories(numbers=held.certificates)}
    found = [each for each in audit_store.audits(scope=held.scope) if each.standard in standards]
    begun = next((each for each in found if each.state in TO_BE_DECIDED), None)
    if begun is not None:
        raise Refusal(
            "certificate_transfer_audit",
            found=f"audit {begun.reference} of {held.scope}, which is {begun.state.value}",
            expected="no audit of the certificates that has begun and is not decided",
            todo="decide it first; what it found goes with the certificate",
        )
    return tuple(each.reference for each in found if each.state in BEFORE_SITE)


def _taker_book(held: CertificateTransfer) -> CertificateBook:
    consent = held.consent
    assert consent is not None
    editions = [each.edition for each in move_store.histories(numbers=held.certificates) if each.edition]
    return load_book(held.taker, editions=[*editions, found_scope(consent.scope).edition])


def _next_number(giver: CertificateBook, number: str) -> str:
    return certificate_store.next_number(giver.history(number).standard)


def _passage(
    held: CertificateTransfer, numbers: Mapping[str, str], *, day: date, actor: str, reason: str
) -> Passage:
    consent = held.consent
    assert consent is not None
    scope = found_scope(consent.scope)
    rated = worklist_store.maturities([held.giver])
    return Passage(
        certificates=numbers,
        day=day,
        sites=consent.sites,
        registered=registered_sites(scope, day),
        scope=scope.code,
        organisation=held.taker,
        custody_edition=scope.edition,
        maturity={number: each.value for number, each in rated.items()},
        actor=actor,
        reason=reason,
    )


def _continued(passed: PassedBooks, passage: Passage) -> tuple[tuple[str, CertificateHistory], ...]:
    return tuple(
        (old, next(h for h in passed.taker.histories if h.inherited and h.inherited.predecessor == old))
        for old in passage.certificates
    )
