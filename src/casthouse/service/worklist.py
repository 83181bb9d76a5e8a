"""Work lists: what waits for somebody, by when, and where it is done; for the secretariat also what waits for others.

A list is computed from the facts of the moment. What a person may not read does not stand in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.duty import Duty, DutyKind, DutyStanding
from casthouse.refusal import Refusal
from casthouse.service.duty import duty_link, may_do, may_read
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import STORE_WIDE, Act, Actor, authorise, authorise_anywhere
from casthouse.service.worklist_claim import claim_source, complaint_source
from casthouse.service.worklist_key import key_source
from casthouse.service.worklist_ledger import account_source, counted_source, supplier_source
from casthouse.service.worklist_source import (
    Reach,
    accreditation_source,
    assessment_source,
    audit_source,
    certificate_source,
    organisations_in_reach,
    scheme_source,
    secretary_source,
    transfer_source,
)

SOURCES = (
    complaint_source,
    claim_source,
    certificate_source,
    transfer_source,
    audit_source,
    assessment_source,
    scheme_source,
    secretary_source,
    key_source,
    accreditation_source,
    account_source,
    supplier_source,
    counted_source,
)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEntry:
    """A duty on somebody's list: where it stands today, and whether it is theirs to do."""

    duty: Duty
    today: date
    standing: DutyStanding
    is_mine: bool

    @property
    def link(self) -> str:
        """The path of the page on which it is done."""
        return duty_link(self.duty)

    @property
    def days_left(self) -> int | None:
        """Days up to the last one in time, 0 on that day and negative after it; None without a day."""
        return (self.duty.due - self.today).days if self.duty.due else None

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        duty = self.duty
        return {
            "kind": duty.kind.value,
            "organisation": duty.organisation or None,
            "firm": duty.firm or None,
            "audit": duty.audit or None,
            "scope": duty.scope or None,
            "holder": duty.holder.value,
            "subject": duty.subject,
            "text": duty.text,
            "opens": duty.opens.isoformat() if duty.opens else None,
            "due": duty.due.isoformat() if duty.due else None,
            "standing": self.standing.value,
            "days_left": self.days_left,
            "missed": duty.missed or None,
            "rule": duty.basis.rule or None,
            "clause": duty.basis.clause or None,
            "verified": duty.basis.verified,
            "count": duty.count,
            "mine": self.is_mine,
            "link": self.link,
        }


def worklist(
    actor: Actor,
    *,
    organisation: str | None = None,
    until: date | None = None,
    with_others: bool = False,
    kind: DutyKind | None = None,
) -> list[WorkEntry]:
    """Return what waits, overdue first, then by day, then what has no day.

    Args:
        actor: whose list it is.
        organisation: only of this one; the list of an organisation of which the actor may know nothing is refused.
        until: nothing that is due later than this day; a year from today when left out.
        with_others: also what others have to do, as far as the actor may know of it.
        kind: only of this kind.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`.
    """
    authorise_anywhere(actor, Act.WORKLIST_READ)
    organisations = organisations_in_reach(actor)
    if organisation is not None:
        if organisation not in organisations:
            authorise(actor, Act.WORKLIST_READ, organisation)  # refuses, or lets a store-wide role pass
            found_organisation(organisation)
        organisations = {code: each for code, each in organisations.items() if code == organisation}
    is_whole = organisation is None and bool(actor.store_roles & STORE_WIDE)
    reach = Reach(actor, organisations, is_mine=not with_others, until=until, is_whole=is_whole)
    found = [
        entry
        for entry in _entries(reach, (duty for source in SOURCES for duty in source(reach)))
        if (organisation is None or entry.duty.organisation == organisation)
        and (kind is None or entry.duty.kind is kind)
    ]
    return sorted((each for each in found if _is_within(each, reach)), key=_urgency)


def _entries(reach: Reach, duties: Iterable[Duty]) -> Iterator[WorkEntry]:
    near_days = built_in_assurance_manual().reminder.near_days
    for duty in duties:
        is_mine = may_do(reach.actor, duty)
        if is_mine or (not reach.is_mine and may_read(reach.actor, duty)):
            today = reach.today(duty.organisation)
            yield WorkEntry(
                duty=duty,
                today=today,
                standing=duty.standing(today, near_days=near_days),
                is_mine=is_mine,
            )


def _is_within(entry: WorkEntry, reach: Reach) -> bool:
    due = entry.duty.due
    return due is None or due <= reach.last_due(entry.duty.organisation)


def _urgency(entry: WorkEntry) -> tuple[date, str, str]:
    return entry.duty.due or date.max, entry.duty.kind.value, entry.duty.reference


def counted(entries: Iterable[WorkEntry]) -> dict[str, int]:
    """Return how many entries stand how, by standing."""
    counts = {standing.value: 0 for standing in DutyStanding}
    for each in entries:
        counts[each.standing.value] += 1
    return counts


def kind_named(text: str) -> DutyKind:
    """Return the kind of duty with a name.

    Raises:
        Refusal: `duty_kind_unknown`.
    """
    for each in DutyKind:
        if each.value == text:
            return each
    raise Refusal(
        "duty_kind_unknown",
        found=f"kind “{text[:60]}”",
        expected=", ".join(each.value for each in DutyKind),
        todo="correct the kind of duty",
    )
