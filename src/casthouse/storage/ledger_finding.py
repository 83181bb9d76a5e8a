"""Ledger entries and anomalies that are pinned to findings of an audit."""

from dataclasses import dataclass
from datetime import datetime

from casthouse.assurance.pinned_entry import PinnedOver
from casthouse.storage.models import LedgerFindingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedEntry:
    """An entry behind a finding, as it was seen: its canonical line and the digest of that."""

    number: int
    finding_id: int
    item: str
    site: str
    over: PinnedOver
    key: str
    line: str
    digest: str
    note: str
    at: datetime
    by: str


def pinned_entries(audit: str) -> list[PinnedEntry]:
    """Return the entries pinned to the findings of an audit, in the order of pinning."""
    rows = LedgerFindingRow.objects.filter(audit__reference=audit).select_related("finding__facility")
    return [
        PinnedEntry(
            number=row.number,
            finding_id=row.finding_id,
            item=row.finding.item,
            site=row.finding.facility.code,
            over=PinnedOver(row.over),
            key=row.key,
            line=row.line,
            digest=row.digest,
            note=row.note,
            at=row.at,
            by=row.by,
        )
        for row in rows.order_by("number")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry as it is seen now."""

    over: PinnedOver
    key: str
    line: str
    digest: str


def append_pin(audit_id: int, *, finding_id: int, seen: SeenEntry, note: str, at: datetime, by: str) -> int:
    """Pin an entry to a finding of an audit that the caller holds, once as it is seen; return the number of the pin."""
    held = LedgerFindingRow.objects.filter(finding_id=finding_id, digest=seen.digest).first()
    if held is not None:
        return held.number
    number = LedgerFindingRow.objects.filter(audit_id=audit_id).count() + 1
    LedgerFindingRow.objects.create(
        audit_id=audit_id,
        number=number,
        finding_id=finding_id,
        over=seen.over.value,
        key=seen.key,
        line=seen.line,
        digest=seen.digest,
        note=note,
        at=at,
        by=by,
    )
    return number
