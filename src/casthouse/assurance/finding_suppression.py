"""Which ratings of a year are not shown by themselves, why, and where they are counted: for whoever publishes.

Nothing of this is published: that a figure is missing is seen, how many stand behind it is not.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from casthouse.assurance.finding_statistics import FindingSheet, RatingCount
from casthouse.assurance.rating import Rating
from casthouse.measure.disclosure import DisclosureRules, Suppressed, suppressed
from casthouse.parties.activity import Activity


class CountedIn(StrEnum):
    """Where a rating that is not shown by itself is counted."""

    RATINGS_TOGETHER = "ratings_together"  # in the line of its principle and activity
    OTHER_ACTIVITIES = "other_activities"  # in the line of its principle for all other activities
    OTHER_PRINCIPLES = "other_principles"  # in the line for all other principles
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressedFinding:
    """Ratings of one kind, for one principle and activity, that are not shown by themselves."""

    edition: str
    principle: int
    activity: Activity
    rating: Rating
    why: Suppressed
    counted_in: CountedIn


def suppressed_findings(
    counts: Iterable[RatingCount], sheets: Iterable[FindingSheet], rules: DisclosureRules
) -> tuple[SuppressedFinding, ...]:
    """Return the ratings of which sheets show no figure of their own, in the order of the sheets."""
    cells: dict[str, dict[tuple[int, Activity, Rating], dict[str, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for each in counts:
        cells[each.edition][each.principle, each.activity, each.rating][each.organisation] += each.count
    order = {activity: place for place, activity in enumerate(Activity)}
    ratings = tuple(Rating)
    found = []
    for sheet in sheets:
        held = cells[sheet.edition]
        for cell in sorted(held, key=lambda each: (each[0], order[each[1]], ratings.index(each[2]))):
            if (counted_in := _counted_in(sheet, *cell)) is not None:
                principle, activity, rating = cell
                found.append(
                    SuppressedFinding(
                        edition=sheet.edition,
                        principle=principle,
                        activity=activity,
                        rating=rating,
                        why=suppressed(held[cell], rules),
                        counted_in=counted_in,
                    )
                )
    return tuple(found)


def _counted_in(sheet: FindingSheet, principle: int, activity: Activity, rating: Rating) -> CountedIn | None:
    """Return where a cell is counted; None where it is shown by itself."""
    lines = {(line.principle, line.activity): line for line in sheet.lines}
    own = lines.get((principle, activity))
    if own is not None:
        is_alone = any(each.ratings == {rating} for each in own.figures)
        return None if is_alone else CountedIn.RATINGS_TOGETHER
    if (principle, None) in lines:
        return CountedIn.OTHER_ACTIVITIES
    return CountedIn.OTHER_PRINCIPLES if (None, None) in lines else CountedIn.NOWHERE
