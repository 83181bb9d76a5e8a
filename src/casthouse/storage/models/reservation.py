"""Rows of tonnes reserved for a customer."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class ReservationRow(models.Model):
    """CoC Material of one stage and period kept for a customer; it counts once approved, until released."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    period_start = models.DateField()
    stage = models.CharField(max_length=16)
    customer = models.TextField()
    quantity_g = models.BigIntegerField()
    proposed_by = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200, default="")
    approved_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=200, default="")
    released_at = models.DateTimeField(null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "reservation"
        constraints = (
            models.CheckConstraint(condition=models.Q(quantity_g__gte=1), name="reservation_quantity"),
        )
