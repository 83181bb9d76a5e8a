"""Rows of rule packs that a user loaded."""

from django.db import models


class RulePackRow(models.Model):
    """A rule pack as it was loaded; a new text under a name is a new revision, the old one stays."""

    name = models.CharField(max_length=64)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rule_pack"
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                name="rule_pack_in_force_once",
                condition=models.Q(superseded_at__isnull=True),
            ),
        )
