"""The lines of a plant: they grow with what was measured, sum over days, and only PFC knows the warming potentials."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.factor_table_file import factor_table
from casthouse.exchange.footprint_method_file import factors_of, footprint_method, gwp_of
from casthouse.footprint.emission_line import EmissionLine, EmissionSheet, Reckoning
from casthouse.footprint.footprint_method import Part
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import KIND_RULES
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.plant_emission import emission_sheet
from casthouse.measure.period import Period
from tests.property.effort import examples
from tests.unit.footprint.chain_world import SMELTER, YEAR, measured

pytestmark = pytest.mark.one_store
F = Fraction
SETS = ("gwp100-sar", "gwp100-tar", "gwp100-ar4", "gwp100-ar5", "gwp100-ar6")
METHODS = ("mine-to-metal-market", "mine-to-metal-location", "eu-cbam")
AMOUNTS: tuple[tuple[Kind, str, str, dict[str, str]], ...] = (
    (Kind.LIQUID_METAL, "t", "", {}),
    (Kind.ELECTRICITY, "MWh", "hydro", {}),
    (Kind.ELECTRICITY, "kWh", "grid", {"location_factor": "400", "market_factor": "20", "evidence": "PPA"}),
    (Kind.FUEL, "GJ", "natural_gas", {}),
    (Kind.FUEL, "TJ", "other", {"factor": "74.1", "evidence": "e"}),
    (Kind.GREEN_ANODES, "t", "", {}),
    (Kind.BAKED_ANODES, "t", "", {}),
    (Kind.WASTE_TAR, "kg", "", {}),
    (Kind.PACKING_COKE, "t", "", {}),
    (Kind.SODA_ASH, "t", "", {}),
    (Kind.SODA_ASH, "t", "", {"purity": "0.9", "reference": "PURE"}),
    (Kind.GREEN_COKE, "t", "", {}),
    (Kind.CALCINED_COKE, "t", "", {}),
    (Kind.UNDER_CALCINED_COKE, "t", "", {}),
    (Kind.COKE_DUST, "t", "", {}),
    (Kind.TRANSPORT, "tkm", "sea", {"factor": "5", "evidence": "e"}),
    (Kind.PURCHASED_INPUT, "t", "silicon", {"factor": "9.8", "evidence": "e"}),
    (Kind.OTHER_EMISSION, "tCO2e", "flare", {"evidence": "e"}),
    (Kind.DUCT, "kg", "C2F6", {"collection": "0.95"}),
    (Kind.LOW_VOLTAGE, "kg", "CF4", {"evidence": "e"}),
)
RATES = (
    measured(Kind.ANODE_EFFECTS, "0.25", "min/cell-day", "CWPB"),
    measured(Kind.OVERVOLTAGE, "3", "mV", "CWPB", current_efficiency="95"),
    measured(Kind.NET_ANODE_CARBON, "0.42", "t/t"),
    measured(Kind.SODERBERG_PASTE, "0.5", "t/t", "HSS_dry"),
)
QUANTITY = st.integers(0, 10**8).map(lambda hundredths: F(hundredths, 100))


@st.composite
def plants(draw: st.DrawFn) -> list[Measurement]:
    """Draw amounts of some kinds over the whole year, and rates that hold for the metal."""
    told = draw(st.lists(st.sampled_from(AMOUNTS), min_size=1, max_size=8, unique_by=str))
    rows = [measured(kind, str(draw(QUANTITY)), unit, item, **terms) for kind, unit, item, terms in told]
    return [*rows, *draw(st.lists(st.sampled_from(RATES), max_size=4, unique_by=lambda each: each.kind))]


def sheet(
    rows: Sequence[Measurement], method: str = METHODS[0], period: Period = YEAR, gwp: str = ""
) -> EmissionSheet:
    chosen = footprint_method(method)
    reckoning = Reckoning(
        method=chosen,
        factors=factors_of(chosen),
        gwp=factor_table(gwp) if gwp else gwp_of(chosen),
        period=period,
        measured=tuple(rows),
    )
    return emission_sheet(reckoning, [SMELTER])


def by_label(*sheets: EmissionSheet) -> dict[str, Fraction]:
    """Return the emissions by label, without what is nothing."""
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for each in sheets:
        for line in each.lines:
            found[line.label] += line.co2e_t
    return {label: co2e_t for label, co2e_t in found.items() if co2e_t}


def is_amount(each: Measurement) -> bool:
    rule = KIND_RULES[each.kind]
    return each.kind is Kind.DUCT or not rule.family


@examples(40)
@given(rows=plants(), times=st.integers(1, 10**4).map(lambda n: F(n, 100)), method=st.sampled_from(METHODS))
def test_each_line_grows_as_what_was_measured(rows: list[Measurement], times: Fraction, method: str) -> None:
    more = [replace(each, quantity=each.quantity * times) if is_amount(each) else each for each in rows]
    assert by_label(sheet(more, method)) == {
        label: co2e_t * times for label, co2e_t in by_label(sheet(rows, method)).items()
    }


@examples(40)
@given(rows=plants(), share=st.integers(0, 20).map(lambda n: F(n, 20)), method=st.sampled_from(METHODS))
def test_an_amount_told_in_two_rows_is_the_amount_told_in_one(
    rows: list[Measurement], share: Fraction, method: str
) -> None:
    two = [replace(each, quantity=each.quantity * share) if is_amount(each) else each for each in rows]
    two += [
        replace(each, quantity=each.quantity * (1 - share), reference=f"{each.reference}-more")
        for each in rows
        if is_amount(each)
    ]
    assert by_label(sheet(two, method)) == by_label(sheet(rows, method))


@examples(40)
@given(rows=plants(), cut=st.integers(1, 364), method=st.sampled_from(METHODS))
def test_the_parts_of_a_year_sum_to_the_year(rows: list[Measurement], cut: int, method: str) -> None:
    day = date(2025, 1, 1) + timedelta(days=cut)
    parts = (Period(start=YEAR.start, end=day), Period(start=day, end=YEAR.end))
    assert by_label(*(sheet(rows, method, part) for part in parts)) == by_label(sheet(rows, method))


@examples(30)
@given(rows=plants(), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_line(rows: list[Measurement], order: st.DataObject) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert by_label(sheet(shuffled)) == by_label(sheet(rows))


@examples(30)
@given(rows=plants(), sets=st.permutations(SETS))
def test_another_set_of_potentials_changes_only_the_co2e_of_pfc(
    rows: list[Measurement], sets: Sequence[str]
) -> None:
    """The gases of a line stay the same to the last digit that is shown, and every other line stays as it is."""
    one, other = (sheet(rows, gwp=each) for each in sets[:2])
    assert len(one.lines) == len(other.lines)
    for a, b in zip(one.lines, other.lines, strict=True):
        assert words_of(a, sets[0]) == words_of(b, sets[1])
        if a.part is not Part.PFC:
            assert a == b
    assert (one.fallbacks, one.missing, one.warnings) == (other.fallbacks, other.missing, other.warnings)


def words_of(line: EmissionLine, gwp: str) -> EmissionLine:
    """Return a line without its CO2e and without the name of its set."""
    return replace(line, co2e_t=F(0), factor=line.factor.replace(gwp, ""))


METAL = measured(Kind.LIQUID_METAL, "1000", "t")
GAS = {
    "anode effects": [METAL, RATES[0]],
    "overvoltage": [METAL, RATES[1]],
    "duct": [
        measured(Kind.DUCT, "7", "kg", "CF4", collection="0.95"),
        measured(Kind.DUCT, "3", "kg", "C2F6", collection="0.95"),
    ],
    "low voltage": [
        measured(Kind.LOW_VOLTAGE, "7", "kg", "CF4", evidence="e"),
        measured(Kind.LOW_VOLTAGE, "3", "kg", "C2F6", evidence="e"),
    ],
}


@pytest.mark.parametrize("told", GAS)
@examples(15)
@given(factor=st.integers(1, 10**6), sets=st.permutations(SETS))
def test_the_co2e_of_pfc_is_the_same_gases_by_any_potentials(
    told: str, factor: int, sets: Sequence[str]
) -> None:
    """Of the CO2e under two sets the two gases can be reckoned back: they make the CO2e under a third."""
    rows = [replace(each, quantity=each.quantity * factor) if is_amount(each) else each for each in GAS[told]]
    co2e, potentials = [], []
    for name in sets[:3]:
        lines = sheet(rows, gwp=name).lines
        co2e.append(sum((each.co2e_t for each in lines if each.part is Part.PFC), F(0)))
        table = factor_table(name)
        potentials.append((table.factor("CF4").value, table.factor("C2F6").value))
    (a, b), (c, d), (e, f) = potentials
    whole = a * d - b * c
    cf4_t, c2f6_t = (co2e[0] * d - b * co2e[1]) / whole, (a * co2e[1] - c * co2e[0]) / whole
    assert co2e[2] == cf4_t * e + c2f6_t * f
    assert cf4_t > 0
    assert c2f6_t > 0


def test_a_rate_tells_the_gases_that_its_co2e_is_of() -> None:
    potentials = factor_table(SETS[0])
    told = [
        each for rows in GAS.values() for each in sheet(rows, gwp=SETS[0]).lines if " t CF4, " in each.factor
    ]
    assert told
    for line in told:
        cf4_t, c2f6_t = (float(each) for each in re.findall(r"([\d.e+-]+) t C", line.factor))
        co2e_t = cf4_t * float(potentials.factor("CF4").value) + c2f6_t * float(
            potentials.factor("C2F6").value
        )
        assert co2e_t == pytest.approx(float(line.co2e_t), rel=1e-4)
