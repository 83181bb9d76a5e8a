"""Rows of audits, of who audits, and of what happened to them; all appended only."""

from django.conf import settings
from django.db import models

from casthouse.storage.models.accreditation import AuditFirmRow
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.scope import ScopeRow


class AuditRow(models.Model):
    """An audit of a scope under an edition of a standard."""

    reference = models.CharField(max_length=80, unique=True)
    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    standard = models.CharField(max_length=24)
    edition = models.CharField(max_length=64)
    audit_type = models.CharField(max_length=20)
    firm = models.ForeignKey(AuditFirmRow, on_delete=models.PROTECT)
    first_day = models.DateField()
    last_day = models.DateField()
    seed = models.CharField(max_length=64)
    manual = models.CharField(max_length=40)

    class Meta:
        db_table = "audit"
        constraints = (
            models.UniqueConstraint(fields=["scope", "number"], name="audit_number_once"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="audit_dates"
            ),
        )


class AuditMemberRow(models.Model):
    """Somebody of the team of an audit."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    is_lead = models.BooleanField()

    class Meta:
        db_table = "audit_member"
        constraints = (
            models.UniqueConstraint(fields=["audit", "user"], name="audit_member_once"),
            models.UniqueConstraint(
                fields=["audit"], name="audit_lead_once", condition=models.Q(is_lead=True)
            ),
        )


class AuditEventRow(models.Model):
    """One thing that happened to an audit; its state is that after the last one."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    sequence = models.IntegerField()
    act = models.CharField(max_length=24)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        db_table = "audit_event"
        constraints = (models.UniqueConstraint(fields=["audit", "sequence"], name="audit_event_once"),)


class AuditVisitRow(models.Model):
    """Somebody of the team was at a site, or looked at it from afar."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    first_day = models.DateField()
    last_day = models.DateField()
    is_remote = models.BooleanField()
    half_days = models.IntegerField()
    interviews = models.IntegerField()
    community_interviews = models.IntegerField(
        null=True
    )  # of the interviews; NULL before they were asked for
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "audit_visit"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day"), half_days__gt=0, interviews__gte=0),
                name="audit_visit_sense",
            ),
        )


class AuditCommentRow(models.Model):
    """A comment of the secretariat on a report, or an answer of the team."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        db_table = "audit_comment"


class AuditReportRow(models.Model):
    """The report of an audit, sent to the secretariat; sent again it has the next number."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    systems = models.CharField(max_length=8)
    risk = models.CharField(max_length=8)
    performance = models.CharField(max_length=8)
    is_site_visit_due = models.BooleanField()
    summary = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "audit_report"
        constraints = (models.UniqueConstraint(fields=["audit", "number"], name="audit_report_once"),)
