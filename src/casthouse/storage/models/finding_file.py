"""Rows of files behind findings, and where one was withdrawn; both appended only."""

from django.db import models

from casthouse.storage.models.audit import AuditRow
from casthouse.storage.models.audit_finding import AuditFindingRow


class FindingFileRow(models.Model):
    """A file behind a finding; its content lies under its digest among the evidence."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    finding = models.ForeignKey(AuditFindingRow, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    size_bytes = models.BigIntegerField()
    is_shared = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "finding_file"
        constraints = (models.UniqueConstraint(fields=["audit", "number"], name="finding_file_number"),)


class FindingFileWithdrawalRow(models.Model):
    """A file stands behind its finding no more: who said so, when and why; once a file."""

    file = models.OneToOneField(FindingFileRow, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.TextField()

    class Meta:
        db_table = "finding_file_withdrawal"
