"""A self-assessment: a member rates its own scope against an edition, item by item, before anybody else does.

It begins as a draft that several people fill in, is submitted once nothing is missing, and is frozen then; the next
one of the scope that is submitted supersedes it. Items that do not hold for the scope's activities are not in it. An
assessment over nothing is never complete.

Source: fact sheet on the Performance Standard, sections 4, 5.2 and 5.3.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casthouse.assurance.assessed_item import AssessedItem, Missing
from casthouse.assurance.rating import ItemRating, Rating, by_criterion, worst
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.applicability_row import Cycle

SHOWN_MAX = 5


class AssessmentState(StrEnum):
    """Where a self-assessment stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAssessment:
    """A self-assessment of a scope; `number` counts those of the scope from 1."""

    scope: str
    number: int
    edition: str
    cycle: Cycle
    state: AssessmentState
    activities: tuple[Activity, ...]
    items: tuple[AssessedItem, ...]
    started_by: str
    started_at: datetime
    submitted_by: str = ""
    submitted_at: datetime | None = None
    carried_from: int | None = None

    @property
    def is_draft(self) -> bool:
        """Say whether it can still be written."""
        return self.state is AssessmentState.DRAFT

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is missing; over nothing, something always is."""
        return bool(self.items) and not any(item.missing for item in self.items)

    @property
    def gaps(self) -> tuple[AssessedItem, ...]:
        """The items with something to correct: the worst first, then those due first."""
        found = [item for item in self.items if item.is_gap]
        return tuple(sorted(found, key=_urgency))

    def item(self, number: str) -> AssessedItem:
        """Return an item by its number.

        Raises:
            Refusal: `assessment_item_unknown`.
        """
        for each in self.items:
            if each.number == number:
                return each
        raise Refusal(
            "assessment_item_unknown",
            found=f"item “{number[:40]}”",
            expected=f"an item of {self.edition} that holds for {self.scope}",
            todo="look at the list of items, or correct the number",
        )

    def of_principle(self, principle: int) -> tuple[AssessedItem, ...]:
        """Return the items of a principle, in the order of the text."""
        return tuple(item for item in self.items if item.principle == principle)


def _urgency(item: AssessedItem) -> tuple[int, bool, int]:
    due = item.answer.due
    severity = item.rating.severity if item.rating else 0
    return -severity, due is None, due.toordinal() if due else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleProgress:
    """How far a principle is: counts of items, and its rating once each item has one."""

    principle: int
    total: int
    rated: int
    complete: int
    gaps: int
    by_rating: Mapping[Rating, int]
    rating: Rating | None


def progress(assessment: SelfAssessment) -> tuple[PrincipleProgress, ...]:
    """Return how far each principle is, in order; principles without items are absent."""
    numbers = sorted({item.principle for item in assessment.items})
    return tuple(_progress(number, assessment.of_principle(number)) for number in numbers)


def _progress(principle: int, items: tuple[AssessedItem, ...]) -> PrincipleProgress:
    rated = [item for item in items if item.is_rated]
    return PrincipleProgress(
        principle=principle,
        total=len(items),
        rated=len(rated),
        complete=sum(not item.missing for item in items),
        gaps=sum(item.is_gap for item in rated),
        by_rating={rating: sum(item.rating is rating for item in rated) for rating in Rating},
        rating=worst(_ratings(items)) if len(rated) == len(items) else None,
    )


def criterion_ratings(assessment: SelfAssessment) -> Mapping[str, Rating]:
    """Return the rating of each criterion of which every item is rated: as good as its worst item."""
    open_ones = {item.criterion for item in assessment.items if not item.is_rated}
    rolled = by_criterion(
        ItemRating(item=item.number, criterion=item.criterion, site=assessment.scope, rating=item.rating)
        for item in assessment.items
        if item.is_rated and item.rating is not None
    )
    return {criterion: rating for criterion, rating in rolled.items() if criterion not in open_ones}


def _ratings(items: Iterable[AssessedItem]) -> list[Rating]:
    return [item.rating for item in items if item.rating is not None and item.is_rated]


def missing_items(assessment: SelfAssessment) -> tuple[tuple[AssessedItem, tuple[Missing, ...]], ...]:
    """Return the items that lack something, by principle, in each the mandatory ones first."""
    lacking = [(item, item.missing) for item in assessment.items if item.missing]
    return tuple(sorted(lacking, key=lambda each: (each[0].principle, not each[0].is_mandatory)))


class ItemFilter(StrEnum):
    """Which items of a principle are shown."""

    ALL = "all"
    UNRATED = "unrated"
    GAPS = "gaps"
    MANDATORY = "mandatory"
    SECOND_LOOK = "second_look"


_FILTERS: Mapping[ItemFilter, Callable[[AssessedItem], bool]] = {
    ItemFilter.ALL: lambda item: True,  # noqa: ARG005 - every item
    ItemFilter.UNRATED: lambda item: not item.is_rated,
    ItemFilter.GAPS: lambda item: item.is_gap,
    ItemFilter.MANDATORY: lambda item: item.is_mandatory,
    ItemFilter.SECOND_LOOK: lambda item: item.waits_for_second_look,
}


def filtered(items: Iterable[AssessedItem], wanted: ItemFilter) -> tuple[AssessedItem, ...]:
    """Return the items that a filter lets through, in their order."""
    return tuple(item for item in items if _FILTERS[wanted](item))


def require_draft(assessment: SelfAssessment) -> None:
    """Let a draft pass.

    Raises:
        Refusal: `assessment_frozen`.
    """
    if not assessment.is_draft:
        raise Refusal(
            "assessment_frozen",
            found=f"self-assessment {assessment.number} of {assessment.scope}, {assessment.state.value}",
            expected="a draft",
            todo="carry it over to a new one and write there",
        )


def require_complete(assessment: SelfAssessment) -> None:
    """Let an assessment pass that may be submitted.

    Raises:
        Refusal: `assessment_frozen`, `assessment_incomplete`.
    """
    require_draft(assessment)
    if assessment.is_complete:
        return
    lacking = missing_items(assessment)
    first = "; ".join(
        f"{item.number}: {', '.join(each.words for each in what)}" for item, what in lacking[:SHOWN_MAX]
    )
    more = f"; and {len(lacking) - SHOWN_MAX} more" if len(lacking) > SHOWN_MAX else ""
    raise Refusal(
        "assessment_incomplete",
        found=f"{len(lacking)} items that lack something ({first}{more})" if lacking else "no item at all",
        expected="every item rated, with what its rating needs",
        todo="go through the list of what is missing",
    )
