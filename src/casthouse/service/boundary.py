"""Boundaries of scopes: stated by the register for all days, changed from a day on by the secretariat.

A change makes a version and keeps the state of the certificates. What leaves the boundary leaves them too, by a move of
its own; what joins is certified by the decision on an audit of the changed scope, and by nothing else. Closed periods
stay as they are: no version begins in one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from casthouse.assurance.certificate_admission import WantedMove
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertifiedFacility,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import RUNNING, MoveKind, Mover
from casthouse.custody.boundary import (
    Boundary,
    BoundaryFact,
    BoundaryLimits,
    BoundarySite,
    BoundaryVersion,
    ScopeKind,
    boundary_versions,
    days_of_facilities,
    refuse_boundary,
)
from casthouse.custody.scope import Scope
from casthouse.exchange.register_file import ScopeOutline
from casthouse.parties.facility import Facility
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import load_book, local_today
from casthouse.service.certificate_holder import earliest_day
from casthouse.service.certificate_move import make_move
from casthouse.service.entered import entered_text
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.scope_ledger import load_scope_file
from casthouse.storage import boundary as boundary_store
from casthouse.storage import facility as facility_store
from casthouse.storage import flow as flow_store
from casthouse.storage import scope as scope_store
from casthouse.storage.site_days import SiteDays

STATED_REASON = "what the register states of its facilities"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedBoundary:
    """What a scope is to cover; None leaves a part as it is."""

    facilities: tuple[str, ...] | None = None
    kind: ScopeKind | None = None
    name: str | None = None
    products: tuple[str, ...] | None = None


def change_boundary(
    actor: Actor, *, scope: str, wanted: WantedBoundary, reason: str, effective: date | None = None
) -> BoundaryVersion:
    """Let another boundary hold from a day on.

    Args:
        actor: the secretariat or the operator.
        scope: code of the scope.
        wanted: what it is to cover from then on.
        reason: why, as the member and its auditor read it.
        effective: the first day, in an open period; from today on, except for the operator; None: today.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `facility_unknown`, `boundary_unchanged`,
            `boundary_empty`, `boundary_backdated`, `scope_ended`, `boundary_ahead`, `boundary_moved`,
            `facility_in_two_scopes`, `certificate_scope_invalid`, `certificate_move_backdated`.
    """
    held = permitted_scope(actor, Act.BOUNDARY_CHANGE, scope)
    why = entered_text(reason, "reason", length_max=2_000)
    with ledger_held(actor, held.organisation) as hold:
        facts = boundary_store.boundary_facts([scope])[scope]
        before = boundary_versions(facts)[-1]
        today = local_today(held.organisation)
        day = effective or max(today, before.first)
        boundary = _with_wanted(held, before.boundary, wanted)
        refuse_boundary(scope, boundary, day, before, _limits(actor, held))
        leaving = sorted(set(before.boundary.facilities) - set(boundary.facilities))
        _refuse_leaving(hold, held, leaving, day=day, today=today)
        _append(scope, facts, boundary, hold.actor.name, hold.at, effective=day, reason=why)
        refuse_overlaps()
        _narrow_certificates(hold, held, boundary, day, why)
        hold.journal(
            Act.BOUNDARY_CHANGE,
            scope,
            effective=day.isoformat(),
            facilities=list(boundary.facilities),
            reason=why,
        )
    return boundary_versions(boundary_store.boundary_facts([scope])[scope])[-1]


def _with_wanted(scope: Scope, before: Boundary, wanted: WantedBoundary) -> Boundary:
    facilities = before.facilities if wanted.facilities is None else wanted.facilities
    own = {each.code: each for each in facility_store.facilities(scope.organisation)}
    for code in facilities:
        if code not in own:
            raise Refusal(
                "facility_unknown",
                found=f"facility “{code[:80]}”",
                expected=f"facilities of {scope.organisation}: {', '.join(own) or 'none yet'}",
                todo="correct the code, or register the facility first",
            )
    return Boundary(
        sites=_sites(facilities, own),
        kind=before.kind if wanted.kind is None else wanted.kind,
        name=before.name if wanted.name is None else _line(wanted.name, "name"),
        products=(
            before.products
            if wanted.products is None
            else tuple(dict.fromkeys(_line(each, "product") for each in wanted.products))
        ),
    )


def _line(text: str, name: str) -> str:
    return entered_text(text, name, length_max=300) if text.strip() else ""


def _sites(codes: Iterable[str], known: Mapping[str, Facility]) -> tuple[BoundarySite, ...]:
    return tuple(
        BoundarySite(facility=code, activities=frozenset(known[code].activities))
        for code in sorted(set(codes))
    )


def _limits(actor: Actor, scope: Scope) -> BoundaryLimits:
    closed = load_scope_file(scope).first_open
    return BoundaryLimits(
        first_open=scope.calendar.period(closed).start if closed else date.min,
        last_day=scope.last_day,
        not_before=earliest_day(actor, scope.organisation),
    )


def _refuse_leaving(
    hold: LedgerHold, scope: Scope, leaving: Sequence[str], *, day: date, today: date
) -> None:
    """Let facilities leave that moved nothing since: what was sold in good faith keeps its ground."""
    if not leaving:
        return
    if day > today:
        raise Refusal(
            "boundary_ahead",
            found=f"{', '.join(leaving)} to leave {scope.code} from {day} on",
            expected=f"a day up to today, {today}: certificates are narrowed on the day itself",
            todo="record it on that day",
        )
    ids = facility_store.facility_ids(scope.organisation)
    for code in leaving:
        last = flow_store.last_day_moved(
            organisation_id=hold.organisation_id, sites=[SiteDays(facility_id=ids[code], first=day)]
        )
        if last is not None:
            raise Refusal(
                "boundary_moved",
                found=f"{code} to leave {scope.code} from {day} on, with movements up to {last}",
                expected="no movement there from that day on",
                todo="choose a day after the last movement, or reverse what is wrong first",
            )


def _narrow_certificates(hold: LedgerHold, scope: Scope, boundary: Boundary, day: date, reason: str) -> None:
    """Take out of the scope's certificates what is outside; their state stays."""
    inside = {each.facility: each.activities for each in boundary.sites}
    book = load_book(scope.organisation)
    for history in (each for each in book.histories if each.scope == scope.code):
        phase = book.course(history).on(day)
        version = version_on(scope_versions(history), day)
        if phase is None or version is None or phase.state not in RUNNING:
            continue
        left = tuple(
            replace(each, activities=each.activities & inside[each.facility])
            for each in version.facilities
            if each.facility in inside
        )
        if left != version.facilities:
            _narrow(hold, history, left, day, reason)


def _narrow(
    hold: LedgerHold,
    history: CertificateHistory,
    left: tuple[CertifiedFacility, ...],
    day: date,
    reason: str,
) -> None:
    if not left:
        raise Refusal(
            "certificate_scope_invalid",
            found=f"no site of {history.number} inside the boundary",
            expected="one site or more that stays certified",
            todo="let the holder withdraw the certificate first",
        )
    wanted = WantedMove(
        kind=MoveKind.CHANGE_SCOPE,
        mover=Mover.SECRETARIAT,
        effective=day,
        actor=hold.actor.name,
        reason=reason,
        facilities=left,
    )
    make_move(hold, history, wanted, not_before=None, act=Act.BOUNDARY_CHANGE)


def state_boundaries(
    actor: Actor,
    *,
    scopes: Sequence[Scope],
    outlines: Mapping[str, ScopeOutline],
    facilities: Iterable[str],
    at: datetime,
) -> None:
    """Record what a register states of the boundaries of its scopes; the same again records nothing.

    Args:
        actor: who loads.
        scopes: as the file has them; organisations and facilities are saved, and what is closed was looked at.
        outlines: what the file says beside the facilities.
        facilities: those that the file names; what they do may be another thing now.
        at: when.
    """
    stated = {each.code: each.facilities for each in scopes}
    named = set(facilities)
    held = {each.code: each for each in scope_store.scopes()}
    codes = {each.code for each in held.values() if named & set(each.facilities)} | stated.keys()
    facts = boundary_store.boundary_facts(codes)
    known = {each.code: each for each in facility_store.facilities()}
    for code in sorted(codes):
        boundary = _stated_boundary(facts[code], stated.get(code), outlines.get(code, ScopeOutline()), known)
        if boundary is not None:
            _state(
                actor, code, facts[code], boundary, at=at, restates=_restates(facts[code], stated.get(code))
            )


def _restates(facts: Sequence[BoundaryFact], stated: tuple[str, ...] | None) -> bool:
    return stated is not None and not agrees(facts, stated)


def _stated_boundary(
    facts: Sequence[BoundaryFact],
    stated: tuple[str, ...] | None,
    outline: ScopeOutline,
    known: Mapping[str, Facility],
) -> Boundary | None:
    """Return what a register makes of a boundary; None where it says nothing new."""
    versions = boundary_versions(facts)
    before = versions[-1].boundary if versions else Boundary(sites=())
    facilities = stated if stated is not None and _restates(facts, stated) else before.facilities
    boundary = Boundary(
        sites=_sites(facilities, known),
        kind=before.kind if outline.kind is None else outline.kind,
        name=before.name if outline.name is None else outline.name,
        products=before.products if outline.products is None else outline.products,
    )
    return None if boundary == before else boundary


def _state(
    actor: Actor, scope: str, facts: list[BoundaryFact], boundary: Boundary, *, at: datetime, restates: bool
) -> None:
    """Record it for all days; where the scope changed already and stays as it is, from the day of loading on."""
    versions = boundary_versions(facts)
    if restates or len(versions) <= 1:
        _append(scope, facts, boundary, actor.name, at)
    else:
        day = max(at.date(), versions[-1].first)
        _append(scope, facts, boundary, actor.name, at, effective=day, reason=STATED_REASON)


def agrees(facts: Sequence[BoundaryFact], facilities: Iterable[str]) -> bool:
    """Say whether a register says nothing new of the facilities: what it stated last, or what holds by now."""
    known = [each.boundary.facilities for each in facts if each.is_stated][-1:]
    known += [each.boundary.facilities for each in boundary_versions(facts)[-1:]]
    return any(sorted(facilities) == sorted(each) for each in known)


def _append(
    scope: str,
    facts: list[BoundaryFact],
    boundary: Boundary,
    actor: str,
    at: datetime,
    *,
    effective: date | None = None,
    reason: str = "",
) -> None:
    fact = BoundaryFact(
        sequence=len(facts) + 1,
        effective=effective or date.min,
        boundary=boundary,
        is_stated=effective is None,
        actor=actor,
        reason=reason,
        recorded_at=at,
    )
    boundary_store.append_boundary(scope, fact)
    boundary_store.save_facility_days(scope, days_of_facilities(boundary_versions([*facts, fact])))


def refuse_overlaps() -> None:
    """Refuse a facility that stands in two scopes on the same days.

    Raises:
        Refusal: `facility_in_two_scopes`.
    """
    by_facility: dict[str, list[Scope]] = {}
    for scope in scope_store.scopes():
        for facility in scope.facilities:
            for other in by_facility.setdefault(facility, []):
                if scope.shares_day(other, facility):
                    raise Refusal(
                        "facility_in_two_scopes",
                        found=f"facility {facility} in {other.code} and {scope.code} on the same days",
                        expected="a facility in one scope at a time",
                        todo="give the earlier scope a last_day before the later one starts, or take the facility out",
                    )
            by_facility[facility].append(scope)
