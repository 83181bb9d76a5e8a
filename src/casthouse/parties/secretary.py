"""A new person of the secretariat: proposed by one, confirmed by another.

Whoever proposes somebody new sees the first password, and could act under the new name. So the role begins only when
another person of the secretariat, or the operator, has confirmed it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casthouse.parties.duty import NO_DAY, Duty, DutyKind, Holder
from casthouse.refusal import Refusal


class ProposalOutcome(StrEnum):
    """How a proposal ended."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretaryProposal:
    """Somebody whom a person of the secretariat wants to have beside them; open until it has an outcome."""

    number: int
    username: str
    proposed_by: str
    proposed_at: datetime
    outcome: ProposalOutcome | None = None
    ended_by: str = ""
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether nobody has decided yet."""
        return self.outcome is None

    def may_be_confirmed_by(self, name: str) -> bool:
        """Say whether somebody is neither the one who proposed nor the one who is proposed."""
        return name.casefold() not in {self.proposed_by.casefold(), self.username.casefold()}


def secretary_duty(proposal: SecretaryProposal, *, since: date) -> Duty:
    """Return the duty to decide about somebody, of everybody but whoever proposed; nothing says by when."""
    return Duty(
        kind=DutyKind.CONFIRM_SECRETARY,
        holder=Holder.SECRETARIAT,
        organisation="",
        subject=proposal.username,
        text=f"Confirm or decline for the secretariat, as {proposal.proposed_by} proposes",
        opens=since,
        due=None,
        basis=NO_DAY,
        keys=(str(proposal.number),),
        asked_by=proposal.proposed_by,
    )


def require_other(proposal: SecretaryProposal, name: str) -> None:
    """Let somebody confirm who is a second pair of eyes.

    Raises:
        Refusal: `secretary_not_independent`.
    """
    if not proposal.may_be_confirmed_by(name):
        raise Refusal(
            "secretary_not_independent",
            found=f"{name}, who proposed {proposal.username} or is {proposal.username}",
            expected="another person of the secretariat, or the operator",
            todo="ask a colleague; while you are alone, ask whoever runs Casthouse",
        )
