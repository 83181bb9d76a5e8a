"""Rows of requests to reopen a closed period."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class ReopeningRow(models.Model):
    """A request of one person that another approves or refuses; open while neither is done."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    period_start = models.DateField()
    reason = models.TextField()
    requested_by = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200, default="")
    decided_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(default=False)

    class Meta:
        db_table = "reopening"
        constraints = (
            models.UniqueConstraint(
                fields=["scope", "period_start"],
                name="reopening_open_once",
                condition=models.Q(decided_at__isnull=True),
            ),
        )
