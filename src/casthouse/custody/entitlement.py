"""Was a supplier entitled to what it declared: the finding `supplier_not_entitled` of contract section 2.

CoC Material needs a supplier with a valid chain-of-custody certificate on the day; post-consumer scrap
needs that, or due diligence on the supplier that was passed and in date. A receipt counts as declared all
the same: this is a finding, not a refusal. Certificates and due diligence come as arguments.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from casthouse.custody.due_diligence import DueDiligenceStatus
from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import Material
from casthouse.measure.mass import tonnes_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredReceipt:
    """CoC Material or Eligible Scrap received from a supplier on a day, in grams."""

    supplier: str
    material: Material
    day: date
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierStanding:
    """What is known of a supplier for one day."""

    is_certified: bool
    due_diligence: DueDiligenceStatus


def is_entitled(material: Material, standing: SupplierStanding) -> bool:
    """Say whether a supplier of that standing may deliver the material as CoC."""
    by_due_diligence = (
        material is Material.POST_CONSUMER_SCRAP and standing.due_diligence is DueDiligenceStatus.PASSED
    )
    return standing.is_certified or by_due_diligence


def entitlement_findings(
    receipts: Iterable[DeclaredReceipt],
    *,
    standing_on: Callable[[str, date], SupplierStanding],
    subject: str,
) -> list[Finding]:
    """Return a finding for each supplier and material that was not entitled on some day.

    Args:
        receipts: what was booked as CoC, in any order.
        standing_on: what is known of a supplier for a day.
        subject: scope and period, to which the supplier is added.
    """
    sums: dict[tuple[str, Material], tuple[int, date]] = {}
    for each in receipts:
        if is_entitled(each.material, standing_on(each.supplier, each.day)):
            continue
        mass_g, first = sums.get((each.supplier, each.material), (0, each.day))
        sums[each.supplier, each.material] = (mass_g + each.mass_g, min(first, each.day))
    return [
        Finding(
            code=FindingCode.SUPPLIER_NOT_ENTITLED,
            subject=f"{subject} {supplier}",
            detail=f"{tonnes_text(mass_g)} t of {material.value} booked as CoC, from {first} on",
        )
        for (supplier, material), (mass_g, first) in sorted(sums.items())
    ]
