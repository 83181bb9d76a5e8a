"""Every formula of what a plant emits is linear in its activity data, whatever the qualities and the rates are."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.electricity import electricity_co2e_t_per_t, mix_grams_per_kwh
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.perfluorocarbon import (
    CellTechnology,
    Perfluorocarbons,
    measured_in_duct,
    overvoltage_method,
    slope_method,
)
from casthouse.footprint.process_carbon import (
    CARBON_44_12,
    CARBON_CBAM,
    CarbonQuality,
    GreenCoke,
    SoderbergPaste,
    anode_co2_t,
    calcining_co2_t,
    carbon_balance_co2_t,
    packing_co2_t,
    pitch_co2_t,
    soda_ash_co2_t,
    soderberg_co2_t,
)
from tests.property.effort import examples

pytestmark = pytest.mark.one_store
F = Fraction
IPCC = factor_table("ipcc-2006")
SETS = tuple(factor_table(f"gwp100-{name}") for name in ("sar", "tar", "ar4", "ar5", "ar6"))
SLOPED = (CellTechnology.CWPB, CellTechnology.SWPB, CellTechnology.VSS, CellTechnology.HSS)
OVERVOLTED = (CellTechnology.CWPB, CellTechnology.SWPB)

MASS = st.integers(0, 10**9).map(lambda kilograms: F(kilograms, 1_000))
SHARE = st.integers(0, 1_000).map(lambda thousandths: F(thousandths, 1_000))
MASSES = st.tuples(*[MASS] * 6)
SHARES = st.tuples(*[SHARE] * 9)
TIMES = st.integers(0, 10**5).map(lambda hundredths: F(hundredths, 100))
RATIO = st.sampled_from((CARBON_44_12, CARBON_CBAM))
Numbers = Sequence[Fraction]
Formula = Callable[[Numbers, Numbers, Fraction], Fraction]
"""The emission of some masses, with some shares for its qualities and rates and a ratio of CO2 to carbon."""


def quality(shares: Numbers) -> CarbonQuality:
    return CarbonQuality(sulphur=shares[0], ash=shares[1])


def sloped(metal_t: Fraction, minutes: Fraction, table: FactorTable = IPCC) -> Perfluorocarbons:
    return slope_method(aluminium_t=metal_t, minutes=minutes, technology=CellTechnology.SWPB, table=table)


def overvolted(metal_t: Fraction, millivolt: Fraction, table: FactorTable = IPCC) -> Perfluorocarbons:
    return overvoltage_method(
        aluminium_t=metal_t,
        overvoltage_mv=millivolt,
        current_efficiency=F(94),
        technology=CellTechnology.SWPB,
        table=table,
    )


def gases(masses: Numbers) -> Perfluorocarbons:
    return Perfluorocarbons(cf4_t=masses[0], c2f6_t=masses[1])


def soderberg(masses: Numbers, shares: Numbers, ratio: Fraction) -> Fraction:
    paste = SoderbergPaste(
        paste_t_per_t=shares[0],
        soluble_kg_per_t=shares[1],
        binder=shares[2],
        pitch_sulphur=shares[3],
        pitch_ash=shares[4],
        pitch_hydrogen=shares[5],
        coke_sulphur=shares[6],
        coke_ash=shares[7],
        dust=shares[8],
    )
    return soderberg_co2_t(aluminium_t=masses[0], paste=paste, ratio=ratio)


def calcining(masses: Numbers, shares: Numbers, ratio: Fraction) -> Fraction:
    green = GreenCoke(mass_t=masses[0], moisture=shares[0], volatiles=shares[1], sulphur=shares[2])
    return calcining_co2_t(
        green=green,
        calcined_t=masses[1],
        under_calcined_t=masses[2],
        dust_t=masses[3],
        calcined_sulphur=shares[3],
        ratio=ratio,
    )


def pitch(masses: Numbers, shares: Numbers, ratio: Fraction) -> Fraction:
    return pitch_co2_t(
        green_anodes_t=masses[0],
        baked_anodes_t=masses[1],
        hydrogen=shares[0],
        waste_tar_t=masses[2],
        ratio=ratio,
    )


def carbon_balance(masses: Numbers, _shares: Numbers, ratio: Fraction) -> Fraction:
    return carbon_balance_co2_t(
        pitch_t=masses[0],
        coke_t=masses[1],
        packing_t=masses[2],
        by_products_t=masses[3],
        anodes_bought_t=masses[4],
        anodes_sold_t=masses[5],
        ratio=ratio,
    )


FORMULAS: dict[str, Formula] = {
    "CF4 by slope, in metal": lambda m, s, _: sloped(m[0], s[0] * 20).cf4_t,
    "CF4 by slope, in minutes": lambda m, s, _: sloped(s[0], m[0]).cf4_t,
    "C2F6 by slope": lambda m, s, _: sloped(m[0], s[0] * 20).c2f6_t,
    "CF4 by overvoltage, in metal": lambda m, s, _: overvolted(m[0], s[0] * 50).cf4_t,
    "CF4 by overvoltage, in millivolt": lambda m, s, _: overvolted(s[0], m[0]).cf4_t,
    "C2F6 by overvoltage": lambda m, s, _: overvolted(m[0], s[0] * 50).c2f6_t,
    "CF4 in the duct": lambda m, s, _: measured_in_duct(gases(m), collection=(s[0] + 1) / 2).cf4_t,
    "C2F6 in the duct": lambda m, s, _: measured_in_duct(gases(m), collection=(s[0] + 1) / 2).c2f6_t,
    "CO2e of gases": lambda m, _s, _: gases(m).co2e_t(SETS[0]),
    "anode": lambda m, s, ratio: anode_co2_t(
        aluminium_t=m[0], net_carbon=s[2], quality=quality(s), ratio=ratio
    ),
    "paste": soderberg,
    "pitch": pitch,
    "packing": lambda m, s, ratio: packing_co2_t(
        baked_anodes_t=m[0], coke_per_anode=s[2], quality=quality(s), ratio=ratio
    ),
    "calcining": calcining,
    "soda ash": lambda m, s, _: soda_ash_co2_t(mass_t=m[0], purity=s[0]),
    "balance of carbon": carbon_balance,
    "electricity": lambda m, s, _: electricity_co2e_t_per_t(kwh_per_t=m[0], grams_per_kwh=s[0] * 1_000),
}


@pytest.mark.parametrize("name", FORMULAS)
@examples(25)
@given(one=MASSES, other=MASSES, shares=SHARES, times=TIMES, ratio=RATIO)
def test_a_formula_is_linear_in_what_was_made_or_consumed(
    name: str, one: Numbers, other: Numbers, shares: Numbers, times: Fraction, ratio: Fraction
) -> None:
    """So much of one plant and all of another emit so much of one's emissions and all of the other's."""
    formula = FORMULAS[name]
    both = [times * a + b for a, b in zip(one, other, strict=True)]
    assert formula(both, shares, ratio) == times * formula(one, shares, ratio) + formula(other, shares, ratio)


@pytest.mark.parametrize("name", ["anode", "paste", "pitch", "packing", "balance of carbon"])
@examples(15)
@given(masses=MASSES, shares=SHARES, times=TIMES)
def test_the_ratio_of_the_method_is_a_factor_of_all_carbon(
    name: str, masses: Numbers, shares: Numbers, times: Fraction
) -> None:
    formula = FORMULAS[name]
    assert formula(masses, shares, times) == times * formula(masses, shares, F(1))


def without_c2f6(table: FactorTable) -> FactorTable:
    """Return the table with nought for how much C2F6 comes with CF4."""
    factors = {
        name: replace(each, value=F(0)) if "weight." in name else each for name, each in table.factors.items()
    }
    return replace(table, factors=factors)


@pytest.mark.parametrize("method", [sloped, overvolted])
@examples(40)
@given(metal_t=MASS, rate=MASS)
def test_without_a_weight_of_c2f6_there_is_none_and_as_much_cf4(
    method: Callable[..., Perfluorocarbons], metal_t: Fraction, rate: Fraction
) -> None:
    found = method(metal_t, rate, without_c2f6(IPCC))
    assert found.c2f6_t == 0
    assert found.cf4_t == method(metal_t, rate).cf4_t
    assert found.co2e_t(SETS[0]) == found.cf4_t * SETS[0].factor("CF4").value


@examples(40)
@given(metal_t=MASS, minutes=MASS, technology=st.sampled_from(SLOPED))
def test_c2f6_is_a_part_of_cf4_whatever_was_measured(
    metal_t: Fraction, minutes: Fraction, technology: CellTechnology
) -> None:
    found = slope_method(aluminium_t=metal_t, minutes=minutes, technology=technology, table=IPCC)
    assert found.c2f6_t == found.cf4_t * IPCC.factor(f"pfc.weight.{technology}").value


@examples(40)
@given(
    metal_t=MASS,
    millivolt=MASS,
    efficiency=st.integers(200, 10_000).map(lambda hundredths: F(hundredths, 100)),
    technology=st.sampled_from(OVERVOLTED),
)
def test_overvoltage_at_half_the_current_efficiency_is_twice_the_gas(
    metal_t: Fraction, millivolt: Fraction, efficiency: Fraction, technology: CellTechnology
) -> None:
    whole, half = (
        overvoltage_method(
            aluminium_t=metal_t,
            overvoltage_mv=millivolt,
            current_efficiency=percent,
            technology=technology,
            table=IPCC,
        )
        for percent in (efficiency, (efficiency + 1) / 2)
    )
    assert whole.cf4_t * efficiency == half.cf4_t * (efficiency + 1) / 2
    assert whole.c2f6_t * efficiency == half.c2f6_t * (efficiency + 1) / 2


@examples(40)
@given(masses=MASSES, collection=SHARE.map(lambda each: (each + 1) / 1_001), gwp=st.sampled_from(SETS))
def test_a_duct_that_misses_some_never_lowers_what_was_emitted(
    masses: Numbers, collection: Fraction, gwp: FactorTable
) -> None:
    caught = gases(masses)
    emitted = measured_in_duct(caught, collection=collection)
    assert (emitted.cf4_t * collection, emitted.c2f6_t * collection) == (caught.cf4_t, caught.c2f6_t)
    assert emitted.co2e_t(gwp) >= caught.co2e_t(gwp)


POWERS = ("hydro", "coal", "gas", "nuclear")


WEIGHTS = st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any)


def mix(weights: list[int]) -> dict[str, Fraction]:
    return {source: F(each, sum(weights)) for source, each in zip(POWERS, weights, strict=True)}


@examples(40)
@given(one=WEIGHTS, other=WEIGHTS, share=SHARE, data=st.data())
def test_a_mix_of_two_mixes_is_between_them_and_has_no_order(
    one: list[int], other: list[int], share: Fraction, data: st.DataObject
) -> None:
    """So much of one supplier and the rest of another: each source counts by how much of it there is."""

    def grams(shares: dict[str, Fraction]) -> Fraction:
        return mix_grams_per_kwh(shares, factor_table("electricity-2014"), boundary="life_cycle")

    a, b = mix(one), mix(other)
    both = {source: share * a[source] + (1 - share) * b[source] for source in POWERS}
    assert grams(both) == share * grams(a) + (1 - share) * grams(b)
    assert grams(dict(data.draw(st.permutations(list(both.items()))))) == grams(both)
