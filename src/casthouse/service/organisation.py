"""The organisations that a person sees, with their scopes and facilities."""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate import Certificate
from casthouse.custody.scope import Scope
from casthouse.parties.facility import Facility
from casthouse.parties.organisation import Organisation
from casthouse.parties.role import Role
from casthouse.service import clock
from casthouse.service.lookup import found_organisation, found_scope
from casthouse.service.permission import STORE_WIDE, Act, Actor, authorise
from casthouse.storage import certificate as certificate_store
from casthouse.storage import facility as facility_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """An organisation in which a person holds roles, and its certification scopes."""

    organisation: Organisation
    roles: frozenset[Role]
    scopes: tuple[Scope, ...]


def workplaces(actor: Actor) -> list[Workplace]:
    """Return the organisations in which the actor holds a role, by code; all for a role that holds store-wide."""
    everywhere = bool(actor.store_roles & STORE_WIDE)
    codes = None if everywhere else sorted(actor.organisation_roles)
    organisations = organisation_store.organisations(codes)
    scopes: dict[str, list[Scope]] = {each.code: [] for each in organisations}
    for scope in scope_store.scopes() if everywhere else scope_store.scopes_of(scopes):
        scopes[scope.organisation].append(scope)
    return [
        Workplace(organisation=each, roles=actor.roles_in(each.code), scopes=tuple(scopes[each.code]))
        for each in organisations
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRegister:
    """What the register says of a scope: who holds it, its sites today or later and its certificates."""

    scope: Scope
    organisation: Organisation
    facilities: tuple[Facility, ...]
    certificates: tuple[Certificate, ...]


def scope_register(actor: Actor, *, scope: str) -> ScopeRegister:
    """Return what the register says of a scope.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    held = found_scope(scope)
    authorise(actor, Act.REGISTER_READ, held.organisation)
    facilities = facility_store.facilities(held.organisation)
    inside = held.facilities_between(clock.today(), date.max)
    return ScopeRegister(
        scope=held,
        organisation=found_organisation(held.organisation),
        facilities=tuple(each for each in facilities if each.code in inside),
        certificates=tuple(certificate_store.certificates([scope]).get(scope, ())),
    )


def facilities_of(actor: Actor, *, organisation: str) -> list[Facility]:
    """Return the sites of an organisation, by code.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    found_organisation(organisation)
    authorise(actor, Act.REGISTER_READ, organisation)
    return facility_store.facilities(organisation)
