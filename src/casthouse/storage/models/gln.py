"""Rows of what organisations said of their Global Location Number; the latest counts. Appended only."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class GlnRow(models.Model):
    """A number that an organisation stated; blank where it took the one before back."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    gln = models.CharField(max_length=13, db_index=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        db_table = "gln"
