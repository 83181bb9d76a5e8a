"""Tolling: a customer's metal remelted for a fee stays the customer's."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.custody.stage import Material
from casthouse.custody.tolling import TollEntry, TollSide
from casthouse.service.tolling import link_toll_movement, record_toll_entry, reverse_toll_entry, toll_book
from casthouse.web.api.document_shape import ReasonGiven
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, Grams, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest
from casthouse.web.api.supplier import OnDay

router = Router(tags=["tolling"])
TOLLING = "/scopes/{scope}/tolling"


class TollLinkGiven(Given):
    """Which receipt or shipment is a customer's metal."""

    customer: ShortText
    movement: ShortText


class TollEntryGiven(Given):
    """A line of a toll account that is no movement of ours."""

    customer: ShortText
    reference: ShortText
    date: Day
    side: TollSide
    material: ShortText = "aluminium"
    quantity_g: Grams
    evidence: Text = ""


class TollEntryShown(Shown):
    """A line of a toll account."""

    reference: str
    customer: str
    date: date
    side: TollSide
    material: Material
    quantity_g: int


@router.get(TOLLING, response=dict[str, Any])
def show_book(request: ApiRequest, scope: str, wanted: Query[OnDay]) -> dict[str, Any]:
    """Show what came from each customer, went back and is owed, as `casthouse tolling accounts` does."""
    return toll_book(request.auth, scope=scope, on=wanted.on).as_json()


@router.post(f"{TOLLING}/links", response={201: TollEntryShown})
def link(request: ApiRequest, scope: str, given: TollLinkGiven) -> HttpResponse:
    """Say of a receipt or a shipment that it is a customer's metal."""

    def work() -> Reply:
        made = link_toll_movement(request.auth, scope=scope, customer=given.customer, movement=given.movement)
        return Reply(shape=_shown(made), status=201)

    return once(request, work)


@router.post(f"{TOLLING}/entries", response={201: TollEntryShown})
def record(request: ApiRequest, scope: str, given: TollEntryGiven) -> HttpResponse:
    """Record metal that stays in the customer's accounts, or a loss."""

    def work() -> Reply:
        made = record_toll_entry(
            request.auth,
            scope=scope,
            customer=given.customer,
            reference=given.reference,
            on=given.date,
            side=given.side,
            material=given.material,
            quantity_g=given.quantity_g,
            evidence=given.evidence,
        )
        return Reply(shape=_shown(made), status=201)

    return once(request, work)


@router.post(f"{TOLLING}/entries/{{path:reference}}/reverse", response=TollEntryShown)
def reverse(request: ApiRequest, scope: str, reference: str, given: ReasonGiven) -> HttpResponse:
    """Take back an entry that was made by mistake; a movement that it names stays."""

    def work() -> Reply:
        made = reverse_toll_entry(request.auth, scope=scope, reference=reference, reason=given.reason)
        return Reply(shape=_shown(made))

    return once(request, work)


def _shown(entry: TollEntry) -> TollEntryShown:
    return TollEntryShown(
        reference=entry.reference,
        customer=entry.customer,
        date=entry.day,
        side=entry.side,
        material=entry.material,
        quantity_g=entry.mass_g,
    )
