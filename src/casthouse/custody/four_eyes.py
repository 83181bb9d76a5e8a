"""Four eyes: what binds tonnes is proposed by one person and approved by another."""

from casthouse.refusal import Refusal


def refuse_self_approval(code: str, *, proposed_by: str, approved_by: str) -> None:
    """Let an approval pass that is another person's than the proposal; capitals make no other person.

    Raises:
        Refusal: with the code given.
    """
    if approved_by.strip().casefold() == proposed_by.strip().casefold():
        raise Refusal(
            code,
            found=f"{approved_by} as proposer and approver",
            expected="approval by another person",
            todo="ask a second manager for the approval",
        )
