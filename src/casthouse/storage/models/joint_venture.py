"""Rows of legal interests in facilities of others, and of their ends."""

from django.db import models

from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.organisation import OrganisationRow


class LegalInterestRow(models.Model):
    """A share in a facility from a day on; appended only."""

    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    holder = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    share_parts = models.BigIntegerField()
    share_of = models.BigIntegerField()
    first_day = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        db_table = "legal_interest"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(share_parts__gt=0, share_parts__lte=models.F("share_of")),
                name="legal_interest_share",
            ),
        )


class LegalInterestEndRow(models.Model):
    """The last day of a share, inclusive; appended only."""

    interest = models.OneToOneField(LegalInterestRow, on_delete=models.PROTECT)
    last_day = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        db_table = "legal_interest_end"
