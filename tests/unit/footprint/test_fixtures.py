"""Worked cases of published and independent calculations: each formula to its tolerance."""

from dataclasses import replace
from fractions import Fraction

import pytest

from casthouse.exchange.factor_table_file import built_in_factor_tables, factor_table
from casthouse.footprint.chain_footprint import (
    ChainStep,
    Feed,
    chain_footprints,
    primary_data_share,
    weighted_mean,
)
from casthouse.footprint.electricity import (
    direct_current_kwh_per_t,
    electricity_co2e_t_per_t,
    mix_grams_per_kwh,
)
from casthouse.footprint.pathway import SectorPath, path_intensity
from casthouse.footprint.perfluorocarbon import (
    CellTechnology,
    Perfluorocarbons,
    measured_in_duct,
    overvoltage_method,
    slope_method,
)
from casthouse.footprint.process_carbon import (
    CARBON_CBAM,
    CarbonQuality,
    anode_co2_t,
    packing_co2_t,
    soda_ash_co2_t,
)
from casthouse.footprint.recovery import Melt, chain_yield, gross_per_product, loop_retention, mean_uses
from casthouse.footprint.recycled_content import Charge, recycled_content
from casthouse.footprint.scrap_rule import (
    CircularFootprint,
    Fabrication,
    circular_footprint,
    co_product,
    cut_off,
    substitution,
)
from casthouse.refusal import Refusal

F = Fraction


def near(found: Fraction | None, expected: float, tolerance: float = 1e-6) -> bool:
    assert found is not None
    return abs(float(found) - expected) <= tolerance * abs(expected)


def slope(table: str, technology: CellTechnology, aluminium_t: int, minutes: str) -> Perfluorocarbons:
    return slope_method(
        aluminium_t=F(aluminium_t), minutes=F(minutes), technology=technology, table=factor_table(table)
    )


def test_f1_slope_method_under_each_set_of_potentials() -> None:
    gases = slope("ipcc-2006", CellTechnology.VSS, 1_000, "10")
    assert (gases.cf4_t, gases.c2f6_t) == (F("0.92"), F("0.04876"))
    expected = {
        "sar": 6_428.592,
        "tar": 5_824.244,
        "ar4": 7_393.672,
        "ar5": 6_640.836,
        "ar6": 7_394.224,
    }
    for name, co2e in expected.items():
        assert near(gases.co2e_t(factor_table(f"gwp100-{name}")), co2e), name


def test_f2_and_f3_cbam_slope_and_duct() -> None:
    gases = slope("eu-2025-2547", CellTechnology.CWPB, 100_000, "0.25")
    ar5 = factor_table("gwp100-ar5")
    assert near(gases.cf4_t, 3.575)
    assert near(gases.c2f6_t, 0.432575)
    assert near(gases.co2e_t(ar5), 28_503.8325)
    assert near(measured_in_duct(gases, collection=F("0.95")).co2e_t(ar5), 30_004.034211)
    assert near(measured_in_duct(gases, collection=F("0.98")).co2e_t(ar5), 29_085.543367)


def test_the_overvoltage_method_takes_percent() -> None:
    gases = overvoltage_method(
        aluminium_t=F(1_000),
        overvoltage_mv=F(2),
        current_efficiency=F(95),
        technology=CellTechnology.CWPB,
        table=factor_table("ipcc-2006"),
    )
    assert gases.cf4_t == F("1.16") * 2 / 95
    with pytest.raises(Refusal, match="current_efficiency_invalid"):
        overvoltage_method(
            aluminium_t=F(1),
            overvoltage_mv=F(2),
            current_efficiency=F("0.95"),
            technology=CellTechnology.CWPB,
            table=factor_table("ipcc-2006"),
        )


def test_a_technology_without_factors_falls_back_on_record_or_is_refused() -> None:
    gases = slope("eu-2025-2547", CellTechnology.PFPB_MW, 100, "1")
    assert gases.cf4_t == slope("eu-2025-2547", CellTechnology.CWPB, 100, "1").cf4_t
    assert [each.wanted for each in gases.fallbacks] == ["pfc.slope.PFPB_MW"]
    with pytest.raises(Refusal, match="factor_missing"):
        slope("ipcc-2006", CellTechnology.PFPB_L, 100, "1")


def test_f4_to_f6_carbon_of_the_process() -> None:
    quality = CarbonQuality(sulphur=F("0.02"), ash=F("0.004"))
    assert near(anode_co2_t(aluminium_t=F(1_000), net_carbon=F("0.42"), quality=quality), 1_503.04)
    under_cbam = anode_co2_t(aluminium_t=F(1_000), net_carbon=F("0.42"), quality=quality, ratio=CARBON_CBAM)
    assert near(under_cbam, 1_501.94688)
    packing = CarbonQuality(sulphur=F("0.02"), ash=F("0.025"))
    assert near(packing_co2_t(baked_anodes_t=F(420), coke_per_anode=F("0.015"), quality=packing), 22.0605)
    assert near(soda_ash_co2_t(mass_t=F(100), purity=F("0.95")), 39.433962)


@pytest.mark.parametrize(("grams", "expected"), [(24, 0.338736), (490, 6.91586), (820, 11.57348)])
def test_f7_electricity_decides_the_answer(grams: int, expected: float) -> None:
    assert near(electricity_co2e_t_per_t(kwh_per_t=F(14_114), grams_per_kwh=F(grams)), expected)


def test_f7a_energy_of_a_cell() -> None:
    assert abs(direct_current_kwh_per_t(volts=F("4.2"), efficiency=F("0.94")) - 13_315) <= 1


def test_a_mix_sums_to_one_or_is_refused() -> None:
    table = factor_table("electricity-2014")
    mix = {"hydro": F("0.75"), "coal": F("0.25")}
    assert mix_grams_per_kwh(mix, table, boundary="life_cycle") == F("0.75") * 24 + F("0.25") * 820
    with pytest.raises(Refusal, match="mix_invalid"):
        mix_grams_per_kwh({"hydro": F("0.9")}, table, boundary="direct")


def step(name: str, output: str, own: str, *feeds: Feed) -> ChainStep:
    return ChainStep(name=name, output=F(output), own=F(own), feeds=feeds)


def bought(mass: str, value: str) -> Feed:
    return Feed(mass=F(mass), value=F(value))


def made(mass: str, name: str) -> Feed:
    return Feed(mass=F(mass), step=name)


CHAIN = [
    step("M", "688.24", "1.5266", bought("726.05", "0.045")),
    step("E", "1010.00", "5.4896", bought("639.62", "3.827"), made("385.41", "M")),
    step(
        "R1",
        "6472.10",
        "0.4596",
        bought("1385.68", "10.845"),
        made("31.35", "E"),
        bought("2220.93", "0.073"),
        bought("3174.78", "0"),
    ),
    step(
        "R2",
        "1995.48",
        "0.4596",
        bought("78.40", "10.845"),
        made("31.35", "E"),
        bought("1638.00", "0.073"),
        bought("352.75", "0"),
    ),
    step("C1", "7353.64", "0.0915", bought("165.73", "10.845"), made("715.81", "E"), made("6472.10", "R1")),
    step("C2", "2280.57", "0.0915", bought("53.60", "10.845"), made("231.49", "E"), made("1995.48", "R2")),
]


def test_f8_the_chain_of_a_country() -> None:
    values = chain_footprints(CHAIN)
    expected = {"M": 1.57407, "E": 8.51385, "R1": 2.84781, "R2": 1.07937, "C1": 3.67108, "C2": 2.15503}
    for name, value in expected.items():
        assert near(values[name], value, 1e-4), name


def test_f8a_pre_consumer_scrap_at_its_own_value_hides_nothing() -> None:
    """The scrap of wrought goods at the footprint of wrought ingot, which is made of that scrap: a loop."""
    scrap = bought("3174.78", "3.67108")
    remelt = next(each for each in CHAIN if each.name == "R1")
    valued = [replace(remelt, feeds=(*remelt.feeds[:3], scrap)) if each is remelt else each for each in CHAIN]
    assert near(chain_footprints(valued)["R1"], 4.6486, 1e-4)


def test_a_loop_of_steps_is_solved_and_one_without_end_refused() -> None:
    loop = [step("A", "1", "1", made("0.5", "B")), step("B", "1", "1", made("0.5", "A"))]
    assert chain_footprints(loop) == {"A": 2, "B": 2}
    with pytest.raises(Refusal, match="chain_invalid"):
        chain_footprints([step("A", "1", "1", made("1", "A"))])
    with pytest.raises(Refusal, match="chain_invalid"):
        chain_footprints([step("A", "1", "1", Feed(mass=F(1)))])


def test_f10_recycled_content_without_runaround() -> None:
    charge = Charge(post_consumer=F(40), pre_consumer=F(20), runaround=F(30), primary=F(48), alloying=F(2))
    found = recycled_content(charge)
    assert abs(float(found.share * 100) - 54.5455) < 5e-5
    assert abs(float(found.post_share * 100) - 36.3636) < 5e-5
    melted = charge.after_melting(post=F("0.92"), pre=F("0.97"), primary=F("0.99"), alloying=F(1))
    assert melted.counted == F("105.72")
    output = recycled_content(melted)
    assert abs(float(output.post_share * 100) - 34.809) < 1e-3
    assert abs(float(output.pre_share * 100) - 18.350) < 1e-3
    assert abs(float(melted.primary / output.whole * 100) - 44.949) < 1e-3
    with pytest.raises(Refusal, match="charge_invalid"):
        recycled_content(replace(charge, post_consumer=F(0), pre_consumer=F(0), primary=F(0), alloying=F(0)))


@pytest.mark.parametrize(
    ("a", "expected"), [("0", 1.32542), ("0.2", 1.964396), ("0.5", 2.92286), ("1", 4.5203)]
)
def test_f11_circular_footprint(a: str, expected: float) -> None:
    given = CircularFootprint(
        a=F(a),
        r1=F("0.5"),
        r2=F("0.9"),
        virgin=F("8.5139"),
        virgin_replaced=F("8.5139"),
        recycling=F("0.5267"),
        recycling_end=F("0.5267"),
    )
    assert near(circular_footprint(given), expected)


def test_f12_and_f16_means_by_weight() -> None:
    contributions = [(F(3), F(1)), (F("1.5"), F("0.4")), (F("0.5"), F(0))]
    assert primary_data_share(contributions) == F("0.72")
    assert weighted_mean([(F(5_000), F("4.2")), (F(3_000), F("2.1")), (F(2_000), F(8))]) == F("4.33")
    assert weighted_mean([]) is None


@pytest.mark.parametrize(
    ("yields", "whole", "gross"),
    [
        (("0.7077", "0.6579"), 0.465596, 2.147786),
        (("0.7077", "0.8264"), 0.584843, 1.709860),
        (("0.7386", "0.9506"), 0.702113, 1.424272),
    ],
)
def test_f13_yields_of_a_chain(yields: tuple[str, ...], whole: float, gross: float) -> None:
    found = chain_yield(F(each) for each in yields)
    assert near(found, whole)
    assert near(gross_per_product(found), gross)


def test_f14_melt_loss_with_and_without_dross() -> None:
    melt = Melt(charged=F(1_005), ingot=F(975), dross=F(30), dross_metal=F("0.55"), dross_recovered=F("0.6"))
    assert (melt.metal_in_dross, melt.recovered_from_dross) == (F("16.5"), F("9.9"))
    assert abs(float(melt.gross_loss.share or 0) - 0.029851) < 1e-6
    assert melt.net_loss.share == F("0.02")


def test_loops_keep_a_part_and_use_it_again() -> None:
    kept = loop_retention(collection=F("0.9"), processing=F("0.95"), melting=F("0.96"))
    assert kept == F("0.8208")
    assert mean_uses(kept) == 1 / (1 - kept)
    assert mean_uses(F(1)) is None


@pytest.mark.parametrize(("base", "expected"), [("12", 8.608974), ("22.1", 15.730769), ("3.8", 2.826923)])
def test_f15_a_path_converges_to_the_sector(base: str, expected: float) -> None:
    sector = SectorPath(base=F("16.1"), year=F("11.5"), end=F("0.5"))
    assert near(path_intensity(F(base), sector), expected)


def test_scrap_rules_side_by_side_conserve_the_whole() -> None:
    """What the co-product rule gives to product and scrap together is what the cut-off rule gives to the product."""
    press = Fabrication(gross=F("1.35"), process=F("0.75"), metal=F("6.2"))
    assert co_product(press) * press.gross == cut_off(press)
    credited = substitution(press, melt_yield=F("0.95"), virgin=F("8.5"), remelt=F("0.5"))
    assert credited == cut_off(press) - F("0.35") * F("0.95") * 8


def test_every_table_in_the_package_is_cited_and_unverified() -> None:
    tables = built_in_factor_tables()
    assert {"ipcc-2006", "eu-2025-2547", "gwp100-ar5", "electricity-2014"} <= set(tables)
    for table in tables.values():
        for each in table.factors.values():
            assert each.unit
            assert each.source
            assert not each.verified, "nobody compared it with the source yet"
