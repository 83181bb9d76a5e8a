"""Boundaries under `casthouse check`: the days on which facilities stand in a scope follow from its versions."""

from collections.abc import Iterator

from casthouse.custody.boundary import boundary_versions, days_of_facilities
from casthouse.custody.scope import FacilityDays
from casthouse.service.difference import Difference
from casthouse.storage import boundary as boundary_store
from casthouse.storage import scope as scope_store


def boundary_differences() -> Iterator[Difference]:
    """Yield the scopes whose stored days of facilities do not follow from what was recorded."""
    facts = boundary_store.boundary_facts()
    for scope in scope_store.scopes():
        stored = tuple(each for code in scope.facilities for each in scope.days_of(code))
        true = days_of_facilities(boundary_versions(facts.get(scope.code, [])))
        if stored != true:
            yield Difference(
                what="boundary", subject=scope.code, stored=_words(stored), recomputed=_words(true)
            )


def _words(days: tuple[FacilityDays, ...]) -> str:
    return "; ".join(f"{each.facility} {each.first} to {each.last}" for each in days) or "no facility"
