"""Rows of what was recorded about memberships."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class MembershipFactRow(models.Model):
    """What the register stated, or a change of standing; appended only."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    effective = models.DateField()
    reason = models.TextField(default="")
    standing = models.CharField(max_length=16, default="")
    membership = models.CharField(max_length=40, default="")
    joined = models.DateField(null=True)

    class Meta:
        db_table = "membership_fact"
