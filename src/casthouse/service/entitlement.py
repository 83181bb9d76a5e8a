"""Was a supplier entitled to what it declared? Findings over the CoC receipts of a period (contract section 2).

The day that counts is that of the shipment where the supplier's CoC Document is in our store, else that of the
receipt (check R1 of the receipt of documents). What a statement of another installation vouches for is entitled: its
certificate was verified when it was booked.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from casthouse.assurance.certificate import Certificate, certified_on
from casthouse.custody.due_diligence import status_on
from casthouse.custody.entitlement import DeclaredReceipt, SupplierStanding
from casthouse.custody.entitlement import entitlement_findings as findings_over
from casthouse.custody.finding import Finding
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.measure.period import Period
from casthouse.service.joint_venture_finding import joint_venture_findings
from casthouse.service.scope_ledger import ScopeFile
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate as certificate_store
from casthouse.storage import due_diligence as due_diligence_store
from casthouse.storage import foreign_document as foreign_store
from casthouse.storage import receipt as receipt_store
from casthouse.storage import scope as scope_store
from casthouse.storage.receipt import DayOfReceipts

SupplierCertificates = Mapping[str, Sequence[Certificate]]
"""The certificates of each organisation, by its code."""


def entitlement_findings(
    file: ScopeFile, period: Period, *, certificates: SupplierCertificates | None = None
) -> list[Finding]:
    """Return a finding for each supplier and material that was not entitled on some day, and those of joint ventures.

    Args:
        file: the scope that received.
        period: the period whose receipts are looked at.
        certificates: what `supplier_certificates` returned, for whoever asks for many periods; None: read now.
    """
    receipts = receipt_store.coc_receipts_by_day(
        organisation_id=file.organisation_id, sites=file.sites, period=period
    )
    ventures = joint_venture_findings(file, period, receipts)
    if not receipts:
        return ventures
    vouched = foreign_store.vouched_receipts(
        file.organisation_id, sites=file.sites, first=period.start, last=period.last_day
    )
    found = findings_over(
        not_vouched(receipts, vouched),
        standing_on=supplier_standings(file.scope.organisation, certificates=certificates),
        subject=f"{file.scope.code} {period.start}",
    )
    return found + ventures


def not_vouched(
    receipts: Sequence[DayOfReceipts], vouched: Mapping[tuple[str, int, date], int]
) -> list[DeclaredReceipt]:
    """Return what is left of receipts without what statements from elsewhere vouch for, each gram of it once.

    Args:
        receipts: the sums of some facilities.
        vouched: grams at the same facilities, by supplier, code of the material and day of the receipt.
    """
    left = dict(vouched)
    declared = []
    elsewhere_first = sorted(receipts, key=lambda receipt: receipt.shipped_on != receipt.day)
    for each in elsewhere_first:
        key = (each.counterparty, each.material_code, each.day)
        taken_g = min(each.quantity_g, left.get(key, 0))
        left[key] = left.get(key, 0) - taken_g
        if each.quantity_g > taken_g:
            declared.append(
                DeclaredReceipt(
                    supplier=each.counterparty,
                    material=MATERIALS_BY_CODE[each.material_code],
                    day=each.shipped_on,
                    mass_g=each.quantity_g - taken_g,
                )
            )
    return declared


def supplier_standings(
    organisation: str, *, certificates: SupplierCertificates | None = None
) -> Callable[[str, date], SupplierStanding]:
    """Return what an organisation knows of its suppliers, as a function of supplier and day."""
    by_supplier = supplier_certificates() if certificates is None else certificates
    assessments = due_diligence_store.assessments(organisation)

    def standing_on(supplier: str, day: date) -> SupplierStanding:
        held = by_supplier.get(supplier, ())
        known = assessments.get(supplier, [])
        return SupplierStanding(
            is_certified=certified_on(held, day, StandardName.CHAIN_OF_CUSTODY).is_certified,
            due_diligence=status_on(known, supplier=supplier, day=day),
        )

    return standing_on


def supplier_certificates() -> SupplierCertificates:
    """Return the certificates of all organisations."""
    certificates = certificate_store.certificates()
    held: dict[str, list[Certificate]] = {}
    for scope in scope_store.scopes():
        held.setdefault(scope.organisation, []).extend(certificates.get(scope.code, []))
    return held
