"""Plans of audits, with what is known of each site of the scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casthouse.assurance.site_sampling import ChosenBecause
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import AuditPlanRow, AuditPlanSiteRow, FacilityRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSite:
    """A site in a plan: what is known of it, why it is in the sample, what is planned and what is usual."""

    code: str
    staff: int
    risk: int
    is_head_office: bool
    has_communities: bool
    is_joint_custody: bool
    chosen_because: ChosenBecause | None
    half_days: int
    interviews: int
    default_half_days: int
    default_interviews: int
    community_notice_on: date | None
    community_language: str

    @property
    def is_visited(self) -> bool:
        """Say whether the plan goes there."""
        return self.half_days > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedPlan:
    """A plan as it was submitted; `on_site_to` is the last day, inclusive.

    `head_office_elsewhere` says where the head office is when no site of the scope is it.
    """

    number: int
    on_site_from: date
    on_site_to: date
    reason_below_default: str
    sites: tuple[PlanSite, ...]
    at: datetime
    by: str
    head_office_elsewhere: str = ""


SITE_FIELDS = (
    "staff",
    "risk",
    "is_head_office",
    "has_communities",
    "is_joint_custody",
    "half_days",
    "interviews",
    "default_half_days",
    "default_interviews",
    "community_notice_on",
    "community_language",
)


def last_plan(reference: str) -> SubmittedPlan | None:
    """Return the plan that was submitted last, or None."""
    row = AuditPlanRow.objects.filter(audit__reference=reference).order_by("-number").first()
    if row is None:
        return None
    sites = AuditPlanSiteRow.objects.filter(plan=row).select_related("facility").order_by("facility__code")
    return SubmittedPlan(
        number=row.number,
        on_site_from=row.on_site_from,
        on_site_to=row.on_site_to,
        reason_below_default=row.reason_below_default,
        sites=tuple(
            PlanSite(
                code=each.facility.code,
                chosen_because=ChosenBecause(each.chosen_because) if each.chosen_because else None,
                **{name: getattr(each, name) for name in SITE_FIELDS},
            )
            for each in sites
        ),
        at=row.at,
        by=row.by,
        head_office_elsewhere=row.head_office_elsewhere or "",
    )


def plan_before(scope: str) -> SubmittedPlan | None:
    """Return the plan that was submitted last for any audit of a scope, or None."""
    rows = AuditPlanRow.objects.filter(audit__scope__code=scope).order_by("-id")
    reference = rows.values_list("audit__reference", flat=True).first()
    return None if reference is None else last_plan(reference)


def planned_ends(scope: str, standard: StandardName) -> Mapping[str, date]:
    """Return for each audit of a scope under a standard the last day on site of its last plan."""
    rows = AuditPlanRow.objects.filter(audit__scope__code=scope, audit__standard=standard.value)
    return dict(rows.order_by("number").values_list("audit__reference", "on_site_to"))


def append_plan(audit_id: int, plan: SubmittedPlan) -> None:
    """Append a plan with its sites."""
    row = AuditPlanRow.objects.create(
        audit_id=audit_id,
        number=plan.number,
        on_site_from=plan.on_site_from,
        on_site_to=plan.on_site_to,
        reason_below_default=plan.reason_below_default,
        at=plan.at,
        by=plan.by,
        head_office_elsewhere=plan.head_office_elsewhere,
    )
    ids = _facility_ids(plan.sites)
    AuditPlanSiteRow.objects.bulk_create(
        AuditPlanSiteRow(
            plan=row,
            facility_id=ids[each.code],
            chosen_because=each.chosen_because.value if each.chosen_because else "",
            **{name: getattr(each, name) for name in SITE_FIELDS},
        )
        for each in plan.sites
    )


def _facility_ids(sites: Sequence[PlanSite]) -> Mapping[str, int]:
    codes: Iterable[str] = [each.code for each in sites]
    return dict(FacilityRow.objects.filter(code__in=codes).values_list("code", "id"))
