"""Rows of ledger entries that are pinned to findings of an audit, as they were seen; appended only."""

from django.db import models

from casthouse.storage.models.audit import AuditRow
from casthouse.storage.models.audit_finding import AuditFindingRow


class LedgerFindingRow(models.Model):
    """An entry stands behind a finding: its key, its canonical line as seen, and the digest of that."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    finding = models.ForeignKey(AuditFindingRow, on_delete=models.PROTECT)
    over = models.CharField(max_length=16)
    key = models.TextField()
    line = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "ledger_finding"
        constraints = (
            models.UniqueConstraint(fields=["audit", "number"], name="ledger_finding_number_once"),
            models.UniqueConstraint(fields=["finding", "digest"], name="ledger_finding_pinned_once"),
        )
