"""Whether what single sites emit per tonne is usual: anode plants by their baked anodes, casthouses by what they cast.

A survey gives these ranges per tonne of the product of that stage, energy included. So only a site is judged that does
nothing else: of a smelter with its own bakery or casthouse nobody can tell whose power it was.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from casthouse.footprint.emission_line import EmissionSheet, Reckoning
from casthouse.footprint.footprint_method import Part
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.plausible_range import Ranges
from casthouse.footprint.stage_output import StageOutput
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility

ZERO = Fraction(0)
OWN = frozenset((Part.CARBON, Part.PFC, Part.FUELS, Part.ELECTRICITY, Part.OTHER_EMISSIONS))
ENERGY = frozenset((Part.FUELS, Part.ELECTRICITY))
CASTING = frozenset((Activity.CASTHOUSE,))
METAL = CASTING | {
    Activity.ALUMINIUM_SMELTING,
    Activity.REMELTING_REFINING,
    Activity.SEMI_FABRICATION,
    Activity.MATERIAL_CONVERSION,
}


def unusual_sites(
    reckoning: Reckoning,
    sheet: EmissionSheet,
    facilities: Sequence[Facility],
    output: StageOutput,
    ranges: Ranges,
) -> Iterator[str]:
    """Yield a warning for each site whose own emissions per tonne are outside the range of its stage.

    Args:
        reckoning: the method, the days and what was measured.
        sheet: with the lines of all sites.
        facilities: the sites of the account.
        output: what the account made, for a site that is alone and did not measure its own.
        ranges: what stages usually are.
    """
    if not ENERGY.issubset(reckoning.method.boundary):
        return
    for facility in facilities:
        found = _stage(facility, reckoning, output, is_alone=len(facilities) == 1)
        own_t = _own_t(facility, reckoning, sheet)
        if found is None or own_t is None:
            continue
        name, product, product_t = found
        figure, limits = own_t / product_t, ranges[name]
        if limits.is_implausible(figure):
            yield (
                f"own emissions of {facility.code} of {float(figure):.4g} t CO2e per t of {product}; "
                f"{limits.likely} is usual ({limits.source})"
            )


def _stage(
    facility: Facility, reckoning: Reckoning, output: StageOutput, *, is_alone: bool
) -> tuple[str, str, Fraction] | None:
    """Return the range, the product and its tonnes of a site that has one stage; None for any other."""
    activities = set(facility.activities)
    baked_t = _measured_t(facility, reckoning, Kind.BAKED_ANODES)
    if baked_t and not activities & METAL:
        return "stage.anode", "baked anodes", baked_t
    if not activities or not activities <= CASTING or baked_t:
        return None
    cast_t = _measured_t(facility, reckoning, Kind.OUTPUT)
    if not cast_t and is_alone:
        cast_t = sum(output.groups.values(), ZERO)
    return ("stage.casting", "cast metal", cast_t) if cast_t else None


def _measured_t(facility: Facility, reckoning: Reckoning, kind: Kind) -> Fraction:
    return sum((reckoning.counted(each) for each in reckoning.of(kind, facility=facility.code)), ZERO)


def _own_t(facility: Facility, reckoning: Reckoning, sheet: EmissionSheet) -> Fraction | None:
    """Return what a site emitted itself; None where nothing is known of it."""
    inside = OWN & set(reckoning.method.boundary)
    lines = [each for each in sheet.lines if each.facility == facility.code and each.part in inside]
    return sum((each.co2e_t for each in lines), ZERO) if lines else None
