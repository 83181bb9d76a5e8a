"""Rows of non-conformances, of what happens to them, and of the corrective action that members promise."""

from django.db import models

from casthouse.storage.models.audit import AuditRow
from casthouse.storage.models.audit_finding import AuditFindingRow


class NonConformanceRow(models.Model):
    """A non-conformance as it was raised; appended only."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    finding = models.ForeignKey(AuditFindingRow, on_delete=models.PROTECT)
    grade = models.CharField(max_length=8)
    grounds = models.JSONField()

    class Meta:
        db_table = "non_conformance"
        constraints = (models.UniqueConstraint(fields=["audit", "number"], name="non_conformance_once"),)


class NonConformanceEventRow(models.Model):
    """One thing that happened to a non-conformance; appended only."""

    non_conformance = models.ForeignKey(NonConformanceRow, on_delete=models.PROTECT)
    sequence = models.IntegerField()
    act = models.CharField(max_length=24)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        db_table = "non_conformance_event"
        constraints = (
            models.UniqueConstraint(
                fields=["non_conformance", "sequence"], name="non_conformance_event_once"
            ),
        )


class CorrectiveActionRow(models.Model):
    """The plan that was submitted with an event: why it happened, what is done, by whom, by when; appended only."""

    event = models.OneToOneField(NonConformanceEventRow, on_delete=models.PROTECT)
    root_cause = models.TextField()
    action = models.TextField()
    responsible = models.CharField(max_length=300)
    deadline = models.DateField()

    class Meta:
        db_table = "corrective_action"
