"""Rows of the tokens with which programs call the API."""

from django.conf import settings
from django.db import models


class ApiTokenRow(models.Model):
    """A token of a person: it may what the person may, and nothing once it is expired or revoked.

    *Updates*: `revoked_at`, once. *Deletion*: none, so that the list says which programs ever had access.
    The secret is kept as its SHA-256 only; 256 random bits need no salt and no slow hash.
    """

    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="api_token_expires_later"
            ),
        )
