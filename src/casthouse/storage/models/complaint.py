"""Rows of complaints, the parties they concern, what happened to them and their files; all appended only."""

from django.db import models


class ComplaintRow(models.Model):
    """A complaint as it came in; of its key only the digest."""

    reference = models.CharField(max_length=24, unique=True)
    key_digest = models.CharField(max_length=64, unique=True)
    about = models.CharField(max_length=16)
    party_text = models.TextField()
    topic = models.CharField(max_length=16)
    criterion = models.CharField(max_length=16)
    language = models.CharField(max_length=35)
    contact = models.TextField()
    is_spoken = models.BooleanField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        db_table = "complaint"


class ComplaintPartyRow(models.Model):
    """A party that a complaint concerns, found in the register or named by the handler."""

    complaint = models.ForeignKey(ComplaintRow, on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "complaint_party"
        constraints = (
            models.UniqueConstraint(fields=["complaint", "kind", "code"], name="complaint_party_once"),
        )


class ComplaintEventRow(models.Model):
    """One thing that happened to a complaint; `once` is the sender's own mark, so that nothing is said twice."""

    complaint = models.ForeignKey(ComplaintRow, on_delete=models.PROTECT)
    sequence = models.IntegerField()
    act = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    text = models.TextField()
    handler = models.CharField(max_length=200)
    party_kind = models.CharField(max_length=16)
    party_code = models.CharField(max_length=300)
    once = models.CharField(max_length=64, null=True)  # noqa: DJ001 - absent, and then not unique

    class Meta:
        db_table = "complaint_event"
        constraints = (
            models.UniqueConstraint(fields=["complaint", "sequence"], name="complaint_event_once"),
            models.UniqueConstraint(fields=["complaint", "once"], name="complaint_event_said_once"),
        )
        indexes = (models.Index(fields=["party_kind", "party_code"], name="complaint_event_party"),)


class ComplaintFileRow(models.Model):
    """A file of whoever complains; its content lies under its digest among the evidence."""

    complaint = models.ForeignKey(ComplaintRow, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    size_bytes = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "complaint_file"
        constraints = (models.UniqueConstraint(fields=["complaint", "digest"], name="complaint_file_once"),)
