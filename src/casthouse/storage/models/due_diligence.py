"""Rows of due diligence on suppliers."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class DueDiligenceRow(models.Model):
    """One assessment of a supplier by an organisation; appended only, the latest counts."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    supplier = models.TextField()
    passed = models.BooleanField()
    assessed_on = models.DateField()
    expires_on = models.DateField()
    evidence = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "due_diligence"
