"""What a supplier's ledger bears out of the receipts that name it."""

from datetime import date

import pytest

from casthouse.custody.stage import Material
from casthouse.footprint.shipment_cover import ToldReceipt, borne_out

ALUMINIUM = ("SUP", Material.ALUMINIUM)


def told(
    reference: str, mass_g: int, *, day: int = 1, documented: bool = False, by: str = "SUP"
) -> ToldReceipt:
    return ToldReceipt(
        reference=reference,
        day=date(2025, 1, day),
        shipper=by,
        material=Material.ALUMINIUM,
        mass_g=mass_g,
        is_documented=documented,
    )


def test_what_nobody_shipped_is_not_borne_out() -> None:
    assert borne_out([told("R", 1)], {}) == set()
    assert (
        borne_out([told("R", 1)], {("SUP", Material.ALUMINA): 100, ("OTHER", Material.ALUMINIUM): 100})
        == set()
    )


def test_shipments_cover_the_earliest_receipts_and_a_later_one_that_still_fits() -> None:
    receipts = [told("C", 50, day=3), told("B", 60, day=2), told("A", 50, day=1), told("D", 40, day=4)]
    assert borne_out(receipts, {ALUMINIUM: 100}) == {"A", "C"}
    assert borne_out(receipts, {ALUMINIUM: 110}) == {"A", "B"}


def test_a_documented_receipt_is_borne_out_and_uses_up_its_shipment() -> None:
    receipts = [told("A", 100), told("B", 100, day=2, documented=True)]
    assert borne_out(receipts, {ALUMINIUM: 100}) == {"B"}
    assert borne_out(receipts, {ALUMINIUM: 200}) == {"A", "B"}
    assert borne_out(receipts, {}) == {"B"}


@pytest.mark.parametrize(("received_g", "is_covered"), [(102, True), (103, False)])
def test_scales_may_differ_a_little(received_g: int, *, is_covered: bool) -> None:
    assert bool(borne_out([told("A", received_g)], {ALUMINIUM: 100})) is is_covered
