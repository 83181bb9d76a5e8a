"""What a smelter emitted, from what it measured: published figures, and never a silent zero."""

from dataclasses import replace
from fractions import Fraction

import pytest

from casthouse.exchange.factor_table_file import factor_table
from casthouse.exchange.footprint_method_file import footprint_method, gwp_of
from casthouse.footprint.emission_line import EmissionSheet, Reckoning
from casthouse.footprint.factor import Factor, FactorTable
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.metal_of_rate import MetalOfRate
from casthouse.footprint.perfluorocarbon import CellTechnology, slope_method
from casthouse.footprint.pfc_line import pfc_lines
from tests.unit.footprint.chain_world import YEAR, measured, sheet_of

METAL = measured(Kind.LIQUID_METAL, "100000", "t")
EFFECTS = measured(Kind.ANODE_EFFECTS, "0.25", "min/cell-day", "CWPB")
CARBON = measured(Kind.NET_ANODE_CARBON, "0.42", "t/t")
POWER = measured(Kind.ELECTRICITY, "1411400", "MWh", "hydro")
WHOLE = [METAL, EFFECTS, CARBON, POWER]


def of(sheet: EmissionSheet, label: str) -> float:
    return float(sum(line.co2e_t for line in sheet.lines if line.label.startswith(label)))


def test_a_smelter_line_by_line() -> None:
    """Slope F2 under AR6, anode F4 a hundred times, electricity F7 by the median of hydropower."""
    sheet = sheet_of(WHOLE)
    assert of(sheet, "anode effects") == pytest.approx(3.575 * 7380 + 0.432575 * 12400)
    assert of(sheet, "anode consumption") == pytest.approx(150_304)
    assert of(sheet, "electricity") == pytest.approx(0.338736 * 100_000)
    assert sheet.missing == []
    assert [each.wanted for each in sheet.fallbacks] == ["market factor of electricity-hydro-2025-01-01"]


@pytest.mark.parametrize(
    ("left_out", "words"),
    [(EFFECTS, "anode effects"), (CARBON, "carbon consumption"), (POWER, "electricity")],
    ids=("anode effects", "carbon", "electricity"),
)
def test_what_was_not_measured_is_missing_and_not_zero(left_out: Measurement, words: str) -> None:
    missing = sheet_of([each for each in WHOLE if each is not left_out]).missing
    assert f"{words} of SM" in missing


def test_liquid_metal_that_no_rate_covers_is_missing() -> None:
    half = measured(Kind.ANODE_EFFECTS, "0.25", "min/cell-day", "CWPB", last="2025-06-30")
    first = measured(Kind.LIQUID_METAL, "50000", "t", last="2025-06-30")
    second = measured(Kind.LIQUID_METAL, "50000", "t", first="2025-07-01")
    sheet = sheet_of([first, second, half, CARBON, POWER])
    assert sheet.missing == [f"anode effects for the liquid metal {second.reference} of SM"]
    assert of(sheet, "anode effects") == pytest.approx((3.575 * 7380 + 0.432575 * 12400) / 2)
    other_line = measured(Kind.ANODE_EFFECTS, "0.25", "min/cell-day", "CWPB", line="2")
    assert sheet_of([METAL, other_line, CARBON, POWER]).missing != []


def test_metal_of_the_ledger_stands_in_and_is_recorded() -> None:
    sheet = sheet_of([EFFECTS, CARBON, POWER], SM="100000")
    assert of(sheet, "anode consumption") == pytest.approx(150_304)
    assert "liquid metal of SM" in [each.wanted for each in sheet.fallbacks]
    assert "liquid metal of SM" in sheet_of([EFFECTS, CARBON, POWER]).missing


def test_a_gwp_set_changes_only_the_line_of_pfc() -> None:
    lines = {
        method: {line.label: line.co2e_t for line in sheet_of(WHOLE, method).lines}
        for method in ("mine-to-metal-market", "eu-cbam")
    }
    changed = [
        label
        for label, value in lines["mine-to-metal-market"].items()
        if value != lines["eu-cbam"][label] and label != "anode consumption"  # its carbon ratio differs too
    ]
    assert changed == ["anode effects"]


def test_electricity_by_location_and_by_contract() -> None:
    told = measured(
        Kind.ELECTRICITY, "1000", "MWh", "grid", location_factor="400", market_factor="20", evidence="PPA"
    )
    by = {
        method: of(sheet_of([told], method), "electricity")
        for method in ("mine-to-metal-market", "mine-to-metal-location")
    }
    assert by == {"mine-to-metal-market": 20.0, "mine-to-metal-location": 400.0}
    unknown = measured(Kind.ELECTRICITY, "1000", "MWh", "unknown")
    assert of(sheet_of([unknown]), "electricity") == 820.0, "what is unknown counts with the highest"


def test_duct_with_gases_takes_the_place_of_anode_effects() -> None:
    """F3: what the duct caught, divided by what it catches, under the CBAM's set."""
    gases = [
        measured(Kind.DUCT, "3.575", "t", "CF4", collection="0.95"),
        measured(Kind.DUCT, "432.575", "kg", "C2F6", collection="0.95"),
    ]
    sheet = sheet_of([METAL, CARBON, POWER, *gases], "eu-cbam")
    assert sheet.missing == []
    assert of(sheet, "C") == pytest.approx(30_004.034211)


def test_two_gases_of_a_duct_cover_their_days_once() -> None:
    """Half a year of anode effects and half of a duct, the metal by the ledger: 181 of 365 days."""
    effects = measured(Kind.ANODE_EFFECTS, "1", "min/cell-day", "CWPB", last="2025-06-30")
    gases = [
        measured(Kind.DUCT, "0.05", "t", "CF4", first="2025-07-01", collection="1"),
        measured(Kind.DUCT, "0.005", "t", "C2F6", first="2025-07-01", collection="1"),
    ]
    sheet = sheet_of([effects, *gases, CARBON, POWER], SM="1000")
    cf4_t = 1_000 * 181 / 365 * 0.143 / 1_000
    assert of(sheet, "anode effects") == pytest.approx(cf4_t * 7380 + cf4_t * 0.121 * 12400)
    assert sheet.missing == []


def test_days_of_the_ledger_without_a_rate_are_missing() -> None:
    january = measured(Kind.ANODE_EFFECTS, "1", "min/cell-day", "CWPB", last="2025-01-31")
    autumn = measured(Kind.ANODE_EFFECTS, "1", "min/cell-day", "CWPB", first="2025-09-02", last="2025-12-30")
    sheet = sheet_of([january, autumn, CARBON, POWER], SM="1000")
    assert sheet.missing == ["anode effects of SM from 2025-02-01 to 2025-09-01, on 2025-12-31"]
    cf4_t = 1_000 * (31 + 120) / 365 * 0.143 / 1_000
    assert of(sheet, "anode effects") == pytest.approx(cf4_t * 7380 + cf4_t * 0.121 * 12400)


def test_many_days_without_a_rate_are_counted() -> None:
    months = [
        measured(Kind.ANODE_EFFECTS, "1", "min/cell-day", "CWPB", first=f"{month}-01", last=f"{month}-10")
        for month in (f"2025-{number:02}" for number in range(1, 13))
    ]
    (words,) = sheet_of([*months, CARBON, POWER], SM="1000").missing
    assert words.endswith("from 2025-03-11 to 2025-03-31 and on 185 more days")


def test_the_ledger_does_not_say_which_line_made_what() -> None:
    lines = [
        measured(Kind.ANODE_EFFECTS, minutes, "min/cell-day", "CWPB", line=line)
        for line, minutes in (("1", "0.1"), ("2", "5"))
    ]
    sheet = sheet_of([*lines, CARBON, POWER], SM="1000")
    assert of(sheet, "anode effects") == 0
    assert [words for words in sheet.missing if words.startswith("liquid metal of SM by line")]
    one = sheet_of([lines[0], CARBON, POWER], SM="1000")
    assert one.missing == [], "a plant of one line"
    assert of(one, "anode effects") == pytest.approx(0.0143 * 7380 + 0.0143 * 0.121 * 12400)
    other = measured(Kind.NET_ANODE_CARBON, "0.42", "t/t", line="2")
    assert len(sheet_of([lines[0], other, POWER], SM="1000").missing) == 1, "each line has only one of both"


@pytest.mark.parametrize(("told", "lacking"), [("CF4", "C2F6"), ("C2F6", "CF4")], ids=("CF4", "C2F6"))
def test_one_gas_of_a_duct_alone_is_not_the_whole(told: str, lacking: str) -> None:
    gas = measured(Kind.DUCT, "1", "t", told, collection="0.95")
    part = measured(Kind.DUCT, "0.1", "t", lacking, last="2025-06-30", collection="0.95")
    whole = "from 2025-01-01 to 2025-12-31"
    assert sheet_of([METAL, CARBON, POWER, gas]).missing == [f"{lacking} in the duct of SM {whole}"]
    half = sheet_of([METAL, CARBON, POWER, gas, part]).missing
    assert half == [f"{lacking} in the duct of SM from 2025-07-01 to 2025-12-31"]


def test_anodes_green_or_baked_alone_stand_in_for_the_other() -> None:
    """500 t of green anodes are 473.93 t of baked ones by the usual ratio of 1.055, and the reverse."""
    by_green = sheet_of([*WHOLE, measured(Kind.GREEN_ANODES, "500", "t")])
    baked_t = 500 / 1.055
    assert of(by_green, "pitch") == pytest.approx((500 * 0.995 - baked_t) * 44 / 12)
    assert of(by_green, "packing") == pytest.approx(baked_t * 0.015 * 0.955 * 44 / 12)
    by_baked = sheet_of([*WHOLE, measured(Kind.BAKED_ANODES, "500", "t")])
    assert of(by_baked, "pitch") == pytest.approx((527.5 * 0.995 - 500) * 44 / 12)
    for sheet, words in ((by_green, "baked anodes of SM"), (by_baked, "green anodes of SM")):
        assert words in [each.wanted for each in sheet.fallbacks]
        assert not next(line for line in sheet.lines if line.label == "pitch volatiles").is_primary


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.PACKING_COKE, "green or baked anodes of SM"),
        (Kind.WASTE_TAR, "green or baked anodes of SM"),
        (Kind.COKE_DUST, "green coke of SM"),
    ],
)
def test_a_by_product_alone_misses_what_it_came_of(kind: Kind, words: str) -> None:
    assert sheet_of([*WHOLE, measured(kind, "5", "t")]).missing == [words]


def test_an_overvoltage_is_as_uncertain_as_its_own_coefficient() -> None:
    told = measured(Kind.OVERVOLTAGE, "2", "mV", "SWPB", current_efficiency="95", uncertainty="0.05")
    chosen = footprint_method("mine-to-metal-market")
    named = Factor(name="", value=Fraction(1), unit="", source="", uncertainty=Fraction(1, 2))
    factors = FactorTable(
        code="test",
        name="",
        valid_from=YEAR.start,
        valid_to=None,
        factors={
            "pfc.slope.SWPB": named,
            "pfc.overvoltage.SWPB": replace(named, uncertainty=Fraction(12, 100)),
            "pfc.overvoltage_weight.SWPB": named,
        },
    )
    reckoning = Reckoning(
        method=chosen, factors=factors, gwp=gwp_of(chosen), period=YEAR, measured=(METAL, told)
    )
    sheet = EmissionSheet()
    pfc_lines(reckoning, sheet, MetalOfRate(reckoning=reckoning, sheet=sheet))
    assert [line.uncertainty.fraction for line in sheet.lines] == [pytest.approx(0.13)]


def test_a_technology_without_a_factor_of_its_own_is_a_recorded_fallback() -> None:
    told = measured(Kind.ANODE_EFFECTS, "0.25", "min/cell-day", "PFPB_MW")
    sheet = sheet_of([METAL, told, CARBON, POWER])
    assert ("pfc.slope.PFPB_MW", "pfc.slope.CWPB") in [(each.wanted, each.used) for each in sheet.fallbacks]
    assert not next(line for line in sheet.lines if line.label == "anode effects").is_primary


def test_all_the_other_lines() -> None:
    rows = [
        measured(Kind.BAKED_ANODES, "420", "t"),
        measured(Kind.GREEN_ANODES, "443.1", "t"),
        measured(Kind.SODA_ASH, "100", "t"),
        measured(Kind.GREEN_COKE, "1000", "t"),
        measured(Kind.CALCINED_COKE, "680", "t"),
        measured(Kind.COKE_DUST, "75", "t"),
        measured(Kind.FUEL, "1000", "GJ", "natural_gas"),
        measured(Kind.FUEL, "1000", "GJ", "other", factor="74.1", evidence="e"),
        measured(Kind.TRANSPORT, "1000000", "tkm", "sea", factor="5", evidence="e"),
        measured(Kind.PURCHASED_INPUT, "10", "t", "silicon", factor="9.8", evidence="e"),
        measured(Kind.OTHER_EMISSION, "7", "tCO2e", "flare", evidence="e"),
        measured(Kind.LOW_VOLTAGE, "1", "kg", "CF4", evidence="e"),
    ]
    sheet = sheet_of(rows)
    assert of(sheet, "packing") == pytest.approx(22.0605)
    assert of(sheet, "pitch") == pytest.approx((443.1 * 0.995 - 420) * 44 / 12)
    assert of(sheet, "soda ash") == pytest.approx(39.433962)
    assert of(sheet, "coke calcining") == pytest.approx(
        (770 - 755 * 0.975) * 44 / 12 + 1000 * 0.035 * 44 / 16
    )
    assert [of(sheet, label) for label in ("natural gas", "other", "transport", "silicon", "flare")] == [
        pytest.approx(each) for each in (56.1, 74.1, 5, 98, 7)
    ]
    assert of(sheet, "CF4") == pytest.approx(7.38)


def test_paste_by_the_formula() -> None:
    sheet = sheet_of([METAL, measured(Kind.SODERBERG_PASTE, "0.5", "t/t", "HSS_dry")])
    paste = Fraction(50_000)
    expected = (
        paste
        - 400
        - paste * Fraction("0.24") * Fraction("0.041")
        - paste * Fraction("0.76") * Fraction("0.021")
    )
    assert of(sheet, "Söderberg") == pytest.approx(float((expected - 1000) * 44 / 12))


def test_less_than_nothing_is_no_emission_but_a_mistake() -> None:
    rows = [measured(Kind.BAKED_ANODES, "420", "t"), measured(Kind.GREEN_ANODES, "300", "t")]
    assert any("less than nothing" in words for words in sheet_of(rows).missing)


def test_what_reaches_beyond_the_period_counts_by_its_days_and_is_recorded() -> None:
    row = measured(Kind.FUEL, "1000", "GJ", "natural_gas", first="2025-12-22", last="2026-01-10")
    sheet = sheet_of([row])
    assert of(sheet, "natural gas") == pytest.approx(28.05)
    assert any("its days in the period" in each.used for each in sheet.fallbacks)


def test_a_stated_frequency_changes_no_gas() -> None:
    """F1b: ten minutes per cell-day with half an effect a day are ten minutes; CF4 stays 920 kg."""
    stated = measured(Kind.ANODE_EFFECTS, "10", "min/cell-day", "VSS", frequency="0.5")
    built = measured(Kind.ANODE_EFFECTS, "20", "min/effect", "VSS", frequency="0.5")
    for rate in (stated, built):
        emitted = slope_method(
            aluminium_t=Fraction(1_000),
            minutes=rate.minutes,
            technology=CellTechnology.VSS,
            table=factor_table("ipcc-2006"),
        )
        assert emitted.cf4_t == Fraction("0.92")


def test_uncertainties_of_the_tables_are_in_the_lines() -> None:
    """Gas by a factor of ± 1.8 %, power from coal by its median ± 6 %; a contract's factor states none."""
    rows = [
        measured(Kind.FUEL, "1000", "GJ", "natural_gas", uncertainty="0.024"),
        measured(Kind.ELECTRICITY, "1000", "kWh", "coal", reference="E-1"),
        measured(Kind.ELECTRICITY, "1000", "kWh", "coal", reference="E-2", market_factor="700"),
    ]
    lines = {each.entries[0]: each.uncertainty for each in sheet_of(rows).lines}
    assert lines["fuel-natural_gas-2025-01-01"].fraction == pytest.approx(0.03)
    assert (lines["E-1"].fraction, lines["E-1"].unstated) == (0.06, 1)
    assert (lines["E-2"].fraction, lines["E-2"].unstated) == (None, 2)
