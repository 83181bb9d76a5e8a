"""Lines of fuels, electricity, transport, what was bought beside metal, and other direct emissions."""

from dataclasses import dataclass
from fractions import Fraction

from casthouse.footprint.emission_line import (
    EmissionLine,
    EmissionSheet,
    Reckoning,
    Uncertainty,
    references,
    shown,
)
from casthouse.footprint.footprint_method import ElectricityRule, Part
from casthouse.footprint.measurement import PER_DISTANCE, Measurement
from casthouse.footprint.measurement_kind import MeasurementKind

KG_PER_T, G_PER_T = 1_000, 1_000_000
HIGHEST = "coal"


def energy_lines(reckoning: Reckoning, sheet: EmissionSheet) -> None:
    """Add the lines of everything that is an amount times a factor."""
    for each in reckoning.of(MeasurementKind.FUEL):
        sheet.lines.append(_fuel(each, reckoning))
    for each in reckoning.of(MeasurementKind.ELECTRICITY):
        sheet.lines.append(_electricity(each, reckoning, sheet))
    for each in reckoning.of(MeasurementKind.TRANSPORT):
        sheet.lines.append(_transport(each, reckoning))
    for each in reckoning.of(MeasurementKind.PURCHASED_INPUT):
        sheet.lines.append(_purchased(each, reckoning))
    for each in reckoning.of(MeasurementKind.OTHER_EMISSION):
        co2e_t = reckoning.counted(each)
        sheet.lines.append(
            _line(each, Part.OTHER_EMISSIONS, each.item, co2e_t, shown(co2e_t, "t CO2e"), "measured")
        )


def _fuel(each: Measurement, reckoning: Reckoning) -> EmissionLine:
    amount, told = reckoning.counted(each), each.term("factor")
    factor = None if told is not None else reckoning.factors.factor(f"fuel.{each.item}")
    value = told if factor is None else factor.value
    assert value is not None
    words = f"{float(value):g} kg CO2/GJ, {each.text('evidence') if factor is None else factor.source}"
    label = each.item.replace("_", " ")
    return _line(
        each,
        Part.FUELS,
        label,
        amount * value / KG_PER_T,
        shown(amount, "GJ"),
        words,
        uncertainty=factor.uncertainty if factor else None,
    )


@dataclass(frozen=True, slots=True)
class PowerFactor:
    """The factor of a delivery of electricity, its source, why it stood in (or empty), and how sure it is, if told."""

    value: Fraction
    source: str
    reason: str
    uncertainty: Fraction | None = None


def grams_per_kwh(each: Measurement, reckoning: Reckoning, rule: ElectricityRule) -> PowerFactor:
    """Return the factor of a delivery of electricity under a rule."""
    market, location = each.term("market_factor"), each.term("location_factor")
    if rule is ElectricityRule.MARKET and market is not None:
        return PowerFactor(market, each.text("evidence"), "")
    if location is not None:
        reason = "" if rule is ElectricityRule.LOCATION else "no factor of a contract was told"
        return PowerFactor(location, each.text("evidence"), reason)
    is_known = each.item not in {"grid", "unknown"}
    factor = reckoning.factors.factor(f"electricity.life_cycle.{each.item if is_known else HIGHEST}")
    reason = "no factor of the place or the contract was told: the median of the source"
    why = reason if is_known else "the source is unknown: the highest median counts"
    return PowerFactor(factor.value, factor.source, why, factor.uncertainty)


def _electricity(each: Measurement, reckoning: Reckoning, sheet: EmissionSheet) -> EmissionLine:
    power = grams_per_kwh(each, reckoning, reckoning.rule)
    if power.reason:
        used = f"{float(power.value):g} g CO2e/kWh, {power.source}"
        sheet.fall_back(f"{reckoning.rule.value} factor of {each.reference}", used, power.reason)
    amount = reckoning.counted(each)
    words = f"{float(power.value):g} g CO2e/kWh by {reckoning.rule.value}, {power.source}"
    label = f"electricity, {each.item}"
    return _line(
        each,
        Part.ELECTRICITY,
        label,
        amount * power.value / G_PER_T,
        shown(amount, "kWh"),
        words,
        uncertainty=power.uncertainty,
        is_primary=not power.reason,
    )


def electricity_by_rule(reckoning: Reckoning) -> dict[ElectricityRule, float]:
    """Return the tonnes of CO2e of all electricity by location and by contract, side by side."""
    return {
        rule: float(
            sum(
                (
                    reckoning.counted(each) * grams_per_kwh(each, reckoning, rule).value / G_PER_T
                    for each in reckoning.of(MeasurementKind.ELECTRICITY)
                ),
                Fraction(0),
            )
        )
        for rule in ElectricityRule
    }


def _transport(each: Measurement, reckoning: Reckoning) -> EmissionLine:
    amount, label = reckoning.counted(each), f"transport, {each.item.replace('_', ' ')}"
    factor = each.term("factor")
    if each.unit != PER_DISTANCE or factor is None:
        told = shown(amount, "t CO2e")
        return _line(each, Part.TRANSPORT, label, amount, told, "as declared", has_factor=False)
    words = f"{float(factor):g} g CO2e/tkm, {each.text('evidence')}"
    return _line(each, Part.TRANSPORT, label, amount * factor / G_PER_T, shown(amount, "tkm"), words)


def _purchased(each: Measurement, reckoning: Reckoning) -> EmissionLine:
    amount, factor = reckoning.counted(each), each.term("factor")
    assert factor is not None
    words = f"{float(factor):g} t CO2e/t, {each.text('evidence')}"
    is_primary = (each.term("primary_share") or 0) == 1
    return _line(
        each,
        Part.PURCHASED_INPUTS,
        each.item,
        amount * factor,
        shown(amount, "t"),
        words,
        is_primary=is_primary,
    )


def _line(  # noqa: PLR0917 - a line in the order of its columns
    each: Measurement,
    part: Part,
    label: str,
    co2e_t: Fraction,
    activity: str,
    words: str,
    *,
    uncertainty: Fraction | None = None,
    has_factor: bool = True,
    is_primary: bool = True,
) -> EmissionLine:
    factors = [uncertainty] if has_factor else []
    return EmissionLine(
        part=part,
        label=label,
        facility=each.facility,
        co2e_t=co2e_t,
        activity=activity,
        factor=words,
        entries=references([each]),
        group=each.text("group"),
        uncertainty=Uncertainty.of(each.term("uncertainty"), *factors),
        is_primary=is_primary,
    )
