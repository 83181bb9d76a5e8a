"""What was said to clear anomalies."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from casthouse.storage.models import AnomalyClearanceRow

LOOKUP_SIZE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyClearance:
    """Who cleared an anomaly, in which role, when and why, as the evidence was then.

    `is_told` says whether the reason was written for the organisations concerned, too.
    """

    key: str
    digest: str
    reason: str
    at: datetime
    actor: str
    role: str
    is_told: bool = False

    def as_told(self) -> "AnomalyClearance":
        """Return what an organisation concerned is told: role and day; the reason where it was written for it."""
        return replace(self, actor="", reason=self.reason if self.is_told else "")


def clearances(keys: Collection[str]) -> list[AnomalyClearance]:
    """Return everything that was said to clear these questions, in its order."""
    found: list[AnomalyClearanceRow] = []
    ordered = sorted(keys)
    for start in range(0, len(ordered), LOOKUP_SIZE):
        found += AnomalyClearanceRow.objects.filter(key__in=ordered[start : start + LOOKUP_SIZE])
    return [
        AnomalyClearance(
            key=row.key,
            digest=row.digest,
            reason=row.reason,
            at=row.at,
            actor=row.actor,
            role=row.role,
            is_told=row.is_told,
        )
        for row in sorted(found, key=lambda each: each.pk)
    ]


def append_clearance(given: AnomalyClearance) -> bool:
    """Record that a question is cleared as its evidence is; say whether it was not yet."""
    _, is_new = AnomalyClearanceRow.objects.get_or_create(
        key=given.key,
        digest=given.digest,
        defaults={
            "reason": given.reason,
            "at": given.at,
            "actor": given.actor,
            "role": given.role,
            "is_told": given.is_told,
        },
    )
    return is_new
