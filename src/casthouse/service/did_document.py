"""Identifiers of owners at this installation, and their public documents."""

from typing import Any

from django.conf import settings

from casthouse.passport.controller_document import controller_document
from casthouse.passport.did_web import installation_did
from casthouse.passport.key_owner import KeyOwner, key_owner
from casthouse.refusal import Refusal
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import signing_key as store


def did_of(owner: KeyOwner) -> str:
    """Return the identifier under which an owner signs at this installation."""
    return owner.did(installation_did(settings.PUBLIC_URL))


def is_looked_up() -> bool:
    """Say whether others can look up what is signed here: it is signed under the address of the installation."""
    return installation_did(settings.PUBLIC_URL).is_public


def did_document(actor: Actor, *, owner: str) -> dict[str, Any]:
    """Return the public document of an owner's identifier, with every key that it ever had.

    Raises:
        Refusal: `did_unknown`, the same for an owner without keys and for one that is not there.
    """
    authorise(actor, Act.KEY_DOCUMENT_READ)
    held = key_owner(owner)
    keys = store.keys_of(held)
    if not keys:
        raise Refusal(
            "did_unknown",
            found="an identifier without keys",
            expected="the identifier of somebody who signs at this installation",
            todo="compare it with the document that names it",
        )
    return controller_document(did_of(held), [each.listed for each in keys])
