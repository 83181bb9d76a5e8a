"""Finding what a use case names, or refusing with what was looked for."""

from casthouse.custody.scope import Scope
from casthouse.parties.organisation import Organisation
from casthouse.refusal import Refusal
from casthouse.service.permission import Act, Actor, may, not_permitted
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store


def found_organisation(code: str) -> Organisation:
    """Return the organisation with the code.

    Raises:
        Refusal: `organisation_unknown`.
    """
    organisation = organisation_store.organisation(code)
    if organisation is None:
        raise organisation_unknown(code)
    return organisation


def organisation_unknown(code: str) -> Refusal:
    """Return the refusal of a code that no organisation has."""
    return Refusal(
        "organisation_unknown",
        found=f"organisation “{code}”",
        expected="the code of a registered organisation",
        todo="correct the code; whoever runs this Casthouse loads what is new into the register",
    )


def found_organisation_id(code: str) -> int:
    """Return the identifier of the organisation with the code; refuses as `found_organisation` does."""
    identifier = organisation_store.organisation_id(code)
    if identifier is None:
        raise organisation_unknown(code)
    return identifier


def found_scope(code: str) -> Scope:
    """Return the scope with the code.

    Raises:
        Refusal: `scope_unknown`.
    """
    scope = scope_store.scope(code)
    if scope is None:
        raise scope_unknown(code)
    return scope


def permitted_scope(actor: Actor, act: Act, code: str) -> Scope:
    """Return the scope with the code to somebody who may do this in its organisation.

    Whoever may not is told the same of a scope that is there and of one that is not.

    Raises:
        Refusal: `not_permitted`, `scope_unknown`.
    """
    scope = scope_store.scope(code)
    if not may(actor, act, scope.organisation if scope else None):
        raise not_permitted(actor, act, code)
    if scope is None:
        raise scope_unknown(code)
    return scope


def scope_unknown(code: str) -> Refusal:
    """Return the refusal of a code that no scope has, and of one that the asking company may know nothing of."""
    return Refusal(
        "scope_unknown",
        found=f"scope “{code}”",
        expected="the code of a registered certification scope",
        todo="correct the code; whoever runs this Casthouse loads what is new into the register",
    )


def holder_of_scope(code: str) -> str | None:
    """Return the code of the organisation that holds a scope, or None where there is no such scope."""
    scope = None if "\0" in code else scope_store.scope(code)  # no text of a store holds one
    return None if scope is None else scope.organisation
