"""People: who signs in, and as what they act. Nobody makes an account for themselves.

A manager makes clerks and auditors of the own organisation; the operator and the secretariat give every role in every
one, but for the secretariat itself, which two people give (`service/secretary.py`). Only they make managers: a manager
who made another, and saw that one's password, could approve what was asked for under the other name. The role of
operator is nobody's: it is the command line's. A password given out here is shown once and kept as a hash only. One
that a person of the store has seen opens nothing but the page on which its holder chooses another: what a clerk asks
for does not come from whoever invited the clerk.
"""

import re
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.audit_team import audit_roles, firm_roles
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.storage import person as person_store
from casthouse.storage.journal import append_journal
from casthouse.storage.person import PersonRole

USERNAME = re.compile(r"[\w.@+-]{2,150}")
ORGANISATION_ROLES = (Role.MANAGER, Role.CLERK, Role.AUDITOR)
STORE_ROLES = (Role.SECRETARIAT, Role.INDEPENDENT)
PASSWORD_GROUPS, PASSWORD_GROUP = 4, 5
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class Account(Protocol):
    """Whoever is signed in, as Django knows them."""

    @property
    def pk(self) -> Any:  # noqa: ANN401 - whatever the model is keyed by
        """Return the identifier."""

    def get_username(self) -> str:
        """Return the name that they sign in with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A role that was given; `password` is set once, for a person who is new and had it made for them."""

    username: str
    role: Role
    organisation: str | None
    password: str | None = None
    is_new_person: bool = False
    is_new_role: bool = True


def actor_of(user: Account) -> Actor:
    """Return as what a signed-in person acts; without a role, or with a password that others know, as nothing."""
    if must_choose_password(user):
        return Actor(name=user.get_username())
    store_roles: set[Role] = set()
    held: defaultdict[str, set[Role]] = defaultdict(set)
    for each in person_store.roles_of(user.pk) if user.pk else ():
        (held[each.organisation] if each.organisation else store_roles).add(each.role)
    return Actor(
        name=user.get_username(),
        store_roles=frozenset(store_roles),
        organisation_roles={code: frozenset(roles) for code, roles in held.items()},
        firm_roles=firm_roles(user.pk),
        audit_roles=audit_roles(user.pk),
    )


def person_actor(actor: Actor, *, username: str) -> Actor:
    """Return as what a person acts, to see what they see; for the operator only.

    Raises:
        Refusal: `not_permitted`, `person_unknown`.
    """
    authorise(actor, Act.STORE_CHECK)
    account = person_store.account(username)
    if account is None:
        raise _person_unknown(f"no person {username}")
    return actor_of(account)


def found_person_id(username: str) -> int:
    """Return the identifier of a person.

    Raises:
        Refusal: `person_unknown`.
    """
    user_id = person_store.person_id(username)
    if user_id is None:
        raise Refusal(
            "person_unknown",
            found=f"no person {username[:60]}",
            expected="a person who may sign in",
            todo="add the person first, or correct the name",
        )
    return user_id


def must_choose_password(user: Account) -> bool:
    """Say whether another person has seen the password of somebody, so that it opens nothing yet."""
    return bool(user.pk) and person_store.has_first_password(user.pk)


def password_chosen(user: Account) -> None:
    """Let an account open what its roles open: its holder has just chosen the password."""
    with transaction.atomic():
        if person_store.clear_first_password(user.pk):
            name = user.get_username()
            append_journal(at=clock.now(), actor=name, act="person.password", subject=name, what="chosen")


def people(actor: Actor, *, organisation: str | None) -> list[PersonRole]:
    """Return who holds which role in an organisation, or store-wide when none is named.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.PERSON_INVITE, organisation)
    if organisation:
        found_organisation_id(organisation)
    return person_store.roles_in(organisation)


def roles_to_give(actor: Actor, *, organisation: str) -> tuple[Role, ...]:
    """Return the roles of an organisation that somebody may give there."""
    if not may(actor, Act.PERSON_INVITE, organisation):
        return ()
    appoints = may(actor, Act.MANAGER_APPOINT, organisation)
    return tuple(role for role in ORGANISATION_ROLES if appoints or role is not Role.MANAGER)


def add_person(
    actor: Actor, *, username: str, role: str, organisation: str | None = None, password: str | None = None
) -> Invitation:
    """Give a person a role, and make an account for one who has none.

    Args:
        actor: who gives the role.
        username: the name to sign in with.
        role: `manager`, `clerk` or `auditor` of an organisation; `secretariat` or `independent` without one.
        organisation: code of the organisation.
        password: of a new person; made for them when it is None. The password of a known person stays as it is.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `role_unknown`, `secretary_needs_two`, `username_invalid`,
            `password_weak`.
    """
    authorise(actor, Act.PERSON_INVITE, organisation)
    organisation_id = found_organisation_id(organisation) if organisation else None
    known_role = role_named(role, organisation)
    if known_role is Role.MANAGER:
        authorise(actor, Act.MANAGER_APPOINT, organisation)
    if known_role is Role.INDEPENDENT:
        authorise(actor, Act.INDEPENDENT_APPOINT)
    if known_role is Role.SECRETARIAT and Role.OPERATOR not in actor.store_roles:
        raise _needs_two(username)
    with transaction.atomic():
        account = account_named(actor, username=username, password=password)
        is_new_role = person_store.add_role(account.user_id, role=known_role, organisation=organisation)
        _record(actor, "added", username, known_role, organisation_id)
    return Invitation(
        username=username,
        role=known_role,
        organisation=organisation,
        password=account.password,
        is_new_person=account.is_new,
        is_new_role=is_new_role,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAccount:
    """The account of a person; `password` is set where it was just made for them, and is shown once."""

    user_id: int
    is_new: bool
    password: str | None


def account_named(actor: Actor, *, username: str, password: str | None) -> NamedAccount:
    """Return the account of a person, made where there is none; call it in a transaction, after authorising.

    Raises:
        Refusal: `username_invalid`, `password_weak`.
    """
    if not USERNAME.fullmatch(username):
        raise Refusal(
            "username_invalid",
            found=f"the name “{username[:60]}”",
            expected="2 to 150 letters, digits and the signs . @ + - _",
            todo="choose another name",
        )
    user_id = person_store.person_id(username)
    if user_id is not None:
        return NamedAccount(user_id=user_id, is_new=False, password=None)
    given = new_password(username) if password is None else password
    require_strong(given, username)
    user_id = person_store.create_person(username, given)
    if user_id is None:
        user_id = person_store.person_id(username)
        assert user_id is not None  # whoever made it at the same time has committed
        return NamedAccount(user_id=user_id, is_new=False, password=None)
    if Role.OPERATOR not in actor.store_roles:
        person_store.mark_first_password(user_id)
    return NamedAccount(user_id=user_id, is_new=True, password=given if password is None else None)


def remove_person(actor: Actor, *, username: str, role: str, organisation: str | None = None) -> None:
    """Take a role from a person; the account stays, and what it did stays in the journal.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `role_unknown`, `person_unknown`, `person_is_oneself`.
    """
    authorise(actor, Act.PERSON_INVITE, organisation)
    organisation_id = found_organisation_id(organisation) if organisation else None
    known_role = role_named(role, organisation)
    if known_role is Role.INDEPENDENT:
        authorise(actor, Act.INDEPENDENT_APPOINT)
    if username.casefold() == actor.name.casefold():  # as the sign-in and the store look for names
        raise Refusal(
            "person_is_oneself",
            found=f"{username}, who would take a role from themselves",
            expected="another person, so that somebody can give it back",
            todo="ask another manager or the operator",
        )
    with transaction.atomic():
        user_id = person_store.person_id(username)
        if user_id is None or not person_store.remove_role(
            user_id, role=known_role, organisation=organisation
        ):
            raise _person_unknown(f"no {known_role.value} {username}")
        _record(actor, "removed", username, known_role, organisation_id)


def renew_password(actor: Actor, *, username: str, password: str | None = None) -> str:
    """Replace the password of a person, who has forgotten it, and return it; for the operator only.

    Raises:
        Refusal: `not_permitted`, `person_unknown`, `password_weak`.
    """
    authorise(actor, Act.STORE_CHECK)
    given = new_password(username) if password is None else password
    with transaction.atomic():
        user_id = person_store.person_id(username)
        if user_id is None:
            raise _person_unknown(f"no person {username}")
        require_strong(given, username)
        person_store.set_password(user_id, given)
        append_journal(at=clock.now(), actor=actor.name, act="person.password", subject=username)
    return given


def _record(actor: Actor, what: str, username: str, role: Role, organisation_id: int | None) -> None:
    append_journal(
        at=clock.now(),
        actor=actor.name,
        act=Act.PERSON_INVITE,
        organisation_id=organisation_id,
        subject=username,
        role=role.value,
        what=what,
    )


def _needs_two(username: str) -> Refusal:
    return Refusal(
        "secretary_needs_two",
        found=f"{username[:60]}, added to the secretariat by one person",
        expected="a proposal that another person of the secretariat, or the operator, confirms",
        todo="propose the person on the page of the secretariat",
    )


def _person_unknown(found: str) -> Refusal:
    return Refusal(
        "person_unknown",
        found=found,
        expected="a person who holds that role",
        todo="correct the name or the role",
    )


def role_named(text: str, organisation: str | None) -> Role:
    """Return the role with the name, one that can be held there.

    Raises:
        Refusal: `role_unknown`.
    """
    allowed = ORGANISATION_ROLES if organisation else STORE_ROLES
    for role in allowed:
        if role.value == text:
            return role
    where = f"in {organisation}" if organisation else "without an organisation"
    raise Refusal(
        "role_unknown",
        found=f"role “{text}” {where}",
        expected=", ".join(role.value for role in allowed),
        todo="correct the role; secretariat and independent are held without an organisation, every other role in one",
    )


def new_password(username: str) -> str:
    """Return a password that is hard to guess and easy to read out, of about 99 bits, without the name in it.

    A short name such as `uwe` stands in one of some thousand passwords by chance; another is drawn then.
    """
    while True:
        password = "-".join(
            "".join(secrets.choice(UNMISTAKABLE) for _ in range(PASSWORD_GROUP))
            for _ in range(PASSWORD_GROUPS)
        )
        if not _is_within(username, password):
            return password


def require_strong(password: str, username: str) -> None:
    """Let a password pass that the rules of the sign-in accept.

    Raises:
        Refusal: `password_weak`.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refusal(
            "password_weak",
            found=" ".join(error.messages),
            expected="at least 12 characters that nobody guesses",
            todo="choose a longer password, or have one made",
        ) from error
    if _is_within(username, password):
        raise Refusal(
            "password_weak",
            found="a password with the user's name in it",
            expected="one that cannot be guessed from the name",
            todo="choose another password, or have one made",
        )


def _is_within(username: str, password: str) -> bool:
    return username.lower() in password.lower()
