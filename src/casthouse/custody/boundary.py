"""The boundary of a scope: its kind, its facilities with what they do, and its products, version by version.

The register states a boundary for all days of a scope. What changes afterwards makes a version from a day on (fact
sheet on the performance standard, 5.8): the certificates keep their state, and no day before it is touched. Versions
are a fold over facts that only grow, so that any day can be asked, as it is known now or was known at an instant. The
member, its auditor and the public are shown the same.

The accounts obey the versions by day: what a facility moved before it joined, or after it left, is not of the scope. No
version begins in a closed period, so that no closed figure changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from casthouse.custody.scope import FacilityDays
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal


class ScopeKind(StrEnum):
    """What a scope is drawn around (fact sheet on the performance standard, 5.1)."""

    BUSINESS = "business"
    FACILITY = "facility"
    PRODUCT_PROGRAM = "product_program"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundarySite:
    """A facility inside the boundary, with what it does there."""

    facility: str
    activities: frozenset[Activity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """What a scope covers; `kind` is None and `name` empty where nobody said."""

    sites: tuple[BoundarySite, ...]
    kind: ScopeKind | None = None
    name: str = ""
    products: tuple[str, ...] = ()

    @property
    def facilities(self) -> tuple[str, ...]:
        """The codes of its facilities."""
        return tuple(each.facility for each in self.sites)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryFact:
    """What was recorded of a boundary at an instant.

    Attributes:
        sequence: its place among the facts of the scope, from 1.
        effective: the first day; of no account where `is_stated`.
        boundary: what holds from then on.
        is_stated: stated by the register, for all days.
        actor: by whom.
        reason: why; empty for what the register states.
        recorded_at: when.
    """

    sequence: int
    effective: date
    boundary: Boundary
    is_stated: bool
    actor: str
    reason: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryVersion:
    """A boundary from its first day to its last, both inclusive; before the first and after the last are no others."""

    number: int
    first: date
    last: date
    boundary: Boundary
    fact: BoundaryFact


def boundary_versions(
    facts: Iterable[BoundaryFact], *, known_at: datetime | None = None
) -> tuple[BoundaryVersion, ...]:
    """Fold facts, in the order of recording, into versions, as known now or at an instant."""
    versions: list[BoundaryVersion] = []
    for fact in facts:
        if known_at is not None and fact.recorded_at > known_at:
            continue
        first = date.min if fact.is_stated or not versions else fact.effective
        versions = [each for each in versions if each.first < first]
        if versions:
            versions[-1] = replace(versions[-1], last=first - timedelta(days=1))
        versions.append(
            BoundaryVersion(
                number=fact.sequence, first=first, last=date.max, boundary=fact.boundary, fact=fact
            )
        )
    return tuple(versions)


def boundary_on(versions: Sequence[BoundaryVersion], day: date) -> BoundaryVersion | None:
    """Return the version of a day; None only where nothing was recorded."""
    return next((each for each in versions if each.first <= day <= each.last), None)


def days_of_facilities(versions: Sequence[BoundaryVersion]) -> tuple[FacilityDays, ...]:
    """Return the days on which each facility stands inside, by facility; runs that follow each other are one."""
    runs: dict[str, list[FacilityDays]] = {}
    for version in versions:
        for facility in version.boundary.facilities:
            held = runs.setdefault(facility, [])
            if held and held[-1].last + timedelta(days=1) == version.first:
                held[-1] = replace(held[-1], last=version.last)
            else:
                held.append(FacilityDays(facility=facility, first=version.first, last=version.last))
    return tuple(each for facility in sorted(runs) for each in runs[facility])


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryLimits:
    """Between which days a version may begin: after what is closed, not before the last one, while the scope lasts."""

    first_open: date
    last_day: date | None
    not_before: date | None


def refuse_boundary(
    scope: str, wanted: Boundary, effective: date, before: BoundaryVersion, limits: BoundaryLimits
) -> None:
    """Let a version pass that changes something and touches no day that is settled.

    Raises:
        Refusal: `boundary_unchanged`, `boundary_empty`, `boundary_backdated`, `scope_ended`.
    """
    if not wanted.sites:
        raise Refusal(
            "boundary_empty",
            found=f"scope {scope} without a facility",
            expected="one facility or more",
            todo="give the scope a last day instead",
        )
    if wanted == before.boundary:
        raise Refusal(
            "boundary_unchanged",
            found=f"scope {scope} as it is",
            expected="another kind, name, product, facility or activity",
            todo="nothing is to be done",
        )
    earliest = max(limits.first_open, before.first, limits.not_before or date.min)
    if effective < earliest:
        raise Refusal(
            "boundary_backdated",
            found=f"a boundary of {scope} from {effective} on",
            expected=f"{earliest} or later: after what is closed, after the version before, and not in the past",
            todo="choose a later day, or reopen the closed periods first",
        )
    if limits.last_day is not None and effective > limits.last_day:
        raise Refusal(
            "scope_ended",
            found=f"a boundary of {scope} from {effective} on",
            expected=f"a day up to its last, {limits.last_day}",
            todo="change the scope that follows it",
        )
