"""Rows of planned outflow."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class PlanRow(models.Model):
    """A plan of outflow of one stage and period; in force when approved and not superseded."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    period_start = models.DateField()
    stage = models.CharField(max_length=16)
    outflow_g = models.BigIntegerField()
    proposed_by = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200, default="")
    approved_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, default="")  # set with `superseded_at`

    class Meta:
        db_table = "plan"
        constraints = (
            models.UniqueConstraint(
                fields=["scope", "period_start", "stage"],
                name="plan_in_force_once",
                condition=models.Q(superseded_at__isnull=True, approved_at__isnull=False),
            ),
            models.CheckConstraint(condition=models.Q(outflow_g__gte=0), name="plan_outflow"),
        )
