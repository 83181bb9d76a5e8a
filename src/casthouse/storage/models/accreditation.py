"""Rows of audit firms, their auditors, what these are accredited for, and what relations they declared."""

from django.conf import settings
from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class AuditFirmRow(models.Model):
    """An audit firm."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2)

    class Meta:
        db_table = "audit_firm"


class FirmAuditorRow(models.Model):
    """A person belongs to an audit firm."""

    firm = models.ForeignKey(AuditFirmRow, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        db_table = "firm_auditor"
        constraints = (models.UniqueConstraint(fields=["firm", "user"], name="firm_auditor_once"),)


class AccreditationRow(models.Model):
    """A named auditor of a firm may audit an activity under a standard in a country; appended only."""

    firm = models.ForeignKey(AuditFirmRow, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    standard = models.CharField(max_length=24)
    country = models.CharField(max_length=2)
    activity = models.CharField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField()
    granted_by = models.CharField(max_length=200)
    granted_at = models.DateTimeField()

    class Meta:
        db_table = "accreditation"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="accreditation_dates"
            ),
        )


class AccreditationEndRow(models.Model):
    """An accreditation ends before its last day, and why; appended only."""

    accreditation = models.OneToOneField(AccreditationRow, on_delete=models.PROTECT)
    last_day = models.DateField()
    reason = models.TextField()
    ended_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField()

    class Meta:
        db_table = "accreditation_end"


class DeclaredRelationRow(models.Model):
    """A relation of a firm, or of one of its auditors, with an organisation; of the same one the newest counts."""

    firm = models.ForeignKey(AuditFirmRow, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    kind = models.CharField(max_length=24)
    since = models.DateField()
    until = models.DateField(null=True)
    declared_by = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    class Meta:
        db_table = "declared_relation"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="declared_relation_dates",
            ),
        )
