"""Rows of outsourcing contractors, of material sent to them and returned, and of what they confirm to hold."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class ContractorRow(models.Model):
    """A contractor that a scope ever listed, by name."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    name = models.TextField()

    class Meta:
        db_table = "contractor"
        constraints = (models.UniqueConstraint(fields=["scope", "name"], name="contractor_once"),)


class ContractorListingRow(models.Model):
    """From when to when a scope's certificate lists a contractor, and its assessed risk; appended only.

    A listing recorded later takes the place of the earlier ones from its first day on.
    """

    contractor = models.ForeignKey(ContractorRow, on_delete=models.PROTECT)
    listed_from = models.DateField()
    listed_to = models.DateField(null=True)  # the last day, inclusive
    risk = models.CharField(max_length=20)
    risk_assessed_on = models.DateField()
    evidence = models.TextField(default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "contractor_listing"


class ContractorTransferRow(models.Model):
    """Material sent to a contractor, returned or lost there; stays in the scope's accounts; appended only.

    `loss_g` is lost beside what was returned; `explanation` is the cause of a loss.
    """

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


class ContractorStatementRow(models.Model):
    """What a contractor confirmed to hold at a period's end, and the explanation of a difference; appended only.

    Of several for one period and material the last one counts.
    """

    contractor = models.ForeignKey(ContractorRow, on_delete=models.PROTECT)
    period_start = models.DateField()
    material = models.SmallIntegerField()
    held_g = models.BigIntegerField()
    explanation = models.TextField(default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "contractor_statement"
        constraints = (
            models.CheckConstraint(condition=models.Q(held_g__gte=0), name="contractor_statement_held"),
        )
