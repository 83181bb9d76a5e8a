"""What was said to clear anomalies."""

from collections.abc import Collection

from casthouse.provenance.anomaly_clearance import AnomalyClearance
from casthouse.storage.models import AnomalyClearanceRow

LOOKUP_SIZE = 500


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
