"""Rows of published statistics; appended only, one a year."""

from django.db import models


class PublicReleaseRow(models.Model):
    """The figures of a year as they were published: never changed, since a difference would tell what was added."""

    year = models.IntegerField(unique=True)
    manual = models.CharField(max_length=40)
    content = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "public_release"
