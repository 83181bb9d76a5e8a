"""Lines of the carbon that a plant consumes: anodes or paste by their rates, baking, calcining, soda ash."""

from collections.abc import Callable
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
from casthouse.footprint.footprint_method import Part
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.metal_of_rate import MetalOfRate
from casthouse.footprint.process_carbon import (
    CarbonQuality,
    GreenCoke,
    SoderbergPaste,
    anode_co2_t,
    calcining_co2_t,
    packing_co2_t,
    pitch_co2_t,
    soda_ash_co2_t,
    soderberg_co2_t,
)

METAL = "t liquid metal"


def carbon_lines(reckoning: Reckoning, sheet: EmissionSheet, metal: MetalOfRate) -> None:
    """Add the lines of carbon; a share of it that nobody measured is the usual one of the method's tables."""
    for rate in reckoning.of(Kind.NET_ANODE_CARBON, Kind.SODERBERG_PASTE):
        aluminium_t, behind = metal.of(rate)
        if aluminium_t:
            make = _anode if rate.kind is Kind.NET_ANODE_CARBON else _paste
            sheet.lines.append(make(rate, aluminium_t, behind, reckoning))
    for facility in sorted({each.facility for each in reckoning.measured}):
        for each in (_packing, _pitch, _soda_ash, _calcining):
            line = each(facility, reckoning, sheet)
            if line is not None:
                sheet.lines.append(line)


def _value(reckoning: Reckoning, name: str) -> Fraction:
    return reckoning.factors.factor(name).value


def _quality(reckoning: Reckoning, name: str) -> CarbonQuality:
    return CarbonQuality(sulphur=_value(reckoning, f"{name}.sulphur"), ash=_value(reckoning, f"{name}.ash"))


def _anode(
    rate: Measurement, aluminium_t: Fraction, behind: tuple[str, ...], reckoning: Reckoning
) -> EmissionLine:
    quality = _quality(reckoning, "anode")
    co2_t = anode_co2_t(
        aluminium_t=aluminium_t, net_carbon=rate.amount, quality=quality, ratio=reckoning.method.ratio
    )
    pure = f"{float(quality.carbon):.4g} of it carbon, {reckoning.method.carbon_ratio}"
    words = f"{float(rate.amount):g} t carbon/t, {pure}"
    return _rated(rate, "anode consumption", co2_t, (shown(aluminium_t, METAL), words), behind)


def _paste(
    rate: Measurement, aluminium_t: Fraction, behind: tuple[str, ...], reckoning: Reckoning
) -> EmissionLine:
    technology, binder = rate.item.split("_")
    paste = SoderbergPaste(
        paste_t_per_t=rate.amount,
        soluble_kg_per_t=_value(reckoning, f"paste.soluble_kg_per_t.{technology}"),
        binder=_value(reckoning, f"paste.binder.{binder}"),
        pitch_sulphur=_value(reckoning, "paste.pitch_sulphur"),
        pitch_ash=_value(reckoning, "paste.pitch_ash"),
        pitch_hydrogen=_value(reckoning, "paste.pitch_hydrogen"),
        coke_sulphur=_value(reckoning, "paste.coke_sulphur"),
        coke_ash=_value(reckoning, "paste.coke_ash"),
        dust=_value(reckoning, "paste.dust"),
    )
    co2_t = soderberg_co2_t(aluminium_t=aluminium_t, paste=paste, ratio=reckoning.method.ratio)
    words = f"{float(rate.amount):g} t paste/t, {rate.item}, {reckoning.method.carbon_ratio}"
    return _rated(rate, "Söderberg paste", co2_t, (shown(aluminium_t, METAL), words), behind)


def _rated(
    rate: Measurement, label: str, co2_t: Fraction, words: tuple[str, str], behind: tuple[str, ...]
) -> EmissionLine:
    return EmissionLine(
        part=Part.CARBON,
        label=label,
        facility=rate.facility,
        co2e_t=co2_t,
        activity=words[0],
        factor=words[1],
        entries=(rate.reference, *behind),
        group=rate.text("group"),
        uncertainty=Uncertainty.of(rate.term("uncertainty"), None),
    )


Adds = Callable[[str, Reckoning, EmissionSheet], EmissionLine | None]


def _sum(facility: str, reckoning: Reckoning, kind: Kind) -> tuple[Fraction, list[Measurement]]:
    found = reckoning.of(kind, facility=facility)
    return sum((reckoning.counted(each) for each in found), Fraction(0)), found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anodes:
    """Green and baked anodes of a facility; the usual ratio stands in for one that was not measured."""

    green_t: Fraction
    baked_t: Fraction
    green: list[Measurement]
    baked: list[Measurement]


def _anodes(facility: str, reckoning: Reckoning, sheet: EmissionSheet) -> _Anodes | None:
    green_t, green = _sum(facility, reckoning, Kind.GREEN_ANODES)
    baked_t, baked = _sum(facility, reckoning, Kind.BAKED_ANODES)
    if not green and not baked:
        if reckoning.of(Kind.PACKING_COKE, Kind.WASTE_TAR, facility=facility):
            sheet.lack(f"green or baked anodes of {facility}")
        return None
    usual = _value(reckoning, "pitch.green_per_baked")
    used = f"{float(usual):g} t of green anodes per t of baked ones"
    if not baked:
        baked_t = green_t / usual
        sheet.fall_back(f"baked anodes of {facility}", used, "they were not measured")
    if not green:
        green_t = baked_t * usual
        sheet.fall_back(f"green anodes of {facility}", used, "they were not measured")
    return _Anodes(green_t=green_t, baked_t=baked_t, green=green, baked=baked)


def _packing(facility: str, reckoning: Reckoning, sheet: EmissionSheet) -> EmissionLine | None:
    anodes = _anodes(facility, reckoning, sheet)
    coke_t, coke = _sum(facility, reckoning, Kind.PACKING_COKE)
    quality, ratio = _quality(reckoning, "packing"), reckoning.method.ratio
    if coke:
        baked = anodes.baked if anodes else []
        return _amount(facility, "packing coke", coke_t * quality.carbon * ratio, coke_t, [*coke, *baked])
    if anodes is None:
        return None
    usual = reckoning.factors.factor("packing.coke_per_anode")
    sheet.fall_back(
        f"packing coke of {facility}",
        f"{float(usual.value):g} t per t of baked anodes",
        "it was not measured",
    )
    co2_t = packing_co2_t(
        baked_anodes_t=anodes.baked_t, coke_per_anode=usual.value, quality=quality, ratio=ratio
    )
    behind = anodes.baked or anodes.green
    return _amount(facility, "packing coke", co2_t, anodes.baked_t, behind, is_primary=False)


def _pitch(facility: str, reckoning: Reckoning, sheet: EmissionSheet) -> EmissionLine | None:
    anodes = _anodes(facility, reckoning, sheet)
    if anodes is None:
        return None
    tar_t, tar = _sum(facility, reckoning, Kind.WASTE_TAR)
    co2_t = pitch_co2_t(
        green_anodes_t=anodes.green_t,
        baked_anodes_t=anodes.baked_t,
        hydrogen=_value(reckoning, "pitch.hydrogen"),
        waste_tar_t=tar_t,
        ratio=reckoning.method.ratio,
    )
    measured = [*anodes.green, *anodes.baked, *tar]
    are_both = bool(anodes.green and anodes.baked)
    return _amount(facility, "pitch volatiles", co2_t, anodes.green_t, measured, is_primary=are_both)


def _soda_ash(facility: str, reckoning: Reckoning, sheet: EmissionSheet) -> EmissionLine | None:
    measured = reckoning.of(Kind.SODA_ASH, facility=facility)
    if not measured:
        return None
    co2_t = Fraction(0)
    for each in measured:
        purity = each.term("purity")
        if purity is None:
            purity = _value(reckoning, "soda_ash.purity")
            sheet.fall_back(f"purity of {each.reference}", f"{float(purity):g}", "it was not measured")
        co2_t += soda_ash_co2_t(mass_t=reckoning.counted(each), purity=purity)
    mass_t = sum((reckoning.counted(each) for each in measured), Fraction(0))
    return _amount(facility, "soda ash", co2_t, mass_t, measured)


def _calcining(facility: str, reckoning: Reckoning, sheet: EmissionSheet) -> EmissionLine | None:
    green_t, green = _sum(facility, reckoning, Kind.GREEN_COKE)
    if not green:
        if reckoning.of(Kind.CALCINED_COKE, Kind.UNDER_CALCINED_COKE, Kind.COKE_DUST, facility=facility):
            sheet.lack(f"green coke of {facility}")
        return None
    calcined_t, calcined = _sum(facility, reckoning, Kind.CALCINED_COKE)
    under_t, under = _sum(facility, reckoning, Kind.UNDER_CALCINED_COKE)
    dust_t, dust = _sum(facility, reckoning, Kind.COKE_DUST)
    if not calcined:
        calcined_t = green_t * _value(reckoning, "calcining.calcined_per_green")
        sheet.fall_back(f"calcined coke of {facility}", shown(calcined_t, "t"), "it was not measured")
    if not dust:
        dust_t = green_t * _value(reckoning, "calcining.dust_per_green")
        sheet.fall_back(f"coke dust of {facility}", shown(dust_t, "t"), "it was not measured")
    co2_t = calcining_co2_t(
        green=GreenCoke(
            mass_t=green_t,
            moisture=_value(reckoning, "calcining.moisture"),
            volatiles=_value(reckoning, "calcining.volatiles"),
            sulphur=_value(reckoning, "calcining.sulphur"),
        ),
        calcined_t=calcined_t,
        under_calcined_t=under_t,
        dust_t=dust_t,
        calcined_sulphur=_value(reckoning, "calcining.calcined_sulphur"),
        ratio=reckoning.method.ratio,
    )
    measured = [*green, *calcined, *under, *dust]
    return _amount(facility, "coke calcining", co2_t, green_t, measured, is_primary=bool(calcined and dust))


def _amount(
    facility: str,
    label: str,
    co2_t: Fraction,
    mass_t: Fraction,
    measured: list[Measurement],
    *,
    is_primary: bool = True,
) -> EmissionLine:
    stated = [each.term("uncertainty") for each in measured]
    return EmissionLine(
        part=Part.CARBON,
        label=label,
        facility=facility,
        co2e_t=co2_t,
        activity=shown(mass_t, "t"),
        factor="carbon content and ratio of the method",
        entries=references(measured),
        uncertainty=Uncertainty(
            fraction=max((float(each) for each in stated if each is not None), default=None),
            inputs=len(stated) + 1,
            unstated=stated.count(None) + 1,
        ),
        is_primary=is_primary,
    )
