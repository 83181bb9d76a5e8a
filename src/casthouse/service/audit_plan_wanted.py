"""A plan as a file has it, turned into what is submitted."""

from casthouse.exchange.audit_plan_file import PlanFile, audit_plan_from_text
from casthouse.service.audit import readable_audit
from casthouse.service.audit_plan import PlanAnswer, WantedPlan, WantedSite, submit_plan
from casthouse.service.permission import Act, Actor


def wanted_plan(plan: PlanFile) -> WantedPlan:
    """Return what a file wants."""
    return WantedPlan(
        on_site_from=plan.on_site_from,
        on_site_to=plan.on_site_to,
        reason_below_default=plan.reason,
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


def submit_plan_text(actor: Actor, *, audit: str, text: str) -> PlanAnswer:
    """Submit a plan given as the text of its file; refuses as `submit_plan` and the file's reader do."""
    readable_audit(actor, Act.AUDIT_PLAN, audit)  # who may not is told so, whatever the text says
    return submit_plan(actor, audit=audit, wanted=wanted_plan(audit_plan_from_text(text)))
