"""Rows of audit plans and of the sites in them; appended only, a mended plan has the next number."""

from django.db import models

from casthouse.storage.models.audit import AuditRow
from casthouse.storage.models.facility import FacilityRow


class AuditPlanRow(models.Model):
    """When an audit goes on site."""

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    on_site_from = models.DateField()
    on_site_to = models.DateField()
    reason_below_default = models.TextField()
    head_office_elsewhere = models.TextField(null=True)  # noqa: DJ001 - unknown of plans before it was asked
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "audit_plan"
        constraints = (
            models.UniqueConstraint(fields=["audit", "number"], name="audit_plan_once"),
            models.CheckConstraint(
                condition=models.Q(on_site_to__gte=models.F("on_site_from")), name="audit_plan_dates"
            ),
        )


class AuditPlanSiteRow(models.Model):
    """What is known of a site, why it is in the sample, and what is planned there; no half day: it is not visited."""

    plan = models.ForeignKey(AuditPlanRow, on_delete=models.PROTECT)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    staff = models.IntegerField()
    risk = models.IntegerField()
    is_head_office = models.BooleanField()
    has_communities = models.BooleanField()
    is_joint_custody = models.BooleanField()
    chosen_because = models.CharField(max_length=16)
    half_days = models.IntegerField()
    interviews = models.IntegerField()
    default_half_days = models.IntegerField()
    default_interviews = models.IntegerField()
    community_notice_on = models.DateField(null=True)
    community_language = models.CharField(max_length=100)

    class Meta:
        db_table = "audit_plan_site"
        constraints = (
            models.UniqueConstraint(fields=["plan", "facility"], name="audit_plan_site_once"),
            models.CheckConstraint(
                condition=models.Q(staff__gte=0, half_days__gte=0, interviews__gte=0),
                name="audit_plan_site_sense",
            ),
        )
