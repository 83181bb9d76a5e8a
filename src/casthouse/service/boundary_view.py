"""Looking at boundaries: what a scope covers, version by version, and on any day, as known now or known then.

Of a scope with a granted certificate everybody may ask: the member, its auditor and the public are shown the same. Who
changed it, and why, its own people and the secretariat see.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casthouse.assurance.certificate_history import scope_versions, version_on
from casthouse.assurance.certificate_state import RUNNING
from casthouse.custody.boundary import Boundary, BoundaryFact, BoundaryVersion, boundary_on, boundary_versions
from casthouse.custody.scope import Scope
from casthouse.service.certificate_book import load_book, local_today
from casthouse.service.lookup import scope_unknown
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.storage import audit as audit_store
from casthouse.storage import boundary as boundary_store
from casthouse.storage import certificate as certificate_store
from casthouse.storage import scope as scope_store


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateGap:
    """A certificate in force and the sites inside the boundary today that it does not certify."""

    number: str
    standard: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryStory:
    """What a scope covers, and covered.

    Attributes:
        scope: the scope.
        versions: oldest first, as known now or at the instant that was asked for.
        today: the present day where the organisation is.
        now: the version of today, None where nothing was known.
        gaps: certificates that leave sites out.
        sees_reasons: whether who changed it, and why, may be shown.
    """

    scope: Scope
    versions: tuple[BoundaryVersion, ...]
    today: date
    now: BoundaryVersion | None
    gaps: tuple[CertificateGap, ...]
    sees_reasons: bool

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "scope": self.scope.code,
            "organisation": self.scope.organisation,
            "today": self.today.isoformat(),
            "now": self._version_json(self.now) if self.now else None,
            "not_certified": [
                {"certificate": each.number, "standard": each.standard, "facilities": list(each.sites)}
                for each in self.gaps
            ],
            "versions": [self._version_json(each) for each in self.versions],
        }

    def _version_json(self, version: BoundaryVersion) -> dict[str, Any]:
        return version_json(version, sees_reasons=self.sees_reasons)


def boundary_story(actor: Actor, *, scope: str, known_at: datetime | None = None) -> BoundaryStory:
    """Return the boundary of a scope with its history, as known now or at an instant.

    Raises:
        Refusal: `scope_unknown`.
    """
    held = _readable(actor, scope)
    versions = boundary_versions(_facts(scope), known_at=known_at)
    today = local_today(held.organisation)
    now = boundary_on(versions, today)
    return BoundaryStory(
        scope=held,
        versions=versions,
        today=today,
        now=now,
        gaps=_gaps(held, now.boundary, today) if now else (),
        sees_reasons=may(actor, Act.MEMBERSHIP_READ, held.organisation),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryOnDay:
    """What a scope covered on a day: as known now and, where it was asked, as known then."""

    scope: str
    day: date
    now: BoundaryVersion | None
    known_at: datetime | None
    then: BoundaryVersion | None
    sees_reasons: bool

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "scope": self.scope,
            "day": self.day.isoformat(),
            "boundary": version_json(self.now, sees_reasons=self.sees_reasons) if self.now else None,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "known_then": version_json(self.then, sees_reasons=self.sees_reasons) if self.then else None,
        }


def boundary_of_day(
    actor: Actor, *, scope: str, day: date, known_at: datetime | None = None
) -> BoundaryOnDay:
    """Return what a scope covered on a day.

    Raises:
        Refusal: `scope_unknown`.
    """
    held = _readable(actor, scope)
    facts = _facts(scope)
    then = boundary_on(boundary_versions(facts, known_at=known_at), day) if known_at else None
    return BoundaryOnDay(
        scope=scope,
        day=day,
        now=boundary_on(boundary_versions(facts), day),
        known_at=known_at,
        then=then,
        sees_reasons=may(actor, Act.MEMBERSHIP_READ, held.organisation),
    )


def _facts(scope: str) -> list[BoundaryFact]:
    return boundary_store.boundary_facts([scope])[scope]


def _readable(actor: Actor, code: str) -> Scope:
    """Return a scope to whoever may know of it; to others it is as unknown as none."""
    authorise(actor, Act.BOUNDARY_READ)
    held = scope_store.scope(code)
    if held is None or not (
        may(actor, Act.REGISTER_READ, held.organisation)
        or certificate_store.certificates([code]).get(code)
        or _audits(actor, code)
    ):
        raise scope_unknown(code)
    return held


def _audits(actor: Actor, scope: str) -> bool:
    return bool(actor.audit_roles) and any(
        each.reference in actor.audit_roles for each in audit_store.audits(scope=scope)
    )


def _gaps(scope: Scope, boundary: Boundary, today: date) -> tuple[CertificateGap, ...]:
    book = load_book(scope.organisation)
    gaps = []
    for history in (each for each in book.histories if each.scope == scope.code):
        phase, version = book.course(history).on(today), version_on(scope_versions(history), today)
        if phase is None or version is None or phase.state not in RUNNING:
            continue
        certified = {each.facility: each.activities for each in version.facilities}
        left_out = tuple(
            each.facility
            for each in boundary.sites
            if not each.activities or not each.activities <= certified.get(each.facility, frozenset())
        )
        if left_out:
            gaps.append(
                CertificateGap(number=history.number, standard=history.standard.value, sites=left_out)
            )
    return tuple(gaps)


def version_json(version: BoundaryVersion, *, sees_reasons: bool) -> dict[str, Any]:
    """Return the members of a version; `first` and `last` are null where it has no beginning or end."""
    held, fact = version.boundary, version.fact
    return {
        "version": version.number,
        "first": None if version.first == date.min else version.first.isoformat(),
        "last": None if version.last == date.max else version.last.isoformat(),
        "kind": held.kind.value if held.kind else None,
        "name": held.name or None,
        "products": list(held.products),
        "facilities": [
            {"facility": each.facility, "activities": sorted(a.value for a in each.activities)}
            for each in held.sites
        ],
        "recorded_at": fact.recorded_at.isoformat(),
        "actor": fact.actor if sees_reasons else None,
        "reason": (fact.reason or None) if sees_reasons else None,
    }
