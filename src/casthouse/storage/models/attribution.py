"""Rows of the rules by which scopes attribute what left to what came in. Appended only."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class AttributionChoiceRow(models.Model):
    """A rule that was chosen for a scope, from the first day of a period on."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    rule = models.CharField(max_length=16)
    first_day = models.DateField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        db_table = "attribution_choice"
