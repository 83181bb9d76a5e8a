"""Rows of decisions: what the findings permitted, what was decided, and by whom; appended only."""

from django.db import models

from casthouse.storage.models.audit import AuditRow


class DecisionRow(models.Model):
    """A decision on an audit; after a provisional one another may follow."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    computed = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16)
    reasons = models.JSONField()
    majors = models.JSONField()
    overrule_reason = models.TextField()
    decided_on = models.DateField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    certificate = models.CharField(max_length=64)
    maturity = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "decision"
        constraints = (models.UniqueConstraint(fields=["audit", "number"], name="decision_once"),)
