"""Rows of self-assessments and their answers."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class SelfAssessmentRow(models.Model):
    """A self-assessment of a scope; `frozen` holds what it was judged by once it is submitted."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    standard = models.CharField(max_length=32)
    edition = models.CharField(max_length=64)
    cycle = models.CharField(max_length=8)
    state = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=200)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=200, default="")
    carried_from = models.IntegerField(null=True)
    frozen = models.JSONField(null=True)

    class Meta:
        db_table = "self_assessment"
        constraints = (
            models.UniqueConstraint(fields=["scope", "number"], name="self_assessment_number"),
            models.UniqueConstraint(
                fields=["scope", "standard"],
                name="self_assessment_one_draft",
                condition=models.Q(state="draft"),
            ),
        )


class AssessmentAnswerRow(models.Model):
    """One answer to one item, as somebody gave it; appended only, the highest version counts."""

    assessment = models.ForeignKey(SelfAssessmentRow, on_delete=models.PROTECT)
    item = models.CharField(max_length=16)
    version = models.IntegerField()
    rating = models.CharField(max_length=32)
    rationale = models.TextField()
    gap = models.TextField()
    action = models.TextField()
    responsible = models.TextField()
    due = models.DateField(null=True)
    origin = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "assessment_answer"
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "item", "version"], name="assessment_answer_version"
            ),
        )
