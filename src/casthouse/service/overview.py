"""Where everything stands for a person: the scopes that they may see, and what waits for somebody to act."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate import Certificate
from casthouse.custody.document_state import DocumentState
from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.service import clock
from casthouse.service.document_view import TO_BE_BOOKED, documents, inbox
from casthouse.service.document_waiting import waiting_receipts
from casthouse.service.lookup import permitted_scope
from casthouse.service.organisation import Workplace
from casthouse.service.permission import Act, Actor, may
from casthouse.service.position import (
    ScopePosition,
    last_day_moved,
    meant_number,
    number_of_now,
    position_of_file,
)
from casthouse.service.scope_ledger import load_scope_file
from casthouse.service.shipment_due import shipments_due
from casthouse.standard.standard_name import StandardName
from casthouse.storage import worklist_ledger as waiting_store
from casthouse.storage.self_assessment import assessed_scopes
from casthouse.storage.worklist import Waiting

COUNTED_MAX = 100
"""Lists are counted up to here; what is more is said to be more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeOverview:
    """A scope: its position in the period that matters now, the period to be closed next, its certificates.

    `is_empty` where no movement was ever posted: then there is nothing to close either. `is_running` while the day is
    still in the period shown and it is not closed: only then can more be sold out of it. `begins` where nothing was
    certified or assessed yet, and the person may do so: the way to a certificate begins with a self-assessment.
    """

    scope: Scope
    position: ScopePosition
    to_close: Period | None
    certificate: Certificate | None
    certificates: tuple[Certificate, ...]
    to_approve: int
    is_empty: bool
    is_running: bool
    begins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationOverview:
    """An organisation: its scopes, and how much of what waits; counts stop above `COUNTED_MAX`.

    `inbox` is what it has to book, `disputed` what it issued and a recipient disputes.
    """

    workplace: Workplace
    scopes: tuple[ScopeOverview, ...] = ()
    documents_due: int = 0
    inbox: int = 0
    disputed: int = 0
    receipts_waiting: int = 0
    oldest_days: int = 0


def overview(actor: Actor, workplace: Workplace) -> OrganisationOverview:
    """Return what the actor may see of an organisation; what they may not see counts nothing."""
    code = workplace.organisation.code
    if not may(actor, Act.POSITION_READ, code):
        return OrganisationOverview(workplace=workplace)
    assessed = assessed_scopes([each.code for each in workplace.scopes])
    waiting = waiting_receipts(actor, organisation=code, limit=COUNTED_MAX + 1)
    to_approve = _to_approve(actor, code)
    return OrganisationOverview(
        workplace=workplace,
        scopes=tuple(
            _scope_overview(
                actor, scope, is_assessed=scope.code in assessed, to_approve=to_approve[scope.code]
            )
            for scope in workplace.scopes
        ),
        documents_due=shipments_due(actor, organisation=code, limit=0).total,
        inbox=len(inbox(actor, organisation=code, states=TO_BE_BOOKED, limit=COUNTED_MAX + 1)),
        disputed=documents(actor, organisation=code, state=DocumentState.DISPUTED, limit=1).total,
        receipts_waiting=len(waiting),
        oldest_days=waiting[0].age_days if waiting else 0,
    )


def _scope_overview(actor: Actor, scope: Scope, *, is_assessed: bool, to_approve: int) -> ScopeOverview:
    file = load_scope_file(scope)
    today = clock.today()
    held = [
        each
        for each in file.certificates
        if each.standard is StandardName.CHAIN_OF_CUSTODY and each.covers(today)
    ]
    first_open = scope.calendar.period(file.first_open)
    moved = last_day_moved(file)
    shown = position_of_file(file, number_of_now(scope, moved, today))
    return ScopeOverview(
        scope=scope,
        position=shown,
        to_close=first_open if first_open.end <= today and moved is not None else None,
        certificate=max(held, key=lambda each: each.valid_to, default=None),
        certificates=tuple(file.certificates),
        to_approve=to_approve,
        is_empty=moved is None,
        is_running=shown.statement is None and today in shown.period,
        begins=not is_assessed
        and not file.certificates
        and may(actor, Act.ASSESSMENT_WRITE, scope.organisation),
    )


def period_of_now(actor: Actor, *, scope: str) -> date:
    """Return the start of today's period, or of the last in which something moved when that is earlier.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    return held.calendar.period(meant_number(held, period=None, on=None)).start


WAITING_FOR_APPROVAL: tuple[tuple[Act, Callable[[Collection[str]], Sequence[Waiting]]], ...] = (
    (Act.PLAN_APPROVE, waiting_store.proposed_plans),
    (Act.REOPENING_APPROVE, waiting_store.requested_reopenings),
    (Act.RESERVATION_APPROVE, waiting_store.proposed_reservations),
)


def _to_approve(actor: Actor, organisation: str) -> Counter[str]:
    """Count by scope what others proposed and the actor may approve, as the work list does."""
    counts: Counter[str] = Counter()
    for act, waiting in WAITING_FOR_APPROVAL:
        for each in waiting([organisation]) if may(actor, act, organisation) else ():
            if each.asked_by.casefold() != actor.name.casefold():
                counts[each.scope] += each.count
    return counts
