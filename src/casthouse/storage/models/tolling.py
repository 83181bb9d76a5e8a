"""Rows of customers' metal remelted for a fee."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class TollTransferRow(models.Model):
    """A customer's metal received for tolling or returned; points at the movement that books it; appended only."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    customer = models.TextField()
    movement_id = models.BigIntegerField()
    direction = models.CharField(max_length=8)
    quantity_g = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "toll_transfer"
        constraints = (models.UniqueConstraint(fields=["movement_id"], name="toll_transfer_once"),)
