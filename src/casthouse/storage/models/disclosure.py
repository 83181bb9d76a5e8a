"""Rows of what organisations disclose of themselves in traces; the latest counts. Appended only."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class DisclosureRow(models.Model):
    """A level that an organisation chose."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    level = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        db_table = "disclosure"
