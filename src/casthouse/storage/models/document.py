"""Rows of CoC Documents, issued and received.

*Updates*: the content of a document never changes; its state moves by the table in `custody/document.py`, and each
move leaves an event. *Deletion*: none. *Guarantees*: numbers without gaps for an issuer and year; one document in
force for a shipment; a document is superseded once; one booking of a document by a recipient.
"""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow

IN_FORCE = ("issued", "accepted", "disputed")


class DocumentCounterRow(models.Model):
    """The last number that an issuer gave in a year; locked by whoever issues."""

    issuer = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    last_number = models.IntegerField(default=0)

    class Meta:
        db_table = "document_counter"
        constraints = (models.UniqueConstraint(fields=["issuer", "year"], name="document_counter_once"),)


class DocumentRow(models.Model):
    """An issued CoC Document; `content` is its canonical JSON."""

    issuer = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=100)
    shipment_id = models.BigIntegerField()
    shipment_reference = models.TextField()
    recipient_name = models.TextField()
    recipient = models.ForeignKey(
        OrganisationRow, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    shipment_date = models.DateField()
    issue_date = models.DateField()
    material = models.SmallIntegerField()
    coc_mass_g = models.BigIntegerField()
    total_mass_g = models.BigIntegerField()
    state = models.CharField(max_length=16)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_index=False)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)

    class Meta:
        db_table = "document"
        indexes = (
            models.Index(
                fields=["recipient", "state"],
                name="document_by_recipient",
                condition=models.Q(recipient__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["issuer", "number"], name="document_number_once"),
            models.UniqueConstraint(
                fields=["shipment_id"],
                name="document_of_shipment_once",
                condition=models.Q(state__in=IN_FORCE),
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                name="document_superseded_once",
                condition=models.Q(supersedes__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(coc_mass_g__gte=1, coc_mass_g__lte=models.F("total_mass_g")),
                name="document_masses",
            ),
        )


class DocumentEventRow(models.Model):
    """A move of a document's state; appended only."""

    document = models.ForeignKey(DocumentRow, on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    act = models.CharField(max_length=24)
    state = models.CharField(max_length=16)
    reason = models.TextField(default="")

    class Meta:
        db_table = "document_event"


class ReceivedDocumentRow(models.Model):
    """A CoC Document that an organisation received and booked, from inside or outside this Casthouse."""

    recipient = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    issuer_name = models.TextField()
    number = models.TextField()
    document = models.ForeignKey(DocumentRow, on_delete=models.PROTECT, null=True)
    movement_id = models.BigIntegerField()
    booked_mass_g = models.BigIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "received_document"
        constraints = (
            models.UniqueConstraint(
                fields=["recipient", "issuer_name", "number"],
                name="received_document_once",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        )
