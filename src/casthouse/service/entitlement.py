"""Was a supplier entitled to what it declared? Findings over the CoC receipts of a period (contract section 2).

The day that counts is that of the shipment where the supplier's CoC Document is in our store, else that of the
receipt (check R1 of the receipt of documents).
"""

from collections.abc import Callable
from datetime import date

from casthouse.assurance.certificate import Certificate, certified_on
from casthouse.custody.due_diligence import status_on
from casthouse.custody.entitlement import DeclaredReceipt, SupplierStanding
from casthouse.custody.entitlement import entitlement_findings as findings_over
from casthouse.custody.finding import Finding
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.measure.period import Period
from casthouse.service.scope_ledger import ScopeFile
from casthouse.standard.standard_name import StandardName
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
    declared = (
        DeclaredReceipt(
            supplier=each.counterparty,
            material=MATERIALS_BY_CODE[each.material_code],
            day=each.shipped_on,
            mass_g=each.quantity_g,
        )
        for each in receipts
    )
    return findings_over(
        declared,
        standing_on=supplier_standings(file.scope.organisation),
        subject=f"{file.scope.code} {period.start}",
    )


def supplier_standings(organisation: str) -> Callable[[str, date], SupplierStanding]:
    """Return what an organisation knows of its suppliers, as a function of supplier and day."""
    certificates = _certificates_by_organisation()
    assessments = due_diligence_store.assessments(organisation)

    def standing_on(supplier: str, day: date) -> SupplierStanding:
        held = certificates.get(supplier, [])
        known = assessments.get(supplier, [])
        return SupplierStanding(
            is_certified=certified_on(held, day, StandardName.CHAIN_OF_CUSTODY).is_certified,
            due_diligence=status_on(known, supplier=supplier, day=day),
        )

    return standing_on


def _certificates_by_organisation() -> dict[str, list[Certificate]]:
    certificates = certificate_store.certificates()
    held: dict[str, list[Certificate]] = {}
    for scope in scope_store.scopes():
        held.setdefault(scope.organisation, []).extend(certificates.get(scope.code, []))
    return held
