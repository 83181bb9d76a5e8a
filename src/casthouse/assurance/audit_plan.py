"""The plan of an audit: days, sites, interviews and notice, against what the manual asks for (fact sheet 5.2, 5.6).

Effort below the default is no flaw that stops a plan: it asks for a written reason. Sites that the sample wants, notice
periods and notice to affected communities are not for bargaining. Days are counted in halves; a half begun counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil, isqrt

from casthouse.assurance.audit import AuditType
from casthouse.parties.activity import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRules:
    """Between how many and how many interviews a site needs."""

    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRules:
    """Days on site by the people there; `days` has one entry more than `staff_below`, for the largest sites."""

    staff_below: tuple[int, ...]
    days: tuple[int, ...]
    heavy_activities: frozenset[Activity]
    heavy_percent: int
    communities_days: int
    joint_custody_days: int
    factor_surveillance: Fraction
    factor_recertification: Fraction

    def __post_init__(self) -> None:
        assert len(self.days) == len(self.staff_below) + 1
        assert list(self.staff_below) == sorted(set(self.staff_below))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """How long before the on-site part the plan must be there, and for which activities."""

    plan_days: int
    plan_activities: frozenset[Activity]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEffort:
    """What is known of a site when its effort is reckoned."""

    staff: int
    activities: frozenset[Activity]
    has_communities: bool = False
    is_joint_custody: bool = False


def default_half_days(site: SiteEffort, audit_type: AuditType, rules: EffortRules) -> int:
    """Return the default effort at a site in half days, rounded up."""
    band = sum(site.staff >= limit for limit in rules.staff_below)
    days = Fraction(rules.days[band])
    if site.activities & rules.heavy_activities:
        days *= Fraction(rules.heavy_percent, 100)
    days += rules.communities_days * site.has_communities + rules.joint_custody_days * site.is_joint_custody
    if audit_type is AuditType.SURVEILLANCE:
        days *= rules.factor_surveillance
    elif audit_type is AuditType.RECERTIFICATION:
        days *= rules.factor_recertification
    return ceil(days * 2)


def default_interviews(staff: int, rules: InterviewRules) -> int:
    """Return how many people to interview at a site: the root of the staff, rounded up, never more than are there."""
    root = isqrt(staff)
    root += root * root < staff
    return min(staff, max(rules.at_least, min(rules.at_most, root)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSite:
    """What is planned at one site, beside what the manual asks for by default."""

    code: str
    half_days: int
    interviews: int
    default_half_days: int
    default_interviews: int
    community_notice_on: date | None = None
    community_language: str = ""
    has_communities: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlan:
    """When and where an audit goes on site; `on_site_to` is the last day, inclusive.

    `head_office` is the site of the scope, or in words where it is outside; a scope of one site needs none.
    """

    audit_type: AuditType
    activities: frozenset[Activity]
    on_site_from: date
    on_site_to: date
    sites: tuple[PlannedSite, ...]
    reason_below_default: str = ""
    sites_of_scope: int = 1
    head_office: str = ""


class PlanFlawCode(StrEnum):
    """What may be wrong with a plan."""

    DATES_REVERSED = "dates_reversed"
    NO_SITE = "no_site"
    SITE_MISSING = "site_missing"
    HEAD_OFFICE_UNKNOWN = "head_office_unknown"
    NOTICE_TOO_SHORT = "notice_too_short"
    COMMUNITY_NOT_TOLD = "community_not_told"
    REASON_MISSING = "reason_missing"
    EFFORT_BELOW_DEFAULT = "effort_below_default"
    INTERVIEWS_BELOW_DEFAULT = "interviews_below_default"


WARNINGS = frozenset({PlanFlawCode.EFFORT_BELOW_DEFAULT, PlanFlawCode.INTERVIEWS_BELOW_DEFAULT})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFlaw:
    """One thing wrong with a plan; what is only a warning does not stop it."""

    code: PlanFlawCode
    detail: str

    @property
    def is_warning(self) -> bool:
        """Say whether a written reason is enough."""
        return self.code in WARNINGS


def plan_flaws(
    plan: AuditPlan, *, sample: Sequence[str], submitted_on: date, notice: NoticeRules
) -> tuple[PlanFlaw, ...]:
    """Return what is wrong with a plan that is submitted on a day; `sample` are the sites that must be in it."""
    return (
        *_of_dates(plan, submitted_on, notice),
        *_of_sites(plan, sample),
        *_of_effort(plan),
    )


def _of_dates(plan: AuditPlan, submitted_on: date, notice: NoticeRules) -> Iterator[PlanFlaw]:
    if plan.on_site_to < plan.on_site_from:
        detail = f"{plan.on_site_to} is before {plan.on_site_from}"
        yield PlanFlaw(code=PlanFlawCode.DATES_REVERSED, detail=detail)
    latest = latest_submission(plan, notice)
    if submitted_on > latest:
        detail = f"submitted on {submitted_on}, the last day for it was {latest}"
        yield PlanFlaw(code=PlanFlawCode.NOTICE_TOO_SHORT, detail=detail)


def latest_submission(plan: AuditPlan, notice: NoticeRules) -> date:
    """Return the last day on which the plan may be submitted, inclusive."""
    return submission_due(plan.audit_type, plan.activities, on_site_from=plan.on_site_from, notice=notice)


def submission_due(
    audit_type: AuditType, activities: frozenset[Activity], *, on_site_from: date, notice: NoticeRules
) -> date:
    """Return the same for an audit of which only the first day on site is known."""
    is_early = audit_type is AuditType.CERTIFICATION and bool(activities & notice.plan_activities)
    return on_site_from - timedelta(days=notice.plan_days) if is_early else on_site_from


def _of_sites(plan: AuditPlan, sample: Sequence[str]) -> Iterator[PlanFlaw]:
    planned = {each.code for each in plan.sites}
    if not planned:
        yield PlanFlaw(code=PlanFlawCode.NO_SITE, detail="the plan has no site")
    if plan.sites_of_scope > 1 and not plan.head_office.strip():
        detail = f"the scope has {plan.sites_of_scope} sites; say which is the head office, or where it is"
        yield PlanFlaw(code=PlanFlawCode.HEAD_OFFICE_UNKNOWN, detail=detail)
    for code in sorted(set(sample) - planned):
        yield PlanFlaw(code=PlanFlawCode.SITE_MISSING, detail=f"{code} is in the sample and not in the plan")
    for each in plan.sites:
        told = each.community_notice_on and each.community_language.strip()
        if each.has_communities and not told:
            detail = f"{each.code} has affected communities; say when and in which language they are told"
            yield PlanFlaw(code=PlanFlawCode.COMMUNITY_NOT_TOLD, detail=detail)
        elif each.community_notice_on and each.community_notice_on > plan.on_site_from:
            detail = f"the communities at {each.code} are told on {each.community_notice_on}, after the audit begins"
            yield PlanFlaw(code=PlanFlawCode.COMMUNITY_NOT_TOLD, detail=detail)


def _of_effort(plan: AuditPlan) -> Iterator[PlanFlaw]:
    below = False
    for each in plan.sites:
        if each.half_days < each.default_half_days:
            detail = (
                f"{each.code}: {days_text(each.half_days)} days, default {days_text(each.default_half_days)}"
            )
            below = True
            yield PlanFlaw(code=PlanFlawCode.EFFORT_BELOW_DEFAULT, detail=detail)
        if each.interviews < each.default_interviews:
            detail = f"{each.code}: {each.interviews} interviews, default {each.default_interviews}"
            below = True
            yield PlanFlaw(code=PlanFlawCode.INTERVIEWS_BELOW_DEFAULT, detail=detail)
    if below and not plan.reason_below_default.strip():
        yield PlanFlaw(
            code=PlanFlawCode.REASON_MISSING, detail="less than the default needs a written reason"
        )


def days_text(half_days: int) -> str:
    """Return half days as days with at most one decimal."""
    return str(half_days // 2) if half_days % 2 == 0 else f"{half_days / 2:.1f}"
