"""Rows of signing keys, how they ended, and the wrapping keys behind which their private halves lie.

`owner` says whose a key is in one text, so that the store itself lets each owner have one first key, and each key one
that replaces it: the history of an owner is a line without branches.
"""

from django.db import models

from casthouse.storage.models.accreditation import AuditFirmRow
from casthouse.storage.models.organisation import OrganisationRow


class WrappingKeyRow(models.Model):
    """How a wrapping key is made from a secret outside the store; appended only, the newest is in use."""

    kind = models.CharField(max_length=16)
    salt = models.BinaryField(unique=True)
    check_text = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        db_table = "wrapping_key"


class SigningKeyRow(models.Model):
    """A key of an owner; appended only. `sealed` is empty where a device holds the private half."""

    owner = models.CharField(max_length=100, db_index=True)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, null=True)
    firm = models.ForeignKey(AuditFirmRow, on_delete=models.PROTECT, null=True)
    public = models.CharField(max_length=64, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    sealed = models.BinaryField(null=True)
    device = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        db_table = "signing_key"
        constraints = (
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(replaces=None), name="signing_key_first_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="signing_key_instants"
            ),
        )


class SigningKeyWrapRow(models.Model):
    """The data key that opens a private key, wrapped; wrapped anew by a rotation, gone when the key has ended."""

    key = models.OneToOneField(SigningKeyRow, on_delete=models.PROTECT, related_name="wrap")
    wrapping = models.ForeignKey(WrappingKeyRow, on_delete=models.PROTECT)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "signing_key_wrap"


class SigningKeySuccessionRow(models.Model):
    """The signed statement that a key follows the one before it; appended only, once a key."""

    key = models.OneToOneField(SigningKeyRow, on_delete=models.PROTECT, related_name="succession")
    issuer = models.CharField(max_length=100)
    content = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "signing_key_succession"


class SigningKeyEndRow(models.Model):
    """A key signs nothing from an instant on: why, and who said so when; appended only."""

    key = models.ForeignKey(SigningKeyRow, on_delete=models.PROTECT, related_name="end_rows")
    kind = models.CharField(max_length=16)
    since = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.TextField()

    class Meta:
        db_table = "signing_key_end"
