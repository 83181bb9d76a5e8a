"""Was a supplier entitled to what it declared? Findings over the CoC receipts of a period (contract section 2).

Metal, alumina, bauxite and pre-consumer scrap need a supplier with a valid chain-of-custody certificate on the day;
post-consumer scrap needs due diligence that was passed and in date (fact sheet section 5).
"""

from collections.abc import Sequence
from datetime import date

from casthouse.assurance.certificate import Certificate, StandardName, certified_on
from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.measure.mass import tonnes_text
from casthouse.measure.period import Period
from casthouse.service.scope_ledger import ScopeFile
from casthouse.storage import certificate as certificate_store
from casthouse.storage import due_diligence as due_diligence_store
from casthouse.storage import receipt as receipt_store
from casthouse.storage import scope as scope_store


def entitlement_findings(file: ScopeFile, period: Period) -> list[Finding]:
    """Return a finding for each supplier and material that was not entitled on some day of the period."""
    receipts = receipt_store.coc_receipts_by_day(
        organisation_id=file.organisation_id, facility_ids=file.facility_ids, period=period
    )
    if not receipts:
        return []
    held = _certificates_by_organisation()
    passed = due_diligence_store.passed_spans(file.scope.organisation)
    sums: dict[tuple[str, Material], tuple[int, date]] = {}
    for each in receipts:
        material = MATERIALS_BY_CODE[each.material_code]
        if _is_entitled(each.counterparty, material, each.day, held, passed):
            continue
        mass_g, first = sums.get((each.counterparty, material), (0, each.day))
        sums[each.counterparty, material] = (mass_g + each.quantity_g, min(first, each.day))
    return [
        Finding(
            code=FindingCode.SUPPLIER_NOT_ENTITLED,
            subject=f"{file.scope.code} {period.start} {supplier}",
            detail=f"{tonnes_text(mass_g)} t of {material.value} booked as CoC, from {first} on",
        )
        for (supplier, material), (mass_g, first) in sorted(sums.items())
    ]


def _is_entitled(
    supplier: str,
    material: Material,
    day: date,
    certificates: dict[str, list[Certificate]],
    passed: dict[str, Sequence[tuple[date, date]]],
) -> bool:
    if material is Material.POST_CONSUMER_SCRAP and any(
        first <= day < end for first, end in passed.get(supplier, ())
    ):
        return True
    held = certificates.get(supplier, [])
    return certified_on(held, day, StandardName.CHAIN_OF_CUSTODY).is_certified


def _certificates_by_organisation() -> dict[str, list[Certificate]]:
    certificates = certificate_store.certificates()
    held: dict[str, list[Certificate]] = {}
    for scope in scope_store.scopes():
        held.setdefault(scope.organisation, []).extend(certificates.get(scope.code, []))
    return held
