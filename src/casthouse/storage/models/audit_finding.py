"""Rows of findings: what was found about an item at a site; a correction is a new row."""

from django.db import models

from casthouse.storage.models.audit import AuditRow
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.scheme_certificate import SchemeCertificateRow


class AuditFindingRow(models.Model):
    """A rating of an item at a site, with what was seen."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    item = models.CharField(max_length=16)
    criterion = models.CharField(max_length=16)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    rating = models.CharField(max_length=24)
    statement = models.TextField()
    evidence = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True)

    class Meta:
        db_table = "audit_finding"
        constraints = (
            models.UniqueConstraint(
                fields=["audit", "item", "facility"],
                name="audit_finding_first_once",
                condition=models.Q(supersedes__isnull=True),
            ),
        )


class FindingCertificateRow(models.Model):
    """A scheme certificate that a finding names; it comes with the finding and is never changed."""

    finding = models.ForeignKey(AuditFindingRow, on_delete=models.PROTECT, related_name="certificates")
    certificate = models.ForeignKey(SchemeCertificateRow, on_delete=models.PROTECT)

    class Meta:
        db_table = "finding_certificate"
        constraints = (
            models.UniqueConstraint(fields=["finding", "certificate"], name="finding_certificate_once"),
        )
