"""What duties of assurance follow from, read for many organisations at once: one statement a kind of fact."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from casthouse.assurance.assessment_duty import EndingEvidence, OpenAssessment, PromisedAction
from casthouse.assurance.audit import ENDING
from casthouse.assurance.maturity import Maturity
from casthouse.assurance.self_assessment import AssessmentState
from casthouse.parties.activity import Activity
from casthouse.storage.listed_text import among
from casthouse.storage.models import (
    AssessmentAnswerRow,
    AuditEventRow,
    AuditPlanRow,
    AuditRow,
    AuditVisitRow,
    DecisionRow,
    EvidenceLinkRow,
    NoticeRow,
    ScopeFacilityRow,
    SelfAssessmentRow,
)
from casthouse.storage.prepared_query import Argument, PreparedQuery

TEXTS = Argument.TEXTS
OVER = [each.value for each in ENDING]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many things of one kind wait, and since when; `asked_by` where a second pair of eyes is wanted."""

    organisation: str
    count: int
    since: date
    scope: str = ""
    asked_by: str = ""


def running_audits(*, organisations: Collection[str], references: Collection[str]) -> list[str]:
    """Return the references of audits that are not over, of organisations or among those named."""
    return [reference for (reference,) in _RUNNING_AUDITS.rows(list(organisations), list(references))]


_RUNNING_AUDITS = PreparedQuery(
    lambda codes, references: (
        AuditRow.objects.filter(
            ~Exists(AuditEventRow.objects.filter(audit=OuterRef("pk"), act__in=OVER)),
            Q(scope__organisation__code__in=codes) | Q(reference__in=references),
        )
        .order_by("id")
        .values_list("reference")
    ),
    TEXTS,
    TEXTS,
)


def running_audits_of(scopes: Collection[str]) -> list[str]:
    """Return the references of audits of some scopes that are not over."""
    rows = AuditRow.objects.filter(scope__code__in=among(scopes)).exclude(auditeventrow__act__in=OVER)
    return list(rows.order_by("id").values_list("reference", flat=True))


def audited_organisations(audits: Collection[str]) -> list[str]:
    """Return the codes of the organisations that audits are of."""
    rows = AuditRow.objects.filter(reference__in=among(audits)).order_by("scope__organisation__code")
    return list(rows.values_list("scope__organisation__code", flat=True).distinct())


def last_visits(audits: Collection[str]) -> dict[str, date]:
    """Return the last day on site of audits so far."""
    return dict(_LAST_VISITS.rows(list(audits)))


_LAST_VISITS = PreparedQuery(
    lambda audits: (
        AuditVisitRow.objects.filter(audit__reference__in=audits)
        .values_list("audit__reference")
        .annotate(last=Max("last_day"))
    ),
    TEXTS,
)


def planned_days(scopes: Collection[str]) -> dict[tuple[str, str], dict[str, tuple[date, date]]]:
    """Return by scope and standard the days on site of each audit, as its last plan has them."""
    planned: dict[tuple[str, str], dict[str, tuple[date, date]]] = defaultdict(dict)
    for scope, standard, reference, first, last in _PLANNED_DAYS.rows(list(scopes)):
        planned[scope, standard][reference] = (first, last)
    return planned


_PLANNED_DAYS = PreparedQuery(
    lambda scopes: (
        AuditPlanRow.objects.filter(audit__scope__code__in=scopes)
        .order_by("number")
        .values_list(
            "audit__scope__code", "audit__standard", "audit__reference", "on_site_from", "on_site_to"
        )
    ),
    TEXTS,
)


def activities_of(scopes: Collection[str]) -> Mapping[str, frozenset[Activity]]:
    """Return what is done in scopes, over all their sites."""
    done: dict[str, set[Activity]] = defaultdict(set)
    for scope, activities in _ACTIVITIES.rows(list(scopes)):
        done[scope].update(Activity(each) for each in activities)
    return {scope: frozenset(each) for scope, each in done.items()}


_ACTIVITIES = PreparedQuery(
    lambda scopes: ScopeFacilityRow.objects.filter(scope__code__in=scopes).values_list(
        "scope__code", "facility__activities"
    ),
    TEXTS,
)


def maturities(organisations: Collection[str]) -> dict[str, Maturity]:
    """Return the overall maturity by certificate, as the last decision stated it."""
    return {certificate: Maturity(overall) for certificate, overall in _MATURITIES.rows(list(organisations))}


_MATURITIES = PreparedQuery(
    lambda codes: (
        DecisionRow.objects.filter(audit__scope__organisation__code__in=codes)
        .exclude(Q(certificate="") | Q(maturity=""))
        .order_by("id")
        .values_list("certificate", "maturity")
    ),
    TEXTS,
)


def open_assessments(organisations: Collection[str]) -> dict[int, OpenAssessment]:
    """Return the self-assessments that count, by identifier: of a scope and standard the draft, else the submitted."""
    states = (AssessmentState.DRAFT.value, AssessmentState.SUBMITTED.value)
    rows = SelfAssessmentRow.objects.select_related("scope__organisation").filter(
        scope__organisation__code__in=among(organisations), state__in=states
    )
    counting: dict[tuple[int, str], SelfAssessmentRow] = {}
    for row in rows.order_by("-state", "id"):  # a draft comes last and takes the place of what was submitted
        counting[row.scope_id, row.standard] = row
    return {
        row.id: OpenAssessment(
            organisation=row.scope.organisation.code,
            scope=row.scope.code,
            number=row.number,
            edition=row.edition,
            is_draft=row.state == AssessmentState.DRAFT.value,
            started_on=day_of(row.started_at),
        )
        for row in counting.values()
    }


def promised_actions(held: Mapping[int, OpenAssessment]) -> list[PromisedAction]:
    """Return the actions with a day among the latest answers of self-assessments."""
    later = AssessmentAnswerRow.objects.filter(
        assessment_id=OuterRef("assessment_id"), item=OuterRef("item"), version__gt=OuterRef("version")
    )
    rows = AssessmentAnswerRow.objects.filter(~Exists(later), assessment_id__in=list(held), due__isnull=False)
    return [
        PromisedAction(
            assessment=held[row.assessment_id],
            item=row.item,
            action=row.action,
            responsible=row.responsible,
            due=row.due,
            promised_on=day_of(row.at),
            version=row.version,
        )
        for row in rows.order_by("id")
        if row.due is not None
    ]


def ending_evidence(held: Mapping[int, OpenAssessment]) -> list[EndingEvidence]:
    """Return the files with a last day that stand behind items of self-assessments."""
    rows = EvidenceLinkRow.objects.filter(
        assessment_id__in=list(held), valid_until__isnull=False, withdrawal=None
    ).values_list("assessment_id", "file__digest", "file__name")
    return [
        EndingEvidence(assessment=held[assessment], digest=digest, name=name, valid_until=last, items=items)
        for assessment, digest, name, last, items in rows.annotate(
            last=Min("valid_until"), items=Count("item", distinct=True)
        ).order_by("assessment_id", "file__digest")
    ]


def unread_notices(organisations: Collection[str]) -> list[Waiting]:
    """Return how many notices of organisations nobody has read."""
    return [
        Waiting(organisation=code, count=count, since=day_of(since))
        for code, count, since in _UNREAD_NOTICES.rows(list(organisations))
    ]


_UNREAD_NOTICES = PreparedQuery(
    lambda codes: (
        NoticeRow.objects.filter(reader__code__in=codes, noticereadingrow=None)
        .values_list("reader__code")
        .annotate(count=Count("id"), since=Min("at"))
    ),
    TEXTS,
)


def day_of(at: datetime) -> date:
    """Return the day of an instant in UTC."""
    return at.astimezone(UTC).date()
