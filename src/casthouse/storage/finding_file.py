"""Files behind findings as they were recorded, and their withdrawals; all appended only."""

from datetime import datetime

from django.db import models

from casthouse.assurance.evidence import EvidenceFile, EvidenceType
from casthouse.assurance.finding_file import FindingFile
from casthouse.storage.models import FindingFileRow, FindingFileWithdrawalRow


def finding_files(reference: str) -> list[FindingFile]:
    """Return every file behind a finding of an audit, in the order in which they came, the withdrawn ones too."""
    rows = FindingFileRow.objects.filter(audit__reference=reference)
    return [_file(row) for row in rows.select_related("finding__facility", "withdrawal").order_by("number")]


def _file(row: FindingFileRow) -> FindingFile:
    withdrawal: FindingFileWithdrawalRow | None = getattr(row, "withdrawal", None)
    return FindingFile(
        number=row.number,
        item=row.finding.item,
        site=row.finding.facility.code,
        file=EvidenceFile(
            digest=row.digest,
            name=row.name,
            type=EvidenceType(row.kind),
            size_bytes=row.size_bytes,
            added_by=row.by,
            added_at=row.at,
        ),
        is_shared=row.is_shared,
        withdrawn_by=withdrawal.by if withdrawal else "",
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_why=withdrawal.reason if withdrawal else "",
    )


def append_finding_file(audit_id: int, finding_id: int, file: EvidenceFile, *, is_shared: bool) -> int:
    """Append a file behind a finding while the audit is held; return its number."""
    last = FindingFileRow.objects.filter(audit_id=audit_id).aggregate(last=models.Max("number"))["last"]
    row = FindingFileRow.objects.create(
        audit_id=audit_id,
        number=(last or 0) + 1,
        finding_id=finding_id,
        digest=file.digest,
        name=file.name,
        kind=file.type.value,
        size_bytes=file.size_bytes,
        is_shared=is_shared,
        at=file.added_at,
        by=file.added_by,
    )
    return row.number


def append_withdrawal(audit_id: int, number: int, *, by: str, at: datetime, reason: str) -> None:
    """Say that a file stands behind its finding no more."""
    row = FindingFileRow.objects.get(audit_id=audit_id, number=number)
    FindingFileWithdrawalRow.objects.create(file=row, by=by, at=at, reason=reason)


def all_digests() -> dict[str, int]:
    """Return the digest of every file behind a finding, with its size in bytes."""
    return dict(FindingFileRow.objects.order_by("digest").values_list("digest", "size_bytes"))
