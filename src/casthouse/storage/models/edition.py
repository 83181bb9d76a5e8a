"""Rows of editions that a secretariat loaded."""

from django.db import models


class EditionRow(models.Model):
    """The text of an edition as it was loaded; a new text under a code is its next revision. Appended only."""

    code = models.CharField(max_length=40)
    revision = models.IntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "edition"
        constraints = (
            models.UniqueConstraint(fields=["code", "revision"], name="edition_revision_once"),
            models.CheckConstraint(condition=models.Q(revision__gte=1), name="edition_revision_counts"),
        )
