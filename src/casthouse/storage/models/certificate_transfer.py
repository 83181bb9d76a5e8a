"""Rows of transfers of certificates: what was asked, what was said about it, what a certificate brought along."""

from django.db import models

from casthouse.storage.models.certificate import CertificateMoveRow, CertificateRow
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.organisation import OrganisationRow
from casthouse.storage.models.scope import ScopeRow


class CertificateTransferRow(models.Model):
    """A transfer that was asked for: from a scope to an organisation, from a day on; appended only."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    taker = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    day = models.DateField()

    class Meta:
        db_table = "certificate_transfer"


class CertificateTransferPartRow(models.Model):
    """A certificate that passes with a transfer; appended only."""

    transfer = models.ForeignKey(CertificateTransferRow, on_delete=models.PROTECT)
    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT)

    class Meta:
        db_table = "certificate_transfer_part"
        constraints = (
            models.UniqueConstraint(
                fields=["transfer", "certificate"], name="certificate_transfer_part_once"
            ),
        )


class CertificateTransferStepRow(models.Model):
    """What somebody said about a transfer, with the taker's scope where it accepts; appended only."""

    transfer = models.ForeignKey(CertificateTransferRow, on_delete=models.PROTECT)
    sequence = models.IntegerField()
    act = models.CharField(max_length=16)
    actor = models.CharField(max_length=200)
    at = models.DateTimeField()
    reason = models.TextField()
    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT, null=True)

    class Meta:
        db_table = "certificate_transfer_step"
        constraints = (
            models.UniqueConstraint(fields=["transfer", "sequence"], name="certificate_transfer_step_once"),
        )


class CertificateTransferSiteRow(models.Model):
    """A site of the giver and the site of the taker that it is; appended only."""

    step = models.ForeignKey(CertificateTransferStepRow, on_delete=models.PROTECT)
    before = models.ForeignKey(FacilityRow, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(FacilityRow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "certificate_transfer_site"
        constraints = (
            models.UniqueConstraint(fields=["step", "before"], name="certificate_transfer_site_once"),
            models.UniqueConstraint(fields=["step", "after"], name="certificate_transfer_site_one"),
        )


class CertificateInheritanceRow(models.Model):
    """What a certificate that was taken over brings along from the one that it continues; appended only."""

    move = models.OneToOneField(CertificateMoveRow, on_delete=models.PROTECT)
    predecessor = models.OneToOneField(CertificateRow, on_delete=models.PROTECT)
    issued = models.DateField()
    was_extended = models.BooleanField()
    surveilled = models.IntegerField()
    maturity = models.CharField(max_length=8)

    class Meta:
        db_table = "certificate_inheritance"
