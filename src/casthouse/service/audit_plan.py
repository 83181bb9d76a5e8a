"""Plans of audits: submitted by the lead, sampled by the rules, approved by the secretariat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.audit import AuditAct
from casthouse.assurance.audit_plan import (
    AuditPlan,
    PlanFlaw,
    PlannedSite,
    SiteEffort,
    default_half_days,
    default_interviews,
    plan_flaws,
)
from casthouse.assurance.site_sampling import ChosenBecause, SampledSite, sample_sites
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.service.accreditation import require_reason
from casthouse.service.audit import HeldAudit, audit_held, facilities_of_scope, manual_of, readable_audit
from casthouse.service.certificate_book import local_today
from casthouse.service.entered import optional_text
from casthouse.service.lookup import found_scope
from casthouse.service.non_conformance_standing import open_major_sites
from casthouse.service.permission import Act, Actor
from casthouse.storage import audit_plan as plan_store
from casthouse.storage.audit import AuditRecord
from casthouse.storage.audit_plan import PlanSite, SubmittedPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSite:
    """What the lead knows of a site and plans there; no half day: it is not visited.

    Half days or interviews that are None are the usual ones where the sample wants the site, else none.
    """

    code: str
    staff: int
    risk: int = 0
    is_head_office: bool = False
    has_communities: bool = False
    is_joint_custody: bool = False
    half_days: int | None = 0
    interviews: int | None = 0
    community_notice_on: date | None = None
    community_language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPlan:
    """A plan as the lead wants it, with every site of the scope; `on_site_to` is the last day, inclusive.

    `head_office_elsewhere` says where the head office is when no site of the scope is it.
    """

    on_site_from: date
    on_site_to: date
    sites: tuple[WantedSite, ...]
    reason_below_default: str = ""
    head_office_elsewhere: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAnswer:
    """A plan that was submitted, and what is less than usual in it."""

    plan: SubmittedPlan
    warnings: tuple[PlanFlaw, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPlan:
    """What a plan comes to: each site with its sample and usual effort, what stops it and what is less than usual."""

    sites: tuple[PlanSite, ...]
    stopping: tuple[str, ...]
    warnings: tuple[PlanFlaw, ...]


def drawn_sample(
    record: AuditRecord, sites: Sequence[WantedSite], activities: Mapping[str, frozenset[Activity]]
) -> dict[str, ChosenBecause]:
    """Return which sites an audit must visit, and why; drawn with the seed of its opening."""
    majors = open_major_sites(record.scope, record.standard)
    chosen = sample_sites(
        [
            SampledSite(
                code=each.code,
                activities=activities[each.code],
                risk=each.risk,
                has_open_major=each.code in majors,
                is_head_office=each.is_head_office,
            )
            for each in sites
        ],
        audit_type=record.audit_type,
        seed=record.seed,
        rules=manual_of(record).sampling,
    )
    return {each.code: each.because for each in chosen}


def head_office_before(actor: Actor, *, audit: str) -> tuple[frozenset[str], str]:
    """Return which sites were the head office in the scope's last plan, and where it was if none of them was.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    before = plan_store.plan_before(readable_audit(actor, Act.AUDIT_PLAN, audit).scope)
    if before is None:
        return frozenset(), ""
    sites = frozenset(each.code for each in before.sites if each.is_head_office)
    return sites, before.head_office_elsewhere


def submit_plan(actor: Actor, *, audit: str, wanted: WantedPlan) -> PlanAnswer:
    """Submit the plan of an audit; submitted again, the newest counts.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `plan_sites_invalid`, `text_invalid`,
            `plan_refused` with every flaw.
    """
    with audit_held(actor, Act.AUDIT_PLAN, audit, act=AuditAct.PLAN_SUBMITTED) as held:
        checked = _checked(held.record, wanted, held.today)
        if checked.stopping:
            raise Refusal(
                "plan_refused",
                found="; ".join(checked.stopping),
                expected="a plan with every sampled site, in time, with notice to communities and reasons for less",
                todo="mend what is named and submit the plan again",
            )
        before = plan_store.last_plan(audit)
        plan = SubmittedPlan(
            number=before.number + 1 if before else 1,
            on_site_from=wanted.on_site_from,
            on_site_to=wanted.on_site_to,
            reason_below_default=wanted.reason_below_default.strip(),
            head_office_elsewhere=_elsewhere(wanted),
            sites=checked.sites,
            at=held.at,
            by=actor.name,
        )
        plan_store.append_plan(held.audit_id, plan)
        held.append(AuditAct.PLAN_SUBMITTED)
        held.journal(Act.AUDIT_PLAN, number=plan.number, seed=held.record.seed)
    return PlanAnswer(plan=plan, warnings=checked.warnings)


def check_plan(actor: Actor, *, audit: str, wanted: WantedPlan) -> CheckedPlan:
    """Say what a plan would come to, as `submit_plan` does; nothing is recorded.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `plan_sites_invalid`.
    """
    record = readable_audit(actor, Act.AUDIT_PLAN, audit)
    return _checked(record, wanted, local_today(record.organisation))


def _checked(record: AuditRecord, wanted: WantedPlan, today: date) -> CheckedPlan:
    activities = _activities(record, wanted.sites)
    sample = drawn_sample(record, wanted.sites, activities)
    sites = tuple(_site(record, each, activities[each.code], sample) for each in wanted.sites)
    flaws = _flaws(record, wanted, sites, activities, sample=list(sample), today=today)
    stopping = [f"{each.code.value}: {each.detail}" for each in flaws if not each.is_warning]
    if wanted.on_site_from < record.first_day or wanted.on_site_to > record.last_day:
        stopping.append(f"outside the days of the audit, {record.first_day} to {record.last_day}")
    return CheckedPlan(
        sites=tuple(sorted(sites, key=lambda each: each.code)),
        stopping=tuple(stopping),
        warnings=tuple(each for each in flaws if each.is_warning),
    )


def _elsewhere(wanted: WantedPlan) -> str:
    """Return where the head office is outside the scope; nothing where a site of the scope is it."""
    if any(each.is_head_office for each in wanted.sites):
        return ""
    return optional_text(wanted.head_office_elsewhere, "place of the head office")


def _activities(record: AuditRecord, sites: Sequence[WantedSite]) -> Mapping[str, frozenset[Activity]]:
    known = {each.code: frozenset(each.activities) for each in facilities_of_scope(found_scope(record.scope))}
    named = [each.code for each in sites]
    if sorted(named) != sorted(known) or any(
        min(each.staff, each.half_days or 0, each.interviews or 0) < 0 for each in sites
    ):
        raise Refusal(
            "plan_sites_invalid",
            found=f"the sites {', '.join(named) or 'none'}",
            expected=f"each site of the scope once, with no figure below 0: {', '.join(sorted(known))}",
            todo="name every site of the scope, also those that are not visited",
        )
    return known


def _site(
    record: AuditRecord,
    wanted: WantedSite,
    activities: frozenset[Activity],
    sample: Mapping[str, ChosenBecause],
) -> PlanSite:
    manual = manual_of(record)
    effort = SiteEffort(
        staff=wanted.staff,
        activities=activities,
        has_communities=wanted.has_communities,
        is_joint_custody=wanted.is_joint_custody,
    )
    because = sample.get(wanted.code)
    usual_half_days = default_half_days(effort, record.audit_type, manual.effort)
    usual_interviews = default_interviews(wanted.staff, manual.interviews)
    return PlanSite(
        code=wanted.code,
        staff=wanted.staff,
        risk=wanted.risk,
        is_head_office=wanted.is_head_office,
        has_communities=wanted.has_communities,
        is_joint_custody=wanted.is_joint_custody,
        chosen_because=because,
        half_days=_or_usual(wanted.half_days, usual_half_days, because),
        interviews=_or_usual(wanted.interviews, usual_interviews, because),
        default_half_days=usual_half_days,
        default_interviews=usual_interviews,
        community_notice_on=wanted.community_notice_on,
        community_language=wanted.community_language.strip(),
    )


def _or_usual(wanted: int | None, usual: int, because: ChosenBecause | None) -> int:
    return wanted if wanted is not None else usual if because else 0


def _flaws(
    record: AuditRecord,
    wanted: WantedPlan,
    sites: Sequence[PlanSite],
    activities: Mapping[str, frozenset[Activity]],
    *,
    sample: Sequence[str],
    today: date,
) -> tuple[PlanFlaw, ...]:
    """Return what is wrong with a plan, and what is less than usual in it."""
    plan = AuditPlan(
        audit_type=record.audit_type,
        activities=frozenset().union(*activities.values()),
        on_site_from=wanted.on_site_from,
        on_site_to=wanted.on_site_to,
        sites=tuple(_planned(each) for each in sites if each.is_visited),
        reason_below_default=wanted.reason_below_default,
        sites_of_scope=len(sites),
        head_office=", ".join(each.code for each in sites if each.is_head_office) or _elsewhere(wanted),
    )
    return plan_flaws(plan, sample=sample, submitted_on=today, notice=manual_of(record).notice)


def _planned(site: PlanSite) -> PlannedSite:
    return PlannedSite(
        code=site.code,
        half_days=site.half_days,
        interviews=site.interviews,
        default_half_days=site.default_half_days,
        default_interviews=site.default_interviews,
        community_notice_on=site.community_notice_on,
        community_language=site.community_language,
        has_communities=site.has_communities,
    )


def approve_plan(actor: Actor, *, audit: str) -> None:
    """Approve the plan that was submitted last; the audit may go on site.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `judged_by_auditor`.
    """
    with audit_held(actor, Act.AUDIT_PLAN_APPROVE, audit, act=AuditAct.PLAN_APPROVED) as held:
        refuse_own_work(held)
        held.append(AuditAct.PLAN_APPROVED)
        held.journal(Act.AUDIT_PLAN_APPROVE)


def send_plan_back(actor: Actor, *, audit: str, reason: str) -> None:
    """Send the plan back to the lead, with what is to be changed.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `reason_missing`, `judged_by_auditor`.
    """
    with audit_held(actor, Act.AUDIT_PLAN_APPROVE, audit, act=AuditAct.PLAN_SENT_BACK) as held:
        refuse_own_work(held)
        require_reason(reason)
        held.append(AuditAct.PLAN_SENT_BACK, reason)
        held.journal(Act.AUDIT_PLAN_APPROVE, reason=reason)


def refuse_own_work(held: HeldAudit) -> None:
    """Refuse somebody of the team who would judge the team's work.

    Raises:
        Refusal: `judged_by_auditor`.
    """
    if held.actor.name.casefold() in {name.casefold() for name in held.record.members}:
        raise Refusal(
            "judged_by_auditor",
            found=f"{held.actor.name}, who is in the team of {held.record.reference}",
            expected="somebody of the secretariat who is not",
            todo="ask a colleague",
        )
