"""Rows that take back an entry of the accounts beside the ledger."""

from django.db import models


class EntryReversalRow(models.Model):
    """An entry of another append-only table that counts no more, and why; appended only.

    `entry_table` and `entry_id` name the row: of `contractor_transfer`, `toll_entry` or `cash_purchase`.
    """

    entry_table = models.CharField(max_length=40)
    entry_id = models.BigIntegerField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "entry_reversal"
        constraints = (
            models.UniqueConstraint(fields=["entry_table", "entry_id"], name="entry_reversal_once"),
        )
