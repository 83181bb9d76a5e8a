"""Ratings of audits by principle, activity and rating, as they may be published for one edition and year.

A region is a principle with an activity. It is published in the finest of three ways in which every figure passes: each
rating by itself; non-conformances together, and what was not rated together; all ratings as one count. Where none
passes, the activity joins the others of the principle for which none did; where these do not pass together, they
join those of the other principles. What does not pass even then is withheld. A site counts under the first of its
certified activities in the order of the chain, so that each rating is counted once and no two figures share one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casthouse.assurance.rating import Rating
from casthouse.measure.disclosure import Block, DisclosureRules, finest_blocks
from casthouse.parties.activity import Activity

FindingCell = tuple[int, Activity, Rating]
FindingCells = Mapping[FindingCell, Mapping[str, int]]
Region = tuple[int, Activity]

BY_RATING = tuple(frozenset({each}) for each in Rating)
BY_OUTCOME = (
    frozenset({Rating.CONFORMANCE}),
    frozenset({Rating.MINOR, Rating.MAJOR}),
    frozenset({Rating.NOT_APPLICABLE, Rating.UNABLE_TO_RATE}),
)
ALL_RATINGS = (frozenset(Rating),)
WAYS = (BY_RATING, BY_OUTCOME, ALL_RATINGS)
"""How the ratings of a region are put together, the finest way first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFigure:
    """How many ratings of some kinds there are."""

    ratings: frozenset[Rating]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """The figures of a region. `principle` None: principles that are not shown by themselves.

    `activity` None: the activities that no other line of the principle, or of the sheet, shows.
    """

    principle: int | None
    activity: Activity | None
    figures: tuple[FindingFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSheet:
    """What is published of an edition and year; `is_withheld` says that there is more that may not be."""

    edition: str
    year: int
    lines: tuple[FindingLine, ...]
    is_withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingCount:
    """How many ratings of a kind an organisation was given at sites of an activity, for a principle."""

    organisation: str
    edition: str
    principle: int
    activity: Activity
    rating: Rating
    count: int


def finding_sheets(
    counts: Iterable[RatingCount], *, year: int, rules: DisclosureRules
) -> tuple[FindingSheet, ...]:
    """Return what may be published of the ratings of a year, by edition."""
    editions: dict[str, dict[FindingCell, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for each in counts:
        held = editions[each.edition][each.principle, each.activity, each.rating]
        held[each.organisation] = held.get(each.organisation, 0) + each.count
    return tuple(_sheet(edition, year, cells, rules) for edition, cells in sorted(editions.items()) if cells)


def _sheet(edition: str, year: int, cells: FindingCells, rules: DisclosureRules) -> FindingSheet:
    regions = sorted({(principle, activity) for principle, activity, _ in cells}, key=_order)
    lines, left = [], dict[int, list[Region]]()
    for region in regions:
        if (figures := _figures(cells, [region], rules)) is None:
            left.setdefault(region[0], []).append(region)
        else:
            lines.append(FindingLine(principle=region[0], activity=region[1], figures=figures))
    rest: list[Region] = []
    for principle, pool in left.items():
        if (figures := _figures(cells, pool, rules)) is None:
            rest += pool
        else:
            lines.append(FindingLine(principle=principle, activity=None, figures=figures))
    figures = _figures(cells, rest, rules) if rest else None
    if figures is not None:
        lines.append(FindingLine(principle=None, activity=None, figures=figures))
    return FindingSheet(
        edition=edition,
        year=year,
        lines=tuple(sorted(lines, key=_place)),
        is_withheld=bool(rest) and figures is None,
    )


def _figures(
    cells: FindingCells, regions: Sequence[Region], rules: DisclosureRules
) -> tuple[FindingFigure, ...] | None:
    ways = [
        [frozenset((*region, rating) for region in regions for rating in part) for part in way]
        for way in WAYS
    ]
    blocks = finest_blocks(cells, ways, rules)
    return None if blocks is None else tuple(_figure(each) for each in blocks)


def _figure(block: Block[FindingCell]) -> FindingFigure:
    return FindingFigure(ratings=frozenset(rating for _, _, rating in block.cells), count=block.total)


def _order(region: Region) -> tuple[int, int]:
    return region[0], tuple(Activity).index(region[1])


def _place(line: FindingLine) -> tuple[bool, int, bool, int]:
    activity = 0 if line.activity is None else tuple(Activity).index(line.activity)
    return line.principle is None, line.principle or 0, line.activity is None, activity
