"""People who may sign in, and the roles that they hold in organisations or for the whole store."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from casthouse.parties.role import Role
from casthouse.storage.dialect import prepared_rows
from casthouse.storage.models import FirstPasswordRow, OrganisationRow, PersonRoleRow
from casthouse.storage.prepared_query import Argument, PreparedQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRole:
    """A role of a person; without an organisation it holds for the whole store."""

    username: str
    role: Role
    organisation: str | None
    last_sign_in: datetime | None = None

    @property
    def is_of_the_secretariat(self) -> bool:
        """Say whether it makes the person one of the secretariat."""
        return self.role is Role.SECRETARIAT and self.organisation is None


def roles_of(user_id: int) -> list[PersonRole]:
    """Return the roles of a person."""
    return roles_of_people([user_id])[user_id]


def roles_of_people(user_ids: Iterable[int]) -> defaultdict[int, list[PersonRole]]:
    """Return the roles of people, by person."""
    found: defaultdict[int, list[PersonRole]] = defaultdict(list)
    for user_id, username, role, organisation, last_sign_in in _ROLES.rows(list(user_ids)):
        found[user_id].append(
            PersonRole(
                username=username, role=Role(role), organisation=organisation, last_sign_in=last_sign_in
            )
        )
    return found


_ROLES = PreparedQuery(
    lambda people: (
        PersonRoleRow.objects.filter(user__in=people)
        .order_by("id")
        .values_list("user_id", "user__username", "role", "organisation__code", "user__last_login")
    ),
    Argument.KEYS,
)


def roles_in(organisation: str | None) -> list[PersonRole]:
    """Return the roles held in an organisation, or store-wide when none is named; by name, then role."""
    rows = PersonRoleRow.objects.select_related("user", "organisation")
    rows = rows.filter(organisation__code=organisation) if organisation else rows.filter(organisation=None)
    return [_value(row) for row in rows.order_by("user__username", "role")]


def _value(row: PersonRoleRow) -> PersonRole:
    return PersonRole(
        username=row.user.get_username(),
        role=Role(row.role),
        organisation=row.organisation.code if row.organisation else None,
        last_sign_in=row.user.last_login,
    )


def person_id(username: str) -> int | None:
    """Return the identifier of a person by the name they sign in with, in any spelling of its case."""
    rows = get_user_model().objects.filter(username__iexact=username)
    return rows.values_list("pk", flat=True).first()


def hold_person(user_id: int) -> None:
    """Hold a person until the transaction ends: who decides about them does so one at a time."""
    get_user_model().objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=user_id)


def name_of(user_id: int) -> str:
    """Return the name that a person signs in with."""
    return get_user_model().objects.get(pk=user_id).get_username()


def account(username: str) -> AbstractBaseUser | None:
    """Return the account of a person who may sign in, or None."""
    return get_user_model().objects.filter(username__iexact=username, is_active=True).first()


def create_person(username: str, password: str) -> int | None:
    """Make an account and return its identifier; None where somebody else made one of that name at the same time.

    The password is stored as a salted hash only.
    """
    try:
        with transaction.atomic():
            return int(get_user_model().objects.create_user(username=username, password=password).pk)
    except IntegrityError:
        return None


def mark_first_password(user_id: int) -> None:
    """Record that another person has seen the password."""
    FirstPasswordRow.objects.get_or_create(user_id=user_id)


def clear_first_password(user_id: int) -> bool:
    """Record that the holder chose a password, and say whether another person had seen the one before."""
    removed, _ = FirstPasswordRow.objects.filter(user=user_id).delete()
    return removed > 0


def has_first_password(user_id: int) -> bool:
    """Say whether another person has seen the password."""
    return bool(prepared_rows("SELECT 1 FROM first_password WHERE user_id = %s", [user_id]))


def set_password(user_id: int, password: str) -> None:
    """Replace the password of a person; whoever is signed in with the old one is signed out by it."""
    user = get_user_model().objects.get(pk=user_id)
    user.set_password(password)
    user.save(update_fields=["password"])


def add_role(user_id: int, *, role: Role, organisation: str | None) -> bool:
    """Give a role and say whether it is new."""
    row = OrganisationRow.objects.get(code=organisation) if organisation else None
    _, created = PersonRoleRow.objects.get_or_create(user_id=user_id, organisation=row, role=role.value)
    return created


def remove_role(user_id: int, *, role: Role, organisation: str | None) -> bool:
    """Take a role away and say whether it was held."""
    rows = PersonRoleRow.objects.filter(user=user_id, role=role.value)
    rows = rows.filter(organisation__code=organisation) if organisation else rows.filter(organisation=None)
    removed, _ = rows.delete()
    return removed > 0
