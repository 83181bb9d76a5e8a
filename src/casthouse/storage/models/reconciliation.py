"""Rows of physical stock counts that the monthly reconciliation compares with the books."""

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
