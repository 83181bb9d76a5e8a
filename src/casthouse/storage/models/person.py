"""Rows that say which role a person has in which organisation, and who has not chosen a password yet."""

from django.conf import settings
from django.db import models

from casthouse.storage.models.organisation import OrganisationRow


class FirstPasswordRow(models.Model):
    """A password that another person has seen: until its holder chooses one, the account opens nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)

    class Meta:
        db_table = "first_password"


class PersonRoleRow(models.Model):
    """A role of a person; without an organisation it holds for the whole store (secretariat)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, null=True)
    role = models.CharField(max_length=20)

    class Meta:
        db_table = "person_role"
        constraints = (
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="person_role_once"),
        )
