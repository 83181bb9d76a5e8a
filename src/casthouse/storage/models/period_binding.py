"""Rows of what period statements bind; appended only."""

from django.db import models

from casthouse.storage.models.period import StatementRow


class PeriodBindingRow(models.Model):
    """What the statement of a closing binds; `content` is its canonical JSON."""

    statement = models.OneToOneField(StatementRow, on_delete=models.PROTECT)
    content = models.TextField()

    class Meta:
        db_table = "period_binding"
