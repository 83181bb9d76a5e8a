"""The confirmation of a transfer: the giver's certificates end, the taker's begin, in one transaction.

It is given on the day that is wanted or later, never in advance: what happens until then is not known yet. Nobody
escapes by selling what an audit saw: an audit of the giver that has begun on site is decided first, one that has not is
withdrawn. What was sold before stands; the accounts of both scopes stay where they are, and no balance passes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.certificate_passing import unnumbered
from casthouse.assurance.certificate_transfer import (
    CertificateTransfer,
    TransferAct,
    TransferState,
    TransferStep,
    refuse_act,
)
from casthouse.service.audit import withdraw_audit
from casthouse.service.certificate_book import append_moves, keep_spans
from casthouse.service.certificate_passage import Passing, confirmation_day, lapsing_audits, passing_of
from casthouse.service.certificate_reach import CertificateReach, reach_between, tell_customers
from casthouse.service.certificate_transfer import (
    append_step,
    tell,
    transfer_held,
)
from casthouse.service.certificate_transfer_view import TransferView, transfer_view
from casthouse.service.claim_lapse import TouchedClaim, record_lapses, touched_claims
from casthouse.service.entered import TEXT_MAX, entered_text
from casthouse.service.ledger_hold import LedgerHold
from casthouse.service.logged_row import enter
from casthouse.service.permission import Actor
from casthouse.storage import certificate as certificate_store
from casthouse.storage import certificate_move as move_store


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
        day = confirmation_day(held)
        lapsing = lapsing_audits(held)
        consent, numbers = held.consent, _numbers(held, dry_run=dry_run)
        assert consent is not None
        passing = passing_of(held, consent, numbers, day=day, actor=actor.name, reason=why)
        if dry_run:
            return MadeTransfer(
                view=transfer_view(actor, held),
                day=day,
                certificates=passing.continued,
                reach=reach_between(passing.giver, passing.passed.giver),
                claims=touched_claims(passing.giver, passing.passed.giver, held.giver),
                audits=lapsing,
                told=0,
            )
        for audit in lapsing:
            withdraw_audit(actor, audit=audit, reason=f"transfer {number} to {held.taker}")
        return _made(hold, held, passing, day=day, why=why, audits=lapsing)


def _numbers(held: CertificateTransfer, *, dry_run: bool) -> dict[str, str]:
    """Return the numbers of the taker's certificates, by number of what each continues; none is used up by a look."""
    if dry_run:
        return unnumbered(held.certificates)
    standards = {each.number: each.standard for each in move_store.histories(numbers=held.certificates)}
    return {each: certificate_store.next_number(standards[each]) for each in held.certificates}


def _made(
    hold: LedgerHold,
    held: CertificateTransfer,
    passing: Passing,
    *,
    day: date,
    why: str,
    audits: tuple[str, ...],
) -> MadeTransfer:
    """Append the moves, keep the days that follow, tell both sides and the customers."""
    passed, continued = passing.passed, passing.continued
    for _, each in continued:
        enter({"certificate": [move_store.add_certificate(each)]}, at=hold.at)
    append_moves(passing.giver, passed.giver, at=hold.at)
    append_moves(passing.taker, passed.taker, at=hold.at)
    for code in (held.giver, held.taker):
        keep_spans(code)
    step = TransferStep(act=TransferAct.CONFIRM, actor=hold.actor.name, at=hold.at, reason=why)
    made = append_step(hold, held, step)
    named = ", ".join(f"{old} as {each.number}" for old, each in continued)
    reach = reach_between(passing.giver, passed.giver)
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
