"""Rows of what was said to clear anomalies; appended only."""

from django.db import models


class AnomalyClearanceRow(models.Model):
    """Somebody cleared an anomaly as its evidence was; another evidence is another question.

    `is_told` says whether the reason was written for the organisations concerned, too.
    """

    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    reason = models.TextField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    role = models.CharField(max_length=32)
    is_told = models.BooleanField()

    class Meta:
        db_table = "anomaly_clearance"
        constraints = (models.UniqueConstraint(fields=["key", "digest"], name="anomaly_clearance_once"),)
