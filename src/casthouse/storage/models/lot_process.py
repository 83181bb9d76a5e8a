"""Rows of processes: which lots went in, which came out.

*Updates, Deletion*: appended and never changed or deleted; triggers in the database refuse both. *Guarantees*: one
process a key in an organisation; numbers without gaps in the order of posting.
"""

from django.db import models

from casthouse.storage.key_field import KeyField
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.organisation import OrganisationRow


class LotImportRow(models.Model):
    """One file or API call that posted processes; appended only."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    source = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    posted = models.IntegerField()
    unchanged = models.IntegerField()
    refused = models.IntegerField()

    class Meta:
        db_table = "lot_import"


class LotProcessRow(models.Model):
    """One process; `id` is keyed by organisation and number (`storage/lot_process.py`)."""

    id = KeyField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    reference = models.TextField()
    date = models.DateField()
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT, db_index=False)
    step = models.SmallIntegerField()
    lot_import = models.ForeignKey(LotImportRow, on_delete=models.PROTECT, db_index=False)

    class Meta:
        db_table = "lot_process"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "reference"], name="lot_process_reference_once"),
        )


class ProcessLotRow(models.Model):
    """A lot into (1) or out of (2) a process."""

    process = models.ForeignKey(LotProcessRow, on_delete=models.PROTECT)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    direction = models.SmallIntegerField()
    lot = models.TextField()
    material = models.SmallIntegerField()
    quantity_g = models.BigIntegerField()
    source_row = models.IntegerField()

    class Meta:
        db_table = "process_lot"
        indexes = (models.Index(fields=["organisation", "lot", "direction"], name="process_lot_by_lot"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(direction__in=(1, 2), quantity_g__gte=1, quantity_g__lte=10**15),
                name="process_lot_whole",
            ),
        )
