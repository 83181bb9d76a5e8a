"""The organisations that a person sees, with their scopes and facilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate import Certificate
from casthouse.custody.scope import Scope
from casthouse.parties.facility import Facility
from casthouse.parties.organisation import Organisation
from casthouse.parties.role import Role
from casthouse.service import clock
from casthouse.service.lookup import found_organisation, holder_of_scope, permitted_scope
from casthouse.service.permission import STORE_WIDE, Act, Actor, authorise
from casthouse.storage import certificate as certificate_store
from casthouse.storage import facility as facility_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store

PAGE_SIZE = 100
BESIDE_MAX = 40
"""So many organisations stand beside a page; of more there is a page of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """An organisation in which a person holds roles, and its certification scopes."""

    organisation: Organisation
    roles: frozenset[Role]
    scopes: tuple[Scope, ...]


def workplaces(actor: Actor) -> list[Workplace]:
    """Return the organisations in which the actor holds a role, by code; all for a role that holds store-wide."""
    everywhere = bool(actor.store_roles & STORE_WIDE)
    return _workplaces(actor, None if everywhere else sorted(actor.organisation_roles))


def _workplaces(actor: Actor, codes: Sequence[str] | None) -> list[Workplace]:
    """Return organisations as somebody sees them, by code; None: all."""
    organisations = organisation_store.organisations(codes)
    scopes: dict[str, list[Scope]] = {each.code: [] for each in organisations}
    for scope in scope_store.scopes() if codes is None else scope_store.scopes_of(scopes):
        scopes[scope.organisation].append(scope)
    return [
        Workplace(organisation=each, roles=actor.roles_in(each.code), scopes=tuple(scopes[each.code]))
        for each in organisations
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkplacePage:
    """Some workplaces by code, how many were found in all, and after which the next page begins; None on the last."""

    places: tuple[Workplace, ...]
    count: int
    next: str | None


def workplace_page(actor: Actor, *, text: str = "", after: str = "", limit: int = PAGE_SIZE) -> WorkplacePage:
    """Return a page of the organisations that somebody sees, of those with a text in code, name or scope."""
    codes, count = organisation_store.found_codes(
        text,
        among=None if actor.store_roles & STORE_WIDE else list(actor.organisation_roles),
        after=after,
        limit=limit + 1,
    )
    shown = codes[:limit]
    return WorkplacePage(
        places=tuple(_workplaces(actor, shown)), count=count, next=shown[-1] if len(codes) > limit else None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organisation beside a page, and the roles that a person holds there."""

    organisation: Organisation
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands beside every page: where one is, with the codes of its scopes, and the other places.

    Of many places only the first are there; `is_all` says whether none is left out.
    """

    here: Place | None
    scopes: tuple[str, ...]
    places: tuple[Place, ...]
    is_all: bool


def surroundings(actor: Actor, *, organisation: str | None, scope: str | None) -> Surroundings:
    """Return the places beside a page about an organisation or a scope, or about none.

    Whoever sees every organisation gets the first `BESIDE_MAX` and the one that the page is about, so that a page costs
    the same however many there are.
    """
    about = organisation or (holder_of_scope(scope) if scope else None)
    if actor.store_roles & STORE_WIDE:
        codes = organisation_store.first_codes(BESIDE_MAX + 1)
        is_all = len(codes) <= BESIDE_MAX
        codes = [*codes[:BESIDE_MAX], *([about] if about else [])]
    else:
        codes, is_all = list(actor.organisation_roles), True
    places = tuple(
        Place(organisation=each, roles=actor.roles_in(each.code))
        for each in organisation_store.organisations(codes)
    )
    here = next((each for each in places if each.organisation.code == about), None)
    if here is None and len(places) == 1:
        here = places[0]
    scopes = scope_store.scope_codes(here.organisation.code) if here else ()
    return Surroundings(here=here, scopes=tuple(scopes), places=places, is_all=is_all)


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
    held = permitted_scope(actor, Act.REGISTER_READ, scope)
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
    authorise(actor, Act.REGISTER_READ, organisation)
    found_organisation(organisation)
    return facility_store.facilities(organisation)
