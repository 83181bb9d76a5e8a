"""Rows of certificates and of what changed about them."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class CertificateRow(models.Model):
    """A certificate of conformity as it stands now; each change leaves a `CertificateEventRow`."""

    number = models.CharField(max_length=64, unique=True)
    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    standard = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        db_table = "certificate"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="certificate_dates"
            ),
        )


class CertificateEventRow(models.Model):
    """A recorded event: a certificate was granted or its dates changed; appended only."""

    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    act = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        db_table = "certificate_event"
