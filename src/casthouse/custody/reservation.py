"""Reservations: CoC tonnes promised to a customer before they are shipped.

A year is sold ahead, so a promise must be held against what may still be sold. Guarantees: the open
reservations of a scope, period and stage never exceed what was sellable when the last of them was made; of
a reservation, drawn + released + open = reserved, to the gram; a shipment draws from it once. A reservation
moves no material and no position; only shipments do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casthouse.custody.stage import Stage
from casthouse.measure.mass import tonnes_text
from casthouse.measure.period import Period
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationAccount:
    """What reservations are held against: one stage of a scope in a period."""

    scope: str
    period: Period
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What one shipment took from a reservation, in grams."""

    shipment: str
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """CoC mass reserved for a customer, in grams, and what became of it.

    Shipments from `draws_from` on draw from it; None: those of the whole period.
    """

    reference: str
    customer: str
    account: ReservationAccount
    mass_g: int
    draws: tuple[Draw, ...] = ()
    released_g: int = 0
    draws_from: date | None = None

    def __post_init__(self) -> None:
        assert self.mass_g > 0
        assert self.open_g >= 0
        assert self.released_g >= 0
        assert all(draw.mass_g > 0 for draw in self.draws)

    @property
    def drawn_g(self) -> int:
        """What shipments have taken."""
        return sum(draw.mass_g for draw in self.draws)

    @property
    def open_g(self) -> int:
        """What is still held for the customer."""
        return self.mass_g - self.drawn_g - self.released_g


def reserved_g(reservations: Iterable[Reservation], *, account: ReservationAccount) -> int:
    """Return what is held for customers of an account."""
    return sum(each.open_g for each in reservations if each.account == account)


def free_g(
    reservations: Iterable[Reservation], *, account: ReservationAccount, sellable_g: int | None
) -> int | None:
    """Return what may still be promised; None where nothing limits it.

    Args:
        reservations: all that were made.
        account: scope, period and stage.
        sellable_g: what may still be sold as CoC (contract section 3); None: no limit.
    """
    if sellable_g is None:
        return None
    return max(0, sellable_g - reserved_g(reservations, account=account))


def reserve(
    *,
    reference: str,
    customer: str,
    account: ReservationAccount,
    mass_g: int,
    reservations: Sequence[Reservation],
    sellable_g: int | None,
) -> Reservation:
    """Return a new reservation; the same reference and content again returns the one that is there.

    Raises:
        Refusal: `quantity_invalid`, `customer_missing`, `reference_conflict`, `reservation_not_available`.
    """
    _refuse_mass(mass_g)
    if not customer.strip():
        raise Refusal(
            "customer_missing",
            found="no customer",
            expected="whom it is reserved for",
            todo="name the customer",
        )
    asked = (customer.strip(), account, mass_g)
    for each in reservations:
        if each.reference == reference:
            if (each.customer, each.account, each.mass_g) == asked:
                return each
            raise _conflict(reference)
    free = free_g(reservations, account=account, sellable_g=sellable_g)
    if free is not None and mass_g > free:
        raise Refusal(
            "reservation_not_available",
            found=f"{tonnes_text(mass_g)} t of {account.stage.value} to reserve",
            expected=f"at most {tonnes_text(free)} t, which is sellable and not yet reserved",
            todo="reserve less, release another reservation, or have a plan approved",
        )
    return Reservation(reference=reference, customer=customer.strip(), account=account, mass_g=mass_g)


def release(reservation: Reservation, *, mass_g: int) -> Reservation:
    """Return the reservation with a part of it given free.

    Raises:
        Refusal: `quantity_invalid`, `reservation_overdrawn`.
    """
    _refuse_mass(mass_g)
    _refuse_overdrawn(reservation, mass_g, "release")
    return replace(reservation, released_g=reservation.released_g + mass_g)


def draw_down(reservation: Reservation, *, shipment: str, customer: str, mass_g: int) -> Reservation:
    """Return the reservation after a CoC shipment to its customer; the same shipment again changes nothing.

    Raises:
        Refusal: `quantity_invalid`, `reservation_of_other_customer`, `reference_conflict`,
            `reservation_overdrawn`.
    """
    _refuse_mass(mass_g)
    if customer != reservation.customer:
        raise Refusal(
            "reservation_of_other_customer",
            found=f"a shipment to {customer}",
            expected=f"a shipment to {reservation.customer}, for whom {reservation.reference} is held",
            todo="draw on the customer's own reservation, or on none",
        )
    for draw in reservation.draws:
        if draw.shipment == shipment:
            if draw.mass_g == mass_g:
                return reservation
            raise _conflict(shipment)
    _refuse_overdrawn(reservation, mass_g, "draw")
    return replace(reservation, draws=(*reservation.draws, Draw(shipment=shipment, mass_g=mass_g)))


def undo_draw(reservation: Reservation, *, shipment: str) -> Reservation:
    """Return the reservation after the shipment was reversed; what it took is held for the customer again."""
    return replace(reservation, draws=tuple(draw for draw in reservation.draws if draw.shipment != shipment))


def _refuse_mass(mass_g: int) -> None:
    if mass_g <= 0:
        raise Refusal(
            "quantity_invalid", found=f"{mass_g} g", expected="a mass above zero", todo="correct the mass"
        )


def _refuse_overdrawn(reservation: Reservation, mass_g: int, what: str) -> None:
    if mass_g > reservation.open_g:
        raise Refusal(
            "reservation_overdrawn",
            found=f"{tonnes_text(mass_g)} t to {what} from {reservation.reference}",
            expected=f"at most {tonnes_text(reservation.open_g)} t, which is open",
            todo=f"{what} what is open, and reserve the rest",
        )


def _conflict(reference: str) -> Refusal:
    return Refusal(
        "reference_conflict",
        found=f"reference {reference} with other content",
        expected="one content a reference",
        todo="give it a reference of its own",
    )
