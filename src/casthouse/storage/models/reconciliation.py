"""Rows of stock counts and declared masses that the monthly reconciliation compares with the books."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class StockCountRow(models.Model):
    """Stock of one material of a scope at the end of a day; a later count of the day supersedes it."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    date = models.DateField()
    material = models.SmallIntegerField()
    quantity_g = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "stock_count"


class DeclaredFlowRow(models.Model):
    """What a person declares for a material and month; appended only, a later one supersedes it.

    `flow` is `inflow` or `outflow`, the sum of weighbridge tickets or invoices to compare the movements with; or
    `made` or `consumed`, which are no movements and enter the books from here.
    """

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    month = models.DateField()  # its first day
    material = models.SmallIntegerField()
    flow = models.CharField(max_length=8)
    quantity_g = models.BigIntegerField()
    source = models.TextField(default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "declared_flow"
        constraints = (
            models.CheckConstraint(condition=models.Q(quantity_g__gte=0), name="declared_flow_quantity"),
        )
