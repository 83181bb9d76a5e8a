"""Rows of outsourcing contractors and of material sent to them and returned."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class ContractorRow(models.Model):
    """A contractor listed in a scope's certificate, with its assessed risk."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    name = models.TextField()
    listed_from = models.DateField()
    listed_to = models.DateField(null=True)
    risk = models.CharField(max_length=20)
    evidence = models.TextField(default="")

    class Meta:
        db_table = "contractor"
        constraints = (models.UniqueConstraint(fields=["scope", "name"], name="contractor_once"),)


class ContractorTransferRow(models.Model):
    """Material sent to a contractor or returned by it; stays in the scope's accounts; appended only."""

    contractor = models.ForeignKey(ContractorRow, on_delete=models.PROTECT)
    reference = models.TextField()
    date = models.DateField()
    direction = models.CharField(max_length=8)
    material = models.SmallIntegerField()
    quantity_g = models.BigIntegerField()
    loss_g = models.BigIntegerField(default=0)
    explanation = models.TextField(default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "contractor_transfer"
        constraints = (
            models.UniqueConstraint(fields=["contractor", "reference"], name="contractor_transfer_once"),
            models.CheckConstraint(
                condition=models.Q(quantity_g__gte=1), name="contractor_transfer_quantity"
            ),
        )
