"""Rows of what people chose about reminders, of reminders that were sent, and of keys to calendars."""

from django.conf import settings
from django.db import models


class ReminderChoiceRow(models.Model):
    """Where and how often a person is reminded; without a row, nowhere and never.

    *Updates*: by the person or the operator. An address counts once it is confirmed; until then `code_digest` is of
    the code that was sent there.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    frequency = models.CharField(max_length=8)
    address = models.CharField(max_length=254, default="")
    confirmed_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, default="")
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "reminder_choice"


class ReminderRow(models.Model):
    """A reminder that a person was sent: appended once it was handed over, one a person and day at most."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    on = models.DateField()
    sent_at = models.DateTimeField()
    marks = models.JSONField()

    class Meta:
        db_table = "reminder"
        constraints = (models.UniqueConstraint(fields=["user", "on"], name="reminder_once_a_day"),)


class CalendarKeyRow(models.Model):
    """A key that opens the calendar of a person without a session; its secret is kept as SHA-256 only.

    *Updates*: `revoked_at`, once. *Deletion*: none.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calendar_key"
        constraints = (
            models.UniqueConstraint(
                fields=["user"], name="calendar_key_one_open", condition=models.Q(revoked_at__isnull=True)
            ),
        )
