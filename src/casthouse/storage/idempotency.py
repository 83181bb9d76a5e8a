"""Answers of API calls under their idempotency key.

The claim of a key is a row in a transaction that also holds the effect of the call: a twin that claims the same key
waits in the database until that transaction ends, and then finds the answer, or nothing where it was undone.
"""

from dataclasses import dataclass
from datetime import datetime

from casthouse.storage.models import IdempotencyKeyRow

UNANSWERED = 0
FORGOTTEN_AT_ONCE = 100
"""So many of the oldest answers are looked at when a new key is kept; one a call would keep pace already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What was answered under a key, and the digest of the call that it answered."""

    digest: str
    status: int
    body: str


def kept_answer(caller: str, key: str) -> KeptAnswer | None:
    """Return what the caller was answered under the key, or None."""
    row = IdempotencyKeyRow.objects.filter(caller=caller, key=key).first()
    return None if row is None else KeptAnswer(digest=row.digest, status=row.status, body=row.body)


def claim_key(caller: str, key: str, *, digest: str, at: datetime) -> bool:
    """Claim a key for the transaction under way, and say whether it was free; waits for a twin that claimed it."""
    rows = [IdempotencyKeyRow(caller=caller, key=key, digest=digest, status=UNANSWERED, body="", at=at)]
    IdempotencyKeyRow.objects.bulk_create(rows, ignore_conflicts=True)
    return IdempotencyKeyRow.objects.filter(caller=caller, key=key, status=UNANSWERED).exists()


def keep_answer(caller: str, key: str, *, status: int, body: str) -> None:
    """Put the answer beside the claimed key."""
    IdempotencyKeyRow.objects.filter(caller=caller, key=key).update(status=status, body=body)


def forget_answers(*, before: datetime) -> None:
    """Remove those of the oldest answers that were kept before an instant; what another call removes is left to it.

    The oldest are found by their identifier, without a look at the rest, however many there are.
    """
    rows = IdempotencyKeyRow.objects
    oldest = rows.order_by("id").values_list("id", "at")[:FORGOTTEN_AT_ONCE]
    expired = [identifier for identifier, at in oldest if at < before]
    if expired:
        unheld = rows.select_for_update(skip_locked=True).filter(id__in=expired)
        rows.filter(id__in=list(unheld.values_list("id", flat=True))).delete()
