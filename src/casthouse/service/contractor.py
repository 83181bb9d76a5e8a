"""Outsourcing contractors: the use cases behind `casthouse contractor`.

What is sent and comes back stays in the scope's accounts and touches no position; it is reconciled for each period,
contractor and material. Entries are appended and taken back, never changed.
"""

from datetime import date

from casthouse.custody.contractor import (
    ContractorAccountKey,
    ContractorListing,
    ContractorLoss,
    ContractorTransfer,
    Direction,
    refuse_unlisted,
)
from casthouse.custody.contractor import record_loss as lost
from casthouse.custody.contractor_listing import ContractorRisk, ListingRecord, standing_listings
from casthouse.custody.contractor_listing import list_contractor as listed
from casthouse.custody.contractor_report import ContractorReport
from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.cash_purchase import entry_unknown
from casthouse.service.contractor_account import contractor_report
from casthouse.service.entered import (
    TEXT_MAX,
    entered_mass_g,
    entered_text,
    material_named,
    optional_text,
)
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import load_scope_file
from casthouse.storage import contractor as contractor_store
from casthouse.storage import period as period_store
from casthouse.storage.contractor import ContractorEntry, HeldByContractor
from casthouse.storage.entry_reversal import EntryTable, save_reversal

NAME_MAX = 1_000


def list_contractor(
    actor: Actor,
    *,
    scope: str,
    contractor: str,
    listed_from: date,
    risk: str,
    risk_assessed_on: date,
    listed_to: date | None = None,
    evidence: str = "",
) -> ListingRecord:
    """Record that the scope's certificate lists a contractor; from its first day on it replaces what stood before.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `contractor_risk_unknown`,
            `contractor_dates_invalid`, `contractor_risk_in_future`, `contractor_risk_without_evidence`.
    """
    held = permitted_scope(actor, Act.CONTRACTOR_LIST, scope)
    if risk not in set(ContractorRisk):
        raise Refusal(
            "contractor_risk_unknown",
            found=f"risk “{risk}”",
            expected=" or ".join(ContractorRisk),
            todo="say how the risk was assessed",
        )
    with ledger_held(actor, held.organisation) as ledger:
        made = listed(
            contractor=entered_text(contractor, "contractor", length_max=NAME_MAX),
            listed_from=listed_from,
            listed_to=listed_to,
            risk=ContractorRisk(risk),
            risk_assessed_on=risk_assessed_on,
            evidence=optional_text(evidence, "evidence"),
            recorded_on=ledger.at.date(),
        )
        before = [each for each in contractor_store.listings(scope) if each.contractor == made.contractor]
        if not before or before[-1] != made:
            contractor_store.save_listing(scope, made, at=ledger.at, by=actor.name)
            ledger.journal(Act.CONTRACTOR_LIST, f"{scope} {made.contractor}", risk=risk)
    return made


def contractors(actor: Actor, *, scope: str) -> list[ContractorListing]:
    """Return the contractors of a scope with the days on which they are listed, by name and day.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    permitted_scope(actor, Act.MOVEMENT_READ, scope)
    return standing_listings(contractor_store.listings(scope))


def transfer_material(
    actor: Actor,
    *,
    scope: str,
    contractor: str,
    reference: str,
    on: date,
    direction: Direction,
    material: str,
    quantity_g: int,
    loss_g: int = 0,
    cause: str = "",
    is_blocked: bool = False,
) -> ContractorTransfer:
    """Record material sent to a contractor or returned by it; the same again changes nothing.

    Args:
        actor: who records.
        scope: code of the scope.
        contractor: its name, as listed.
        reference: the caller's own key, unique for the contractor.
        on: the day.
        direction: which way.
        material: what was sent, whatever it comes back as.
        quantity_g: the mass sent or returned, in grams.
        loss_g: what was lost beside what came back.
        cause: of the loss.
        is_blocked: record what was sent to a contractor that is not listed; the lot has no CoC status then.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `material_unknown`, `quantity_invalid`,
            `contractor_loss_without_cause`, `period_unknown`, `period_closed`, `reference_conflict`,
            `contractor_not_listed`.
    """
    held = permitted_scope(actor, Act.CONTRACTOR_RECORD, scope)
    made = ContractorTransfer(
        reference=entered_text(reference, "reference"),
        contractor=entered_text(contractor, "contractor", length_max=NAME_MAX),
        day=on,
        material=material_named(material),
        direction=direction,
        mass_g=entered_mass_g(quantity_g),
    )
    loss = _loss(made.key, on, loss_g, cause) if loss_g else None
    with ledger_held(actor, held.organisation) as ledger:
        if _is_there(held, made.contractor, made.reference, made, loss):
            return made
        _refuse_closed(held, on)
        if not is_blocked:
            refuse_unlisted(made, standing_listings(contractor_store.listings(scope)))
        contractor_store.save_transfer(scope, made, loss, at=ledger.at, by=actor.name)
        _journal(ledger, f"{scope} {made.reference}", made.key, made.direction.value, made.mass_g)
    return made


def record_loss(
    actor: Actor,
    *,
    scope: str,
    contractor: str,
    reference: str,
    on: date,
    material: str,
    quantity_g: int,
    cause: str,
) -> ContractorLoss:
    """Record material lost at a contractor, with its cause; the same again changes nothing.

    Raises:
        Refusal: as `transfer_material`.
    """
    held = permitted_scope(actor, Act.CONTRACTOR_RECORD, scope)
    key = _key(contractor, material)
    known = entered_text(reference, "reference")
    made = _loss(key, on, quantity_g, cause)
    with ledger_held(actor, held.organisation) as ledger:
        if _is_there(held, key.contractor, known, None, made):
            return made
        _refuse_closed(held, on)
        contractor_store.save_loss(scope, made, reference=known, at=ledger.at, by=actor.name)
        _journal(ledger, f"{scope} {known}", key, "lost", made.mass_g)
    return made


def reverse_entry(
    actor: Actor, *, scope: str, contractor: str, reference: str, reason: str
) -> ContractorEntry:
    """Take back an entry that was made by mistake.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `entry_unknown`, `period_closed`.
    """
    held = permitted_scope(actor, Act.ENTRY_REVERSE, scope)
    why = entered_text(reason, "reason")
    with ledger_held(actor, held.organisation) as ledger:
        found = contractor_store.entry(scope, contractor=contractor, reference=reference)
        if found is None or found.is_reversed:
            raise entry_unknown(f"entry “{reference}” of {contractor}")
        _refuse_closed(held, found.day)
        save_reversal(EntryTable.CONTRACTOR_TRANSFER, found.number, reason=why, at=ledger.at, by=actor.name)
        ledger.journal(Act.ENTRY_REVERSE, f"{scope} {reference}", contractor=contractor, reason=why)
    return found


def confirm_held(
    actor: Actor,
    *,
    scope: str,
    contractor: str,
    period: date,
    material: str,
    held_g: int,
    explanation: str = "",
) -> HeldByContractor:
    """Record what a contractor confirms to hold at a period's end, and what explains a difference.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `material_unknown`, `quantity_invalid`,
            `period_unknown`.
    """
    held = permitted_scope(actor, Act.CONTRACTOR_RECORD, scope)
    period_number(held, period=period, on=None, today=clock.today())
    key = _key(contractor, material)
    made = HeldByContractor(
        held_g=entered_mass_g(held_g, least_g=0),
        explanation=optional_text(explanation, "explanation"),
    )
    with ledger_held(actor, held.organisation) as ledger:
        if contractor_store.held(scope, period).get(key) != made:
            contractor_store.save_held(scope, key, made, period_start=period, at=ledger.at, by=actor.name)
            _journal(ledger, f"{scope} {period}", key, "held", made.held_g)
    return made


def reconcile_contractors(actor: Actor, *, scope: str, period: date | None = None) -> ContractorReport:
    """Return the accounts of a scope's contractors in a period, and what is found about them.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    return contractor_report(load_scope_file(held), number, today=clock.today())


def contractor_entries(actor: Actor, *, scope: str, period: Period) -> list[ContractorEntry]:
    """Return what was sent, returned and lost in a period and counts, by day.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    permitted_scope(actor, Act.MOVEMENT_READ, scope)
    return [each for each in contractor_store.entries(scope) if each.day in period]


def _key(contractor: str, material: str) -> ContractorAccountKey:
    name = entered_text(contractor, "contractor", length_max=NAME_MAX)
    return ContractorAccountKey(contractor=name, material=material_named(material))


def _loss(key: ContractorAccountKey, on: date, mass_g: int, cause: str) -> ContractorLoss:
    text = optional_text(cause, "cause", length_max=TEXT_MAX)
    return lost(key=key, day=on, mass_g=entered_mass_g(mass_g), cause=text)


def _is_there(
    scope: Scope,
    contractor: str,
    reference: str,
    transfer: ContractorTransfer | None,
    loss: ContractorLoss | None,
) -> bool:
    """Say whether the entry is there already; another one under its reference is refused."""
    there = contractor_store.entry(scope.code, contractor=contractor, reference=reference)
    if there is None:
        return False
    if (there.transfer, there.loss, there.is_reversed) == (transfer, loss, False):
        return True
    raise Refusal(
        "reference_conflict",
        found=f"reference {reference} with other content",
        expected="one content a reference",
        todo="give this entry a reference of its own",
    )


def _refuse_closed(scope: Scope, on: date) -> None:
    number = period_number(scope, period=None, on=on, today=on)
    if number < len(period_store.statements(scope.code)):
        raise Refusal(
            "period_closed",
            found=f"an entry of {on} in a closed period",
            expected="a day in an open period",
            todo="reopen the period first",
        )


def _journal(ledger: LedgerHold, subject: str, key: ContractorAccountKey, what: str, mass_g: int) -> None:
    ledger.journal(
        Act.CONTRACTOR_RECORD,
        subject,
        contractor=key.contractor,
        material=key.material.value,
        **{what: mass_g},
    )
