"""What CoC shipments took of reservations: derived from the movements each time, never stored beside them.

A shipment draws on its customer's reservations of its stage and period, the one made first before the others, as
far as they are open; what is beyond draws on none. Guarantee: a gram shipped draws once, and a reversed shipment
not at all, since it is not among the shipments given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from casthouse.custody.reservation import Draw, Reservation
from casthouse.custody.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerShipment:
    """A CoC shipment in force, in grams."""

    reference: str
    customer: str
    stage: Stage
    day: date
    mass_g: int


class ReservationState(StrEnum):
    """Where a reservation stands."""

    PROPOSED = "proposed"
    OPEN = "open"
    DRAWN = "drawn"
    RELEASED = "released"
    LAPSED = "lapsed"  # still open when its period was closed: it holds nothing any more


def draw_shipments(
    reservations: Sequence[Reservation], shipments: Iterable[CustomerShipment]
) -> list[Reservation]:
    """Return the reservations in the order given, drawn down by the shipments.

    Args:
        reservations: approved ones without draws, in the order in which they are to be drawn.
        shipments: in any order; those to customers without a reservation change nothing.
    """
    open_g = [each.open_g for each in reservations]
    draws: list[list[Draw]] = [[] for _ in reservations]
    for shipment in sorted(shipments, key=lambda each: (each.day, each.reference)):
        rest_g = shipment.mass_g
        for number, reservation in enumerate(reservations):
            taken_g = min(rest_g, open_g[number]) if _draws_on(shipment, reservation) else 0
            if taken_g:
                draws[number].append(Draw(shipment=shipment.reference, mass_g=taken_g))
                open_g[number] -= taken_g
                rest_g -= taken_g
    return [
        replace(reservation, draws=tuple(taken))
        for reservation, taken in zip(reservations, draws, strict=True)
    ]


def reservation_state(
    reservation: Reservation, *, is_approved: bool, is_period_closed: bool
) -> ReservationState:
    """Return where a reservation stands."""
    if reservation.open_g and is_period_closed:
        return ReservationState.LAPSED
    if reservation.open_g:
        return ReservationState.OPEN if is_approved else ReservationState.PROPOSED
    return ReservationState.DRAWN if reservation.drawn_g else ReservationState.RELEASED


def _draws_on(shipment: CustomerShipment, reservation: Reservation) -> bool:
    account = reservation.account
    return (
        shipment.customer == reservation.customer
        and shipment.stage is account.stage
        and shipment.day in account.period
        and (reservation.draws_from is None or shipment.day >= reservation.draws_from)
    )
