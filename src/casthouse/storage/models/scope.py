"""Rows of certification scopes, their facilities and their opening balances."""

from datetime import date

from django.db import models

from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.organisation import OrganisationRow


class ScopeRow(models.Model):
    """A certification scope; facilities, edition and start are fixed once a period is closed."""

    code = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    edition = models.CharField(max_length=64)
    first_period_start = models.DateField()
    period_months = models.SmallIntegerField(default=12)
    last_day = models.DateField(null=True)

    class Meta:
        db_table = "scope"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(period_months__gte=1, period_months__lte=12), name="scope_period_months"
            ),
        )


class ScopeFacilityRow(models.Model):
    """A facility stands in a scope from a day to a day, both inclusive: a cache of the boundary, checked by `check`."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    first_day = models.DateField(default=date.min)
    last_day = models.DateField(default=date.max)

    class Meta:
        db_table = "scope_facility"
        constraints = (
            models.UniqueConstraint(fields=["scope", "facility", "first_day"], name="scope_facility_once"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="scope_facility_days"
            ),
        )


class OpeningRow(models.Model):
    """What the accounts before Casthouse hand over to the first period of a scope, at one stage."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    stage = models.CharField(max_length=16)
    positive_balance_g = models.BigIntegerField(default=0)
    overdraft_g = models.BigIntegerField(default=0)

    class Meta:
        db_table = "opening"
        constraints = (
            models.UniqueConstraint(fields=["scope", "stage"], name="opening_once"),
            models.CheckConstraint(
                condition=models.Q(positive_balance_g__gte=0, overdraft_g=0)
                | models.Q(positive_balance_g=0, overdraft_g__gte=0),
                name="opening_one_side",
            ),
        )
