"""Audits: what they are of, who is in the team, and what happened to them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from casthouse.assurance.audit import ENDING, STATE_AFTER, AuditAct, AuditState, AuditType, state_of
from casthouse.assurance.maturity import Maturity, MaturityProfile
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import (
    AuditCommentRow,
    AuditEventRow,
    AuditFirmRow,
    AuditMemberRow,
    AuditReportRow,
    AuditRow,
    AuditVisitRow,
    FacilityRow,
    ScopeRow,
)
from casthouse.storage.prepared_query import Argument, PreparedQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One thing that happened to an audit."""

    act: AuditAct
    on: date
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAudit:
    """An audit that is to be opened."""

    scope: str
    standard: StandardName
    edition: str
    audit_type: AuditType
    firm: str
    first_day: date
    last_day: date
    seed: str
    manual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord(NewAudit):
    """An audit with its team and its events, oldest first."""

    reference: str
    organisation: str
    lead: str
    members: tuple[str, ...]
    events: tuple[AuditEvent, ...]

    @property
    def state(self) -> AuditState:
        """Where it stands."""
        return state_of([each.act for each in self.events])

    def day_of(self, act: AuditAct) -> date | None:
        """Return the last day on which something happened, or None."""
        return next((each.on for each in reversed(self.events) if each.act is act), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVisit:
    """A visit to a site; last day inclusive."""

    site: str
    first_day: date
    last_day: date
    is_remote: bool
    half_days: int
    interviews: int
    by: str
    community_interviews: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditComment:
    """What was said about a report."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """A report as it was sent."""

    number: int
    maturity: MaturityProfile
    is_site_visit_due: bool
    summary: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """An audit in whose team a person is."""

    reference: str
    organisation: str
    is_lead: bool
    state: AuditState
    decided_on: date | None


def audits(
    *,
    references: Iterable[str] | None = None,
    organisations: Iterable[str] | None = None,
    scope: str | None = None,
    firms: Iterable[str] | None = None,
) -> list[AuditRecord]:
    """Return the audits that fit what is named, or all, newest first."""
    if references is not None and organisations is None and scope is None and firms is None:
        return _records(_NAMED.rows(list(references)))
    rows = AuditRow.objects.order_by("-id")
    if references is not None:
        rows = rows.filter(reference__in=list(references))
    if organisations is not None:
        rows = rows.filter(scope__organisation__code__in=list(organisations))
    if scope is not None:
        rows = rows.filter(scope__code=scope)
    if firms is not None:
        rows = rows.filter(firm__code__in=list(firms))
    return _records(list(rows.values_list(*_COLUMNS)))


_COLUMNS = (
    "id",
    "reference",
    "scope__organisation__code",
    "scope__code",
    "standard",
    "edition",
    "audit_type",
    "firm__code",
    "first_day",
    "last_day",
    "seed",
    "manual",
)
_NAMED = PreparedQuery(
    lambda references: (
        AuditRow.objects.filter(reference__in=references).order_by("-id").values_list(*_COLUMNS)
    ),
    Argument.TEXTS,
)


def audit(reference: str) -> AuditRecord | None:
    """Return the audit with the reference, or None."""
    return next(iter(audits(references=[reference])), None)


def hold_audit(reference: str) -> int:
    """Hold an audit until the transaction ends, so that what happens to it happens in turn; return its identifier."""
    return int(AuditRow.objects.select_for_update().values_list("id", flat=True).get(reference=reference))


def _records(rows: Sequence[tuple[Any, ...]]) -> list[AuditRecord]:
    ids = [row[0] for row in rows]
    events, members = _events(ids), _members(ids)
    return [_record(row, members[row[0]], events[row[0]]) for row in rows]


def _events(audits: Sequence[int]) -> Mapping[int, list[AuditEvent]]:
    events: dict[int, list[AuditEvent]] = defaultdict(list)
    for audit_id, act, on, at, by, text in _EVENTS.rows(audits):
        events[audit_id].append(AuditEvent(act=AuditAct(act), on=on, at=at, by=by, text=text))
    return events


def _members(audits: Sequence[int]) -> Mapping[int, list[tuple[str, bool]]]:
    members: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for audit_id, name, is_lead in _MEMBERS.rows(audits):
        members[audit_id].append((name, is_lead))
    return members


_EVENTS = PreparedQuery(
    lambda audits: (
        AuditEventRow.objects.filter(audit__in=audits)
        .order_by("sequence")
        .values_list("audit_id", "act", "on", "at", "by", "text")
    ),
    Argument.KEYS,
)
_MEMBERS = PreparedQuery(
    lambda audits: (
        AuditMemberRow.objects.filter(audit__in=audits)
        .order_by("user__username")
        .values_list("audit_id", "user__username", "is_lead")
    ),
    Argument.KEYS,
)


def _record(
    row: tuple[Any, ...], members: Sequence[tuple[str, bool]], events: Sequence[AuditEvent]
) -> AuditRecord:
    (
        _,
        reference,
        organisation,
        scope,
        standard,
        edition,
        audit_type,
        firm,
        first_day,
        last_day,
        seed,
        manual,
    ) = row
    return AuditRecord(
        reference=reference,
        organisation=organisation,
        scope=scope,
        standard=StandardName(standard),
        edition=edition,
        audit_type=AuditType(audit_type),
        firm=firm,
        first_day=first_day,
        last_day=last_day,
        seed=seed,
        manual=manual,
        lead=next(name for name, is_lead in members if is_lead),
        members=tuple(name for name, _ in members),
        events=tuple(events),
    )


def append_audit(new: NewAudit, *, lead: int, members: Iterable[int], by: str, on: date, at: datetime) -> str:
    """Append an audit with its team and its opening; return its reference. The caller holds the scope's ledger."""
    scope = ScopeRow.objects.get(code=new.scope)
    number = AuditRow.objects.filter(scope=scope).count() + 1
    row = AuditRow.objects.create(
        reference=f"{new.scope}-A{number}",
        scope=scope,
        number=number,
        standard=new.standard.value,
        edition=new.edition,
        audit_type=new.audit_type.value,
        firm=AuditFirmRow.objects.get(code=new.firm),
        first_day=new.first_day,
        last_day=new.last_day,
        seed=new.seed,
        manual=new.manual,
    )
    AuditMemberRow.objects.bulk_create(
        AuditMemberRow(audit=row, user_id=user_id, is_lead=user_id == lead)
        for user_id in sorted(set(members))
    )
    append_event(row.id, AuditEvent(act=AuditAct.OPENED, on=on, at=at, by=by, text=""))
    return row.reference


def append_event(audit_id: int, event: AuditEvent) -> None:
    """Append what happened to an audit; the caller holds it."""
    AuditEventRow.objects.create(
        audit_id=audit_id,
        sequence=AuditEventRow.objects.filter(audit_id=audit_id).count() + 1,
        act=event.act.value,
        on=event.on,
        at=event.at,
        by=event.by,
        text=event.text,
    )


def engagements(user_ids: Iterable[int]) -> dict[int, list[Engagement]]:
    """Return the audits in whose teams people are, newest first, but for those that are over; in one statement."""
    found: dict[int, list[Engagement]] = defaultdict(list)
    for user_id, reference, organisation, is_lead, last, day in _ENGAGEMENTS.rows(list(user_ids)):
        found[user_id].append(
            Engagement(
                reference=reference,
                organisation=organisation,
                is_lead=is_lead,
                state=STATE_AFTER[AuditAct(last)],
                decided_on=day,
            )
        )
    return found


def _engaged(people: RawSQL) -> "QuerySet[AuditMemberRow, tuple[Any, ...]]":
    events = AuditEventRow.objects.filter(audit=OuterRef("audit")).order_by("-sequence")
    decided = events.filter(act=AuditAct.DECIDED.value)
    rows = AuditMemberRow.objects.filter(user_id__in=people).order_by("-audit_id")
    running = rows.annotate(
        last=Subquery(events.values("act")[:1]), decided=Subquery(decided.values("on")[:1])
    ).exclude(last__in=[each.value for each in ENDING])
    return running.values_list(
        "user_id", "audit__reference", "audit__scope__organisation__code", "is_lead", "last", "decided"
    )


_ENGAGEMENTS = PreparedQuery(_engaged, Argument.KEYS)


def visits(reference: str) -> list[AuditVisit]:
    """Return the visits of an audit, by day."""
    rows = AuditVisitRow.objects.select_related("facility").filter(audit__reference=reference)
    return [
        AuditVisit(
            site=row.facility.code,
            first_day=row.first_day,
            last_day=row.last_day,
            is_remote=row.is_remote,
            half_days=row.half_days,
            interviews=row.interviews,
            by=row.by,
            community_interviews=row.community_interviews or 0,
        )
        for row in rows.order_by("first_day", "id")
    ]


def on_site_ends(scope: str, standard: StandardName) -> dict[str, date]:
    """Return the last day of the visits of each audit of a scope under a standard that has had one."""
    rows = AuditVisitRow.objects.filter(audit__scope__code=scope, audit__standard=standard.value)
    ends: dict[str, date] = {}
    for reference, last_day in rows.values_list("audit__reference", "last_day"):
        ends[reference] = max(last_day, ends.get(reference, last_day))
    return ends


def append_visit(audit_id: int, visit: AuditVisit, *, at: datetime) -> None:
    """Append a visit."""
    AuditVisitRow.objects.create(
        audit_id=audit_id,
        facility=FacilityRow.objects.get(code=visit.site),
        first_day=visit.first_day,
        last_day=visit.last_day,
        is_remote=visit.is_remote,
        half_days=visit.half_days,
        interviews=visit.interviews,
        community_interviews=visit.community_interviews,
        at=at,
        by=visit.by,
    )


def comments(reference: str) -> list[AuditComment]:
    """Return what was said about the report of an audit, oldest first."""
    rows = AuditCommentRow.objects.filter(audit__reference=reference).order_by("id")
    return [AuditComment(at=row.at, by=row.by, text=row.text) for row in rows]


def append_comment(audit_id: int, comment: AuditComment) -> None:
    """Append what is said."""
    AuditCommentRow.objects.create(audit_id=audit_id, at=comment.at, by=comment.by, text=comment.text)


def reports(reference: str) -> list[AuditReport]:
    """Return the reports of an audit, oldest first."""
    return [
        AuditReport(
            number=row.number,
            maturity=MaturityProfile(
                systems=Maturity(row.systems), risk=Maturity(row.risk), performance=Maturity(row.performance)
            ),
            is_site_visit_due=row.is_site_visit_due,
            summary=row.summary,
            at=row.at,
            by=row.by,
        )
        for row in AuditReportRow.objects.filter(audit__reference=reference).order_by("number")
    ]


def append_report(audit_id: int, report: AuditReport) -> None:
    """Append a report."""
    AuditReportRow.objects.create(
        audit_id=audit_id,
        number=report.number,
        systems=report.maturity.systems.value,
        risk=report.maturity.risk.value,
        performance=report.maturity.performance.value,
        is_site_visit_due=report.is_site_visit_due,
        summary=report.summary,
        at=report.at,
        by=report.by,
    )
