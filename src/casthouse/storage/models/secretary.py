"""Rows of proposed people of the secretariat, and how each proposal ended; both appended only."""

from django.conf import settings
from django.db import models


class SecretaryProposalRow(models.Model):
    """Somebody is proposed for the secretariat."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "secretary_proposal"


class SecretaryProposalEndRow(models.Model):
    """A proposal was confirmed or declined: by whom and when; once a proposal."""

    proposal = models.OneToOneField(SecretaryProposalRow, on_delete=models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "secretary_proposal_end"
