"""Was a supplier entitled to what it declared? Findings over the CoC receipts of a period (contract section 2)."""

from datetime import date

from casthouse.assurance.certificate import Certificate, StandardName, certified_on
from casthouse.custody.due_diligence import DueDiligenceStatus
from casthouse.custody.entitlement import DeclaredReceipt, SupplierStanding
from casthouse.custody.entitlement import entitlement_findings as findings_over
from casthouse.custody.finding import Finding
from casthouse.custody.stage import MATERIALS_BY_CODE
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
    certificates = _certificates_by_organisation()
    passed = due_diligence_store.passed_spans(file.scope.organisation)

    def standing_on(supplier: str, day: date) -> SupplierStanding:
        covered = any(first <= day < end for first, end in passed.get(supplier, ()))
        held = certificates.get(supplier, [])
        return SupplierStanding(
            is_certified=certified_on(held, day, StandardName.CHAIN_OF_CUSTODY).is_certified,
            due_diligence=DueDiligenceStatus.PASSED if covered else DueDiligenceStatus.MISSING,
        )

    declared = (
        DeclaredReceipt(
            supplier=each.counterparty,
            material=MATERIALS_BY_CODE[each.material_code],
            day=each.day,
            mass_g=each.quantity_g,
        )
        for each in receipts
    )
    return findings_over(declared, standing_on=standing_on, subject=f"{file.scope.code} {period.start}")


def _certificates_by_organisation() -> dict[str, list[Certificate]]:
    certificates = certificate_store.certificates()
    held: dict[str, list[Certificate]] = {}
    for scope in scope_store.scopes():
        held.setdefault(scope.organisation, []).extend(certificates.get(scope.code, []))
    return held
