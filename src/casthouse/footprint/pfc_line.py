"""Lines of PFC: anode effects, overvoltage, what a duct measured, and low voltage; under the method's GWP set."""

from fractions import Fraction

from casthouse.footprint.covered_days import days_in_words, days_of
from casthouse.footprint.emission_line import (
    EmissionLine,
    EmissionSheet,
    Reckoning,
    Uncertainty,
    references,
    shown,
)
from casthouse.footprint.footprint_method import Part
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import GASES
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.metal_of_rate import MetalOfRate
from casthouse.footprint.perfluorocarbon import (
    CellTechnology,
    Perfluorocarbons,
    measured_in_duct,
    overvoltage_method,
    slope_method,
)

ZERO = Fraction(0)


def pfc_lines(reckoning: Reckoning, sheet: EmissionSheet, metal: MetalOfRate) -> None:
    """Add the lines of CF4 and C2F6."""
    for rate in reckoning.of(Kind.ANODE_EFFECTS, Kind.OVERVOLTAGE):
        aluminium_t, behind = metal.of(rate)
        if aluminium_t:
            emitted = _emitted(rate, aluminium_t, reckoning)
            sheet.fallbacks += [each for each in emitted.fallbacks if each not in sheet.fallbacks]
            sheet.lines.append(_rated(rate, aluminium_t, emitted, behind, reckoning))
    for each in reckoning.of(Kind.DUCT):
        metal.cover(each)
        collection = each.term("collection")
        assert collection is not None
        words = f"in the duct, {float(collection):g} collected, GWP {reckoning.gwp.code}"
        emitted = measured_in_duct(_gas(each, reckoning), collection=collection)
        sheet.lines.append(_measured(each, emitted, words, reckoning))
    _lack_gases(reckoning, sheet)
    for each in reckoning.of(Kind.LOW_VOLTAGE):
        words = f"low voltage, {each.text('evidence')}, GWP {reckoning.gwp.code}"
        sheet.lines.append(_measured(each, _gas(each, reckoning), words, reckoning))


def _lack_gases(reckoning: Reckoning, sheet: EmissionSheet) -> None:
    """Record the days on which one gas was measured in a duct and the other was not."""
    ducts = reckoning.of(Kind.DUCT)
    for facility, line in sorted({(each.facility, each.line) for each in ducts}):
        here = [each for each in ducts if (each.facility, each.line) == (facility, line)]
        days = {
            gas: days_of((each for each in here if each.item == gas), reckoning.period)
            for gas in sorted(GASES)
        }
        for gas, told in days.items():
            left_out = set().union(*days.values()) - told
            if left_out:
                where = f"{facility}, line {line}," if line else facility
                sheet.lack(f"{gas} in the duct of {where} {days_in_words(left_out)}")


def _emitted(rate: Measurement, aluminium_t: Fraction, reckoning: Reckoning) -> Perfluorocarbons:
    technology, table = CellTechnology(rate.item), reckoning.factors
    if rate.kind is Kind.ANODE_EFFECTS:
        return slope_method(aluminium_t=aluminium_t, minutes=rate.minutes, technology=technology, table=table)
    efficiency = rate.term("current_efficiency")
    assert efficiency is not None
    return overvoltage_method(
        aluminium_t=aluminium_t,
        overvoltage_mv=rate.amount,
        current_efficiency=efficiency,
        technology=technology,
        table=table,
    )


def _gas(each: Measurement, reckoning: Reckoning) -> Perfluorocarbons:
    mass_t = reckoning.counted(each)
    return Perfluorocarbons(
        cf4_t=mass_t if each.item == "CF4" else ZERO, c2f6_t=mass_t if each.item == "C2F6" else ZERO
    )


def _rated(
    rate: Measurement,
    aluminium_t: Fraction,
    emitted: Perfluorocarbons,
    behind: tuple[str, ...],
    reckoning: Reckoning,
) -> EmissionLine:
    is_slope = rate.kind is Kind.ANODE_EFFECTS
    told = f"{float(rate.minutes):g} min/cell-day" if is_slope else f"{rate.shown}"
    factor = reckoning.factors.factors.get(f"pfc.{'slope' if is_slope else 'overvoltage'}.{rate.item}")
    words = f"{told}, {rate.item}, {_gases(emitted)}, GWP {reckoning.gwp.code}"
    return EmissionLine(
        part=Part.PFC,
        label="anode effects" if is_slope else "overvoltage",
        facility=rate.facility,
        co2e_t=emitted.co2e_t(reckoning.gwp),
        activity=shown(aluminium_t, "t liquid metal"),
        factor=words,
        entries=(rate.reference, *behind),
        group=rate.text("group"),
        uncertainty=Uncertainty.of(rate.term("uncertainty"), factor.uncertainty if factor else None),
        is_primary=not emitted.fallbacks,
    )


def _measured(each: Measurement, emitted: Perfluorocarbons, words: str, reckoning: Reckoning) -> EmissionLine:
    return EmissionLine(
        part=Part.PFC,
        label=f"{each.item} measured",
        facility=each.facility,
        co2e_t=emitted.co2e_t(reckoning.gwp),
        activity=shown(reckoning.counted(each), f"t {each.item}"),
        factor=words,
        entries=references([each]),
        group=each.text("group"),
        uncertainty=Uncertainty.of(each.term("uncertainty")),
    )


def _gases(emitted: Perfluorocarbons) -> str:
    return f"{float(emitted.cf4_t):.6g} t CF4, {float(emitted.c2f6_t):.6g} t C2F6"
