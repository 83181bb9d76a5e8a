"""What the holder of a delivery passport may hide: masses, partners or sites; and what a reader is told is not shown.

Some members lead to the whole and go with whatever is hidden: the address of the statement, where anybody reads all of
it, and the digest of the CoC Document, by which somebody could try masses until one fits. A share is an exact fraction
whose denominator is a mass, and the code of a lot often has its maker's or its site's name in it. The seller always
shows: it is the issuer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casthouse.passport.canonical import JsonObject, JsonValue

ITEMS = "*"
"""The step into each item of a list."""


class HiddenPart(StrEnum):
    """What is hidden together."""

    MASSES = "masses"
    PARTNERS = "partners"
    SITES = "sites"


@dataclass(frozen=True, slots=True, kw_only=True)
class HidingPlace:
    """A member that may be hidden: where it stands, with what it is hidden, and whether each passport has it."""

    path: tuple[str, ...]
    name: str
    parts: frozenset[HiddenPart]
    is_stated: bool = True

    @property
    def words(self) -> str:
        """The member as a reader is told of it."""
        steps = [step for step in (*self.path, self.name) if step not in {ITEMS, _SUBJECT[0]}]
        return ".".join(steps) + ("" if self.is_stated else " (where stated)")


_SUBJECT = ("credentialSubject",)
_PROVENANCE = (*_SUBJECT, "provenance")
_ORIGIN = (*_PROVENANCE, "origins", ITEMS)
_MASSES, _PARTNERS, _SITES = (frozenset({part}) for part in HiddenPart)
_ANY = frozenset(HiddenPart)


def _places(
    path: tuple[str, ...], *names: str, parts: frozenset[HiddenPart], is_stated: bool = True
) -> tuple[HidingPlace, ...]:
    return tuple(HidingPlace(path=path, name=name, parts=parts, is_stated=is_stated) for name in names)


PLACES = (
    *_places((), "id", parts=_ANY),
    *_places(_SUBJECT, "document_sha256", parts=_ANY),
    *_places(_SUBJECT, "coc_mass_g", "coc_mass_t", "total_mass_g", "total_mass_t", parts=_MASSES),
    *_places(_SUBJECT, "buyer", parts=_PARTNERS),
    *_places(_SUBJECT, "facility", parts=_SITES),
    *_places(_SUBJECT, "lot", parts=_PARTNERS | _SITES, is_stated=False),
    *_places((*_SUBJECT, "seller"), "address", parts=_SITES),
    *_places(_PROVENANCE, "traced_mass_g", "traced_mass_t", parts=_MASSES),
    *_places(_ORIGIN, "mass_g", "share", parts=_MASSES),
    *_places(_ORIGIN, "organisation", parts=_PARTNERS, is_stated=False),
    *_places(_ORIGIN, "facility", "lot", parts=_PARTNERS | _SITES, is_stated=False),
)
PATHS: dict[tuple[str, ...], tuple[HidingPlace, ...]] = {
    path: tuple(each for each in PLACES if each.path == path)
    for path in dict.fromkeys(each.path for each in PLACES)
}
"""The objects that are covered, each with the members that it may hide."""


def objects_at(value: JsonValue, path: Sequence[str]) -> Iterator[JsonObject]:
    """Yield the objects at a path."""
    if not path:
        if isinstance(value, dict):
            yield value
    elif path[0] == ITEMS:
        for each in value if isinstance(value, list) else ():
            yield from objects_at(each, path[1:])
    elif isinstance(value, dict):
        yield from objects_at(value.get(path[0]), path[1:])


def not_shown(credential: JsonObject) -> tuple[HidingPlace, ...]:
    """Return the members that a passport with hidden parts does not show, in their order."""
    return tuple(
        place
        for place in PLACES
        if any(place.name not in each for each in objects_at(credential, place.path))
    )


def still_shown(credential: JsonObject, parts: frozenset[HiddenPart]) -> tuple[HidingPlace, ...]:
    """Return the members of some parts that a passport shows, in their order."""
    return tuple(
        place
        for place in PLACES
        if place.parts & parts and any(place.name in each for each in objects_at(credential, place.path))
    )


def hides(places: Sequence[HidingPlace], part: HiddenPart) -> bool:
    """Say whether something is not shown that every passport states and that goes with a part alone."""
    return any(each.is_stated and each.parts == {part} for each in places)
