"""What the register says about the two sides of a received CoC Document, as facts for custody (fact sheet 8.2).

The day that counts is the day of shipment for the issuer, the day of receipt for the recipient. A performance
certificate that the register does not have at all is unknown, not missing: a chain-of-custody certificate is granted
only beside one (fact sheet 3.1). One that was not valid on the day is a reason against the document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate import Certificate, certified_on
from casthouse.custody.document import CocDocument
from casthouse.custody.document_receipt import Standing
from casthouse.custody.placement import scope_on
from casthouse.custody.scope import Scope
from casthouse.service.joint_venture_finding import venture_standing
from casthouse.service.scope_ledger import ScopeFile
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate as certificate_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerStanding:
    """What the issuer was entitled to on the day of shipment."""

    certified: Standing
    performance_certified: Standing
    in_scope: Standing


def issuer_standing(document: CocDocument) -> IssuerStanding:
    """Return what the register says of a document's issuer on the day of shipment."""
    code, day = document.issuer.code, document.shipment_date
    if organisation_store.organisation(code) is None:
        unknown = Standing(holds=False, why=f"{code or document.issuer.name}, which is not in the register")
        no_reason = Standing(holds=True, why="not asked")
        return IssuerStanding(certified=unknown, performance_certified=no_reason, in_scope=no_reason)
    scopes = scope_store.scopes(organisation=code)
    shipping = [scope for scope in scopes if scope.holds(document.facility, day)] or scopes
    held = certificate_store.certificates([scope.code for scope in shipping])
    certificates = [certificate for each in held.values() for certificate in each]
    return IssuerStanding(
        certified=_certified(document, certificates, _registered(document, scopes)),
        performance_certified=_performance_certified(code, certificates, day),
        in_scope=_in_scope(document, scopes),
    )


def _registered(document: CocDocument, scopes: Sequence[Scope]) -> str | None:
    """Return the facility where it stands in a scope that day, else None: whether it should is another check."""
    facility, day = document.facility, document.shipment_date
    return facility if any(scope.holds(facility, day) for scope in scopes) else None


def _certified(document: CocDocument, certificates: Sequence[Certificate], facility: str | None) -> Standing:
    code, day = document.issuer.code, document.shipment_date
    answer = certified_on(certificates, day, StandardName.CHAIN_OF_CUSTODY, facility)
    if not answer.is_certified:
        return Standing(holds=False, why=f"{code}: {answer.reason}")
    valid = {
        each.number
        for each in certificates
        if each.standard is StandardName.CHAIN_OF_CUSTODY and each.covers(day, facility)
    }
    stated = document.issuer.coc_certificate
    if stated not in valid:
        why = f"certificate {stated} stated by {code}, while {', '.join(sorted(valid))} is valid on {day}"
        return Standing(holds=False, why=why)
    return Standing(holds=True, why=f"{stated} of {code}")


def _performance_certified(code: str, certificates: Sequence[Certificate], day: date) -> Standing:
    if not any(each.standard is StandardName.PERFORMANCE for each in certificates):
        return Standing(holds=True, why=f"the register has no performance certificate of {code}")
    answer = certified_on(certificates, day, StandardName.PERFORMANCE)
    return Standing(holds=answer.is_certified, why=f"{code}: {answer.reason}")


def _in_scope(document: CocDocument, scopes: Sequence[Scope]) -> Standing:
    day = document.shipment_date
    facilities = sorted({code for scope in scopes for code in scope.facilities_between(day, day)})
    if facilities and document.facility not in facilities:
        venture = venture_standing(document)
        if venture is not None:
            return venture
        why = f"facility {document.facility}, while {document.issuer.code} is certified for {', '.join(facilities)}"
        return Standing(holds=False, why=why)
    return Standing(holds=True, why=document.facility)


def scope_file_on(files: Sequence[ScopeFile], facility: str, day: date) -> ScopeFile | None:
    """Return the file of the scope in which a facility stands on a day, or None."""
    place = scope_on([file.standing() for file in files], facility, day)
    return None if place is None or not files[place].scope.holds(facility, day) else files[place]


def own_standing(files: Sequence[ScopeFile], *, facility: str, day: date) -> Standing:
    """Return whether the recipient may book CoC Material at a facility on a day."""
    file = scope_file_on(files, facility, day)
    if file is None:
        return Standing(holds=False, why=f"facility {facility}, which stands in no scope")
    answer = certified_on(file.certificates, day, StandardName.CHAIN_OF_CUSTODY, facility)
    return Standing(holds=answer.is_certified, why=f"{file.scope.code}: {answer.reason}")
