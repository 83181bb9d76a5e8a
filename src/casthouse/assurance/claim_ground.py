"""The ground of a claim: the membership and the certificates it rests on, and the first day on which they fail.

A certificate carries a claim on the days on which it is in force for the sites and activities that the claim names.
Suspended: no claims. A claim that says “certified” falls when the certificate is lowered to provisional, since it
must be called so; one that says “provisionally certified” stands when the certificate is confirmed as full.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import (
    CertificateLevel,
    CertifiedFacility,
    ScopeVersion,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import ENTITLING, CertificateState
from casthouse.assurance.claim_word import EndCause
from casthouse.parties.membership import MembershipFact, Standing, member_state
from casthouse.parties.organisation import Membership
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """An organisation with what its claims are judged by: its certificates and what was recorded of its membership."""

    book: CertificateBook
    facts: Sequence[MembershipFact]

    def class_on(self, day: date) -> Membership | None:
        """Return its class on a day: as it was stated by then, or first, since the register states no first day."""
        stated = [each for each in self.facts if each.standing is None]
        by_then = [each for each in stated if each.effective <= day] or stated[:1]
        return by_then[-1].membership if by_then else None

    def stands_well_on(self, day: date) -> bool:
        """Say whether its membership is in good standing on a day."""
        return member_state(self.facts, day).standing is Standing.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCertificate:
    """A certificate that a claim rests on, with the sites and activities that the claim names."""

    number: str
    standard: StandardName
    edition: str
    level: CertificateLevel
    valid_to: date
    facilities: tuple[CertifiedFacility, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGround:
    """What a claim rests on, as it was when it was approved."""

    membership: Membership
    certificates: tuple[ClaimCertificate, ...] = ()

    @property
    def is_provisional(self) -> bool:
        """Say whether one of the certificates is only provisional, which the claim must say."""
        return any(each.level is CertificateLevel.PROVISIONAL for each in self.certificates)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of its certificates."""
        return tuple(each.number for each in self.certificates)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundGap:
    """The first day on which the ground fails, and why; `certificate` where one of them fails."""

    day: date
    cause: EndCause
    why: str
    certificate: str = ""
    recorded: bool = True  # by a move or a fact that somebody recorded, not by the calendar alone


def first_gap(holder: Holder, ground: ClaimGround, *, first: date, last: date) -> GroundGap | None:
    """Return the first day from `first` to `last` on which the ground fails, or None; only days of change are asked."""
    days = {first, *(day for day in _days_of_change(holder, ground) if first < day <= last)}
    gaps = (gap_on(holder, ground, day) for day in sorted(days))
    return next((each for each in gaps if each is not None), None)


def gap_on(holder: Holder, ground: ClaimGround, day: date) -> GroundGap | None:
    """Return why the ground fails on a day, or None where it holds."""
    held = holder.class_on(day)
    if held is not ground.membership:
        named = held.value if held else "none"
        return _membership_gap(
            day, f"the class of membership is {named}, no longer {ground.membership.value}"
        )
    if not holder.stands_well_on(day):
        return _membership_gap(day, "the membership is suspended")
    gaps = (_certificate_gap(holder.book, each, day) for each in ground.certificates)
    return next((each for each in gaps if each is not None), None)


def _membership_gap(day: date, why: str) -> GroundGap:
    return GroundGap(day=day, cause=EndCause.MEMBERSHIP, why=why)


def _days_of_change(holder: Holder, ground: ClaimGround) -> Iterable[date]:
    yield from (each.effective for each in holder.facts)
    for history in holder.book.histories:
        if history.number in ground.numbers:
            yield from (each.first for each in holder.book.course(history).phases)
            yield from (each.effective for each in scope_versions(history))


def _certificate_gap(book: CertificateBook, held: ClaimCertificate, day: date) -> GroundGap | None:
    history = book.history(held.number)
    phase = book.course(history).on(day)
    version = version_on(scope_versions(history), day)
    recorded = phase is None or phase.by.sequence > 0
    if phase is None or phase.state not in ENTITLING or version is None:
        words = phase.state.value if phase else "not in force"
        why = f"certificate {held.number} is {words} from {phase.since if phase else day} on"
    elif held.level is CertificateLevel.FULL and phase.state is CertificateState.PROVISIONAL:
        why = f"certificate {held.number} is only provisional from {phase.since} on, which the claim does not say"
    elif missing := _missing(held.facilities, version):
        why, recorded = f"certificate {held.number} no longer covers {', '.join(missing)}", True
    else:
        return None
    return GroundGap(day=day, cause=EndCause.CERTIFICATE, why=why, certificate=held.number, recorded=recorded)


def _missing(named: Iterable[CertifiedFacility], version: ScopeVersion) -> list[str]:
    """Return the sites of a claim that a scope version does not have with all the activities that the claim names."""
    return [
        each.facility
        for each in named
        if not all(version.covers(each.facility, activity) for activity in (each.activities or {None}))
    ]
