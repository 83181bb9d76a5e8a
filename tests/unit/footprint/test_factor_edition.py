"""Which edition of factors a figure rests on, by the day: the one that holds, and a warning where none does."""

from dataclasses import replace
from datetime import date

import pytest

from casthouse.exchange.footprint_method_file import factors_of, footprint_method, out_of_date, stood_in

pytestmark = pytest.mark.one_store

METHOD = footprint_method("mine-to-metal-market")
BEFORE, FIRST = date(2025, 12, 31), date(2026, 1, 1)
SLOPE = "pfc.slope.SWPB"


def test_of_two_editions_the_one_that_holds_on_the_day_is_taken() -> None:
    assert float(factors_of(METHOD, BEFORE).factor(SLOPE).value) == 0.272
    assert float(factors_of(METHOD, FIRST).factor(SLOPE).value) == 0.233
    assert float(factors_of(METHOD).factor(SLOPE).value) == 0.233, "the year of import decides"
    assert factors_of(METHOD, BEFORE).code == "ipcc-2006 + electricity-2014 + stand-ins-2026 + eu-2025-2547"
    assert factors_of(METHOD, BEFORE).factors.keys() == factors_of(METHOD, FIRST).factors.keys()


def test_what_stood_in_is_said() -> None:
    (told,) = stood_in(METHOD, BEFORE)
    assert (told.wanted, told.used) == ("factors of eu-2025-2547", "ipcc-2006, where it has them")
    assert stood_in(METHOD, FIRST) == []
    assert stood_in(replace(METHOD, factor_editions=("eu-2025-2547",)), BEFORE) == []


def test_a_figure_that_rests_on_an_edition_before_its_time_is_warned_of() -> None:
    assert out_of_date(METHOD, BEFORE, {"CWPB", "hydro"}) == []
    late = "the factor edition eu-2025-2547 does not hold on 2025-12-31"
    assert out_of_date(METHOD, BEFORE, {"PFPB_M"}) == [late], "no other edition has its factors"
    assert out_of_date(METHOD, FIRST, {"PFPB_M"}) == []
    alone = replace(METHOD, factor_editions=("eu-2025-2547",))
    assert out_of_date(alone, BEFORE, ()) == [late]
    assert out_of_date(METHOD, date(2020, 12, 31), ()) == [
        f"the factor edition {code} does not hold on 2020-12-31" for code in ("stand-ins-2026", "gwp100-ar6")
    ]
    assert out_of_date(METHOD, date(2031, 1, 1), ()) == ["the method was to be renewed after 2030-12-31"]
