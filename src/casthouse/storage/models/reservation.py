"""Rows of tonnes reserved for a customer."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class ReservationRow(models.Model):
    """CoC Material of one stage and period kept for a customer; it counts once approved, until released.

    What shipments took of it is derived from the movements from `draws_from` on and not stored. `released_g` is what
    was given free again; a proposal that was never approved is released whole.
    """

    reference = models.TextField()
    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    period_start = models.DateField()
    stage = models.CharField(max_length=16)
    customer = models.TextField()
    quantity_g = models.BigIntegerField()
    draws_from = models.DateField()
    proposed_by = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200, default="")
    approved_at = models.DateTimeField(null=True)
    released_g = models.BigIntegerField(default=0)
    released_by = models.CharField(max_length=200, default="")
    released_at = models.DateTimeField(null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "reservation"
        constraints = (
            models.UniqueConstraint(fields=["scope", "reference"], name="reservation_once"),
            models.CheckConstraint(condition=models.Q(quantity_g__gte=1), name="reservation_quantity"),
            models.CheckConstraint(
                condition=models.Q(released_g__gte=0, released_g__lte=models.F("quantity_g")),
                name="reservation_released",
            ),
        )
