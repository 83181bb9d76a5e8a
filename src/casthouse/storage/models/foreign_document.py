"""Rows of other installations that are believed, and of CoC Documents that were booked from a statement signed there.

*Updates, Deletion*: none; triggers in the database refuse both. What is believed of an installation is the newest row
of its identifier. *Guarantees*: one statement behind a booking, kept as the file in which it came.
"""

from django.db import models

from casthouse.storage.models.document import ReceivedDocumentRow


class TrustedInstallationRow(models.Model):
    """A decision to believe an installation under a trust bundle, or to believe it no more (without a bundle)."""

    installation = models.TextField()
    did = models.CharField(max_length=400, db_index=True)
    is_trusted = models.BooleanField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    bundle_made_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.TextField()

    class Meta:
        db_table = "trusted_installation"


class ForeignDocumentRow(models.Model):
    """The signed statement by which a document was booked, with the answers of the checks at that instant."""

    received = models.OneToOneField(ReceivedDocumentRow, on_delete=models.PROTECT, related_name="foreign")
    trust = models.ForeignKey(TrustedInstallationRow, on_delete=models.PROTECT)
    issuer = models.CharField(max_length=100)
    did = models.CharField(max_length=400)
    statement = models.TextField()
    file = models.BinaryField()
    file_digest = models.CharField(max_length=64)
    checks = models.TextField()
    verified_at = models.DateTimeField()

    class Meta:
        db_table = "foreign_document"
        indexes = (models.Index(fields=["issuer"], name="foreign_document_issuer"),)
