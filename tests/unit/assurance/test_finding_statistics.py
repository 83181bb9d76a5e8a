"""What the statistics of findings show of a small world, and how they are put together where few stand behind them."""

from datetime import date

from casthouse.assurance.finding_statistics import FindingSheet, RatingCount, finding_sheets
from casthouse.assurance.rating import Rating
from casthouse.measure.disclosure import DisclosureRules
from casthouse.parties.activity import Activity
from tests.unit.assurance.manual_samples import MANUAL

RULES = DisclosureRules(organisations_min=3)
CAST, MINE = Activity.CASTHOUSE, Activity.BAUXITE_MINING


def rated(
    rating: Rating, *organisations: str, principle: int = 5, activity: Activity = CAST
) -> list[RatingCount]:
    return [
        RatingCount(
            organisation=each,
            edition="ps-v3",
            principle=principle,
            activity=activity,
            rating=rating,
            count=2,
        )
        for each in organisations
    ]


def sheet(*counts: list[RatingCount]) -> FindingSheet:
    (made,) = finding_sheets([each for some in counts for each in some], year=2025, rules=RULES)
    return made


def shown(made: FindingSheet) -> list[tuple[int | None, Activity | None, list[tuple[int, int]]]]:
    return [
        (line.principle, line.activity, [(len(each.ratings), each.count) for each in line.figures])
        for line in made.lines
    ]


def test_with_three_behind_each_rating_all_are_shown() -> None:
    made = sheet(rated(Rating.CONFORMANCE, "A", "B", "C"), rated(Rating.MINOR, "A", "B", "C"))
    assert shown(made) == [(5, CAST, [(1, 0), (1, 6), (1, 0), (1, 6), (1, 0)])]
    assert not made.is_withheld


def test_with_two_behind_the_majors_they_are_shown_with_the_minors() -> None:
    made = sheet(
        rated(Rating.CONFORMANCE, "A", "B", "C"), rated(Rating.MAJOR, "A", "B"), rated(Rating.MINOR, "C")
    )
    assert shown(made) == [(5, CAST, [(1, 6), (2, 6), (2, 0)])]


def test_a_single_major_is_not_to_be_told_from_the_rest() -> None:
    made = sheet(rated(Rating.CONFORMANCE, "A", "B", "C"), rated(Rating.MAJOR, "A"))
    assert shown(made) == [(5, CAST, [(5, 8)])]


def test_two_miners_are_shown_with_the_others() -> None:
    made = sheet(
        rated(Rating.CONFORMANCE, "A", "B", "C"),
        rated(Rating.CONFORMANCE, "D", "E", activity=MINE),
        rated(Rating.CONFORMANCE, "F", activity=Activity.ALUMINA_REFINING),
    )
    assert [(each[0], each[1]) for each in shown(made)] == [(5, CAST), (5, None)]


def test_what_passes_in_no_company_is_withheld() -> None:
    made = sheet(rated(Rating.CONFORMANCE, "A", "B", "C"), rated(Rating.CONFORMANCE, "D", "E", principle=9))
    assert [(each[0], each[1]) for each in shown(made)] == [(5, CAST)]
    assert made.is_withheld


def test_a_year_is_published_when_its_reports_are_due() -> None:
    assert MANUAL.publication.first_day(2025) == date(2026, 4, 1)
