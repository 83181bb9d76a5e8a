"""Rows of mapping profiles that a user loaded."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class ProfileRow(models.Model):
    """A mapping profile of one organisation, as TOML."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    text = models.TextField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "profile"
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="profile_once"),)
