"""What a smelter emitted, from what it measured: published figures, and never a silent zero."""

from fractions import Fraction

import pytest

from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.emission_line import EmissionSheet
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.perfluorocarbon import CellTechnology, slope_method
from tests.unit.footprint.chain_world import measured, sheet_of

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
