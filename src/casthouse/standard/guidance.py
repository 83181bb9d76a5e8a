"""Help for whoever rates criteria for the first time: the question in plain words, what people show, what good is.

Guidance is Casthouse's own and derived: it decides nothing, and no rating depends on it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from casthouse.parties.activity import Activity
from casthouse.standard.rule import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionGuidance:
    """Help for one criterion; `for_activity` says what it comes down to where a scope does that."""

    number: str
    asks: str
    evidence: tuple[str, ...]
    good: str
    for_activity: Mapping[Activity, str] = field(default_factory=dict)

    def notes_for(self, activities: Collection[Activity]) -> tuple[str, ...]:
        """Return what it comes down to for these activities, in the order of the value chain."""
        return tuple(
            self.for_activity[each] for each in Activity if each in activities and each in self.for_activity
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """The help for the criteria of one edition, by their number; `verified` says that somebody official read it."""

    edition: str
    tag: Tag
    verified: bool
    criteria: Mapping[str, CriterionGuidance]
