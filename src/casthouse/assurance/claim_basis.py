"""Finding the ground of a claim: which certificates of its holder carry it on a day, or what is missing.

The sites are those that the claim names, else all that the certificate of its scope covers. Under each standard that
the guide asks for, every site needs a certificate in force on the day, with the activities that the claim names; under
the Chain of Custody Standard it is the certificate of the claim's own scope, whose accounts stand behind it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_course import Phase
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertifiedFacility,
    ScopeVersion,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import ENTITLING, CertificateState
from casthouse.assurance.claim_ground import ClaimCertificate, ClaimGround, Holder
from casthouse.assurance.claim_wish import ClaimCheck, ClaimWish
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimBasis:
    """What was found: the ground where nothing is missing, and the checks that led to it."""

    ground: ClaimGround | None
    checks: tuple[ClaimCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _InForce:
    """A certificate that is in force on the day, with its sites."""

    history: CertificateHistory
    phase: Phase
    version: ScopeVersion


def found_basis(holder: Holder, wish: ClaimWish, standards: Sequence[StandardName], day: date) -> ClaimBasis:
    """Return the ground of a claim on a day, or what it lacks."""
    checks = list(_membership_checks(holder, day))
    certificates: list[ClaimCertificate] = []
    in_force = list(_in_force(holder, day))
    sites = _sites(in_force, wish, standards) if standards else []
    if standards:
        checks.append(_site_check(wish, sites))
    for standard in standards:
        held, check = _carried(in_force, wish, sites, standard)
        certificates += held
        checks.append(check)
    membership = holder.class_on(day)
    if membership is None or not all(each.holds for each in checks):
        return ClaimBasis(ground=None, checks=tuple(checks))
    ground = ClaimGround(membership=membership, certificates=tuple(certificates))
    return ClaimBasis(ground=ground, checks=tuple(checks))


def _membership_checks(holder: Holder, day: date) -> Iterator[ClaimCheck]:
    membership = holder.class_on(day)
    said = membership.value.replace("_", " ") if membership else "not a member"
    yield ClaimCheck(code="membership", holds=membership is not None, detail=said)
    if membership is not None:
        well = holder.stands_well_on(day)
        yield ClaimCheck(
            code="standing", holds=well, detail="in good standing" if well else "the membership is suspended"
        )


def _in_force(holder: Holder, day: date) -> Iterator[_InForce]:
    for history in holder.book.histories:
        phase = holder.book.course(history).on(day)
        version = version_on(scope_versions(history), day)
        if phase is not None and version is not None and phase.state in ENTITLING:
            yield _InForce(history=history, phase=phase, version=version)


def _sites(in_force: Sequence[_InForce], wish: ClaimWish, standards: Sequence[StandardName]) -> list[str]:
    """Return the sites that a claim names, else those of the certificate of its scope under the last standard."""
    if wish.facilities:
        return sorted(set(wish.facilities))
    own = [
        each
        for each in in_force
        if each.history.scope == wish.scope and each.history.standard is standards[-1]
    ]
    return sorted({site.facility for each in own for site in each.version.facilities})


def _site_check(wish: ClaimWish, sites: Sequence[str]) -> ClaimCheck:
    if not wish.scope:
        return ClaimCheck(code="scope", holds=False, detail="no certification scope is named")
    if not sites:
        return ClaimCheck(
            code="scope",
            holds=False,
            detail=f"no certificate of {wish.scope} is in force, so there is no site",
        )
    return ClaimCheck(code="scope", holds=True, detail=f"{wish.scope}: {', '.join(sites)}")


def _carried(
    in_force: Sequence[_InForce], wish: ClaimWish, sites: Sequence[str], standard: StandardName
) -> tuple[list[ClaimCertificate], ClaimCheck]:
    """Return the certificates that carry the sites under a standard, and what was found."""
    held = [each for each in in_force if each.history.standard is standard and _is_own(each, wish)]
    held.sort(key=lambda each: (each.history.scope != wish.scope, each.history.number))
    carried: dict[str, list[CertifiedFacility]] = {}
    bare: list[str] = []
    for site in sites:
        by = next(((each, part) for each in held if (part := _part(each, site, wish.activities))), None)
        if by is None:
            bare.append(site)
        else:
            carried.setdefault(by[0].history.number, []).append(by[1])
    named = {activity for parts in carried.values() for part in parts for activity in part.activities}
    bare += sorted(each.value for each in set(wish.activities) - named)
    code = f"{standard.value}_certificate"
    if bare or not sites:
        what = ", ".join(bare) or wish.scope or "a scope"
        return [], ClaimCheck(code=code, holds=False, detail=f"none in force for {what} as named")
    found = [
        _certificate(each, carried[each.history.number]) for each in held if each.history.number in carried
    ]
    said = ", ".join(f"{each.number}, {each.level.value}, valid to {each.valid_to}" for each in found)
    return found, ClaimCheck(code=code, holds=True, detail=said)


def _is_own(each: _InForce, wish: ClaimWish) -> bool:
    return each.history.standard is StandardName.PERFORMANCE or each.history.scope == wish.scope


def _part(held: _InForce, site: str, wanted: Sequence[Activity]) -> CertifiedFacility | None:
    """Return a site of a certificate with the activities that the claim may name, or None where it has none."""
    covered = next((each for each in held.version.facilities if each.facility == site), None)
    if covered is None:
        return None
    named = covered.activities & frozenset(wanted) if wanted else covered.activities
    return CertifiedFacility(facility=site, activities=named) if named or not wanted else None


def _certificate(held: _InForce, sites: Sequence[CertifiedFacility]) -> ClaimCertificate:
    full = held.phase.state is CertificateState.FULL
    assert held.phase.valid_to is not None
    return ClaimCertificate(
        number=held.history.number,
        standard=held.history.standard,
        edition=held.history.edition,
        level=CertificateLevel.FULL if full else CertificateLevel.PROVISIONAL,
        valid_to=held.phase.valid_to,
        facilities=tuple(sites),
    )
