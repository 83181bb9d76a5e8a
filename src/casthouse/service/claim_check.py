"""Checking a claim by its number: what is claimed, by whom, and whether it may be made on a day. Open to everybody.

What was never approved is not there: whoever asks for a draft is answered like for a number that nobody gave.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.claim import ClaimEnd
from casthouse.assurance.claim_word import EndCause
from casthouse.service.certificate_book import local_today
from casthouse.service.claim import claim_unknown
from casthouse.service.claim_holder import courses_of
from casthouse.service.claim_wanted import guide_of
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import claim as claim_store
from casthouse.storage.claim import ClaimRecord

END_WORDS = {
    EndCause.HOLDER: "its holder ended it",
    EndCause.SECRETARIAT: "its approval was taken back",
    EndCause.DATE: "its days are over",
    EndCause.MEMBERSHIP: "the membership that it rests on does not stand as it did",
}
"""What everybody is told of an end; reasons of people are their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim:
    """A claim that was approved, as everybody may see it.

    Attributes:
        record: the claim.
        member: the name of its holder.
        text: its text, word for word.
        mass_balance: what mass balance means, in the words of its guide.
        day: the day that was asked for.
        valid_from: the first day of the claim.
        valid_to: its last day, inclusive, as it was approved.
        is_good: whether the claim may be made on the day.
        end: why it is over on the day; None where it is not.
    """

    record: ClaimRecord
    member: str
    text: str
    mass_balance: str
    day: date
    valid_from: date
    valid_to: date
    is_good: bool
    end: ClaimEnd | None

    @property
    def is_of_custody(self) -> bool:
        """Say whether it is about metal."""
        return guide_of(self.record.guide).kinds[self.record.kind].is_of_custody

    @property
    def why(self) -> str:
        """Why it may be made on the day, or why not."""
        if self.end is not None:
            words = END_WORDS.get(self.end.cause, self.end.why)
            return f"{words}, from {self.end.day} on"
        if self.day < self.valid_from:
            return f"it begins on {self.valid_from}"
        return f"approved from {self.valid_from} to {self.valid_to}, and what it rests on is in force"

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        approval = self.record.approval
        assert approval is not None
        return {
            "claim": self.record.number,
            "member": self.member,
            "kind": self.record.kind.value,
            "text": self.text,
            "certificates": list(approval.ground.numbers),
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat(),
            "day": self.day.isoformat(),
            "good": self.is_good,
            "why": self.why,
            "mass_balance": self.mass_balance if self.is_of_custody else None,
        }


def check_claim(actor: Actor, *, number: str, day: date | None = None) -> CheckedClaim:
    """Return what everybody may know of a claim on a day, today where its holder is when none is named.

    Raises:
        Refusal: `claim_unknown`, for drafts and rejected requests too.
    """
    authorise(actor, Act.CLAIM_CHECK)
    wanted = number.strip().upper()
    record = claim_store.claim(wanted)
    if record is None or record.approval is None:
        raise claim_unknown(number)
    course = courses_of([record])[record.number]
    asked = day or local_today(record.organisation)
    end = course.end
    return CheckedClaim(
        record=record,
        member=found_organisation(record.organisation).name,
        text=record.approval.text,
        mass_balance=guide_of(record.guide).mass_balance,
        day=asked,
        valid_from=record.approval.valid_from,
        valid_to=record.approval.valid_to,
        is_good=course.may_be_made_on(asked),
        end=end if end is not None and end.day <= asked else None,
    )
