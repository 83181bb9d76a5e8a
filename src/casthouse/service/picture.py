"""Pictures of flows: of a scope's period, and of all scopes of an organisation in a year."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from casthouse.custody.scope import Scope
from casthouse.exchange.world_map import country_spots
from casthouse.picture.flow_network import FlowNetwork
from casthouse.picture.year_flow import year_network
from casthouse.picture.year_mass import Grouping, YearMasses, YearPart, YearSubject
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import found_organisation, permitted_scope
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.position import meant_number
from casthouse.service.public_release import YEAR_MIN
from casthouse.service.scope_ledger import ScopeFile, load_scope_file, load_scope_files
from casthouse.storage import facility as facility_store
from casthouse.storage import flow as flow_store
from casthouse.storage import picture as picture_store
from casthouse.storage import scope as scope_store


class YearDays(StrEnum):
    """Which days a year is: those of the calendar, or the periods of each scope that ended in it."""

    CALENDAR = "calendar"
    PERIODS = "periods"


def year_picture(
    actor: Actor, *, scope: str, period: date | None = None, grouping: Grouping = Grouping.COUNTERPARTY
) -> FlowNetwork:
    """Return what moved in a period of a scope: what came in, was made, went out, was lost or stayed.

    Args:
        actor: who asks.
        scope: code of the scope.
        period: exact first day of a period; None: the last in which something moved.
        grouping: by what suppliers and customers are put together; who passes the picture on can so name none.

    Raises:
        Refusal: `not_permitted`, `scope_unknown`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    number = meant_number(held, period=period, on=None)
    span = held.calendar.period(number)
    file = load_scope_file(held)
    part = YearPart(organisation=held.organisation, scope=scope, first=span.start, last=span.last_day)
    subject = YearSubject(name=f"Flows of {scope}", parts=(part,), country_spots=country_spots())
    return year_network(subject, _masses([file], [part]), grouping=grouping)


def organisation_picture(
    actor: Actor,
    *,
    organisation: str,
    year: int | None = None,
    days: YearDays = YearDays.CALENDAR,
    grouping: Grouping = Grouping.COUNTERPARTY,
) -> FlowNetwork:
    """Return what moved in a year at all scopes of an organisation, with what they sent to each other inside.

    Args:
        actor: who asks.
        organisation: code of the organisation.
        year: a calendar year; None: the last in which something moved.
        days: the days of the calendar year, or of each scope those of its periods that ended in it.
        grouping: by what suppliers and customers are put together.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `scope_missing`, `year_invalid`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    found_organisation(organisation)
    files = load_scope_files(scope_store.scopes(organisation=organisation))
    wanted = _year(organisation, files, year)
    found = [(file, part) for file in files if (part := _part(file, wanted, days)) is not None]
    if not found:
        raise _scope_missing(f"{organisation} without a scope that had accounts in {wanted}")
    parts = [part for _, part in found]
    subject = YearSubject(
        name=f"Flows of {organisation}",
        parts=tuple(parts),
        organisation=organisation,
        country_spots=country_spots(),
        notes=_outside(organisation, [file.scope for file in files]),
    )
    return year_network(subject, _masses([file for file, _ in found], parts), grouping=grouping)


def _masses(files: Sequence[ScopeFile], parts: Sequence[YearPart]) -> YearMasses:
    """Return what moved; what own scopes sent to each other is asked for only where one names its own organisation."""
    (organisation_id,) = {each.organisation_id for each in files}
    held = [
        picture_store.ScopeDays(scope=part.scope, sites=file.sites, first=part.first, last=part.last)
        for file, part in zip(files, parts, strict=True)
    ]
    moved = picture_store.moved_masses(organisation_id=organisation_id, parts=held)
    own = parts[0].organisation
    names_itself = len(held) > 1 and any(each.counterparty == own for each in moved)
    return YearMasses(
        moved=moved,
        steps=picture_store.step_masses(organisation_id=organisation_id, parts=held),
        transfers=picture_store.own_transfers(organisation=own, organisation_id=organisation_id, parts=held)
        if names_itself
        else (),
    )


def _year(organisation: str, files: Sequence[ScopeFile], year: int | None) -> int:
    if not files:
        raise _scope_missing(f"{organisation} without a certification scope")
    today = clock.today()
    if year is None:
        sites = [site for file in files for site in file.sites]
        moved = flow_store.last_day_moved(organisation_id=files[0].organisation_id, sites=sites)
        return min(today, moved or today).year
    if not YEAR_MIN <= year <= today.year:
        raise Refusal(
            "year_invalid",
            found=f"{year}",
            expected=f"a calendar year from {YEAR_MIN} to {today.year}",
            todo="correct the year",
        )
    return year


def _scope_missing(found: str) -> Refusal:
    return Refusal(
        "scope_missing",
        found=found,
        expected="an organisation with a scope",
        todo="register its scope first, or choose a year in which it had accounts",
    )


def _part(file: ScopeFile, year: int, days: YearDays) -> YearPart | None:
    """Return the days of a scope that a year is, or None where it has none."""
    scope = file.scope
    first, last = max(date(year, 1, 1), scope.first_period_start), date(year, 12, 31)
    if days is YearDays.PERIODS:
        ended = [each for each in scope.calendar.until(last) if each.last_day.year == year]
        if not ended:
            return None
        first, last = ended[0].start, ended[-1].last_day
    last = min(last, scope.last_day or last)
    if first > last:
        return None
    number = scope.calendar.number_on(last)
    return YearPart(
        organisation=scope.organisation,
        scope=scope.code,
        first=first,
        last=last,
        is_open=number is None or number >= file.first_open,
    )


def _outside(organisation: str, scopes: Sequence[Scope]) -> tuple[str, ...]:
    """Say which sites stand in no scope: what they move is in no picture of scopes."""
    inside = {code for each in scopes for code in each.facilities}
    outside = sorted(facility_store.facility_ids(organisation).keys() - inside)
    return (f"In no scope, and not in it: {', '.join(outside)}.",) if outside else ()
