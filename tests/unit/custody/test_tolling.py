"""A customer's metal, remelted for a fee: counted once, owed to the gram."""

from dataclasses import replace
from datetime import date

import pytest

from casthouse.custody.due_diligence import DueDiligenceStatus
from casthouse.custody.eligibility import (
    ScrapKind,
    ScrapLot,
    ScrapOrigin,
    ScrapPart,
    eligible_mass_g,
    judge_lot,
)
from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.custody.tolling import (
    TollAccount,
    TollBooking,
    TollEntry,
    TollSide,
    TollTreatment,
    post_toll_entry,
    toll_account,
    toll_booking,
    toll_treatment,
)
from tests.unit.refusing import refused

RECEIVED, RETURNED, LOST = TollSide.RECEIVED, TollSide.RETURNED, TollSide.LOST
OWN, CUSTOMER = TollTreatment.OWN_ACCOUNTS, TollTreatment.CUSTOMER_ACCOUNTS


def entry(side: TollSide, day: int, mass_g: int, reference: str = "", *, customer: str = "AUTO") -> TollEntry:
    return TollEntry(
        reference=reference or f"{side.value} {day} {mass_g}",
        customer=customer,
        day=date(2024, 5, day),
        side=side,
        material=Material.PRE_CONSUMER_SCRAP if side is RECEIVED else Material.ALUMINIUM,
        mass_g=mass_g,
    )


def posted(*entries: TollEntry) -> tuple[TollEntry, ...]:
    held: tuple[TollEntry, ...] = ()
    for each in entries:
        held = post_toll_entry(each, held)
    return held


def booking(
    each: TollEntry,
    treatment: TollTreatment = OWN,
    *,
    certified: bool = True,
    document: str = "D-1",
    claimed: bool = False,
) -> TollBooking | None:
    return toll_booking(
        each, treatment=treatment, is_customer_certified=certified, document=document, is_claimed=claimed
    )


def test_metal_that_the_customer_accounts_for_crosses_no_boundary_of_ours() -> None:
    treatment = toll_treatment(is_listed_by_customer=True)
    assert treatment is CUSTOMER
    assert all(booking(entry(side, 1, 5), treatment, claimed=True) is None for side in TollSide)


def test_other_metal_is_received_and_shipped() -> None:
    treatment = toll_treatment(is_listed_by_customer=False)
    assert treatment is OWN
    assert booking(entry(RECEIVED, 1, 5), treatment) == TollBooking(kind=Kind.RECEIPT, coc=True)
    assert booking(entry(RETURNED, 1, 5), treatment) == TollBooking(kind=Kind.SHIPMENT, coc=False)
    assert booking(entry(RETURNED, 1, 5), treatment, claimed=True) == TollBooking(
        kind=Kind.SHIPMENT, coc=True
    )
    assert booking(entry(LOST, 1, 5), treatment) is None


@pytest.mark.parametrize("certified", [True, False])
@pytest.mark.parametrize("document", ["D-1", "", " "])
@pytest.mark.parametrize("kind", ScrapKind)
def test_toll_scrap_is_coc_exactly_when_the_rule_of_pre_consumer_scrap_says_so(
    kind: ScrapKind, document: str, *, certified: bool
) -> None:
    part = ScrapPart(
        kind=kind,
        origin=ScrapOrigin.CUSTOMER,
        mass_g=5,
        is_supplier_certified=certified,
        document=document,
        due_diligence=DueDiligenceStatus.PASSED,
    )
    judged_g = eligible_mass_g(judge_lot(ScrapLot(mass_g=5, parts=(part,)), has_remelter=True))
    booked = booking(entry(RECEIVED, 1, 5), certified=certified, document=document)
    assert booked == TollBooking(kind=Kind.RECEIPT, coc=judged_g == 5)


def test_the_account_says_what_is_owed_at_the_end_of_a_day() -> None:
    entries = posted(
        entry(RECEIVED, 1, 1_000),
        entry(RETURNED, 3, 600),
        entry(LOST, 3, 15),
        entry(RECEIVED, 1, 7, customer="X"),
    )
    assert toll_account(entries, customer="AUTO", until=date(2024, 5, 2)).open_g == 1_000
    account = toll_account(entries, customer="AUTO", until=date(2024, 5, 3))
    assert account == TollAccount(customer="AUTO", received_g=1_000, returned_g=600, lost_g=15)
    assert account.open_g == 385


def test_metal_goes_back_without_a_claim_unless_it_is_claimed() -> None:
    back = entry(RETURNED, 1, 5)
    booked = toll_booking(back, treatment=OWN, is_customer_certified=True, document="D-1")
    assert booked == TollBooking(kind=Kind.SHIPMENT, coc=False)


def test_no_gram_more_is_handed_back_than_came() -> None:
    came = entry(RECEIVED, 1, 1_000)
    posted(came, entry(RETURNED, 2, 985), entry(LOST, 2, 15))
    with refused("toll_overdrawn"):
        posted(came, entry(LOST, 2, 15), entry(RETURNED, 2, 986))
    with refused("toll_overdrawn"):
        posted(came, entry(RETURNED, 2, 1, customer="X"))


def test_metal_is_not_handed_back_before_it_came() -> None:
    with refused("toll_overdrawn"):
        posted(entry(RECEIVED, 2, 10), entry(RETURNED, 1, 10))
    posted(entry(RECEIVED, 2, 10), entry(RETURNED, 2, 10))


def test_a_return_that_is_entered_late_may_not_overdraw_a_later_day() -> None:
    entries = posted(entry(RECEIVED, 1, 10), entry(RETURNED, 9, 10))
    with refused("toll_overdrawn"):
        post_toll_entry(entry(RETURNED, 5, 1), entries)


def test_the_same_entry_again_changes_nothing() -> None:
    entries = posted(entry(RECEIVED, 1, 10, "R-1"))
    assert post_toll_entry(entry(RECEIVED, 1, 10, "R-1"), entries) == entries
    with refused("reference_conflict"):
        post_toll_entry(entry(RECEIVED, 1, 11, "R-1"), entries)


@pytest.mark.parametrize("material", [Material.BAUXITE, Material.ALUMINA])
def test_tolling_is_of_metal(material: Material) -> None:
    with refused("toll_material_not_metal"):
        posted(replace(entry(RECEIVED, 1, 10), material=material))


@pytest.mark.parametrize("mass_g", [0, -5])
def test_an_entry_has_a_mass(mass_g: int) -> None:
    with refused("quantity_invalid"):
        posted(entry(RECEIVED, 1, mass_g))
