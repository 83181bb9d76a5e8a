"""Certified facilities by where they are: for the map of the public register."""

from dataclasses import dataclass
from datetime import date

from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.public_register import PublicSearch
from casthouse.storage import public_register as store


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPlace:
    """A facility on the map; `is_certified` says whether any certificate entitles it on the day."""

    code: str
    name: str
    organisation_name: str
    country: str
    latitude: float
    longitude: float
    is_certified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMap:
    """The facilities that were found, by name; `unplaced` counts those without coordinates."""

    places: tuple[PublicPlace, ...]
    unplaced: int
    day: date


def public_map(actor: Actor, search: PublicSearch) -> PublicMap:
    """Return the facilities that a search finds, with their places.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    asked = search.question()
    places, unplaced = [], 0
    for code, name, organisation, country, latitude, longitude, certified in store.public_places(asked):
        if latitude is None or longitude is None:
            unplaced += 1
            continue
        places.append(
            PublicPlace(
                code=code,
                name=name,
                organisation_name=organisation,
                country=country,
                latitude=latitude,
                longitude=longitude,
                is_certified=bool(certified),
            )
        )
    return PublicMap(places=tuple(places), unplaced=unplaced, day=asked.day)
