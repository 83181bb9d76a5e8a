"""Rows of claims: what was asked for, what happened to them, what was approved, and their files. All appended only."""

from django.db import models

from casthouse.storage.models.certificate import CertificateRow
from casthouse.storage.models.evidence import EvidenceFileRow
from casthouse.storage.models.organisation import OrganisationRow
from casthouse.storage.models.scope import ScopeRow


class ClaimRow(models.Model):
    """A claim of an organisation under a guide; its state follows from its events and from its ground."""

    number = models.CharField(max_length=100, unique=True)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    guide = models.CharField(max_length=32)

    class Meta:
        db_table = "claim"


class ClaimVersionRow(models.Model):
    """What a claim was to say, as it was written at an instant."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.PROTECT)
    version = models.IntegerField()
    form = models.CharField(max_length=16)
    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT, null=True)
    facilities = models.JSONField()
    activities = models.JSONField()
    product = models.CharField(max_length=200)
    mass_g = models.BigIntegerField(null=True)
    direction = models.CharField(max_length=8)
    stage = models.CharField(max_length=16)
    period_start = models.DateField(null=True)
    own_words = models.TextField()
    place = models.TextField()
    use_from = models.DateField(null=True)
    use_to = models.DateField(null=True)
    renews = models.CharField(max_length=100)

    class Meta:
        db_table = "claim_version"
        constraints = (
            models.UniqueConstraint(fields=["claim", "version"], name="claim_version_once"),
            models.CheckConstraint(condition=models.Q(mass_g__gt=0), name="claim_version_mass"),
        )


class ClaimEventRow(models.Model):
    """Something that happened to a claim; `on` is the first day on which it holds."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.PROTECT)
    sequence = models.IntegerField()
    act = models.CharField(max_length=16)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    text = models.TextField(default="")
    cause = models.CharField(max_length=16, default="")
    certificate = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "claim_event"
        constraints = (models.UniqueConstraint(fields=["claim", "sequence"], name="claim_event_once"),)


class ClaimApprovalRow(models.Model):
    """What was approved of a claim: its text, its days, both included, and the class of membership it rests on."""

    claim = models.OneToOneField(ClaimRow, on_delete=models.PROTECT)
    text = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    membership = models.CharField(max_length=40)

    class Meta:
        db_table = "claim_approval"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="claim_approval_days"
            ),
        )


class ClaimCertificateRow(models.Model):
    """A certificate that an approved claim rests on, with the sites and activities that the claim names."""

    approval = models.ForeignKey(ClaimApprovalRow, on_delete=models.PROTECT)
    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT)
    level = models.CharField(max_length=16)
    valid_to = models.DateField()
    facilities = models.JSONField()

    class Meta:
        db_table = "claim_certificate"
        constraints = (
            models.UniqueConstraint(fields=["approval", "certificate"], name="claim_certificate_once"),
        )


class ClaimFileRow(models.Model):
    """A file behind a claim: its artwork, or a proof of its use."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.PROTECT)
    file = models.ForeignKey(EvidenceFileRow, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "claim_file"
        constraints = (models.UniqueConstraint(fields=["claim", "file", "purpose"], name="claim_file_once"),)
