"""How documents stand in their recipient's accounts: masses, shares, references."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.document_booking import (
    BookedReceipt,
    BookedSplit,
    derivable_references,
    derived_reference,
    goods_received,
    origin_reference,
    rebooked,
    reversal_rows,
    split_received,
    stands_as,
)
from casthouse.custody.stage import Material
from tests.unit.exchange.document_samples import PLAIN

T = 10**6
WHOLE = replace(PLAIN, coc_mass_g=20 * T, total_mass_g=20 * T)
PART = replace(PLAIN, coc_mass_g=20 * T, total_mass_g=25 * T)
RECEIPT = BookedReceipt(
    reference="GR-1",
    day=date(2025, 3, 14),
    facility="ILE-CANS",
    material=Material.ALUMINIUM,
    quantity_g=20 * T,
    coc=False,
    counterparty="RHEIN",
    document="",
    lot="H-1",
    extra='{"plant": "1000"}',
)


def test_the_lower_mass_counts_and_the_rest_stays_in_the_denominator() -> None:
    rows = {
        # (document, received) → (CoC, other)
        (WHOLE, None): (20 * T, 0),
        (WHOLE, 20 * T): (20 * T, 0),
        (WHOLE, 19 * T): (19 * T, 0),
        (WHOLE, 21 * T): (20 * T, 1 * T),
        (PART, None): (20 * T, 5 * T),
        (PART, 24 * T): (19 * T, 5 * T),
        (PART, 26 * T): (20 * T, 6 * T),
        (PART, 4 * T): (0, 4 * T),
    }
    for (document, received_g), (coc_g, other_g) in rows.items():
        split = split_received(document, received_g=received_g)
        assert (split.coc_g, split.other_g) == (coc_g, other_g), (document.total_mass_g, received_g)


def test_what_is_missing_is_missing_of_the_coc_part() -> None:
    goods = goods_received(PART, material=Material.DROSS, received_g=24 * T)
    assert (goods.material, goods.coc_mass_g) == (Material.DROSS, 19 * T)
    assert goods_received(PART, material=Material.DROSS, received_g=1).coc_mass_g == 0


def test_receipts_stand_as_wanted_only_under_document_and_supplier() -> None:
    booked = replace(RECEIPT, coc=True, document="D-1")
    whole = BookedSplit(coc_g=20 * T, other_g=0)
    assert stands_as([booked], whole, number="D-1", counterparty="RHEIN")
    assert not stands_as([booked], whole, number="D-2", counterparty="RHEIN")
    assert not stands_as([booked], whole, number="D-1", counterparty="RHEIN Ltd")
    assert not stands_as([booked], BookedSplit(coc_g=19 * T, other_g=T), number="D-1", counterparty="RHEIN")
    assert not stands_as([RECEIPT], whole, number="", counterparty="RHEIN")


def test_a_receipt_keeps_day_place_lot_and_what_stood_beside_it() -> None:
    coc, other = rebooked(
        [RECEIPT],
        BookedSplit(coc_g=19 * T, other_g=T),
        number="D-1",
        counterparty="RHEIN",
        material=Material.ALUMINIUM,
        taken=["GR-1/C1"],
    )
    assert coc == replace(RECEIPT, reference="GR-1/C2", quantity_g=19 * T, coc=True, document="D-1")
    assert other == replace(RECEIPT, reference="GR-1/N1", quantity_g=T, coc=False, document="D-1")


def test_coc_receipts_carry_the_shares_where_there_are_any() -> None:
    receipts = [replace(RECEIPT, coc=True), replace(RECEIPT, reference="GR-1/N1", quantity_g=T)]
    split = BookedSplit(coc_g=18 * T, other_g=0)
    booked = rebooked(
        receipts, split, number="D-1", counterparty="RHEIN", material=Material.ALUMINIUM, taken=()
    )
    assert [(each.reference, each.quantity_g) for each in booked] == [("GR-1/C1", 18 * T)]


@given(
    st.lists(st.integers(1, 10**15), min_size=1, max_size=6),
    st.integers(0, 10**15),
    st.integers(0, 10**15),
)
def test_grams_are_conserved_whatever_the_lots(masses_g: list[int], coc_g: int, other_g: int) -> None:
    receipts = [
        replace(RECEIPT, reference=f"GR-{n}", quantity_g=mass_g, lot=f"H-{n}")
        for n, mass_g in enumerate(masses_g)
    ]
    booked = rebooked(
        receipts,
        BookedSplit(coc_g=coc_g, other_g=other_g),
        number="D-1",
        counterparty="RHEIN",
        material=Material.ALUMINIUM,
        taken=(),
    )
    assert sum(each.quantity_g for each in booked if each.coc) == coc_g
    assert sum(each.quantity_g for each in booked if not each.coc) == other_g
    assert len({each.reference for each in booked}) == len(booked)
    whole_g = sum(masses_g)
    for each in booked:
        (lot_g,) = (receipt.quantity_g for receipt in receipts if receipt.lot == each.lot)
        share_g = (coc_g if each.coc else other_g) * lot_g
        assert abs(each.quantity_g * whole_g - share_g) < whole_g  # less than a gram beside its share


def test_references_follow_from_what_they_stand_for() -> None:
    assert derived_reference("GR-1", "R", taken=()) == "GR-1/R1"
    assert derived_reference("GR-1/C1", "R", taken=["GR-1/R1"]) == "GR-1/R2"
    assert derived_reference("GR-1/N12", "C", taken=["GR-1/C1", "GR-1/C2"]) == "GR-1/C3"
    assert origin_reference("GR-1/C1") == origin_reference("GR-1/N7") == "GR-1"
    for own in ("GR-1/R1", "GR-1/C0", "C1", "/C1", "GR-1/C", "GR-1/c1"):
        assert origin_reference(own) == own
    assert derivable_references("GR-1/C1", count_max=1) == ["GR-1/R1", "GR-1/C1", "GR-1/N1"]


def test_receipts_are_taken_back_whole_each_under_a_reference_of_its_own() -> None:
    rows = reversal_rows(
        [replace(RECEIPT, reference="GR-1/C1"), replace(RECEIPT, reference="GR-1/N1")], taken=["GR-1/R1"]
    )
    assert [(row.reference, row.reverses, row.day) for row in rows] == [
        ("GR-1/R2", "GR-1/C1", RECEIPT.day),
        ("GR-1/R3", "GR-1/N1", RECEIPT.day),
    ]
