"""Duties of claims and complaints: requests to decide, claims that end, complaints to answer and to end (5.10)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.claim import GIVEN, STATE_AFTER, ClaimAct, ClaimState
from casthouse.assurance.complaint import ComplaintCourse
from casthouse.assurance.complaint_deadline import complaint_due
from casthouse.measure.period import months_before
from casthouse.parties.duty import ENTERED, NO_DAY, Duty, DutyKind, Holder

RENEWED_MONTHS = 2
"""So long before its last day the renewal of a claim begins; nothing in the claims guide says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """A claim as far as duties follow from it: its acts, the day and the author of the last, its last approved day."""

    organisation: str
    number: str
    acts: Sequence[ClaimAct]
    moved_on: date
    moved_by: str
    valid_to: date | None


def claim_duty(claim: ClaimFacts, *, today: date) -> Duty | None:
    """Return what a claim waits for: a decision, or a new request before its last day; None for all others."""
    state = STATE_AFTER[claim.acts[-1]]
    if state is ClaimState.SUBMITTED:
        return Duty(
            kind=DutyKind.APPROVE_CLAIM,
            holder=Holder.SECRETARIAT,
            organisation=claim.organisation,
            subject=claim.number,
            text="Approve the claim, or reject it with a reason",
            opens=claim.moved_on,
            due=None,
            basis=NO_DAY,
            keys=(claim.number,),
            asked_by=claim.moved_by,
            facts=len(claim.acts),
        )
    if state not in GIVEN or claim.valid_to is None or today > claim.valid_to:
        return None
    return Duty(
        kind=DutyKind.CLAIM_ENDS,
        organisation=claim.organisation,
        subject=claim.number,
        text="Request the claim anew, or stop making it",
        opens=months_before(claim.valid_to, RENEWED_MONTHS),
        due=claim.valid_to,
        basis=ENTERED,
        missed="It may not be made from the day after.",
        keys=(claim.number,),
        facts=len(claim.acts),
    )


def complaint_duties(reference: str, course: ComplaintCourse, manual: AssuranceManual) -> Iterator[Duty]:
    """Yield what a complaint waits for: its first answer, and its end; whoever handles it has both."""
    if not course.state.is_open:
        return
    due = complaint_due(course, manual.complaint)
    since = course.events[-1].at.date()
    wanted = [
        (DutyKind.COMPLAINT_END, "Resolve or reject the complaint", due.end, "complaint.target_days"),
    ]
    if due.answered_on is None:
        text = "Answer whoever complained" if course.handler else "Give it to a handler, and have it answered"
        wanted.append((DutyKind.COMPLAINT_ANSWER, text, due.first_answer, "complaint.answer_business_days"))
    for kind, text, day, rule in wanted:
        yield Duty(
            kind=kind,
            holder=Holder.HANDLER,
            organisation="",
            subject=f"complaint {reference}",
            text=text,
            opens=min(course.events[0].at.date(), since, day),
            due=day,
            basis=manual.basis(rule),
            keys=(reference,),
            only_by=course.handler,
            facts=len(course.events),
        )
