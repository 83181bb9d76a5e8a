"""Proposed people of the secretariat as they were recorded; appended only."""

from datetime import datetime

from casthouse.parties.secretary import ProposalOutcome, SecretaryProposal
from casthouse.storage.models import SecretaryProposalEndRow, SecretaryProposalRow


def proposals() -> list[SecretaryProposal]:
    """Return every proposal, newest first."""
    rows = SecretaryProposalRow.objects.select_related("user", "end").order_by("-id")
    return [_value(row) for row in rows]


def open_proposal(user_id: int) -> SecretaryProposal | None:
    """Return the open proposal of a person, held until the transaction ends, or None."""
    rows = SecretaryProposalRow.objects.select_for_update(of=("self",)).filter(user_id=user_id)
    ended = set(
        SecretaryProposalEndRow.objects.filter(proposal__user_id=user_id).values_list("proposal", flat=True)
    )
    return next(
        (_value(row) for row in rows.select_related("user").order_by("-id") if row.id not in ended), None
    )


def _value(row: SecretaryProposalRow) -> SecretaryProposal:
    end: SecretaryProposalEndRow | None = getattr(row, "end", None)
    return SecretaryProposal(
        number=row.id,
        username=row.user.get_username(),
        proposed_by=row.by,
        proposed_at=row.at,
        outcome=ProposalOutcome(end.outcome) if end else None,
        ended_by=end.by if end else "",
        ended_at=end.at if end else None,
    )


def append_proposal(user_id: int, *, by: str, at: datetime) -> None:
    """Propose somebody."""
    SecretaryProposalRow.objects.create(user_id=user_id, by=by, at=at)


def append_end(number: int, outcome: ProposalOutcome, *, by: str, at: datetime) -> None:
    """End a proposal; the store refuses a second end."""
    SecretaryProposalEndRow.objects.create(proposal_id=number, outcome=outcome.value, by=by, at=at)
