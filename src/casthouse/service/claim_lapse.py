"""What becomes of claims when a certificate or a membership moves: they lapse, and their holder is told.

That a claim is over follows from the certificate's course and needs no job. Recorded beside it is the lapse itself, in
the transaction of the move: whatever is corrected or reinstated later, the claim does not come back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.claim import CLOSING, ClaimAct, ClaimEvent
from casthouse.assurance.claim_ground import GroundGap, Holder
from casthouse.service.certificate_book import local_today
from casthouse.service.claim_holder import course_of, load_holder
from casthouse.service.ledger_hold import LedgerHold
from casthouse.service.notice import send_notices
from casthouse.service.permission import Act
from casthouse.storage import claim as claim_store
from casthouse.storage import membership as membership_store
from casthouse.storage.claim import ClaimRecord
from casthouse.storage.notice import NewNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedClaim:
    """A claim that falls: from which day on it may not be made, and why."""

    record: ClaimRecord
    gap: GroundGap

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "claim": self.record.number,
            "kind": self.record.kind.value,
            "lapses_on": self.gap.day.isoformat(),
            "why": self.gap.why,
        }


def touched_claims(
    before: CertificateBook, after: CertificateBook, organisation: str
) -> tuple[TouchedClaim, ...]:
    """Return the claims that fall between two states of an organisation's certificates."""
    facts = membership_store.membership_facts([organisation]).get(organisation, [])
    standing = _standing_claims(organisation)
    held = {each.record.number for each in _falling(standing, Holder(book=before, facts=facts))}
    now = _falling(standing, Holder(book=after, facts=facts))
    return tuple(each for each in now if each.record.number not in held)


def record_lapses(hold: LedgerHold, organisation: str) -> tuple[TouchedClaim, ...]:
    """Record the lapse of claims whose ground falls, and tell their holder; again it changes nothing.

    The caller holds the organisation's ledger and has just recorded what moved. What only the calendar will do is not
    recorded before its day.
    """
    standing = _standing_claims(organisation)
    if not standing:
        return ()
    today = local_today(organisation)
    falling = tuple(
        each
        for each in _falling(standing, load_holder(organisation))
        if each.gap.recorded or each.gap.day <= today
    )
    for each in falling:
        _record(hold, each)
    return falling


def _standing_claims(organisation: str) -> list[ClaimRecord]:
    """Return the approved claims that nothing recorded has ended."""
    closing = {*CLOSING, ClaimAct.LAPSED}
    approved = claim_store.claims(organisations=[organisation], approved_only=True)
    return [each for each in approved if not any(event.act in closing for event in each.events)]


def _falling(records: Sequence[ClaimRecord], holder: Holder) -> Iterator[TouchedClaim]:
    for record in records:
        course = course_of(record, holder)
        end = course.end
        if course.gap is not None and end is not None and end.cause.is_lapse:
            yield TouchedClaim(record=record, gap=course.gap)


def _record(hold: LedgerHold, each: TouchedClaim) -> None:
    number, gap = each.record.number, each.gap
    event = ClaimEvent(
        act=ClaimAct.LAPSED,
        on=gap.day,
        at=hold.at,
        by=hold.actor.name,
        text=gap.why,
        cause=gap.cause,
        certificate=gap.certificate,
    )
    claim_store.append_event(number, event)
    hold.journal(Act.CLAIM_APPROVE, number, lapsed=gap.day.isoformat(), why=gap.why)
    notice = NewNotice(
        reader=each.record.organisation,
        reference=f"claim:{number}:lapsed",
        subject=f"Claim {number} lapses: it may not be made from {gap.day} on",
        text=_told(gap.day, gap.why),
        link=f"/claims/{number}/",
    )
    send_notices([notice], at=hold.at, sender=hold.actor.name)


def _told(day: date, why: str) -> str:
    return (
        f"From {day} on {why}. The claim rests on it and may not be made from then on: take it down wherever it is. "
        "It does not come back with a reinstatement; request a new one that renews it."
    )
