"""Rows of scheme certificates: what they cover, withdrawals, and which ratings rest on them; all appended only."""

from django.db import models

from casthouse.storage.models.evidence import EvidenceFileRow
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.organisation import OrganisationRow
from casthouse.storage.models.self_assessment import SelfAssessmentRow


class SchemeCertificateRow(models.Model):
    """A certificate of another scheme, as an organisation recorded it."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    scheme = models.CharField(max_length=32)
    certificate = models.CharField(max_length=200)
    body = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField()
    file = models.ForeignKey(EvidenceFileRow, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "scheme_certificate"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "number"], name="scheme_certificate_number"),
        )


class SchemeCertificateSiteRow(models.Model):
    """A facility that a scheme certificate covers."""

    certificate = models.ForeignKey(SchemeCertificateRow, on_delete=models.PROTECT, related_name="sites")
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)

    class Meta:
        db_table = "scheme_certificate_site"
        constraints = (
            models.UniqueConstraint(fields=["certificate", "facility"], name="scheme_certificate_site_once"),
        )


class SchemeCertificateWithdrawalRow(models.Model):
    """An organisation stands by a scheme certificate no more: who said so, when and why; once a certificate."""

    certificate = models.OneToOneField(
        SchemeCertificateRow, on_delete=models.PROTECT, related_name="withdrawal"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.TextField()

    class Meta:
        db_table = "scheme_certificate_withdrawal"


class SchemeRelianceRow(models.Model):
    """Somebody said that a rating rests on a scheme certificate, or rests on it no more; the last word counts."""

    assessment = models.ForeignKey(SelfAssessmentRow, on_delete=models.PROTECT)
    item = models.CharField(max_length=16)
    certificate = models.ForeignKey(SchemeCertificateRow, on_delete=models.PROTECT)
    rests = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "scheme_reliance"
