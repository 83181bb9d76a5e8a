from dataclasses import replace
from datetime import date

import pytest

from casthouse.assurance.audit import AuditType
from casthouse.assurance.audit_plan import (
    AuditPlan,
    PlanFlawCode,
    PlannedSite,
    SiteEffort,
    days_text,
    default_half_days,
    default_interviews,
    plan_flaws,
)
from casthouse.parties.activity import Activity
from casthouse.parties.membership import may_certify
from casthouse.parties.organisation import Membership
from tests.unit.assurance.manual_samples import MANUAL

SITE = PlannedSite(code="SMELTER", half_days=10, interviews=20, default_half_days=10, default_interviews=20)
PLAN = AuditPlan(
    audit_type=AuditType.CERTIFICATION,
    activities=frozenset({Activity.ALUMINIUM_SMELTING}),
    on_site_from=date(2025, 3, 10),
    on_site_to=date(2025, 3, 14),
    sites=(SITE,),
)


def flaws(
    plan: AuditPlan = PLAN, submitted_on: date = date(2025, 1, 27), sample: tuple[str, ...] = ("SMELTER",)
) -> list[PlanFlawCode]:
    found = plan_flaws(plan, sample=sample, submitted_on=submitted_on, notice=MANUAL.notice)
    assert all(each.detail for each in found)
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("staff", "half_days"),
    [(1, 6), (99, 6), (100, 10), (499, 10), (500, 16), (1_999, 16), (2_000, 24), (9_000, 24)],
)
def test_days_on_site_by_the_people_there(staff: int, half_days: int) -> None:
    site = SiteEffort(staff=staff, activities=frozenset({Activity.CASTHOUSE}))
    assert default_half_days(site, AuditType.CERTIFICATION, MANUAL.effort) == half_days


def test_what_adds_to_the_days_and_what_takes_from_them() -> None:
    smelter = SiteEffort(staff=200, activities=frozenset({Activity.ALUMINIUM_SMELTING}))
    effort = MANUAL.effort
    assert default_half_days(smelter, AuditType.CERTIFICATION, effort) == 13  # 5 × 1.25 = 6.25 days
    full = replace(smelter, has_communities=True, is_joint_custody=True)
    assert default_half_days(full, AuditType.CERTIFICATION, effort) == 19  # 9.25 days
    assert default_half_days(full, AuditType.SURVEILLANCE, effort) == 10  # 4.625
    assert default_half_days(full, AuditType.RECERTIFICATION, effort) == 15  # 7.4
    assert [days_text(n) for n in (0, 1, 6, 13)] == ["0", "0.5", "3", "6.5"]


@pytest.mark.parametrize(
    ("staff", "interviews"), [(0, 0), (3, 3), (5, 5), (25, 5), (26, 6), (400, 20), (401, 21), (9_999, 25)]
)
def test_interviews_are_the_root_of_the_staff(staff: int, interviews: int) -> None:
    assert default_interviews(staff, MANUAL.interviews) == interviews


def test_a_plan_of_a_smelter_is_there_six_weeks_before() -> None:
    assert flaws() == []  # 27 January to 10 March 2025 are 42 days
    assert flaws(submitted_on=date(2025, 1, 28)) == [PlanFlawCode.NOTICE_TOO_SHORT]
    rolling = replace(PLAN, activities=frozenset({Activity.SEMI_FABRICATION}))
    assert flaws(rolling, submitted_on=date(2025, 3, 10)) == []
    assert flaws(rolling, submitted_on=date(2025, 3, 11)) == [PlanFlawCode.NOTICE_TOO_SHORT]
    assert flaws(replace(PLAN, audit_type=AuditType.SURVEILLANCE), submitted_on=date(2025, 3, 10)) == []


def test_what_the_sample_wants_is_in_the_plan() -> None:
    assert flaws(sample=("CASTHOUSE", "SMELTER")) == [PlanFlawCode.SITE_MISSING]
    assert flaws(replace(PLAN, sites=()), sample=()) == [PlanFlawCode.NO_SITE]
    assert flaws(replace(PLAN, on_site_to=date(2025, 3, 9))) == [PlanFlawCode.DATES_REVERSED]


def test_communities_are_told_in_their_language_before_the_audit() -> None:
    site = replace(SITE, has_communities=True)
    for silent in (site, replace(site, community_notice_on=date(2025, 2, 1))):
        assert flaws(replace(PLAN, sites=(silent,))) == [PlanFlawCode.COMMUNITY_NOT_TOLD]
    told = replace(site, community_notice_on=date(2025, 2, 1), community_language="Inuktitut")
    assert flaws(replace(PLAN, sites=(told,))) == []
    late = replace(told, community_notice_on=date(2025, 3, 11))
    assert flaws(replace(PLAN, sites=(late,))) == [PlanFlawCode.COMMUNITY_NOT_TOLD]


def test_less_than_the_default_needs_a_reason() -> None:
    short = replace(PLAN, sites=(replace(SITE, half_days=9, interviews=19),))
    warned = [PlanFlawCode.EFFORT_BELOW_DEFAULT, PlanFlawCode.INTERVIEWS_BELOW_DEFAULT]
    assert flaws(short) == [*warned, PlanFlawCode.REASON_MISSING]
    reasoned = replace(short, reason_below_default="two potlines stand still")
    found = plan_flaws(reasoned, sample=("SMELTER",), submitted_on=date(2025, 1, 1), notice=MANUAL.notice)
    assert [(each.code, each.is_warning) for each in found] == [(code, True) for code in warned]


@pytest.mark.parametrize(
    ("new", "follows"),
    [
        (Activity.BAUXITE_DEVELOPMENT, Activity.BAUXITE_MINING),
        (Activity.HIGH_PURITY_ALUMINA, Activity.ALUMINA_REFINING),
    ],
)
def test_the_activities_of_2023_count_as_those_that_they_follow(new: Activity, follows: Activity) -> None:
    of_new, of_old = (SiteEffort(staff=200, activities=frozenset({each})) for each in (new, follows))
    assert default_half_days(of_new, AuditType.CERTIFICATION, MANUAL.effort) == 13
    assert default_half_days(of_old, AuditType.CERTIFICATION, MANUAL.effort) == 13
    plan = replace(PLAN, activities=frozenset({new}))
    assert flaws(plan, submitted_on=date(2025, 1, 28)) == [PlanFlawCode.NOTICE_TOO_SHORT]
    for membership in Membership:
        assert may_certify(membership, frozenset({new})) == may_certify(membership, frozenset({follows}))


def test_a_plan_of_several_sites_says_where_the_head_office_is() -> None:
    several = replace(PLAN, sites_of_scope=2)
    assert flaws(several) == [PlanFlawCode.HEAD_OFFICE_UNKNOWN]
    assert flaws(replace(several, head_office=" ")) == [PlanFlawCode.HEAD_OFFICE_UNKNOWN]
    assert flaws(replace(several, head_office="SMELTER")) == []
    assert flaws(replace(several, head_office="Oslo, with the group")) == []
