"""Rows of idempotency keys: the answer that a repeated API call gets again."""

from django.db import models


class IdempotencyKeyRow(models.Model):
    """The answer to one API call of one caller under one key; kept, so that a retry changes nothing."""

    caller = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_key"
        constraints = (models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once"),)
