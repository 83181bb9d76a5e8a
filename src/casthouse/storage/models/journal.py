"""Rows of the journal: who did what in the software."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class JournalRow(models.Model):
    """One act of a person or the operator; appended only."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    act = models.CharField(max_length=60)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, null=True)
    subject = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "journal"
