"""Rows of signed statements, their places in the log, forms to hide parts from, and status lists; all appended only.

A statement keeps the exact text that was signed, in both forms. What it is about is pointed at, so that whether it
still holds is computed from there: no row says that a statement is revoked.
"""

from django.db import models

from casthouse.storage.models.certificate import CertificateRow
from casthouse.storage.models.document import DocumentRow
from casthouse.storage.models.organisation import OrganisationRow
from casthouse.storage.models.period import StatementRow


class SignedStatementRow(models.Model):
    """A signed statement; `organisation` is whom it is about, `owner` who signed it."""

    identifier = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=24)
    about = models.CharField(max_length=300)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    document = models.ForeignKey(DocumentRow, on_delete=models.PROTECT, null=True)
    period = models.ForeignKey(StatementRow, on_delete=models.PROTECT, null=True)
    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT, null=True)
    owner = models.CharField(max_length=80)
    did = models.CharField(max_length=400)
    name = models.CharField(max_length=300)
    method = models.CharField(max_length=600)
    list_url = models.CharField(max_length=600)
    list_number = models.IntegerField()
    entry = models.IntegerField()
    content = models.TextField()
    token = models.TextField()
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "signed_statement"
        indexes = (
            models.Index(fields=["organisation", "kind", "about"], name="signed_statement_about"),
            models.Index(fields=["digest"], name="signed_statement_digest"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "list_number", "entry"], name="signed_statement_entry_once"
            ),
        )


class StatementEntryRow(models.Model):
    """Where a statement stands in the transparency log; one signed before there was a log has none."""

    statement = models.OneToOneField(SignedStatementRow, on_delete=models.PROTECT, related_name="log_entry")
    index = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "signed_statement_entry"


class HideableStatementRow(models.Model):
    """A delivery passport in the form from which its holder hides parts, and where that form stands in the log.

    `digest` is the SHA-256 of what was signed of it, which stands before its first opening.
    """

    statement = models.OneToOneField(SignedStatementRow, on_delete=models.PROTECT, related_name="hideable")
    token = models.TextField()
    digest = models.CharField(max_length=64)
    index = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "hideable_statement"


class StatusListRow(models.Model):
    """A status list as it was signed; the newest of an address is served."""

    address = models.CharField(max_length=640, db_index=True)
    content = models.TextField()
    bits_digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "status_list"
