"""Tonnes kept for a customer: proposed by one person, approved by another, drawn down by shipments."""

from datetime import date

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.custody.reservation_book import RecordedReservation
from casthouse.custody.reservation_draw import ReservationState
from casthouse.custody.stage import Stage
from casthouse.service.reservation import (
    approve_reservation,
    propose_reservation,
    release_reservation,
    reservations,
)
from casthouse.web.api.once import Reply, once
from casthouse.web.api.plan import PeriodStart, PlansWanted
from casthouse.web.api.position import PeriodShown
from casthouse.web.api.shape import Day, Given, Grams, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["plans"])
RESERVATIONS = "/scopes/{scope}/reservations"


class ReservationWanted(Given):
    """What to keep for whom: `customer` as the counterparty of its shipments is written."""

    period: Day
    stage: Stage
    customer: ShortText
    quantity_g: Grams
    reference: ShortText
    draws_from: Day | None = None
    note: Text = ""


class Release(Given):
    """How much is given free again; all that is open when left out."""

    quantity_g: Grams | None = None


class ReservationShown(Shown):
    """A reservation, what was drawn from it, and who stands behind it."""

    reference: str
    scope: str
    period: PeriodStart
    stage: Stage
    customer: str
    quantity_g: int
    drawn_g: int
    released_g: int
    open_g: int
    draws_from: date | None
    state: ReservationState
    proposed_by: str
    approved_by: str
    note: str


class StageReserveShown(Shown):
    """What of a stage may still be sold, is promised, is free, and is promised beyond it; null: no limit."""

    sellable_g: int | None
    reserved_g: int
    free_g: int | None
    short_g: int


class ReservationBookShown(Shown):
    """All reservations of a scope and period, and what each stage may still sell."""

    scope: str
    period: PeriodShown
    stages: dict[str, StageReserveShown]
    reservations: list[ReservationShown]


@router.get(RESERVATIONS, response=ReservationBookShown)
def list_reservations(request: ApiRequest, scope: str, wanted: Query[PlansWanted]) -> ReservationBookShown:
    """List the reservations of a period, of today's when none is named."""
    book = reservations(request.auth, scope=scope, period=wanted.period)
    return ReservationBookShown.model_validate(book.as_json())


@router.post(RESERVATIONS, response={201: ReservationShown})
def propose(request: ApiRequest, scope: str, wanted: ReservationWanted) -> HttpResponse:
    """Propose to keep tonnes for a customer; they are held once another person has approved it."""

    def work() -> Reply:
        made = propose_reservation(
            request.auth,
            scope=scope,
            period=wanted.period,
            stage=wanted.stage.value,
            customer=wanted.customer,
            quantity_g=wanted.quantity_g,
            reference=wanted.reference,
            draws_from=wanted.draws_from,
            note=wanted.note,
        )
        return Reply(shape=_shown(made), status=201)

    return once(request, work)


@router.post(f"{RESERVATIONS}/{{path:reference}}/approve", response=ReservationShown)
def approve(request: ApiRequest, scope: str, reference: str) -> HttpResponse:
    """Approve a proposal of another person: the tonnes are held."""

    def work() -> Reply:
        return Reply(shape=_shown(approve_reservation(request.auth, scope=scope, reference=reference)))

    return once(request, work)


@router.post(f"{RESERVATIONS}/{{path:reference}}/release", response=ReservationShown)
def release(request: ApiRequest, scope: str, reference: str, wanted: Release | None = None) -> HttpResponse:
    """Give tonnes free again, or take a proposal back."""

    def work() -> Reply:
        quantity_g = wanted.quantity_g if wanted else None
        done = release_reservation(request.auth, scope=scope, reference=reference, quantity_g=quantity_g)
        return Reply(shape=_shown(done))

    return once(request, work)


def _shown(recorded: RecordedReservation) -> ReservationShown:
    return ReservationShown.model_validate(recorded.as_json())
