"""Lists of audits a page at a time, and which audits wait: only what is shown is read whole."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from casthouse.assurance.audit import AuditAct
from casthouse.storage.audit import AuditRecord, audits
from casthouse.storage.models import AuditEventRow, AuditRow


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAudit:
    """An audit that waits: as much of it as says by when."""

    reference: str
    manual: str
    first_day: date
    reported_on: date | None


def newest_audits(
    *, organisations: Collection[str] | None, references: Collection[str] = (), before: str, limit: int
) -> list[AuditRecord]:
    """Return audits of organisations, or among those named, newest first; None: of all organisations.

    `before` is the last audit of the page before. Where it is none of these audits, nothing comes after it, as if there
    were no such audit at all.
    """
    rows = AuditRow.objects.order_by("-id")
    if organisations is not None:
        rows = rows.filter(
            Q(scope__organisation__code__in=list(organisations)) | Q(reference__in=list(references))
        )
    if before:
        rows = rows.filter(id__lt=Subquery(rows.order_by().filter(reference=before).values("id")))
    shown = list(rows.values_list("reference", flat=True)[:limit])
    return audits(references=shown) if shown else []


def audits_after(acts: Iterable[AuditAct]) -> list[WaitingAudit]:
    """Return the audits to which one of the acts happened last."""
    events = AuditEventRow.objects.filter(audit=OuterRef("id")).order_by("-sequence")
    rows = AuditRow.objects.annotate(
        last_act=Subquery(events.values("act")[:1]),
        reported_on=Subquery(events.filter(act=AuditAct.REPORTED.value).values("on")[:1]),
    ).filter(last_act__in=[each.value for each in acts])
    return [
        WaitingAudit(reference=reference, manual=manual, first_day=first_day, reported_on=reported_on)
        for reference, manual, first_day, reported_on in rows.values_list(
            "reference", "manual", "first_day", "reported_on"
        )
    ]
