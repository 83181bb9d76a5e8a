"""What was imported before, and through which profiles a file can be read."""

from casthouse.exchange.profile import Profile
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.profile import known_profiles
from casthouse.storage import movement_import as import_store
from casthouse.storage.movement_import import PastImport

SHOWN = 20


def past_imports(actor: Actor, *, organisation: str, limit: int = SHOWN) -> list[PastImport]:
    """Return the latest imports of an organisation.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    found_organisation(organisation)
    authorise(actor, Act.MOVEMENT_READ, organisation)
    return import_store.past_imports(organisation, limit=limit)


def profiles_of(actor: Actor, *, organisation: str) -> list[Profile]:
    """Return the profiles that may read an organisation's files.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    found_organisation(organisation)
    authorise(actor, Act.MOVEMENT_POST, organisation)
    return known_profiles(organisation)
