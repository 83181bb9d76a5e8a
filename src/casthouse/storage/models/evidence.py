"""Rows of evidence: files by digest, where they stand behind an item, and where that was withdrawn."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow
from casthouse.storage.models.self_assessment import SelfAssessmentRow


class EvidenceFileRow(models.Model):
    """A file that an organisation keeps; its content lies under its digest. Appended only."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    size_bytes = models.BigIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        db_table = "evidence_file"
        constraints = (models.UniqueConstraint(fields=["organisation", "digest"], name="evidence_file_once"),)


class EvidenceLinkRow(models.Model):
    """A file stands behind an item of a self-assessment. Appended only."""

    assessment = models.ForeignKey(SelfAssessmentRow, on_delete=models.PROTECT)
    item = models.CharField(max_length=16)
    file = models.ForeignKey(EvidenceFileRow, on_delete=models.PROTECT)
    valid_until = models.DateField(null=True)
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=200)

    class Meta:
        db_table = "evidence_link"


class EvidenceWithdrawalRow(models.Model):
    """A link stands no more: who said so, when and why. Appended only, once a link."""

    link = models.OneToOneField(EvidenceLinkRow, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.TextField()

    class Meta:
        db_table = "evidence_withdrawal"
