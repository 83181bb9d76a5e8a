"""Rows of notices to organisations and of who read them."""

from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class NoticeRow(models.Model):
    """Something that an organisation is told; appended only, once for each reference."""

    reader = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    at = models.DateTimeField()
    sender = models.CharField(max_length=200)
    reference = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    link = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "notice"
        constraints = (models.UniqueConstraint(fields=["reader", "reference"], name="notice_once"),)
        indexes = (models.Index(fields=["reader", "id"], name="notice_reader"),)


class NoticeReadingRow(models.Model):
    """Somebody of the organisation read a notice; appended only."""

    notice = models.OneToOneField(NoticeRow, on_delete=models.PROTECT)
    read_at = models.DateTimeField()
    read_by = models.CharField(max_length=200)

    class Meta:
        db_table = "notice_reading"
