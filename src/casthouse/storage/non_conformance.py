"""Non-conformances with everything that happened to them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casthouse.assurance.corrective_action import CorrectiveAction
from casthouse.assurance.non_conformance import (
    Grade,
    Ground,
    NonConformance,
    NonConformanceAct,
    NonConformanceEvent,
)
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import (
    AuditRow,
    CorrectiveActionRow,
    NonConformanceEventRow,
    NonConformanceRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """What happened, with who said it, and the plan that came with it, if one did."""

    act: NonConformanceAct
    on: date
    at: datetime
    by: str
    text: str
    action: CorrectiveAction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedNonConformance:
    """A non-conformance of an audit under its number, as raised, and what happened since."""

    identifier: int
    audit: str
    edition: str
    number: int
    item: str
    criterion: str
    site: str
    statement: str
    evidence: tuple[str, ...]
    grade: Grade
    grounds: frozenset[Ground]
    events: tuple[RecordedEvent, ...]

    def counted_from(self, on_site_end: date) -> NonConformance:
        """Return it as the rules see it; deadlines run from the last day on site."""
        return NonConformance(
            item=self.item,
            criterion=self.criterion,
            site=self.site,
            grounds=self.grounds,
            raised_grade=self.grade,
            counted_from=on_site_end,
            events=tuple(NonConformanceEvent(act=each.act, on=each.on) for each in self.events),
        )

    @property
    def action(self) -> CorrectiveAction | None:
        """The corrective action that was submitted last."""
        return next((each.action for each in reversed(self.events) if each.action), None)


def non_conformances(
    *,
    audits: Iterable[str] | None = None,
    scope: str | None = None,
    standard: StandardName | None = None,
) -> list[RecordedNonConformance]:
    """Return the non-conformances of some audits, or of a scope under a standard, in their order."""
    rows = NonConformanceRow.objects.select_related("audit", "finding__facility").order_by(
        "audit_id", "number"
    )
    if audits is not None:
        rows = rows.filter(audit__reference__in=list(audits))
    if scope is not None:
        rows = rows.filter(audit__scope__code=scope)
    if standard is not None:
        rows = rows.filter(audit__standard=standard.value)
    found = list(rows)
    events = _events([row.id for row in found])
    return [
        RecordedNonConformance(
            identifier=row.id,
            audit=row.audit.reference,
            edition=row.audit.edition,
            number=row.number,
            item=row.finding.item,
            criterion=row.finding.criterion,
            site=row.finding.facility.code,
            statement=row.finding.statement,
            evidence=tuple(row.finding.evidence),
            grade=Grade(row.grade),
            grounds=frozenset(Ground(each) for each in row.grounds),
            events=tuple(events[row.id]),
        )
        for row in found
    ]


def _events(ids: Sequence[int]) -> Mapping[int, list[RecordedEvent]]:
    rows = NonConformanceEventRow.objects.filter(non_conformance__in=ids)
    events: dict[int, list[RecordedEvent]] = defaultdict(list)
    for row in rows.select_related("correctiveactionrow").order_by("sequence"):
        events[row.non_conformance_id].append(
            RecordedEvent(
                act=NonConformanceAct(row.act),
                on=row.on,
                at=row.at,
                by=row.by,
                text=row.text,
                action=_action(getattr(row, "correctiveactionrow", None)),
            )
        )
    return events


def _action(row: CorrectiveActionRow | None) -> CorrectiveAction | None:
    if row is None:
        return None
    return CorrectiveAction(
        root_cause=row.root_cause, action=row.action, responsible=row.responsible, deadline=row.deadline
    )


def append_non_conformance(
    audit_id: int, *, finding_id: int, grade: Grade, grounds: Iterable[Ground], event: RecordedEvent
) -> int:
    """Append a non-conformance with its raising; return its number. The caller holds the audit."""
    number = NonConformanceRow.objects.filter(audit_id=audit_id).count() + 1
    row = NonConformanceRow.objects.create(
        audit_id=audit_id,
        number=number,
        finding_id=finding_id,
        grade=grade.value,
        grounds=sorted(each.value for each in grounds),
    )
    append_event(row.id, event)
    return number


def append_event(identifier: int, event: RecordedEvent) -> None:
    """Append what happened to a non-conformance; the caller holds its audit."""
    row = NonConformanceEventRow.objects.create(
        non_conformance_id=identifier,
        sequence=NonConformanceEventRow.objects.filter(non_conformance_id=identifier).count() + 1,
        act=event.act.value,
        on=event.on,
        at=event.at,
        by=event.by,
        text=event.text,
    )
    if event.action is not None:
        CorrectiveActionRow.objects.create(
            event=row,
            root_cause=event.action.root_cause,
            action=event.action.action,
            responsible=event.action.responsible,
            deadline=event.action.deadline,
        )


def audits_of_same_scope(reference: str) -> frozenset[str]:
    """Return the audits of the same scope and standard as an audit, itself left out."""
    here = AuditRow.objects.filter(reference=reference)
    others = AuditRow.objects.filter(
        scope_id__in=here.values("scope_id"), standard__in=here.values("standard")
    )
    return frozenset(others.exclude(reference=reference).values_list("reference", flat=True))
