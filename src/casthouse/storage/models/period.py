"""Rows of closed periods: the statement that froze each."""

from django.db import models

from casthouse.storage.models.scope import ScopeRow


class StatementRow(models.Model):
    """A closed period of a scope. A reopening supersedes the statement; it is never changed otherwise."""

    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    start = models.DateField()
    end = models.DateField()  # the day after the last, half-open
    position = models.JSONField()  # contract section 4, masses as decimal text
    findings = models.JSONField()  # code, subject, detail of each; in the first statements the code alone
    rule_pack = models.CharField(max_length=64)
    certified = models.JSONField()  # the spans of certification as they were seen
    force_majeure = models.TextField(default="")
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=200)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.CharField(max_length=200, default="")
    superseded_reason = models.TextField(default="")

    class Meta:
        db_table = "statement"
        constraints = (
            models.UniqueConstraint(
                fields=["scope", "start"],
                name="statement_in_force_once",
                condition=models.Q(superseded_at__isnull=True),
            ),
        )
