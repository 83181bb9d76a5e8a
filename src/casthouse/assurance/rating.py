"""Ratings of what an audit looked at, and how they add up: a criterion is as good as its worst sub-item.

The five ratings are those of the assurance model (fact sheet 5.3). A non-conformance at one site counts for the whole
scope, so the same roll-up holds over sites. An empty set rates nothing: it is neither good nor bad.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Rating(StrEnum):
    """What an auditor says of one item at one site, from the best to the worst."""

    NOT_APPLICABLE = "not_applicable"
    CONFORMANCE = "conformance"
    UNABLE_TO_RATE = "unable_to_rate"
    MINOR = "minor_non_conformance"
    MAJOR = "major_non_conformance"

    @property
    def severity(self) -> int:
        """How bad it is: 0 for what does not apply, 4 for a major non-conformance."""
        return tuple(Rating).index(self)

    @property
    def is_non_conformance(self) -> bool:
        """Say whether something has to be corrected."""
        return self in {Rating.MINOR, Rating.MAJOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRating:
    """A rating of one rateable item, a criterion or one of its sub-items, at one site."""

    item: str
    criterion: str
    site: str
    rating: Rating


def worst(ratings: Iterable[Rating]) -> Rating | None:
    """Return the worst of some ratings, or None where there is none."""
    return max(ratings, key=lambda each: each.severity, default=None)


def by_criterion(ratings: Iterable[ItemRating]) -> Mapping[str, Rating]:
    """Return the rating of each criterion over all its sub-items and sites; a criterion without one is absent."""
    rolled: dict[str, Rating] = {}
    for each in ratings:
        before = rolled.get(each.criterion)
        rolled[each.criterion] = (
            worst([each.rating] if before is None else [before, each.rating]) or each.rating
        )
    return rolled
