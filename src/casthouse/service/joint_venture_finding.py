"""Joint ventures at closing and under `casthouse check`: does a partner keep to its share, and hold what it must?

The same is found on both sides: in the scope that controls the facility, and in the partner's that booked the receipts.
"""

from collections.abc import Sequence
from datetime import date

from casthouse.assurance.certificate import joined_runs
from casthouse.custody.document import CocDocument
from casthouse.custody.document_receipt import Standing
from casthouse.custody.finding import Finding
from casthouse.custody.joint_venture import (
    TakenReceipt,
    precondition_finding,
    share_findings,
    taken_shares,
)
from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.service.scope_ledger import ScopeFile
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate as certificate_store
from casthouse.storage import joint_venture as joint_venture_store
from casthouse.storage import scope as scope_store
from casthouse.storage.joint_venture import RecordedInterest
from casthouse.storage.receipt import DayOfReceipts


def joint_venture_findings(
    file: ScopeFile, period: Period, receipts: Sequence[DayOfReceipts]
) -> list[Finding]:
    """Return what is wrong with the shares of partners in a scope's facilities, and with its own in others'.

    Args:
        file: the scope.
        period: one of its periods.
        receipts: what it booked as CoC in it.
    """
    known = [
        each
        for each in joint_venture_store.interests([file.scope.organisation])
        if each.interest.first <= period.last_day and period.start <= each.interest.last
    ]
    here = f"{file.scope.code} {period.start}"
    findings: list[Finding] = []
    for facility, holder in sorted({(each.interest.facility, each.interest.holder) for each in known}):
        shares = [e for e in known if (e.interest.facility, e.interest.holder) == (facility, holder)]
        is_own = holder == file.scope.organisation
        if not is_own and facility not in file.scope.facilities:
            continue  # of another scope of the same organisation
        if is_own and not any(each.counterparty == shares[0].owner for each in receipts):
            continue
        output = joint_venture_store.output_by_day(facility, period)
        taken = taken_shares(output, [each.interest for each in shares])
        findings += share_findings(taken, subject=here, holder=holder, facility=facility)
        if is_own:
            findings += _precondition(file, shares, receipts, here)
    return findings


def _precondition(
    file: ScopeFile, shares: Sequence[RecordedInterest], receipts: Sequence[DayOfReceipts], subject: str
) -> list[Finding]:
    owner = shares[0].owner
    taken = (
        TakenReceipt(supplier=owner, day=each.day, mass_g=each.quantity_g)
        for each in receipts
        if each.counterparty == owner and any(one.interest.holds_on(each.day) for one in shares)
    )
    covered = performance_days(file.scope.organisation)
    return precondition_finding(taken, covered=covered, subject=subject, supplier=owner)


def performance_days(organisation: str) -> tuple[tuple[date, date], ...]:
    """Return the runs of days on which an organisation holds a performance certificate."""
    scopes = [scope.code for scope in scope_store.scopes(organisation=organisation)]
    held = certificate_store.certificates(scopes)
    return joined_runs(
        run
        for certificates in held.values()
        for each in certificates
        if each.standard is StandardName.PERFORMANCE
        for run in each.runs
    )


def venture_standing(document: CocDocument) -> Standing | None:
    """Say whether a document's issuer may ship from a facility of another: as partner in a joint venture, that day.

    Returns:
        None where the issuer holds no share in the facility on the day of shipment; else whether the facility is
        certified there, and the issuer has the performance certificate that a partner needs.
    """
    day, facility = document.shipment_date, document.facility
    shares = [
        each
        for each in joint_venture_store.interests([document.issuer.code])
        if (each.interest.holder, each.interest.facility) == (document.issuer.code, facility)
        and each.interest.holds_on(day)
    ]
    if not shares:
        return None
    owner = shares[0].owner
    scopes = [each for each in scope_store.scopes(organisation=owner) if each.holds(facility, day)]
    if not _is_certified(scopes, facility, day):
        return Standing(holds=False, why=f"{facility}, not certified in a scope of {owner} on {day}")
    if not any(first <= day <= last for first, last in performance_days(document.issuer.code)):
        return Standing(
            holds=False, why=f"{document.issuer.code}, a partner without performance certificate on {day}"
        )
    return Standing(holds=True, why=f"{facility}, in which {document.issuer.code} holds a share")


def _is_certified(scopes: Sequence[Scope], facility: str, day: date) -> bool:
    held = certificate_store.certificates([each.code for each in scopes])
    return any(
        each.standard is StandardName.CHAIN_OF_CUSTODY and each.covers(day, facility)
        for certificates in held.values()
        for each in certificates
    )
