"""Does this smelter pass? Each alternative says whether, and why."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from casthouse.exchange.edition_file import built_in_editions
from casthouse.standard.threshold import Boundary, Outcome, SmelterFigures, number_text, smelter_threshold
from tests.unit.refusing import refused

EDITIONS = built_in_editions()
V2, V3 = EDITIONS["ps-v2"], EDITIONS["ps-v3"]
OLD, NEW = date(2020, 12, 31), date(2021, 1, 1)
TODAY = date(2026, 6, 1)


def judged(
    *figures: str,
    started: date = OLD,
    on: date = TODAY,
    edition: str = "ps-v3",
    path: bool = False,
) -> tuple[bool, dict[str, Outcome]]:
    boundary = Boundary.MINE_TO_METAL if edition == "ps-v3" else Boundary.SCOPE_1_2
    series: Sequence[Fraction] = [Fraction(each) for each in figures]
    result = smelter_threshold(
        EDITIONS[edition].alternatives,
        criterion="5.2" if edition == "ps-v3" else "5.3",
        figures=SmelterFigures(
            started_on=started, judged_on=on, intensities={boundary: series}, on_accepted_path=path
        ),
    )
    return result.is_passed, {each.alternative.id: each.outcome for each in result.results}


def why(*figures: str, alternative: str) -> str:
    result = smelter_threshold(
        V3.alternatives,
        criterion="5.2",
        figures=SmelterFigures(
            started_on=OLD,
            judged_on=TODAY,
            intensities={Boundary.MINE_TO_METAL: [Fraction(f) for f in figures]},
        ),
    )
    return next(each.why for each in result.results if each.alternative.id == alternative)


@pytest.mark.parametrize(
    ("figures", "passes"),
    [
        (["10.999999999"], True),
        (["11"], False),
        (["12"], False),
        (["14", "13", "12.6"], True),  # exactly a tenth
        (["14", "13", "12.600000001"], False),
        (["20", "14.5", "13"], False),  # down by more than a third, and not below 13
        (["12", "12", "12"], False),
        (["99", "14", "13", "12.6"], True),  # the last three count
        (["13.9", "14", "13", "12.6"], True),
        ([], False),
    ],
)
def test_a_smelter_from_before_2021_under_the_third_edition(figures: list[str], *, passes: bool) -> None:
    assert judged(*figures)[0] is passes


def test_a_new_smelter_has_the_strict_alternative_only() -> None:
    passed, outcomes = judged("14", "13", "12", started=NEW)
    assert not passed
    assert outcomes == {
        "new_smelter": Outcome.NOT_PASSED,
        "below": Outcome.OTHER_SMELTERS,
        "falling": Outcome.OTHER_SMELTERS,
        "accepted_path": Outcome.SWITCHED_OFF,
    }
    assert judged("10.9", started=NEW)[0]


def test_an_alternative_that_is_switched_off_lets_nobody_pass() -> None:
    passed, outcomes = judged("16", path=True)
    assert not passed
    assert outcomes["accepted_path"] is Outcome.SWITCHED_OFF


def test_a_figure_that_is_missing_is_not_one_that_is_too_high() -> None:
    passed, outcomes = judged("12")
    assert not passed
    assert (outcomes["below"], outcomes["falling"]) == (Outcome.NOT_PASSED, Outcome.FIGURES_MISSING)
    result = smelter_threshold(
        V3.alternatives, criterion="5.2", figures=SmelterFigures(started_on=OLD, judged_on=TODAY)
    )
    assert (result.is_passed, result.lacks_figures) == (False, True)


def test_the_figures_of_another_boundary_do_not_count() -> None:
    figures = SmelterFigures(started_on=OLD, judged_on=TODAY, intensities={Boundary.SCOPE_1_2: [Fraction(4)]})
    assert not smelter_threshold(V3.alternatives, criterion="5.2", figures=figures).is_passed


def test_under_the_second_edition_old_smelters_have_until_2030() -> None:
    assert judged("15", on=date(2029, 12, 31), edition="ps-v2")[0]
    assert not judged("15", on=date(2030, 1, 1), edition="ps-v2")[0]
    assert judged("7.999", on=date(2030, 1, 1), edition="ps-v2")[0]
    assert not judged("8", on=date(2030, 1, 1), edition="ps-v2")[0]
    assert not judged("15", started=NEW, edition="ps-v2")[0]


def test_each_alternative_says_why() -> None:
    assert why("10.5", alternative="below") == "10.5 is below 11 t CO2e per t Al"
    assert why("12", alternative="below") == "12 is not below 11 t CO2e per t Al"
    assert why("14", "13", "12", alternative="falling") == (
        "12 is below 13 t CO2e per t Al; over 3 reporting periods from 14 to 12 t CO2e per t Al, at least 10 % down"
    )
    assert why("12", "12", "12", alternative="falling").endswith("less than 10 % down")
    assert why("12", alternative="falling") == "1 of 3 reporting periods are known"
    assert why("12", alternative="new_smelter") == (
        "it is for smelters that started from 2021-01-01; this one on 2020-12-31"
    )


def test_a_criterion_without_a_threshold_is_refused() -> None:
    with refused("threshold_unknown"):
        smelter_threshold(
            V3.alternatives, criterion="5.1", figures=SmelterFigures(started_on=OLD, judged_on=TODAY)
        )


def test_numbers_are_written_exactly() -> None:
    assert [number_text(Fraction(each)) for each in ("11", "12.6", "1/3", "-0.25", "0")] == [
        "11",
        "12.6",
        "1/3",
        "-0.25",
        "0",
    ]
