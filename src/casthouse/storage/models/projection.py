"""The row that tells the projection's files of this store from those of another.

*Updates, Deletion*: none; triggers in the database refuse both. *Guarantees*: one row.
"""

from django.db import models


class ProjectionRow(models.Model):
    """A mark of the store that its projection's files carry; made when they are built first."""

    mark = models.CharField(max_length=64)

    class Meta:
        db_table = "projection"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="projection_once"),)
