"""Rows of the transparency log: its entries, its full tiles, its checkpoints, and what the entries commit to.

*Updates, Deletion*: none; triggers in the database refuse both. Only the head moves: it is what appending locks, and a
cache of the tree's frontier that `casthouse check` recomputes. *Guarantees*: entries are numbered without gaps from 0;
one checkpoint a size.
"""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow

LEVEL_SHIFT = 56


class LogHeadRow(models.Model):
    """The size of the log and the roots of its whole subtrees; locked by whoever appends.

    `tables` names the tables that are covered, in their order: what a newer version covers besides is entered once.
    """

    size = models.BigIntegerField(default=0)
    roots = models.BinaryField(default=b"")
    tables = models.TextField(default="")

    class Meta:
        db_table = "log_head"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="log_head_once"),)


class LogEntryRow(models.Model):
    """One entry, whole; `id` is its index in the log."""

    id = models.BigIntegerField(primary_key=True)
    entry = models.BinaryField()

    class Meta:
        db_table = "log_entry"


class LogTileRow(models.Model):
    """A full tile: 256 hashes and their root; `id` is its level and its number (`tile_key`)."""

    id = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "log_tile"


class LogCheckpointRow(models.Model):
    """A checkpoint that was signed; `size` is that of the log, `note` the text with the log's signature."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "log_checkpoint"


class LogCosignatureRow(models.Model):
    """The line with which a witness cosigned a checkpoint."""

    checkpoint = models.ForeignKey(LogCheckpointRow, on_delete=models.PROTECT)
    witness = models.CharField(max_length=300)
    line = models.TextField()

    class Meta:
        db_table = "log_cosignature"
        constraints = (
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="log_cosignature_once"),
        )


class LogTagKeyRow(models.Model):
    """The secret with which an organisation tells its own entries from those of others."""

    organisation = models.OneToOneField(OrganisationRow, on_delete=models.PROTECT, primary_key=True)
    secret = models.BinaryField()

    class Meta:
        db_table = "log_tag_key"


class LogRecordRow(models.Model):
    """What an entry commits to: rows of the store by their keys, and the hash of each as it was written.

    `about` is what is bound with them, as canonical JSON; `row_keys` names the rows (JSON, empty for movements, which
    are numbered on from `first`), `leaves` has 32 bytes a row.
    """

    id = models.BigIntegerField(primary_key=True)  # the index of the entry
    kind = models.CharField(max_length=16)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, null=True)
    about = models.TextField()
    first = models.BigIntegerField(null=True)
    row_keys = models.TextField()
    leaves = models.BinaryField()

    class Meta:
        db_table = "log_record"
