"""Duties of claims and complaints, read for everybody in reach at once.

Complaints come through the use case that knows who is tied to whom: one that somebody may not handle is not there.
"""

from collections.abc import Iterator

from casthouse.assurance.claim_duty import ClaimFacts, claim_duty, complaint_duties
from casthouse.parties.duty import Duty, DutyKind
from casthouse.service.complaint_handling import readable_complaints
from casthouse.service.permission import Act, may
from casthouse.service.worklist_source import Reach
from casthouse.storage import claim as claim_store
from casthouse.storage.worklist import day_of

OF_CLAIMS = (DutyKind.APPROVE_CLAIM, DutyKind.CLAIM_ENDS)


def claim_source(reach: Reach) -> Iterator[Duty]:
    """Yield claims to decide, and claims that end."""
    codes = reach.codes(*OF_CLAIMS)
    asked = None if reach.is_everywhere(codes) else codes
    for each in claim_store.claims(organisations=asked) if codes else ():
        last = each.events[-1]
        facts = ClaimFacts(
            organisation=each.organisation,
            number=each.number,
            acts=[event.act for event in each.events],
            moved_on=day_of(last.at),
            moved_by=last.by,
            valid_to=each.approval.valid_to if each.approval else None,
        )
        duty = claim_duty(facts, today=reach.today(each.organisation))
        if duty is not None:
            yield duty


def complaint_source(reach: Reach) -> Iterator[Duty]:
    """Yield complaints to answer and to end."""
    if may(reach.actor, Act.COMPLAINT_HANDLE):
        for each in readable_complaints(reach.actor):
            yield from complaint_duties(each.reference, each.course, reach.manual)
