"""A plan as a file has it, turned into what is submitted."""

from casthouse.exchange.audit_plan_file import PlanFile
from casthouse.service.audit_plan import WantedPlan, WantedSite


def wanted_plan(plan: PlanFile) -> WantedPlan:
    """Return what a file wants."""
    return WantedPlan(
        on_site_from=plan.on_site_from,
        on_site_to=plan.on_site_to,
        reason_below_default=plan.reason,
        head_office_elsewhere=plan.head_office_elsewhere,
        sites=tuple(
            WantedSite(
                code=each.code,
                staff=each.staff,
                risk=each.risk,
                is_head_office=each.head_office,
                has_communities=each.communities,
                is_joint_custody=each.joint_custody,
                half_days=each.half_days,
                interviews=each.interviews,
                community_notice_on=each.community_notice_on,
                community_language=each.community_language,
            )
            for each in plan.sites
        ),
    )
