"""Lists of audits: those that somebody may read, and those that wait for the secretariat, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.audit import STATE_AFTER, AuditState, review_due
from casthouse.service.audit import manual_coded
from casthouse.service.audit_view import NEXT_STEPS
from casthouse.service.certificate_book import local_days
from casthouse.service.permission import STORE_WIDE, Act, Actor, authorise, may
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_list as list_store
from casthouse.storage.audit import AuditRecord
from casthouse.storage.audit_list import WaitingAudit

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Some audits, newest first; `older` is the one after which the next page begins, None on the last."""

    audits: tuple[AuditRecord, ...]
    older: str | None


def audit_page(actor: Actor, *, before: str = "", limit: int = PAGE_SIZE) -> AuditPage:
    """Return a page of the audits that somebody may read, newest first."""
    everywhere = bool(actor.store_roles & STORE_WIDE)
    codes = [code for code in actor.organisation_roles if may(actor, Act.AUDIT_READ, code)]
    found = list_store.newest_audits(
        organisations=None if everywhere else codes,
        references=tuple(actor.audit_roles),
        before=before,
        limit=limit + 1,
    )
    shown = found[:limit]
    return AuditPage(audits=tuple(shown), older=shown[-1].reference if len(found) > limit else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightLine:
    """An audit that waits for the secretariat, and by when."""

    record: AuditRecord
    waits_for: str
    due: date | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightPage:
    """Some of what waits, from a place on, and how much waits in all."""

    lines: tuple[OversightLine, ...]
    begin: int
    total: int

    @property
    def end(self) -> int:
        """The place after the last line."""
        return self.begin + len(self.lines)


WAITS_FOR_SECRETARIAT = (AuditState.PLAN_SUBMITTED, AuditState.UNDER_REVIEW, AuditState.REVIEWED)
ACTS_BEFORE = tuple(act for act, state in STATE_AFTER.items() if state in WAITS_FOR_SECRETARIAT)


def oversight_queue(actor: Actor) -> list[OversightLine]:
    """Return the audits that wait for the secretariat, those that are due first at the top.

    Raises:
        Refusal: `not_permitted`.
    """
    return list(oversight_page(actor, limit=None).lines)


def oversight_page(actor: Actor, *, begin: int = 0, limit: int | None = PAGE_SIZE) -> OversightPage:
    """Return some of what waits for the secretariat, those that are due first at the top; no limit: all from there.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.OVERSIGHT_REVIEW)
    waiting = sorted(list_store.audits_after(ACTS_BEFORE), key=lambda each: (_due(each), each.reference))
    shown = waiting[begin:] if limit is None else waiting[begin : begin + limit]
    return OversightPage(lines=tuple(_lines(shown)), begin=begin, total=len(waiting))


def _due(waiting: WaitingAudit) -> date:
    if waiting.reported_on is None:
        return waiting.first_day
    return review_due(waiting.reported_on, manual_coded(waiting.manual).deadlines)


def _lines(shown: Sequence[WaitingAudit]) -> list[OversightLine]:
    if not shown:
        return []
    records = {each.reference: each for each in audit_store.audits(references=[s.reference for s in shown])}
    days = local_days({each.organisation for each in records.values()})
    return [
        OversightLine(
            record=record,
            waits_for=NEXT_STEPS[record.state],
            due=_due(each),
            is_late=days[record.organisation] > _due(each),
        )
        for each in shown
        if (record := records.get(each.reference)) is not None
    ]
