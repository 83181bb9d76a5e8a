"""What was imported before, and through which profiles a file can be read."""

from dataclasses import dataclass

from casthouse.custody.movement import Movement
from casthouse.exchange.profile import Profile
from casthouse.refusal import Refusal
from casthouse.service.lookup import found_organisation, found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.profile import known_profiles
from casthouse.storage import movement_import as import_store
from casthouse.storage import movement_list as list_store
from casthouse.storage.movement_import import PastImport

SHOWN = 20
PAGE_SIZE = 100
NUMBER_MAX = 2**63 - 1


def past_imports(actor: Actor, *, organisation: str, limit: int = SHOWN) -> list[PastImport]:
    """Return the latest imports of an organisation.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    found_organisation(organisation)
    return import_store.past_imports(organisation, limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStory:
    """An import with a page of the movements that it posted, by day; `after` is where the next page goes on."""

    origin: PastImport
    movements: tuple[Movement, ...]
    after: int | None


def import_story(actor: Actor, *, organisation: str, number: int, after: int | None = None) -> ImportStory:
    """Return what one import brought.

    Args:
        actor: who looks.
        organisation: whose import it is.
        number: number of the import in this store.
        after: where the page before said to go on; None for the first.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `import_unknown`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    origin = import_store.past_import(organisation, number) if number <= NUMBER_MAX else None
    if origin is None:
        raise Refusal(
            "import_unknown",
            found=f"import {number}, none of {organisation}",
            expected="the number of an import that posted movements",
            todo="choose one from the list of imports",
        )
    ids = import_store.ids_of_import(organisation_id, number, after=after, limit=PAGE_SIZE + 1)
    more = len(ids) > PAGE_SIZE
    ids = ids[:PAGE_SIZE]
    return ImportStory(
        origin=origin,
        movements=tuple(list_store.movements(organisation, ids)),
        after=ids[-1] if more else None,
    )


def profiles_of(actor: Actor, *, organisation: str) -> list[Profile]:
    """Return the profiles that may read an organisation's files.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MOVEMENT_POST, organisation)
    found_organisation(organisation)
    return known_profiles(organisation)
