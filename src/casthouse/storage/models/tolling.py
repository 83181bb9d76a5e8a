"""Rows of customers' metal remelted for a fee."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class TollEntryRow(models.Model):
    """One line of a customer's toll account; appended only.

    Metal that counts in our own accounts points at the movement that books it, and what the movement says stands
    there only. An entry without a movement (metal in the customer's accounts, a loss) has its own day and mass.
    """

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    customer = models.TextField()
    reference = models.TextField()
    side = models.CharField(max_length=8)
    movement_id = models.BigIntegerField(null=True)
    date = models.DateField(null=True)
    material = models.SmallIntegerField(null=True)
    quantity_g = models.BigIntegerField(null=True)
    evidence = models.TextField(default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "toll_entry"
        constraints = (
            models.UniqueConstraint(fields=["scope", "reference"], name="toll_entry_once"),
            models.CheckConstraint(
                condition=models.Q(
                    movement_id__isnull=False,
                    date__isnull=True,
                    material__isnull=True,
                    quantity_g__isnull=True,
                )
                | models.Q(
                    movement_id__isnull=True,
                    date__isnull=False,
                    material__isnull=False,
                    quantity_g__gte=1,
                ),
                name="toll_entry_movement_or_mass",
            ),
        )
