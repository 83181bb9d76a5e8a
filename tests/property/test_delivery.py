"""Receipts matched to shipments by supplier, buyer and lot, against the rule told in loops."""

import re
from dataclasses import dataclass
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.delivery import DELIVERED, RECEIVED, SHIPPED, deliveries, excess

pytestmark = pytest.mark.one_store
NAMES = ("A", "A/1", "A/2", "A/1/1", "B", "B/", "/1", "", "Ä/7")


@dataclass(frozen=True, kw_only=True)
class Moved:
    key: int
    buyer: int
    supplier: int
    lot: str
    day: int
    mass_g: int
    by_document: bool = False


moved = st.builds(
    Moved,
    key=st.just(0),
    buyer=st.sampled_from((1, 2)),
    supplier=st.sampled_from((3, 4)),
    lot=st.sampled_from(NAMES),
    day=st.integers(1, 4),
    mass_g=st.integers(1, 100),
    by_document=st.booleans(),
)


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Moved], list[Moved]]:
    """Return receipts and shipments with keys of their own."""
    received, shipped = draw(st.lists(moved, max_size=12)), draw(st.lists(moved, max_size=8))
    numbered = [Moved(**{**vars(each), "key": place}) for place, each in enumerate([*received, *shipped], 1)]
    return numbered[: len(received)], numbered[len(received) :]


def frame(moved: list[Moved], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """Return movements as the rule reads them."""
    rows = [(m.key, m.buyer, m.supplier, m.lot, m.day, m.mass_g, m.by_document) for m in moved]
    return pl.DataFrame([row[: len(schema)] for row in rows], schema=schema, orient="row")


def found(received: list[Moved], shipped: list[Moved]) -> dict[int, tuple[str | None, int | None]]:
    """Ask the rule itself: what the supplier calls each open receipt's lot, and which shipment it is."""
    told = deliveries(frame(received, RECEIVED), frame(shipped, SHIPPED))
    assert told.schema == pl.Schema(DELIVERED)
    return {
        key: (called, at) for key, called, at in told.select("movement", "called", "shipment").iter_rows()
    }


def expected(received: list[Moved], shipped: list[Moved]) -> dict[int, tuple[str | None, int | None]]:
    names = {(s.supplier, s.buyer, s.lot) for s in shipped}

    def called(one: Moved) -> tuple[int, int, str] | None:
        whole = re.fullmatch(r"(.+)/[0-9]+", one.lot)
        for name in (one.lot, whole[1] if whole else one.lot):
            if (one.supplier, one.buyer, name) in names:
                return one.supplier, one.buyer, name
        return None

    def fits(lot: tuple[int, int, str]) -> bool:
        came_g = sum(r.mass_g for r in received if called(r) == lot)
        left_g = sum(s.mass_g for s in shipped if (s.supplier, s.buyer, s.lot) == lot)
        return came_g * 100 <= left_g * 102

    told: dict[int, tuple[str | None, int | None]] = {}
    for one in received:
        lot = called(one)
        if one.by_document:
            continue
        before = [(s.day, s.key) for s in shipped if (s.supplier, s.buyer, s.lot) == lot and s.day <= one.day]
        is_known = lot is not None and fits(lot) and before
        told[one.key] = (lot and lot[2], max(before)[1] if is_known else None)
    return told


@given(books())
def test_it_is_the_rule_told_in_loops(both: tuple[list[Moved], list[Moved]]) -> None:
    assert found(*both) == expected(*both)


@given(books(), st.randoms(use_true_random=False))
def test_the_order_in_which_movements_are_read_is_of_no_matter(
    both: tuple[list[Moved], list[Moved]], chance: Random
) -> None:
    received, shipped = both
    shuffled = chance.sample(received, len(received)), chance.sample(shipped, len(shipped))
    assert found(*shuffled) == found(*both)


@given(books())
def test_never_more_is_followed_to_a_supplier_than_it_shipped_and_scales_may_differ_by(
    both: tuple[list[Moved], list[Moved]],
) -> None:
    received, shipped = both
    of = {each.key: each for each in [*received, *shipped]}
    followed: dict[tuple[int, int, str], int] = {}
    for key, (_, shipment) in found(received, shipped).items():
        if shipment is not None:
            at = of[shipment]
            lot = (at.supplier, at.buyer, at.lot)
            assert (of[key].supplier, of[key].buyer) == lot[:2]
            assert at.day <= of[key].day
            followed[lot] = followed.get(lot, 0) + of[key].mass_g
    for lot, mass_g in followed.items():
        assert mass_g * 100 <= 102 * sum(s.mass_g for s in shipped if (s.supplier, s.buyer, s.lot) == lot)


@given(books())
def test_lots_in_excess_are_those_whose_masses_keep_receipts_from_being_followed(
    both: tuple[list[Moved], list[Moved]],
) -> None:
    received, shipped = both
    told = excess(frame(received, RECEIVED), frame(shipped, SHIPPED))
    in_excess = {(each["supplier"], each["buyer"], each["called"]): each for each in told.to_dicts()}
    of = {each.key: each for each in [*received, *shipped]}
    for lot, each in in_excess.items():
        assert each["received_g"] == sum(of[key].mass_g for key in each["receipts"])
        assert each["shipped_g"] == sum(of[key].mass_g for key in each["shipments"])
        assert each["received_g"] * 100 > each["shipped_g"] * 102
        assert {of[key].lot for key in each["shipments"]} == {lot[2]}
        assert (each["first"], each["last"]) == (
            min(of[key].day for key in each["receipts"]),
            max(of[key].day for key in each["receipts"]),
        )
    for key, (called, shipment) in found(received, shipped).items():
        lot = (of[key].supplier, of[key].buyer, called or "")
        days = [s.day for s in shipped if (s.supplier, s.buyer, s.lot) == lot]
        if called is not None and min(days) <= of[key].day:
            assert (shipment is None) == (lot in in_excess)


def one(key: int, lot: str, day: int, mass_g: int) -> Moved:
    return Moved(key=key, buyer=1, supplier=3, lot=lot, day=day, mass_g=mass_g)


def test_parts_are_of_the_lot_that_was_shipped_whole_unless_they_were_shipped_themselves() -> None:
    received = [one(1, "A/1", 2, 40), one(2, "A/2", 2, 60), one(3, "B/1", 2, 5)]
    shipped = [one(7, "A", 1, 60), one(8, "A/1", 1, 40), one(9, "B/1", 3, 5)]
    assert found(received, shipped) == {1: ("A/1", 8), 2: ("A", 7), 3: ("B/1", None)}


def test_no_mass_is_so_large_that_it_counts_as_small() -> None:
    """A movement has up to 10^15 g: ten thousand of them are beyond 64 bits."""
    received = [one(key, "A/1", 2, 10**15) for key in range(100, 10_100)]
    assert {shipment for _, shipment in found(received, [one(7, "A", 1, 10**15)]).values()} == {None}
    assert excess(frame(received, RECEIVED), frame([one(7, "A", 1, 10**15)], SHIPPED))[
        "received_g"
    ].to_list() == [10**19]


def test_who_claims_more_of_a_lot_than_was_shipped_has_none_of_it() -> None:
    shipped = [one(7, "A", 1, 100)]
    assert found([one(1, "A/1", 2, 50), one(2, "A/2", 2, 52)], shipped) == {1: ("A", 7), 2: ("A", 7)}
    assert found([one(1, "A/1", 2, 50), one(2, "A/2", 2, 53)], shipped) == {1: ("A", None), 2: ("A", None)}
