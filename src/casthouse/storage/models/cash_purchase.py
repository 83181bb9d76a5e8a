"""Rows of scrap paid in cash."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class CashPurchaseRow(models.Model):
    """Scrap paid in cash, in US dollars; appended only.

    `legal_limit` is the country's limit that it was held against, null where the edition's cap alone held.
    """

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    reference = models.TextField()
    supplier = models.TextField()
    owner = models.TextField(default="")
    date = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    legal_limit = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "cash_purchase"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "reference"], name="cash_purchase_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="cash_purchase_amount"),
        )
