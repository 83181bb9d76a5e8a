"""Paths to 2050 against a sector's series, and which intensities count for a threshold."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.sector_path_file import built_in_sector_series
from casthouse.footprint.climate_fact import ClimateFacts, PeriodIntensity, SlopeKind, unbroken
from casthouse.footprint.sector_path import path_targets, sector_series_from_text
from casthouse.measure.period import Period
from casthouse.refusal import Refusal

F = Fraction
SERIES = built_in_sector_series()


@pytest.mark.parametrize(("base", "expected"), [("12", 8.608974), ("22.1", 15.730769), ("3.8", 2.826923)])
def test_the_worked_case(base: str, expected: float) -> None:
    """F15: the sector from 16.1 to 11.5 in 2030 and 0.5 in 2050."""
    targets = {each.year: each.per_t for each in path_targets(SERIES, base_year=2016, base=F(base))}
    assert float(targets[2030]) == pytest.approx(expected, rel=1e-6)
    assert targets[2050] == F(1, 2)
    assert list(targets) == [2020, 2025, 2030, 2035, 2040, 2045, 2050]


@given(base=st.fractions(min_value=1, max_value=30, max_denominator=50), year=st.integers(2016, 2049))
def test_a_path_starts_at_the_base_falls_and_ends_with_the_sector(base: Fraction, year: int) -> None:
    targets = path_targets(SERIES, base_year=year, base=base, also=[year])
    values = [each.per_t for each in targets]
    assert targets[0].year == year
    assert values[0] == base
    assert values == sorted(values, reverse=True)
    assert values[-1] == SERIES.in_year(2050)


def test_a_base_year_outside_the_series_is_refused() -> None:
    for year in (2015, 2050, 2060):
        with pytest.raises(Refusal) as refused:
            path_targets(SERIES, base_year=year, base=F(9))
        assert refused.value.code == "base_year_invalid"


def test_between_two_years_it_goes_straight_and_outside_there_is_nothing() -> None:
    assert SERIES.in_year(2023) == F("16.1") + (F("11.5") - F("16.1")) / 2
    assert SERIES.in_year(2051) is None
    assert not SERIES.verified


GOOD = 'code = "a"\nname = "b"\nunit = "u"\nsource = "s"\nverified = false\n'
POINTS = "[[point]]\nyear = 2020\nvalue = 2\n[[point]]\nyear = 2050\nvalue = 1\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "code must be text"),
        (GOOD, "at least two"),
        (GOOD + POINTS.replace("2050", "2020"), "at least two"),
        (GOOD + POINTS.replace("2020", "2060"), "in order"),
        (GOOD + POINTS.replace("value = 1", 'value = "1"'), "2050: value must be a number"),
        (GOOD + POINTS.replace("value = 1", "value = -1"), "2050: value must be a number"),
        (GOOD.replace("false", '"no"') + POINTS, "verified"),
        (GOOD + "more = 1\n" + POINTS, "the key more is unknown"),
        ("[[", "…"),
    ],
)
def test_a_wrong_series_is_refused_with_every_mistake(text: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        sector_series_from_text(text)
    assert refused.value.code == "sector_series_invalid"
    assert words == "…" or words in str(refused.value)
    assert sector_series_from_text(GOOD + POINTS).in_year(2035) == F(3, 2)


def period(whole: Fraction | None, year: int = 2024) -> PeriodIntensity:
    return PeriodIntensity(
        period=Period(start=date(year, 1, 1), end=date(year + 1, 1, 1)),
        whole=whole,
        process=None,
        bought=None,
        missing=(),
        is_smelter=True,
        entries=(),
    )


def test_only_periods_without_a_gap_count_and_are_rounded_up() -> None:
    third = F(31, 3)
    assert unbroken([period(F(9)), period(None), period(third)], is_process=False) == [F("10.333333334")]
    assert unbroken([period(F(9)), period(F(8))], is_process=False) == [F(9), F(8)]
    assert unbroken([period(F(9)), period(None)], is_process=False) == []
    assert unbroken([replace(period(F(9)), process=F(4))], is_process=True) == [F(4)]
    just_above = F(11) - F(1, 10**12)
    assert unbroken([period(just_above)], is_process=False) == [F(11)], "against whoever passes"


def known(year: int, *values: str | None, is_smelter: bool = False) -> PeriodIntensity:
    whole, process, bought = (None if each is None else F(each) for each in values)
    return PeriodIntensity(
        period=Period(start=date(year, 1, 1), end=date(year + 1, 1, 1)),
        whole=whole,
        process=process,
        bought=bought,
        missing=(),
        is_smelter=is_smelter,
        entries=(),
    )


def test_slopes_of_a_mill_are_those_of_its_processes_and_of_what_it_buys() -> None:
    periods = (known(2022, None, "0.5", "8"), known(2023, "9", "0.4", None), known(2024, "9", None, "6"))
    mill = ClimateFacts(
        scope="MILL",
        organisation="ACME",
        edition="ps-v3",
        periods=periods,
        threshold=None,
        threshold_unknown="",
        base=None,
        base_unknown="",
        series=SERIES,
        targets=(),
    )
    found = {each.kind: each for each in mill.slopes}
    assert [each.is_asked for each in mill.slopes] == [False, True, True]
    assert found[SlopeKind.PROCESS].change == F("-0.2")
    assert found[SlopeKind.BOUGHT_METAL].change_percent == -25
    assert found[SlopeKind.MINE_TO_METAL].change == 0
    alone = replace(mill, base=periods[2], periods=periods[:2] + periods[2:])
    assert [each.change for each in alone.slopes] == [None, None, None], "one period tells no change"
