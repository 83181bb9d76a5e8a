"""Rows of facilities."""

from django.db import models

from casthouse.storage.folded_field import FoldedField
from casthouse.storage.models.organisation import OrganisationRow


class FacilityRow(models.Model):
    """One site of an organisation; updated by loading a register file, never deleted."""

    code = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    name = models.CharField(max_length=300)
    activities = models.JSONField(default=list)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    folded = FoldedField(sources=("name", "code"))

    class Meta:
        db_table = "facility"
