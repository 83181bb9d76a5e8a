"""Market credits of the first edition: the use cases behind `casthouse credit`.

What is set aside as credits is drawn from the allowance of the aluminium stage at once, and stays drawn when it
lapses unsold. Later editions have no credits: there every use is refused.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from casthouse.custody.credit_book import CreditBook, with_credits
from casthouse.custody.market_credit import (
    CreditAllocation,
    CreditOffer,
    CreditParty,
    CreditPurchase,
    allocate_credits,
    buy_credits,
)
from casthouse.custody.position import chained_positions
from casthouse.custody.stage import Stage
from casthouse.measure.mass import tonnes_text
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entered import entered_text
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import found_organisation, permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import ScopeFile, load_ledger, load_scope_file
from casthouse.storage import facility as facility_store
from casthouse.storage import flow as flow_store
from casthouse.storage import market_credit as credit_store


def allocate(actor: Actor, *, scope: str, period: date, mass_g: int, reference: str) -> CreditAllocation:
    """Set whole credits aside of what may still be claimed; the same reference and content again changes nothing.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `period_unknown`, `reference_conflict`,
            `period_closed`, `market_credits_not_in_edition`, `market_credit_party_wrong`,
            `market_credit_not_whole`, `market_credit_not_available`.
    """
    held = permitted_scope(actor, Act.CREDIT_ALLOCATE, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    key = entered_text(reference, "reference")
    with ledger_held(actor, held.organisation) as ledger:
        file = load_scope_file(held)
        there = {each.reference: each for each in credit_store.allocations(held)}.get(key)
        if there is not None:
            if (there.period.start, there.mass_g) == (period, mass_g):
                return there
            raise _conflict(key)
        _refuse_closed(file, number)
        made = allocate_credits(
            file.credit_rules,
            reference=key,
            casthouse=_party(held.organisation, held.facilities),
            period=held.calendar.period(number),
            mass_g=mass_g,
            available_g=_available_g(file, number),
        )
        _refuse_sold_later(file, number, mass_g)
        credit_store.save_allocation(scope, made, at=ledger.at, by=actor.name)
        ledger.journal(Act.CREDIT_ALLOCATE, f"{scope} {key}", credits=made.credit_count)
    return made


def sell(
    actor: Actor,
    *,
    scope: str,
    allocation: str,
    buyer: str,
    on: date,
    credit_count: int,
    reference: str,
) -> CreditPurchase:
    """Sell credits of an allocation; the same reference and content again changes nothing.

    Args:
        actor: who sells.
        scope: whose allocation it is.
        allocation: its reference.
        buyer: code of the organisation that buys.
        on: the day of the sale.
        credit_count: how many.
        reference: the caller's own key, unique for the allocation.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `organisation_unknown`, `text_invalid`, `allocation_unknown`,
            `reference_conflict`, `market_credits_not_in_edition`, `market_credit_resold`,
            `market_credit_party_wrong`, `market_credit_lapsed`, `market_credit_not_whole`,
            `market_credit_sold_out`.
    """
    held = permitted_scope(actor, Act.CREDIT_SELL, scope)
    offer = CreditOffer(
        reference=entered_text(reference, "reference"),
        seller=_party(held.organisation, held.facilities),
        buyer=_party(found_organisation(buyer).code),
        on=on,
        credit_count=credit_count,
    )
    with ledger_held(actor, held.organisation) as ledger:
        set_aside = {each.reference: each for each in credit_store.allocations(held)}.get(allocation)
        if set_aside is None:
            raise Refusal(
                "allocation_unknown",
                found=f"allocation “{allocation}” of {scope}",
                expected="the reference of an allocation of the scope",
                todo="correct the reference; the list of credits shows them",
            )
        sold = credit_store.purchases(scope)
        for each in sold:
            if (each.allocation, each.reference) == (allocation, offer.reference):
                return _unchanged(each, offer)
        rules = load_scope_file(held).credit_rules
        made = buy_credits(rules, allocation=set_aside, offer=offer, bought=sold)
        credit_store.save_purchase(scope, made, at=ledger.at, by=actor.name)
        ledger.journal(Act.CREDIT_SELL, f"{scope} {allocation}", buyer=buyer, credits=credit_count)
    return made


def credit_book(actor: Actor, *, scope: str, on: date | None = None) -> CreditBook:
    """Return the market credits of a scope with where they stand on a day.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    return CreditBook(
        scope=scope,
        on=on or clock.today(),
        allocations=credit_store.allocations(held),
        purchases=credit_store.purchases(scope),
    )


def _party(organisation: str, facilities: Iterable[str] | None = None) -> CreditParty:
    """Return a company by what its facilities do: those named, or all."""
    wanted = None if facilities is None else set(facilities)
    known = facility_store.facilities(organisation)
    activities = {
        activity
        for facility in known
        if wanted is None or facility.code in wanted
        for activity in facility.activities
    }
    return CreditParty(code=organisation, activities=frozenset(activities))


def _available_g(file: ScopeFile, number: int) -> int:
    ledger = load_ledger(file, through=number)
    positions = chained_positions(list(ledger.periods.values()), carried=ledger.carried, rules=ledger.rules)
    return positions[-1].stages[Stage.ALUMINIUM].available_g


def _refuse_sold_later(file: ScopeFile, number: int, mass_g: int) -> None:
    """Let an allocation pass that leaves what later periods sold of a carried balance to them."""
    last_day = flow_store.last_day_moved(organisation_id=file.organisation_id, sites=file.sites)
    moved = None if last_day is None else file.scope.calendar.number_on(last_day)
    ledger = load_ledger(file, through=max(number, moved or 0))
    start = file.scope.calendar.period(number).start
    periods = [
        replace(each, flows=with_credits(each.flows, mass_g if each.period.start == start else 0))
        for each in ledger.periods.values()
    ]
    for position in chained_positions(periods, carried=ledger.carried, rules=ledger.rules):
        short_g = position.stages[Stage.ALUMINIUM].overdraft_g
        if short_g and position.period.start > start:
            raise Refusal(
                "market_credit_not_available",
                found=f"{tonnes_text(mass_g)} t, of which {position.period.start} has sold {tonnes_text(short_g)} t",
                expected="mass that no later period has claimed",
                todo="allocate fewer credits",
            )


def _refuse_closed(file: ScopeFile, number: int) -> None:
    if number < file.first_open:
        raise Refusal(
            "period_closed",
            found=f"{file.scope.calendar.period(number).start} of {file.scope.code} closed",
            expected="an open period",
            todo="allocate in an open period",
        )


def _unchanged(there: CreditPurchase, offer: CreditOffer) -> CreditPurchase:
    if (there.buyer, there.on, there.credit_count) != (offer.buyer.code, offer.on, offer.credit_count):
        raise _conflict(offer.reference)
    return there


def _conflict(reference: str) -> Refusal:
    return Refusal(
        "reference_conflict",
        found=f"reference {reference} with other content",
        expected="one content a reference",
        todo="give it a reference of its own",
    )
