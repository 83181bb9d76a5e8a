"""Everybody who may come, and good arguments for every use case: what the table of permissions is tried with.

The world is the one of the web tests: ACME with a scope, SUP beside it, the firm PRUEF and its audit ACME-COC-A1.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from casthouse.parties.role import Role
from casthouse.service.permission import OPERATOR, PERMISSIONS, VISITOR, Act, Actor

AUDIT = "ACME-COC-A1"


class Place(StrEnum):
    """Where a role must be held to count for a use case."""

    STORE = "the whole store"
    ANYWHERE = "anywhere"
    ORGANISATION = "the organisation"
    SCOPE = "the organisation of the scope"
    AUDIT = "the audit or its organisation"
    FIRM = "the audit firm"
    CLAIM = "the organisation of the claim"
    CERTIFICATE = "the organisation of the certificate"
    GIVER = "the organisation that gives certificates away"
    TAKER = "the organisation that takes certificates over"
    OWNER = "the organisation of the key"
    OWN = "nowhere: each sees their own"


NAMED_BY = {
    Place.ORGANISATION: "organisation",
    Place.SCOPE: "scope",
    Place.AUDIT: "audit",
    Place.FIRM: "firm",
    Place.OWNER: "owner",
    Place.CLAIM: "number",
    Place.CERTIFICATE: "number",
}
"""The argument that names the place."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody, and where they hold a role as the table reads it: one word for a place, or none."""

    actor: Actor
    everywhere: frozenset[Role] = frozenset()
    in_acme: frozenset[Role] = frozenset()
    in_firm: frozenset[Role] = frozenset()
    in_audit: frozenset[Role] = frozenset()
    elsewhere: frozenset[Role] = frozenset()

    def roles_at(self, place: Place) -> frozenset[Role]:
        """Return the roles that count there: written out, not asked of the product."""
        here = {
            Place.ORGANISATION: self.in_acme,
            Place.SCOPE: self.in_acme,
            Place.CLAIM: self.in_acme,
            Place.CERTIFICATE: self.in_acme,
            Place.GIVER: self.in_acme,
            Place.OWNER: self.in_acme,
            Place.TAKER: self.in_acme,
            Place.FIRM: self.in_firm,
            Place.AUDIT: self.in_acme | self.in_audit,
            Place.ANYWHERE: self.in_acme | self.in_firm | self.in_audit | self.elsewhere,
        }
        return frozenset({Role.PUBLIC}) | self.everywhere | here.get(place, frozenset())


def _store_wide(actor: Actor) -> Person:
    return Person(actor=actor, everywhere=actor.store_roles)


def _of(organisation: str, role: Role) -> Person:
    actor = Actor(name="somebody", organisation_roles={organisation: frozenset({role})})
    roles = frozenset({role})
    return (
        Person(actor=actor, in_acme=roles) if organisation == "ACME" else Person(actor=actor, elsewhere=roles)
    )


def _of_firm(firm: str, role: Role | None = None, audit: str = "") -> Person:
    member = frozenset({Role.FIRM_AUDITOR})
    engaged = frozenset({role}) if role else frozenset[Role]()
    actor = Actor(
        name="somebody",
        firm_roles={firm: member},
        audit_roles={audit: engaged} if role else {},
    )
    is_here = audit == AUDIT
    return Person(
        actor=actor,
        in_firm=member if firm == "PRUEF" else frozenset(),
        in_audit=engaged if is_here else frozenset(),
        elsewhere=(frozenset() if firm == "PRUEF" else member) | (frozenset() if is_here else engaged),
    )


PERSONS: dict[str, Person] = {
    "operator": _store_wide(OPERATOR),
    "secretariat": _store_wide(Actor(name="secretary", store_roles=frozenset({Role.SECRETARIAT}))),
    "independent": _store_wide(Actor(name="independent", store_roles=frozenset({Role.INDEPENDENT}))),
    **{f"{role} here": _of("ACME", role) for role in (Role.MANAGER, Role.CLERK, Role.AUDITOR)},
    **{f"{role} elsewhere": _of("SUP", role) for role in (Role.MANAGER, Role.CLERK, Role.AUDITOR)},
    "lead of the audit": _of_firm("PRUEF", Role.LEAD_AUDITOR, AUDIT),
    "team of the audit": _of_firm("PRUEF", Role.TEAM_AUDITOR, AUDIT),
    "lead of another audit of the organisation": _of_firm("PRUEF", Role.LEAD_AUDITOR, "ACME-COC-A2"),
    "lead of an audit elsewhere": _of_firm("OTHER", Role.LEAD_AUDITOR, "SUP-COC-A1"),
    "team of an audit elsewhere": _of_firm("OTHER", Role.TEAM_AUDITOR, "SUP-COC-A1"),
    "auditor of the firm whose audit ended": _of_firm("PRUEF"),
    "auditor of another firm": _of_firm("OTHER"),
    "visitor": Person(actor=VISITOR),
}

DEFAULTS: dict[str, Any] = {
    "organisation": "ACME",
    "owner": "ACME",
    "scope": "ACME-COC",
    "audit": AUDIT,
    "firm": "PRUEF",
    "period": date(2024, 1, 1),
    "start": date(2024, 1, 1),
    "on": date(2024, 3, 1),
    "day": date(2024, 3, 1),
    "first_day": date(2026, 1, 1),
    "last_day": date(2026, 1, 31),
    "valid_from": date(2024, 1, 1),
    "valid_to": date(2024, 12, 31),
    "since": date(2024, 1, 1),
    "edition": "ps-v3",
    "stage": "aluminium",
    "material": "aluminium",
    "standard": "performance",
    "month": "2024-03",
    "year": 2024,
    "reference": "R-1",
    "reason": "because",
    "text": "because",
    "quantity_g": 1_000_000,
    "outflow_g": 400_000_000,
    "customer": "SUP",
    "contractor": "SUP",
    "supplier": "SUP",
    "username": "newcomer",
    "form": "json",
}
"""Good values of arguments by name; a row gives what is special to it."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A use case: which act the table of permissions must allow, where, and a call of it that is good.

    `outcome` is what a permitted call answers: empty where it is done, else the code of a refusal that comes after
    the question of permission, such as that nothing is there yet.
    """

    use_case: Callable[..., Any]
    act: Act | None
    place: Place
    given: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""

    def __str__(self) -> str:
        return name_of(self.use_case)

    def arguments(self, actor: Actor, **instead: Any) -> dict[str, Any]:
        """Return the arguments of a call."""
        named = {
            name: self.given[name] if name in self.given else DEFAULTS[name]
            for name, each in inspect.signature(self.use_case).parameters.items()
            if name != "actor" and (name in self.given or each.default is inspect.Parameter.empty)
        }
        made = {name: value() if callable(value) else value for name, value in named.items()}
        return {"actor": actor} | made | instead

    def is_open_to(self, person: Person) -> bool:
        """Say whether the table lets somebody pass."""
        return self.act is None or bool(person.roles_at(self.place) & PERMISSIONS[self.act])


def name_of(use_case: Callable[..., Any]) -> str:
    """Return a use case as the reference names it."""
    return f"{use_case.__module__.removeprefix('casthouse.service.')}.{use_case.__name__}"
