"""Rows of market credits, which the first edition of the standard knows."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class CreditAllocationRow(models.Model):
    """Whole credits that a scope set aside of its aluminium allowance in a period; appended only."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    reference = models.TextField()
    period_start = models.DateField()
    credit_count = models.IntegerField()
    unit_g = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "credit_allocation"
        constraints = (
            models.UniqueConstraint(fields=["scope", "reference"], name="credit_allocation_once"),
            models.CheckConstraint(
                condition=models.Q(credit_count__gte=1, unit_g__gte=1), name="credit_allocation_count"
            ),
        )


class CreditPurchaseRow(models.Model):
    """Credits of an allocation that another organisation bought; appended only."""

    allocation = models.ForeignKey(CreditAllocationRow, on_delete=models.PROTECT)
    reference = models.TextField()
    buyer = models.CharField(max_length=64)
    date = models.DateField()
    credit_count = models.IntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "credit_purchase"
        constraints = (
            models.UniqueConstraint(fields=["allocation", "reference"], name="credit_purchase_once"),
            models.CheckConstraint(condition=models.Q(credit_count__gte=1), name="credit_purchase_count"),
        )
