"""Which edition of factors a figure rests on, by the day: the one that holds, and a warning where none does."""

from dataclasses import replace
from datetime import date

import pytest

from casthouse.exchange.footprint_method_file import factors_of, footprint_method, out_of_date, stood_in
from casthouse.footprint.factor_text import factor_table_from_text
from casthouse.refusal import Refusal

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
    name = "EU CBAM methods 2025: electrolysis"
    late = f"the factor edition eu-2025-2547 ({name}) holds from 2026-01-01 and not on 2025-12-31"
    assert out_of_date(METHOD, BEFORE, {"PFPB_M"}) == [late], "no other edition has its factors"
    assert out_of_date(METHOD, FIRST, {"PFPB_M"}) == []
    alone = replace(METHOD, factor_editions=("eu-2025-2547",))
    assert out_of_date(alone, BEFORE, ()) == [late]
    early = out_of_date(METHOD, date(2020, 12, 31), ())
    assert [each.partition(" (")[0].rpartition(" ")[2] for each in early] == ["stand-ins-2026", "gwp100-ar6"]


def test_an_edition_past_its_validity_is_warned_of_by_name_and_never_used_in_silence() -> None:
    assert out_of_date(METHOD, date(2028, 12, 31), ()) == []
    name = "Stand-ins of Casthouse for what nobody told"
    ended = f"the factor edition stand-ins-2026 ({name}) holds from 2021-01-01 to 2028-12-31 "
    assert out_of_date(METHOD, date(2029, 1, 1), ()) == [ended + "and not on 2029-01-01"]
    assert factors_of(METHOD, date(2029, 1, 1)).code.endswith("stand-ins-2026"), "those that hold come first"
    assert out_of_date(METHOD, date(2031, 1, 1), ()) == [
        ended + "and not on 2031-01-01",
        "the method was to be renewed after 2030-12-31",
    ]


def test_where_an_uncertainty_is_from_is_text_beside_one() -> None:
    head = '[table]\ncode = "t"\nname = "n"\nvalid_from = 2020-01-01\n[[factor]]\nname = "f"\nvalue = 2\nunit = "u"\n'
    good = head + 'source = "s"\nverified = false\nuncertainty = 0.5\nuncertainty_source = "a survey"\n'
    factor = factor_table_from_text(good).factor("f")
    assert (float(factor.uncertainty or 0), factor.uncertainty_source) == (0.5, "a survey")
    for bad in (good.replace("uncertainty = 0.5\n", ""), good.replace('"a survey"', "3")):
        with pytest.raises(Refusal, match="uncertainty_source must be text, beside an uncertainty"):
            factor_table_from_text(bad)


def test_fuels_power_and_stand_ins_are_as_uncertain_as_a_named_source_says() -> None:
    factors = factors_of(METHOD).factors
    told = {
        name for name, each in factors.items() if each.uncertainty is not None and each.uncertainty_source
    }
    assert {
        "fuel.natural_gas",
        "electricity.life_cycle.coal",
        "precursor.aluminium",
        "precursor.alumina",
    } <= told
    gas, coal = factors["fuel.natural_gas"], factors["electricity.life_cycle.coal"]
    assert float(gas.uncertainty or 0) == pytest.approx((58.3 - 54.3) / 2 / 1.96 / 56.1, abs=5e-4)
    assert float(coal.uncertainty or 0) == pytest.approx((910 - 740) / 12**0.5 / 820, abs=5e-4)
    assert factors["electricity.life_cycle.hydro"].uncertainty is None
