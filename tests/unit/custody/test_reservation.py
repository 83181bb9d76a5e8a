"""Reservations: promised within what may still be sold, drawn by shipments, released."""

from dataclasses import replace
from datetime import date

import pytest

from casthouse.custody.reservation import (
    Draw,
    Reservation,
    ReservationAccount,
    draw_down,
    free_g,
    release,
    reserve,
    reserved_g,
    undo_draw,
)
from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from tests.unit.refusing import refused

YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
ACCOUNT = ReservationAccount(scope="S", period=YEAR, stage=Stage.ALUMINIUM)
ELSEWHERE = replace(ACCOUNT, stage=Stage.ALUMINA)


def promise(
    mass_g: int,
    *before: Reservation,
    sellable_g: int | None = 100,
    reference: str = "R-9",
    customer: str = "AUTO",
    account: ReservationAccount = ACCOUNT,
) -> Reservation:
    return reserve(
        reference=reference,
        customer=customer,
        account=account,
        mass_g=mass_g,
        reservations=before,
        sellable_g=sellable_g,
    )


SIXTY = promise(60, reference="R-1")


def test_no_gram_more_is_promised_than_may_be_sold() -> None:
    assert promise(40, SIXTY).open_g == 40
    with refused("reservation_not_available"):
        promise(41, SIXTY)
    assert free_g([SIXTY], account=ACCOUNT, sellable_g=100) == 40


@pytest.mark.parametrize("sellable_g", [59, 0, -20])
def test_nothing_is_free_when_less_may_be_sold_than_is_promised(sellable_g: int) -> None:
    assert free_g([SIXTY], account=ACCOUNT, sellable_g=sellable_g) == 0
    with refused("reservation_not_available"):
        promise(1, SIXTY, sellable_g=sellable_g)


def test_where_nothing_limits_the_sale_nothing_limits_the_promise() -> None:
    assert promise(10**15, SIXTY, sellable_g=None).open_g == 10**15
    assert free_g([SIXTY], account=ACCOUNT, sellable_g=None) is None


def test_reservations_of_other_accounts_do_not_count() -> None:
    assert promise(100, replace(SIXTY, account=ELSEWHERE)).open_g == 100
    assert reserved_g([SIXTY, replace(SIXTY, account=ELSEWHERE)], account=ACCOUNT) == 60


def test_the_same_reservation_again_changes_nothing() -> None:
    drawn = draw_down(SIXTY, shipment="SH-1", customer="AUTO", mass_g=10)
    assert promise(60, drawn, reference="R-1", sellable_g=0) is drawn
    for mass_g, customer, account in ((61, "AUTO", ACCOUNT), (60, "CANS", ACCOUNT), (60, "AUTO", ELSEWHERE)):
        with refused("reference_conflict"):
            promise(mass_g, drawn, reference="R-1", customer=customer, account=account)


def test_a_reservation_has_a_customer_and_a_mass() -> None:
    with refused("customer_missing"):
        promise(1, customer=" ")
    for mass_g in (0, -1):
        with refused("quantity_invalid"):
            promise(mass_g)
        with refused("quantity_invalid"):
            release(SIXTY, mass_g=mass_g)
        with refused("quantity_invalid"):
            draw_down(SIXTY, shipment="SH-1", customer="AUTO", mass_g=mass_g)


def test_a_single_gram_is_reserved_and_drawn_and_a_customer_is_trimmed() -> None:
    gram = promise(1, customer=" AUTO ")
    assert gram == promise(1, gram, customer="AUTO ")
    assert draw_down(gram, shipment="SH-1", customer="AUTO", mass_g=1).open_g == 0


def test_shipments_draw_down_and_the_rest_is_released() -> None:
    drawn = draw_down(SIXTY, shipment="SH-1", customer="AUTO", mass_g=25)
    closed = release(drawn, mass_g=35)
    assert (closed.drawn_g, closed.released_g, closed.open_g) == (25, 35, 0)
    with refused("reservation_overdrawn"):
        release(closed, mass_g=1)
    with refused("reservation_overdrawn"):
        draw_down(drawn, shipment="SH-2", customer="AUTO", mass_g=36)
    assert promise(100, closed).open_g == 100


def test_a_shipment_draws_once() -> None:
    drawn = draw_down(SIXTY, shipment="SH-1", customer="AUTO", mass_g=25)
    assert draw_down(drawn, shipment="SH-1", customer="AUTO", mass_g=25) is drawn
    with refused("reference_conflict"):
        draw_down(drawn, shipment="SH-1", customer="AUTO", mass_g=26)


def test_a_shipment_to_another_customer_does_not_draw() -> None:
    with refused("reservation_of_other_customer"):
        draw_down(SIXTY, shipment="SH-1", customer="CANS", mass_g=1)


def test_a_reversed_shipment_gives_back_what_it_took() -> None:
    both = draw_down(
        draw_down(SIXTY, shipment="SH-1", customer="AUTO", mass_g=25),
        shipment="SH-2",
        customer="AUTO",
        mass_g=5,
    )
    back = undo_draw(both, shipment="SH-1")
    assert back.draws == (Draw(shipment="SH-2", mass_g=5),)
    assert back.open_g == 55
    assert undo_draw(back, shipment="SH-1") == back


def test_a_reservation_that_cannot_be_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        replace(SIXTY, released_g=61)
    with pytest.raises(AssertionError):
        replace(SIXTY, released_g=-1)
    with pytest.raises(AssertionError):
        replace(SIXTY, mass_g=0)
    with pytest.raises(AssertionError):
        replace(SIXTY, draws=(Draw(shipment="SH-1", mass_g=0),))
