"""Rows of organisations."""

from django.db import models

from casthouse.storage.folded_field import FoldedField


class OrganisationRow(models.Model):
    """A legal entity; updated by loading a register file, never deleted."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    membership = models.CharField(max_length=40, default="")
    address = models.CharField(max_length=500, default="")
    responsible = models.CharField(max_length=300, default="")
    timezone = models.CharField(max_length=64, default="")
    folded = FoldedField(sources=("name", "code"))

    class Meta:
        db_table = "organisation"
