"""Accreditation of auditors, conflicts of interest and rotation: who may audit which scope (fact sheet 5.7).

An accreditation is a row: firm × standard × country × activity × named auditor, from a day to a day, both inclusive.
`reasons_against` returns every reason at once; no reason means the audit may be opened. Nothing over nothing: an empty
team, or a scope without sites, is a reason itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.measure.period import add_months
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """A named auditor of a firm may audit one activity under one standard in one country; last day inclusive."""

    firm: str
    auditor: str
    standard: StandardName
    country: str
    activity: Activity
    valid_from: date
    valid_to: date

    def covers(self, first_day: date, last_day: date) -> bool:
        """Say whether it holds on all days of a span, both ends inclusive."""
        return self.valid_from <= first_day and last_day <= self.valid_to


class RelationKind(StrEnum):
    """How an auditor or a firm is related to an organisation."""

    CONSULTING = "consulting"
    EMPLOYMENT = "employment"
    OWNERSHIP = "ownership"
    FAMILY = "family"
    OTHER_FINANCIAL = "other_financial"


LASTING = frozenset({RelationKind.CONSULTING, RelationKind.EMPLOYMENT})
"""Relations that stand against an audit for some time after they ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRelation:
    """A relation that a firm or an auditor has, or had, with an organisation.

    `auditor` is empty for a relation of the firm. `until` is its last day, None while it lasts.
    """

    firm: str
    auditor: str
    organisation: str
    kind: RelationKind
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTeam:
    """Who audits: the firm, the lead, and everybody with them, the lead included."""

    firm: str
    lead: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedScope:
    """What is audited: whose, under which standard, where, and which activities."""

    organisation: str
    standard: StandardName
    country: str
    activities: frozenset[Activity]
    sites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLimits:
    """How long consulting stands against an audit, and how many cycles in a row one may lead."""

    consulting_months: int
    lead_cycles_max: int


class TeamFlaw(StrEnum):
    """Why a team may not audit a scope, in the order in which they are listed."""

    SCOPE_EMPTY = "scope_empty"
    TEAM_EMPTY = "team_empty"
    LEAD_NOT_IN_TEAM = "lead_not_in_team"
    FIRM_NOT_ACCREDITED = "firm_not_accredited"
    AUDITOR_NOT_ACCREDITED = "auditor_not_accredited"
    ACTIVITY_NOT_COVERED = "activity_not_covered"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    LEAD_TOO_LONG = "lead_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReason:
    """One reason against a team, with what it is about."""

    code: TeamFlaw
    detail: str


def reasons_against(
    team: AuditTeam,
    scope: AuditedScope,
    *,
    accreditations: Iterable[Accreditation],
    relations: Iterable[DeclaredRelation],
    led_before: Sequence[str],
    first_day: date,
    last_day: date,
    limits: TeamLimits,
) -> tuple[TeamReason, ...]:
    """Return every reason why a team may not audit a scope; none means that it may.

    Args:
        team: who wants to audit.
        scope: what is to be audited.
        accreditations: all that are known; those of other firms are ignored.
        relations: all that were declared.
        led_before: who led the audits of the certification cycles before this one, newest first.
        first_day: the first day of the audit.
        last_day: its last day, inclusive.
        limits: numbers of the assurance manual.
    """
    held = [
        each
        for each in accreditations
        if each.firm == team.firm
        and each.standard is scope.standard
        and each.country == scope.country
        and each.covers(first_day, last_day)
    ]
    return (
        *_of_shape(team, scope),
        *_of_accreditation(team, scope, held),
        *_of_interest(team, scope, relations, first_day, limits),
        *_of_rotation(team, led_before, limits),
    )


def _of_shape(team: AuditTeam, scope: AuditedScope) -> Iterator[TeamReason]:
    if not scope.activities or not scope.sites:
        yield TeamReason(code=TeamFlaw.SCOPE_EMPTY, detail="the scope has no site, or its sites no activity")
    if not team.members:
        yield TeamReason(code=TeamFlaw.TEAM_EMPTY, detail="the team has no member")
    elif team.lead not in team.members:
        yield TeamReason(code=TeamFlaw.LEAD_NOT_IN_TEAM, detail=f"{team.lead} is not in the team")


def _of_accreditation(
    team: AuditTeam, scope: AuditedScope, held: Sequence[Accreditation]
) -> Iterator[TeamReason]:
    where = f"{scope.standard.value} in {scope.country}, on all days of the audit"
    if not held:
        yield TeamReason(code=TeamFlaw.FIRM_NOT_ACCREDITED, detail=f"{team.firm} for {where}")
        return
    named = {each.auditor for each in held}
    for auditor in sorted(team.members - named):
        yield TeamReason(code=TeamFlaw.AUDITOR_NOT_ACCREDITED, detail=f"{auditor} of {team.firm} for {where}")
    covered = {each.activity for each in held if each.auditor in team.members}
    for activity in Activity:
        if activity in scope.activities - covered:
            detail = f"nobody of the team for {activity.value}, {where}"
            yield TeamReason(code=TeamFlaw.ACTIVITY_NOT_COVERED, detail=detail)


def _of_interest(
    team: AuditTeam,
    scope: AuditedScope,
    relations: Iterable[DeclaredRelation],
    first_day: date,
    limits: TeamLimits,
) -> Iterator[TeamReason]:
    for each in relations:
        concerns = (not each.auditor and each.firm == team.firm) or each.auditor in team.members
        if concerns and each.organisation == scope.organisation and stands_against(each, first_day, limits):
            who = each.auditor or each.firm
            ended = f" to {each.until}" if each.until else ", still"
            detail = f"{who}: {each.kind.value} with {each.organisation} from {each.since}{ended}"
            yield TeamReason(code=TeamFlaw.CONFLICT_OF_INTEREST, detail=detail)


def stands_against(relation: DeclaredRelation, first_day: date, limits: TeamLimits) -> bool:
    """Say whether a relation forbids an audit that begins on a day.

    Consulting and employment do so for some months after their last day, that day a number of months later included.
    """
    if relation.until is None:
        return True
    if relation.kind in LASTING:
        return first_day <= add_months(relation.until, limits.consulting_months)
    return first_day <= relation.until


def _of_rotation(team: AuditTeam, led_before: Sequence[str], limits: TeamLimits) -> Iterator[TeamReason]:
    newest = led_before[: limits.lead_cycles_max]
    if len(newest) == limits.lead_cycles_max and all(lead == team.lead for lead in newest):
        detail = f"{team.lead} led the last {limits.lead_cycles_max} cycles"
        yield TeamReason(code=TeamFlaw.LEAD_TOO_LONG, detail=detail)
