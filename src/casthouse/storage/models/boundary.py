"""Rows of what was recorded about the boundaries of scopes."""

from django.db import models

from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.scope import ScopeRow


class BoundaryRow(models.Model):
    """What the register stated of a scope for all its days, or a change from a day on; appended only."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    sequence = models.IntegerField()
    effective = models.DateField()
    is_stated = models.BooleanField()
    kind = models.CharField(max_length=16, default="")
    name = models.CharField(max_length=300, default="")
    products = models.JSONField(default=list)
    actor = models.CharField(max_length=200)
    reason = models.TextField(default="")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "boundary"
        constraints = (models.UniqueConstraint(fields=["scope", "sequence"], name="boundary_once"),)


class BoundarySiteRow(models.Model):
    """A facility inside a boundary, with what it does there; appended only."""

    boundary = models.ForeignKey(BoundaryRow, on_delete=models.PROTECT)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    activities = models.JSONField()

    class Meta:
        db_table = "boundary_site"
        constraints = (models.UniqueConstraint(fields=["boundary", "facility"], name="boundary_site_once"),)
