"""Rows of measurements: the activity data of footprints.

*Updates, Deletion*: appended and never changed or deleted; triggers in the database refuse both. A mistake is mended by
a row that corrects another. *Guarantees*: one measurement a reference in an organisation; a row is corrected once.
"""

from django.db import models

from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.organisation import OrganisationRow


class MeasurementImportRow(models.Model):
    """One file or API call that posted measurements; appended only."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    source = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    posted = models.IntegerField()
    unchanged = models.IntegerField()

    class Meta:
        db_table = "measurement_import"


class MeasurementRow(models.Model):
    """One measurement as it was sent; a withdrawal has a reference and what it corrects, and nothing else."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    reference = models.TextField()
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT, null=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    kind = models.CharField(max_length=32)
    item = models.TextField()
    quantity = models.CharField(max_length=40)
    unit = models.CharField(max_length=16)
    terms = models.JSONField()
    corrects = models.TextField(null=True)  # noqa: DJ001 - null is none, so that a row is corrected once
    source_row = models.IntegerField()
    measurement_import = models.ForeignKey(MeasurementImportRow, on_delete=models.PROTECT)

    class Meta:
        db_table = "measurement"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "reference"], name="measurement_reference_once"),
            models.UniqueConstraint(fields=["organisation", "corrects"], name="measurement_corrected_once"),
            models.CheckConstraint(
                condition=models.Q(kind="withdrawal", corrects__isnull=False)
                | models.Q(facility__isnull=False, first__isnull=False, last__gte=models.F("first")),
                name="measurement_whole",
            ),
        )
