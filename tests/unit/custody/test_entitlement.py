"""The finding `supplier_not_entitled`: certificate or due diligence missing on the day of the receipt."""

from datetime import date

import pytest

from casthouse.custody.due_diligence import DueDiligenceStatus
from casthouse.custody.entitlement import (
    DeclaredReceipt,
    SupplierStanding,
    entitlement_findings,
    is_entitled,
)
from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import Material
from tests.unit.custody.allowance_samples import T

NO_ASSESSMENT = DueDiligenceStatus.MISSING


@pytest.mark.parametrize("material", Material)
@pytest.mark.parametrize("due_diligence", DueDiligenceStatus)
def test_a_certified_supplier_is_entitled(material: Material, due_diligence: DueDiligenceStatus) -> None:
    assert is_entitled(material, SupplierStanding(is_certified=True, due_diligence=due_diligence))


@pytest.mark.parametrize("material", Material)
@pytest.mark.parametrize("due_diligence", DueDiligenceStatus)
def test_others_are_entitled_to_post_consumer_scrap_by_due_diligence_only(
    material: Material, due_diligence: DueDiligenceStatus
) -> None:
    standing = SupplierStanding(is_certified=False, due_diligence=due_diligence)
    expected = material is Material.POST_CONSUMER_SCRAP and due_diligence is DueDiligenceStatus.PASSED
    assert is_entitled(material, standing) is expected


def received(supplier: str, material: Material, day: int, tonnes: int) -> DeclaredReceipt:
    return DeclaredReceipt(supplier=supplier, material=material, day=date(2024, 5, day), mass_g=tonnes * T)


def standing_on(supplier: str, day: date) -> SupplierStanding:
    """CERT lost its certificate on 10 May; of the others nothing is known."""
    return SupplierStanding(
        is_certified=supplier == "CERT" and day < date(2024, 5, 10), due_diligence=NO_ASSESSMENT
    )


def test_each_supplier_and_material_is_one_finding_from_its_first_day_on() -> None:
    receipts = [
        received("CERT", Material.ALUMINIUM, 9, 100),
        received("CERT", Material.ALUMINIUM, 20, 3),
        received("CERT", Material.ALUMINIUM, 10, 2),
        received("YARD", Material.POST_CONSUMER_SCRAP, 1, 7),
        received("YARD", Material.DROSS, 1, 1),
    ]
    assert entitlement_findings(receipts, standing_on=standing_on, subject="S 2024-01-01") == [
        Finding(
            code=FindingCode.SUPPLIER_NOT_ENTITLED,
            subject="S 2024-01-01 CERT",
            detail="5 t of aluminium booked as CoC, from 2024-05-10 on",
        ),
        Finding(
            code=FindingCode.SUPPLIER_NOT_ENTITLED,
            subject="S 2024-01-01 YARD",
            detail="1 t of dross booked as CoC, from 2024-05-01 on",
        ),
        Finding(
            code=FindingCode.SUPPLIER_NOT_ENTITLED,
            subject="S 2024-01-01 YARD",
            detail="7 t of post_consumer_scrap booked as CoC, from 2024-05-01 on",
        ),
    ]
