"""Outsourcing contractors: material sent and returned stays in the scope's accounts."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.custody.contractor import Direction
from casthouse.custody.stage import Material
from casthouse.service.contractor import (
    confirm_held,
    contractors,
    list_contractor,
    reconcile_contractors,
    record_loss,
    reverse_entry,
    transfer_material,
)
from casthouse.web.api.once import Reply, once
from casthouse.web.api.plan import PlansWanted
from casthouse.web.api.shape import Day, Flag, Given, Grams, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["contractors"])
CONTRACTORS = "/scopes/{scope}/contractors"


class ListingGiven(Given):
    """A contractor that the certificate lists, with its risk: `acceptable` or `not_acceptable`."""

    contractor: ShortText
    listed_from: Day
    listed_to: Day | None = None
    risk: ShortText
    risk_assessed_on: Day
    evidence: Text = ""


class ListingShown(Shown):
    """A contractor with the days on which it is listed; `listed_until` is the first day on which it is not."""

    contractor: str
    listed_from: date
    listed_until: date | None
    risk_accepted_on: date | None


class ContractorList(Shown):
    """The contractors of a scope, by name and day."""

    contractors: list[ListingShown]


class EntryGiven(Given):
    """An entry in a contractor's account; `reference` is the caller's own key."""

    contractor: ShortText
    reference: ShortText
    date: Day
    material: Material
    quantity_g: Grams


class TransferGiven(EntryGiven):
    """Material sent or returned; `blocked` records what was sent to one that is not listed."""

    direction: Direction
    loss_g: Grams = 0
    cause: Text = ""
    blocked: Flag = False


class LossGiven(EntryGiven):
    """Material lost at a contractor, with its cause."""

    cause: Text


class EntryShown(Shown):
    """An entry in a contractor's account."""

    contractor: str
    reference: str


class EntryReversal(Given):
    """Which entry was made by mistake, and why."""

    contractor: ShortText
    reference: ShortText
    reason: Text


class HeldGiven(Given):
    """What a contractor confirms to hold at a period's end, and what explains a difference."""

    contractor: ShortText
    period: Day
    material: Material
    held_g: Grams
    explanation: Text = ""


class HeldShown(Shown):
    """What a contractor confirms to hold."""

    contractor: str
    held_g: int
    explanation: str


@router.get(CONTRACTORS, response=ContractorList)
def list_contractors(request: ApiRequest, scope: str) -> ContractorList:
    """List the contractors of a scope with the days on which they are listed."""
    return ContractorList(
        contractors=[
            ListingShown(
                contractor=each.contractor,
                listed_from=each.listed_from,
                listed_until=each.listed_until,
                risk_accepted_on=each.risk_accepted_on,
            )
            for each in contractors(request.auth, scope=scope)
        ]
    )


@router.post(CONTRACTORS, response={201: ListingGiven})
def admit(request: ApiRequest, scope: str, given: ListingGiven) -> HttpResponse:
    """Record that the certificate lists a contractor; it replaces what stood from that day on."""

    def work() -> Reply:
        list_contractor(request.auth, scope=scope, **given.model_dump())
        return Reply(shape=given, status=201)

    return once(request, work)


@router.post(f"{CONTRACTORS}/transfers", response={201: EntryShown})
def transfer(request: ApiRequest, scope: str, given: TransferGiven) -> HttpResponse:
    """Record material sent to a contractor or returned by it; no position changes."""

    def work() -> Reply:
        made = transfer_material(
            request.auth,
            scope=scope,
            contractor=given.contractor,
            reference=given.reference,
            on=given.date,
            direction=given.direction,
            material=given.material.value,
            quantity_g=given.quantity_g,
            loss_g=given.loss_g,
            cause=given.cause,
            is_blocked=given.blocked,
        )
        return Reply(shape=EntryShown(contractor=made.contractor, reference=made.reference), status=201)

    return once(request, work)


@router.post(f"{CONTRACTORS}/losses", response={201: EntryShown})
def lose(request: ApiRequest, scope: str, given: LossGiven) -> HttpResponse:
    """Record material lost at a contractor, with its cause."""

    def work() -> Reply:
        record_loss(
            request.auth,
            scope=scope,
            contractor=given.contractor,
            reference=given.reference,
            on=given.date,
            material=given.material.value,
            quantity_g=given.quantity_g,
            cause=given.cause,
        )
        return Reply(shape=EntryShown(contractor=given.contractor, reference=given.reference), status=201)

    return once(request, work)


@router.post(f"{CONTRACTORS}/reversals", response=EntryShown)
def reverse(request: ApiRequest, scope: str, given: EntryReversal) -> HttpResponse:
    """Take back an entry that was made by mistake."""

    def work() -> Reply:
        reverse_entry(
            request.auth,
            scope=scope,
            contractor=given.contractor,
            reference=given.reference,
            reason=given.reason,
        )
        return Reply(shape=EntryShown(contractor=given.contractor, reference=given.reference))

    return once(request, work)


@router.post(f"{CONTRACTORS}/confirmations", response={201: HeldShown})
def confirm(request: ApiRequest, scope: str, given: HeldGiven) -> HttpResponse:
    """Record what a contractor confirms to hold at a period's end."""

    def work() -> Reply:
        made = confirm_held(
            request.auth,
            scope=scope,
            contractor=given.contractor,
            period=given.period,
            material=given.material.value,
            held_g=given.held_g,
            explanation=given.explanation,
        )
        shape = HeldShown(contractor=given.contractor, held_g=made.held_g, explanation=made.explanation)
        return Reply(shape=shape, status=201)

    return once(request, work)


@router.get(f"{CONTRACTORS}/accounts", response=dict[str, Any])
def show_accounts(request: ApiRequest, scope: str, wanted: Query[PlansWanted]) -> dict[str, Any]:
    """Show what was sent, returned, lost and is held, as `casthouse contractor reconcile` does."""
    return reconcile_contractors(request.auth, scope=scope, period=wanted.period).as_json()
